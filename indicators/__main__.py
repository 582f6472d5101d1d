"""The command line: ``python -m indicators COMMAND``.

Exit code 0 on success, 2 on bad arguments, 1 on bad data, with one line on standard error.
"""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from indicators import commands, status
from indicators.compute import compute_app
from indicators.errors import IndicatorsError, UsageError
from indicators.scenario import commands as scenario_commands
from indicators.travel import commands as travel_commands

app = typer.Typer(
    help="Indicators of access to general practitioners, from open data.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(commands.build)
app.command()(commands.update)
app.command()(status.status)
app.command()(commands.export)
app.command()(scenario_commands.scenario)
app.command("site")(scenario_commands.place_doctors)
app.command()(travel_commands.minutes)
app.add_typer(compute_app, name="compute")


def main() -> None:
    """Run the command line and turn errors into one line and an exit code."""
    try:
        code = app(standalone_mode=False)
    except typer.TyperException as error:  # an option or a command that Typer does not take
        if not error.format_message():  # without a command: the help was shown
            raise SystemExit(error.exit_code) from None
        _stop(_on_one_line(error), error.exit_code)
    except UsageError as error:
        _stop(str(error), 2)
    except IndicatorsError as error:
        _stop(str(error), 1)
    raise SystemExit(code or 0)


def _on_one_line(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "python -m indicators"
    told = " ".join(error.format_message().split()).rstrip(".")
    return f"{told}; see `{command} --help`"


def _stop(line: str, code: int) -> NoReturn:
    print(f"Error: {line}", file=sys.stderr)  # noqa: T201
    raise SystemExit(code) from None


if __name__ == "__main__":
    main()
