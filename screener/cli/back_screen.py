"""``screener back-screen``: a portfolio on many dates, each as known on that date; nothing is written."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from screener.cli.completion import portfolio_names
from screener.console import ProgressBar, complain, say, table

if TYPE_CHECKING:
    from screener.backscreen import Answers


def back_screen(
    portfolio: Annotated[
        str, typer.Argument(metavar="PORTFOLIO", help="Folder under portfolios/.", autocompletion=portfolio_names)
    ],
    start: Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD.")],
    end: Annotated[
        str | None, typer.Option("--to", help="Last day, YYYY-MM-DD; by default the newest delivery's date.")
    ] = None,
    every: Annotated[
        Literal["month", "quarter", "year"], typer.Option(help="Screen the last day of each.")
    ] = "quarter",
    state: Annotated[str | None, typer.Option(help="What in-state means, two letters.")] = None,
    rulebook: Annotated[list[str] | None, typer.Option(help="Judge by this rulebook; name it for each.")] = None,
    holdings: Annotated[
        Literal["refuse", "first"],
        typer.Option(help="Dates before the first delivery: refuse them, or screen the first delivery on them."),
    ] = "refuse",
    strict_vintage: Annotated[
        bool,
        typer.Option(
            "--strict-vintage/--any-vintage",
            help="Leave out reference data published after the date, or use the earliest later vintage as a run does.",
        ),
    ] = True,
    workers: Annotated[
        int | None, typer.Option(help="Processes; by default one for each core, and for two dates at least.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, every figure exact.")] = False,
) -> None:
    """Screen a portfolio at the end of every quarter, by the rules in force and the facts known on each date.

    Nothing is written. The newest delivery not later than the date is screened.
    """
    from screener import backscreen
    from screener.dates import parse_date
    from screener.workspace import find_root

    plan = backscreen.plan(
        find_root(),
        portfolio,
        parse_date(start, where="--from"),
        parse_date(end, where="--to") if end else None,
        every=every,
        state=state,
        rulebooks=rulebook,
        holdings=holdings,
        strict_vintage=strict_vintage,
    )
    with ProgressBar(plan.stages) as progress:
        answers = backscreen.answer(plan, progress, workers=workers)
    if as_json:
        found: dict[str, Any] = {name: rows.to_pylist() for name, rows in answers.tables.items()}
        said = {"portfolio": portfolio, "currency": answers.currency, "notes": answers.notes, **found}
        say(json.dumps(said, default=str, ensure_ascii=False, indent=2))
    else:
        _print(answers)


def _print(answers: Answers) -> None:
    """Print one row per date with the findings of its screen by severity, what changed, and what nobody knew."""
    rows = answers.summary.to_pylist()
    say(f"In-state manufacturing by operations ({answers.currency}; in brackets low to high)")
    table(
        [
            "date",
            "holdings of",
            "market value",
            "best",
            "share",
            "identified",
            "industry",
            "pass",
            "measured",
            "fail",
            "unknown",
            "errors",
            "warnings",
        ],
        [_cells(row) for row in rows],
        numbers=range(2, 13),
    )
    causes = Counter(answers.changes["cause"].to_pylist())
    by = ", ".join(f"{count:,} by {cause}" for cause, count in sorted(causes.items()))
    say(f"\nOutcomes that are others than on the date before: {causes.total():,}{f' ({by})' if by else ''}")
    for note in answers.notes:
        complain(f"! {note}")


def _cells(row: dict[str, Any]) -> list[str]:
    """Return a date as cells of text."""
    low, best, high = (row[end] for end in ("low", "best", "high"))
    return [
        str(row["date"]),
        str(row["delivery"]) + (" (first)" if row["delivery"] > row["date"] else ""),
        f"{row['market_value']:,.0f}",
        "unknown" if best is None else f"{best:,.0f} ({low:,.0f} to {high:,.0f})",
        *("unknown" if row[name] is None else f"{row[name]:.1%}" for name in ("share", "identified", "industry")),
        *(f"{row[name]:,}" for name in ("pass", "measured", "fail", "insufficient_data", "error", "warning")),
    ]
