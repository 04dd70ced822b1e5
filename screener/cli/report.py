"""``screener report``: print a finished run again by another definition, such as that for the public record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from screener.cli.completion import definition_names, portfolio_names
from screener.console import say


def report(
    portfolio: Annotated[
        str, typer.Argument(metavar="PORTFOLIO", help="Folder under portfolios/.", autocompletion=portfolio_names)
    ],
    definition: Annotated[
        str | None,
        typer.Option(
            help="File in reports/definitions/ without its ending: trustee, treasury, pri, public-records or your own; "
            "by default the portfolio's.",
            autocompletion=definition_names,
        ),
    ] = None,
    run: Annotated[
        str | None,
        typer.Option(help="Run: its id, the beginning of it, or its folder; by default the newest."),
    ] = None,
    as_of: Annotated[str | None, typer.Option(help="The newest run of this date or before, YYYY-MM-DD.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder to write; by default one under reports/editions/.")
    ] = None,
) -> None:
    """Print a finished run by a report definition: page, PDF, workbook and tables, from the run's folder alone."""
    from screener import pipeline
    from screener.dates import parse_date
    from screener.workspace import find_root

    day = parse_date(as_of, where="--as-of") if as_of else None
    made = pipeline.print_edition(find_root(), portfolio, definition, run=run, as_of=day, out=out)
    say(f"Printed run {made.run_id} by the definition {made.definition.id}: {made.folder / 'report.html'}")
    if made.withheld:
        say(f"  {made.withheld} kinds of data are withheld; the section Withheld lists them with the reasons.")
