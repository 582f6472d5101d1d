"""The command line: ``python -m indicators COMMAND``.

Exit code 0 on success, 2 on bad arguments, 1 on bad data, with one line on standard error.
"""

from __future__ import annotations

import sys

import typer

from indicators import commands, status
from indicators.compute import compute_app
from indicators.errors import IndicatorsError, UsageError
from indicators.scenario import commands as scenario_commands

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
app.add_typer(compute_app, name="compute")


def main() -> None:
    """Run the command line and turn the package's errors into exit codes."""
    try:
        app()
    except UsageError as error:
        print(f"Error: {error}", file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None
    except IndicatorsError as error:
        print(f"Error: {error}", file=sys.stderr)  # noqa: T201
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
