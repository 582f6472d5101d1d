import re
from pathlib import Path

import plotly.graph_objects as go
import pytest
from flask import Flask
from plotly.basedatatypes import BaseTraceType

from callbacks.serving.plotly_script import (
    ADDRESS,
    KINDS,
    install,
    plotly_script,
    script_address,
    shortened,
)
from callbacks.serving.scripts import page_scripts

ROOT = Path(__file__).parents[4]
HEAD = (
    "var E=(e,t,r)=>()=>{if(r)throw r[0];return e&&(t=e(e=0)),t};"
    "var W=(e,t)=>()=>{try{return t||e((t={exports:{}}).exports,t),t.exports}catch(r){throw r}};"
)
BAR = 'var b=W((e,t)=>{t.exports={moduleType:"trace",name:"bar",q:d(),s:"}"}});'
PIE = 'var p=W((e,t)=>{t.exports={moduleType:"trace",name:"pie",m:k(),r:/[/}]/}});'
LISTS = "var l=W((e,t)=>{t.exports=b()});var m=W((e,t)=>{t.exports=p()});"
SHARED = "var d=W((e,t)=>{t.exports=1});"
PIE_ONLY = "function h(){}var k=E(()=>{h()});"


def entry(listed: str) -> str:
    return f"var c=W((e,t)=>{{var r=d();r.register([{listed}]);t.exports=r}});return c();"


def test_what_no_kept_kind_of_chart_asks_for_is_left_out() -> None:
    script = HEAD + BAR + SHARED + LISTS + PIE + PIE_ONLY + entry("l(),m()")
    wanted = HEAD + BAR + SHARED + LISTS.partition("});")[0] + "});" + entry("l()")
    assert shortened(script, frozenset({"bar"})) == wanted


@pytest.mark.parametrize(
    "script",
    [
        entry("l()"),
        HEAD + BAR + SHARED,
        HEAD + BAR + SHARED + LISTS + PIE + PIE_ONLY + entry("m()"),
    ],
    ids=["no modules", "no list", "no such kind"],
)
def test_a_script_of_another_form_is_not_touched(script: str) -> None:
    assert shortened(script, frozenset({"bar"})) is None


def test_a_script_of_another_version_is_served_whole(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("callbacks.serving.plotly_script.TESTED_VERSION", "4.0.0")
    whole = plotly_script.__wrapped__()
    assert len(whole.content) > 4_000_000
    assert "served whole" in caplog.text


def test_the_script_of_the_package_is_shortened() -> None:
    script = plotly_script().content.decode()
    # The whole one has 4.8 MB; Plotly's own partial bundle of scatter, choropleth and scattergeo,
    # plotly-geo.min.js 4.1.1, has 1.4 MB.
    assert len(script) < 1_500_000
    kept = set(re.findall(r'moduleType:"trace",name:"(\w+)"', script))
    assert kept == {*KINDS, "scatter"}


def test_the_pages_draw_what_the_script_holds() -> None:
    kinds = (getattr(go, name) for name in dir(go) if name[0].isupper())
    known = {kind.__name__.lower() for kind in kinds if BaseTraceType in kind.__mro__}
    sources = "".join(path.read_text() for path in (ROOT / "layouts").rglob("*.py"))
    drawn = {name.lower() for name in re.findall(r"\bgo\.([A-Z]\w+)\(", sources)}
    drawn |= set(re.findall(r'"type": "(\w+)"', sources)) & known
    assert drawn - {"figure"} == {*KINDS, "scatter"}


def test_the_script_is_kept_for_long_under_its_own_stamp() -> None:
    server = Flask("server")
    install(server)
    client = server.test_client()
    kept = client.get(script_address())
    assert kept.cache_control.immutable
    assert client.get(ADDRESS).cache_control.max_age is None
    again = client.get(ADDRESS, headers={"If-None-Match": kept.headers["ETag"]})
    assert again.status_code == 304


def test_a_page_loads_the_scripts_that_it_needs() -> None:
    grid = '<script src="/_dash-component-suites/dash_ag_grid/dash_ag_grid.js"></script>'
    table = '<script src="/_dash-component-suites/dash/dash_table/bundle.js"></script>'
    other = '<script src="/assets/page.js"></script>'
    scripts = f"{grid}\n{table}\n{other}"
    assert page_scripts("/methode", scripts) == other
    assert page_scripts("/donnees", scripts) == f"{grid}\n{other}"
    plotly = f'<script src="{script_address()}" id="plotly" defer></script>'
    assert page_scripts("/evolutions", scripts) == f"{plotly}\n{other}"
