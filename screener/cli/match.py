"""``screener match``: whose securities are, settled by a person where no look-up can."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from screener.cli.completion import portfolio_names
from screener.console import ProgressBar, say, table

if TYPE_CHECKING:
    from collections.abc import Sequence

app = typer.Typer(
    help="Issuers: ask a person where no look-up is sure, and record the answers.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def export(
    portfolio: Annotated[
        str, typer.Argument(metavar="PORTFOLIO", help="Folder under portfolios/.", autocompletion=portfolio_names)
    ],
    as_of: Annotated[
        str | None, typer.Option(help="Date of the holdings, YYYY-MM-DD; by default the newest folder in inputs/.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Workbook to write; by default reports/review/PORTFOLIO-DATE.xlsx.")
    ] = None,
    owners: Annotated[
        bool, typer.Option("--owners", help="Ask about every owner of facilities, not only those like what is held.")
    ] = False,
) -> None:
    """Write a workbook that asks whose securities these are, with candidates and what speaks for each."""
    from screener import matching
    from screener.dates import parse_date
    from screener.workspace import find_root

    day = parse_date(as_of, where="--as-of") if as_of else None
    with ProgressBar(matching.STAGES) as progress:
        done = matching.export(find_root(), portfolio, as_of=day, out=out, all_owners=owners, progress=progress)
    more = f" ({done.owners_left:,} more follow when these are decided)" if done.owners_left else ""
    say(f"{_count(done.securities, 'question')} about securities, {done.owners:,} about owners of facilities{more}.")
    if done.owners_unheld:
        left = _count(done.owners_unheld, "owner")
        say(f"{left} of facilities left out: {matching.UNHELD} (--owners asks about them too).")
    say(f"{_count(done.decided, 'decision')} in force already.")
    say(f"Workbook: {done.file}")
    say(f"  Try: fill in the yellow cells, save, and run: screener match import {done.file}")


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Workbook of 'screener match export', filled in.")],
    by: Annotated[
        str | None, typer.Option(help="Who decided; by default SCREENER_USER, else your user name on this computer.")
    ] = None,
) -> None:
    """Record the decisions of a filled-in workbook in the ledger: all of them, or none and every fault named."""
    from screener import matching
    from screener.workspace import find_root

    with ProgressBar(matching.STAGES[:-1]) as progress:
        done = matching.import_decisions(find_root(), file, by=by, progress=progress)
    for line in done.answers:
        say(line)
    left = _count(done.blank, "question")
    say(f"{_count(done.recorded, 'decision')} recorded, {done.repeated:,} recorded before; {left} left open.")


@app.command()
def measure(
    portfolio: Annotated[
        str | None,
        typer.Argument(
            metavar="[PORTFOLIO]",
            help="Folder under portfolios/; by default every one.",
            autocompletion=portfolio_names,
        ),
    ] = None,
    oracle: Annotated[
        Path | None, typer.Option(help="CSV that knows whose CUSIPs are: columns cusip and ticker, or cusip and cik.")
    ] = None,
    labels: Annotated[
        Path | None, typer.Option(help="CSV of EPA facility owners labelled by hand: parent_name, cik, certainty.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array, one object a figure.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print a Markdown table, for a README.")] = False,
) -> None:
    """Measure how securities got their issuers and facilities their owners: coverage, precision, recall.

    Precision and recall need someone who knows: --oracle for securities, --labels for owners of facilities.
    """
    import json

    from screener import matching
    from screener.workspace import find_root, list_portfolios

    root = find_root()
    rows: list[dict[str, Any]] = []
    for name in [portfolio] if portfolio else list_portfolios(root):
        with ProgressBar(matching.STAGES[:-1], of=name) as progress:
            measured = matching.measure(root, name, progress=progress, oracle=oracle, labels=labels)
        rows += [{"portfolio": name, **row} for row in measured.as_rows()]
    if as_json:
        say(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
        return
    lines = [_figure(row) for row in _once(rows)]
    if as_markdown:
        rule = ["---:" if column in _NUMBERS else "---" for column in range(len(_HEADINGS))]
        say("\n".join(f"| {' | '.join(line)} |" for line in (_HEADINGS, rule, *lines)))
        return
    table(_HEADINGS, lines, numbers=_NUMBERS)
    say()
    say(_NOTE)


_HEADINGS = (
    *("measured", "figure", "lines", "of", "share of lines", "share of value"),
    *("95 % interval", "bar", "met or missed"),
)
_NUMBERS = range(2, 8)
_NOTE = """\
Lines are lines of the portfolio, or facilities, or owners. Value is gross market value. The interval is of the share of
lines; the bar of recall is for the share of value, every other for the share of lines. "With an issuer" is less than
"identified" in the report of a run, which also counts what needs no issuer, such as cash and derivatives."""


def _count(number: int, noun: str) -> str:
    """Return a number of things in words: 1 decision, 2 decisions."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _once(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the figures, those about facilities once: they are of all facilities, whatever is held."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for row in rows:
        is_shared = row["section"] in {"facilities", "labelled owners"}
        if not is_shared or (row["section"], row["figure"]) not in seen:
            kept.append({**row, "measured": row["section"] if is_shared else f"{row['portfolio']}, {row['section']}"})
        seen.add((row["section"], row["figure"]))
    return kept


def _figure(row: dict[str, Any]) -> list[str]:
    """Return one figure as texts: shares in percent, an interval where the figure is an estimate."""

    def percent(share: float | None) -> str:
        return "" if share is None else f"{share * 100:.2f}%"

    interval = "" if row["low"] is None else f"{percent(row['low'])} to {percent(row['high'])}"
    met = {None: "", True: "met", False: "missed"}[row["meets_bar"]]
    shares = [percent(row["share_of_lines"]), percent(row["share_of_value"])]
    counts = [f"{row['count']:,}", f"{row['of']:,}"]
    return [row["measured"], row["figure"], *counts, *shares, interval, percent(row["bar"]), met]
