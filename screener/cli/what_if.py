"""``screener what-if``: what a screen would come to with something changed; nothing is written."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any

import typer

from screener.cli.completion import portfolio_names
from screener.console import ProgressBar, say, table
from screener.errors import InputError

if TYPE_CHECKING:
    from screener.whatif import Trades

_ENDS = ("low", "best", "high")


def what_if(
    portfolio: Annotated[
        str, typer.Argument(metavar="PORTFOLIO", help="Folder under portfolios/.", autocompletion=portfolio_names)
    ],
    sell: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LINES[=PART]",
            help="Sell lines, or 0.25 of them: a ticker, CUSIP, ISIN, security_id, file:line, account:NAME or "
            "asset_class:NAME. The proceeds are cash.",
        ),
    ] = None,
    buy: Annotated[
        list[str] | None,
        typer.Option(metavar="TICKER=VALUE", help="Buy an equity for so much of the base currency, from cash."),
    ] = None,
    price: Annotated[
        list[str] | None, typer.Option(metavar="LINES=CHANGE", help="Change the price of lines: -0.2 is a fifth less.")
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option(metavar="RULEBOOK.NAME=VALUE", help="Judge with another value of a rulebook's parameter."),
    ] = None,
    rulebook: Annotated[list[str] | None, typer.Option(help="Judge by this rulebook; name it for each.")] = None,
    state: Annotated[str | None, typer.Option(help="Another home state, two letters.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Date of the screen, YYYY-MM-DD; by default the newest.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, every figure exact.")] = False,
) -> None:
    """Say what a screen would come to with trades, prices, parameters, rulebooks or the home state changed."""
    from screener import pipeline, whatif
    from screener.dates import parse_date
    from screener.workspace import find_root

    change = whatif.Change(
        trades=_trades(sell or [], buy or [], price or []),
        parameters=_pairs(parameter or [], "--parameter"),
        rulebooks=rulebook or None,
        state=state,
    )
    day = parse_date(as_of, where="--as-of") if as_of else None
    with ProgressBar(pipeline.STAGES[:-1]) as progress:
        session = whatif.open_session(find_root(), portfolio, as_of=day, progress=progress)
    made = session.ask(change)
    figures = whatif.compared(session.base.tables, made.tables).to_pylist()
    outcomes = whatif.outcomes_changed(session.base.tables, made.tables).to_pylist()
    if as_json:
        say(json.dumps({"figures": figures, "outcomes": outcomes}, default=str, ensure_ascii=False, indent=2))
    else:
        _print(figures, outcomes, made.question.portfolio.base_currency)


def _trades(sell: list[str], buy: list[str], price: list[str]) -> Trades:
    """Return what was said of trades and prices."""
    from screener.whatif import Trades

    return Trades(
        sell=_pairs(sell, "--sell", otherwise=Decimal(1)),
        add=[
            {"ticker": name, "asset_class": "equity", "market_value": value}
            for name, value in _pairs(buy, "--buy").items()
        ],
        price=_pairs(price, "--price"),
    )


def _pairs(said: list[str], option: str, *, otherwise: Decimal | None = None) -> dict[str, Decimal]:
    """Return NAME=NUMBER of an option; every one that is none is named."""
    pairs: dict[str, Decimal] = {}
    wrong = []
    for text in said:
        name, equals, number = text.rpartition("=")
        try:
            value = Decimal(number) if equals else otherwise
        except InvalidOperation:
            value = None
        if value is None or not value.is_finite():
            wrong.append(text)
        else:
            pairs[name if equals else text] = value
    if wrong:
        raise InputError(f"no NAME=NUMBER: {', '.join(wrong)}", where=option, hint=f"for example {option} NAME=0.2")
    return pairs


def _print(figures: list[dict[str, Any]], outcomes: list[dict[str, Any]], currency: str) -> None:
    """Print the figures that move, and how many outcomes do."""
    moved = [row for row in figures if any(row[f"{end}_change"] for end in _ENDS)]
    if moved:
        say(f"Best estimates that change ({currency}; in brackets low to high)")
        rows = [[row["figure"].replace("_", " "), row["basis"], *_sides(row)] for row in moved]
        table(["", "basis", "as it is", "what if", "change"], rows, numbers={2, 3, 4})
    else:
        say("No figure of money changes.")
    say(f"\nOutcomes that change: {len(outcomes):,}")
    counts: dict[tuple[str, ...], int] = {}
    for row in outcomes:
        kinds = [str(row[f"outcome_{side}"] or "not judged").replace("_", " ") for side in ("before", "after")]
        key = (row["rulebook_id"], row["criterion_id"], " → ".join(kinds))
        counts[key] = counts.get(key, 0) + 1
    if counts:
        table(
            ["rulebook", "criterion", "outcome", "subjects"],
            [[*key, f"{n:,}"] for key, n in counts.items()],
            numbers={3},
        )


def _sides(row: dict[str, Any]) -> list[str]:
    """Return a figure as it is, as it would be, and the change."""
    sides = []
    for side in ("before", "after"):
        low, best, high = (row[f"{end}_{side}"] for end in _ENDS)
        sides.append("unknown" if best is None else f"{best:,.0f} ({low:,.0f} to {high:,.0f})")
    change = row["best_change"]
    return [*sides, "unknown" if change is None else f"{change:+,.0f}"]
