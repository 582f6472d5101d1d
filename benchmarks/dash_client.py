"""A page of the dashboard without a browser: its components' properties, and what a change asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

Ask = Callable[[dict[str, Any], str], Any]
"""Sends the body of a request under a name, and gives what is answered, or nothing."""


class DashPage:
    """What a browser would hold of a page.

    Parameters
    ----------
    dependencies : list of dict
        What ``/_dash-dependencies`` gives: the callbacks, their inputs, states and outputs.
    ask : callable
        Sends a request.
    """

    def __init__(self, dependencies: list[dict[str, Any]], ask: Ask) -> None:
        self._dependencies = dependencies
        self._ask = ask
        self.properties: dict[str, dict[str, Any]] = {}

    def open(self, path: str, query: str = "") -> None:
        """Ask for the page at an address."""
        self.properties = {"url": {"pathname": path, "search": query}}
        self._call("shell.children", "url.pathname", f"{path}: page")

    def change(self, component: str, value: object, output: str, name: str) -> None:
        """Give a component another value, and ask for what depends on it.

        Parameters
        ----------
        component : str
            Its id.
        value : object
            Its new ``value``.
        output : str
            An output of the callback that listens to it, such as ``map.figure``.
        name : str
            Under which the request is counted.
        """
        self.properties[component]["value"] = value
        self._call(output, f"{component}.value", name)

    def _call(self, output: str, changed: str, name: str) -> None:
        (callback,) = (one for one in self._dependencies if f"..{output}.." in f".{one['output']}.")
        listed = [part.rpartition(".") for part in callback["output"].strip(".").split("...")]
        body = {
            "output": callback["output"],
            "outputs": [{"id": _read(known), "property": prop} for known, _, prop in listed],
            "inputs": [self._given(one) for one in callback["inputs"]],
            "state": [self._given(one) for one in callback["state"]],
            "changedPropIds": [changed],
        }
        answer = self._ask(body, name)
        for component, properties in (answer or {"response": {}})["response"].items():
            held = self.properties.setdefault(component, {})
            held |= {name: value for name, value in properties.items() if not _is_patch(value)}
            self._hold(properties)

    def _given(self, one: dict[str, str]) -> Any:  # noqa: ANN401 - as Dash writes it
        wanted = _read(one["id"])
        if not isinstance(wanted, dict) or ["ALL"] not in wanted.values():
            return self._one(one["id"], one["property"])
        return [
            self._one(component, one["property"])
            for component in self.properties
            if _matches(_read(component), wanted)
        ]

    def _one(self, component: str, prop: str) -> dict[str, Any]:
        told: dict[str, Any] = {"id": _read(component), "property": prop}
        value = self.properties.get(component, {}).get(prop)
        return told if value is None else {**told, "value": value}

    def _hold(self, content: object) -> None:
        """Note the properties of every component of an answer."""
        for properties in _components(content):
            known = properties["id"]
            written = known if isinstance(known, str) else _written(known)
            self.properties[written] = {**properties}


def _components(content: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any JSON
    if isinstance(content, list):
        for inner in content:
            yield from _components(inner)
    elif isinstance(content, dict):
        properties = content.get("props")
        if isinstance(properties, dict) and "id" in properties:
            yield properties
        for inner in content.values():
            yield from _components(inner)


def _is_patch(value: object) -> bool:
    return isinstance(value, dict) and "__dash_patch_update" in value


def _read(component: str) -> Any:  # noqa: ANN401 - a text or an object
    return json.loads(component) if component.startswith("{") else component


def _written(component: dict[str, Any]) -> str:
    return json.dumps(component, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _matches(component: object, wanted: dict[str, Any]) -> bool:
    return (
        isinstance(component, dict)
        and component.keys() == wanted.keys()
        and all(wanted[key] in (["ALL"], value) for key, value in component.items())
    )
