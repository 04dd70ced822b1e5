"""``screener what-if``: what a screen would come to with something changed; nothing is written."""

from __future__ import annotations

import csv
import json
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from screener.cli.completion import portfolio_names, rulebook_names
from screener.console import ProgressBar, say, table
from screener.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from screener.whatif import Faults, Trades

_Name = TypeVar("_Name", str, tuple[str, str, str])
_Value = TypeVar("_Value")
_ENDS = ("low", "best", "high")
_OPTIONS = {"parameters": "parameter", "rulebooks": "rulebook", "facts": "fact"}
"""What the change calls its parts → the option that says them, where it is called otherwise."""


_Portfolio = Annotated[
    str, typer.Argument(metavar="PORTFOLIO", help="Folder under portfolios/.", autocompletion=portfolio_names)
]
_Sell = Annotated[
    list[str] | None,
    typer.Option(
        metavar="LINES[=PART]",
        help="Sell lines, or 0.25 of them: a ticker, CUSIP, ISIN, security_id, file:line, account:NAME or "
        "asset_class:NAME. The proceeds are cash.",
    ),
]
_Buy = Annotated[
    list[str] | None,
    typer.Option(metavar="TICKER=VALUE", help="Buy an equity for so much of the base currency, from cash."),
]
_Add = Annotated[
    list[str] | None,
    typer.Option(
        metavar="COLUMN=VALUE,…",
        help="Buy anything, from cash: asset_class, market_value in base currency, and a code or a name, as columns of "
        "holdings; bought in another currency, also fx_rate.",
    ),
]
_Swap = Annotated[
    list[str] | None,
    typer.Option(
        metavar="LINES=COLUMN=VALUE,…", help="Sell lines, and buy for what they bring: as --add, without a value."
    ),
]
_Price = Annotated[
    list[str] | None, typer.Option(metavar="LINES=CHANGE", help="Change the price of lines: -0.2 is a fifth less.")
]
_Parameter = Annotated[
    list[str] | None,
    typer.Option(metavar="RULEBOOK.NAME=VALUE", help="Judge with another value of a rulebook's parameter."),
]
_Rulebook = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME|PATH",
        help="Judge by this rulebook, and by those of the jurisdiction, instead; name it for each. A path is that "
        "of a draft kept elsewhere.",
        autocompletion=rulebook_names,
    ),
]
_AddRulebook = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|PATH",
        help="Judge by this rulebook too; a draft takes the place of the one of its name.",
        autocompletion=rulebook_names,
    ),
]
_State = Annotated[str | None, typer.Option(help="Another home state, two letters.")]
_Fact = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KIND/WHICH/FACT=VALUE",
        help="Suppose a fact, computed or attested: place/21111/persistent_poverty=yes; a number, a word, yes, no, or "
        "nothing for unknown.",
    ),
]
_AsOf = Annotated[str | None, typer.Option(help="Date of the screen, YYYY-MM-DD; by default the newest.")]
_AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object, every figure exact.")]


def what_if(
    portfolio: _Portfolio,
    sell: _Sell = None,
    buy: _Buy = None,
    add: _Add = None,
    swap: _Swap = None,
    price: _Price = None,
    parameter: _Parameter = None,
    rulebook: _Rulebook = None,
    add_rulebook: _AddRulebook = None,
    state: _State = None,
    fact: _Fact = None,
    as_of: _AsOf = None,
    as_json: _AsJson = False,
) -> None:
    """Say what a screen would come to with trades, prices, parameters, rulebooks, the home state or facts changed."""
    from screener import pipeline, whatif
    from screener.dates import parse_date
    from screener.whatif import Faults, home_state
    from screener.workspace import find_root

    faults = Faults()
    trades = _trades(sell or [], buy or [], add or [], swap or [], price or [], faults)
    parameters = _pairs(parameter or [], "--parameter", faults)
    facts = _facts(fact or [], faults)
    day = None
    with faults:
        day = parse_date(as_of, where="--as-of") if as_of else None
    if faults.found and state is not None:
        # nothing will be screened, and this can be said without
        with faults:
            home_state(state)
    _raise_as_typed(faults, is_add_typed=bool(add))
    change = whatif.Change(
        trades=trades,
        parameters=parameters,
        rulebooks=rulebook or None,
        add_rulebook=add_rulebook,
        state=state,
        facts=facts,
    )
    with ProgressBar(pipeline.STAGES[:-1]) as progress:
        session = whatif.open_session(find_root(), portfolio, as_of=day, progress=progress)
    with faults:
        made = session.ask(change)
    _raise_as_typed(faults, is_add_typed=bool(add))
    before, after = session.base.tables, made.tables
    figures = whatif.compared(before, after).to_pylist()
    if as_json:
        outcomes = whatif.outcomes_changed(before, after).to_pylist()
        say(json.dumps({"figures": figures, "outcomes": outcomes}, default=str, ensure_ascii=False, indent=2))
    else:
        currency = made.question.portfolio.base_currency
        _print_figures(figures, currency)
        if below := whatif.overdrawn(before, after):
            say(f"\nCash is {currency} {below:,.2f} below zero: more is bought than there is cash.")
        _print_outcomes(whatif.outcomes_grouped(session.base, made).to_pylist())


def _raise_as_typed(faults: Faults, *, is_add_typed: bool) -> None:
    """Raise what was found, if anything, each fault with the option that was typed in place of the part of a change."""
    parts = {"sell", "add", "swap", "price", "state", "add_rulebook", *_OPTIONS}
    for fault in faults.found:
        if fault.where == "add" and not is_add_typed:
            fault.where = "--buy"  # it adds an equity
        if fault.where in parts:
            fault.where = f"--{_OPTIONS.get(fault.where, fault.where).replace('_', '-')}"
    faults.raise_all()


def _trades(
    sell: list[str], buy: list[str], add: list[str], swap: list[str], price: list[str], faults: Faults
) -> Trades:
    """Return what was said of trades and prices."""
    from screener.whatif import Trades

    swaps = _once([(lines, into) for lines, _, into in (text.partition("=") for text in swap)], "--swap", faults)
    bought = _pairs(buy, "--buy", faults).items()
    return Trades(
        sell=_pairs(sell, "--sell", faults, otherwise=Decimal(1)),
        # those of --add first: a fault of one says which of them it is
        add=[
            *_purchases(add, "--add", faults),
            *({"ticker": name, "asset_class": "equity", "market_value": value} for name, value in bought),
        ],
        swap=dict(zip(swaps, _purchases([*swaps.values()], "--swap", faults), strict=True)),
        price=_pairs(price, "--price", faults),
    )


def _purchases(said: Sequence[str], option: str, faults: Faults) -> list[dict[str, Any]]:
    """Return the columns of what is bought, each read as the type it has; every fault is named."""
    from screener.whatif import read_purchase

    hint = 'name columns of holdings, such as "asset_class=corporate_debt,cusip=037833AK6,market_value=1000000"'
    read: list[dict[str, Any]] = []
    for text in said:
        cells = [cell.partition("=") for line in csv.reader([text], skipinitialspace=True) for cell in line]
        purchase, problems = read_purchase({name.strip(): value for name, _, value in cells})
        read.append(purchase)
        faults.found += [InputError(f"{text}: {problem}", where=option, hint=hint) for problem in problems]
    return read


def _facts(said: list[str], faults: Faults) -> dict[tuple[str, str, str], str | None]:
    """Return KIND/WHICH/FACT=VALUE of an option; every one that is none is named."""
    facts: list[tuple[tuple[str, str, str], str | None]] = []
    wrong = []
    for text in said:
        name, equals, value = text.rpartition("=")
        kind, _, rest = name.partition("/")
        subject, _, fact = rest.rpartition("/")
        if equals and kind and fact and (subject or kind == "plan"):  # there is one plan: its name may be left out
            facts.append(((kind, subject, fact), value or None))
        else:
            wrong.append(text)
    if wrong:
        message = f"no KIND/WHICH/FACT=VALUE: {', '.join(wrong)}"
        faults.found.append(
            InputError(message, where="--fact", hint="for example --fact place/21111/persistent_poverty=yes")
        )
    return _once(facts, "--fact", faults)


def _pairs(said: list[str], option: str, faults: Faults, *, otherwise: Decimal | None = None) -> dict[str, Decimal]:
    """Return NAME=NUMBER of an option; every one that is none is named."""
    pairs: list[tuple[str, Decimal]] = []
    wrong = []
    for text in said:
        name, equals, number = text.rpartition("=")
        try:
            value = Decimal(number) if equals else otherwise
        except InvalidOperation:
            value = None
        if value is None or not value.is_finite() or (equals and not name):
            wrong.append(text)
        else:
            pairs.append((name if equals else text, value))
    if wrong:
        message = f"no NAME=NUMBER: {', '.join(wrong)}"
        hint = f"for example {option} {'CAT=5000000' if option == '--buy' else 'NAME=0.2'}"
        faults.found.append(InputError(message, where=option, hint=hint))
    return _once(pairs, option, faults)


def _once(said: Sequence[tuple[_Name, _Value]], option: str, faults: Faults) -> dict[_Name, _Value]:
    """Return what was said of each name; nobody can tell which is meant where one is there twice."""
    counts = Counter(name for name, _ in said)
    if twice := [name if isinstance(name, str) else "/".join(name) for name in counts if counts[name] > 1]:
        message = f"given twice: {', '.join(twice)}"
        faults.found.append(InputError(message, where=option, hint="give each name once"))
    return dict(said)


def _print_figures(figures: Iterable[Mapping[str, Any]], currency: str) -> None:
    """Print the figures that move."""
    moved = [row for row in figures if any(row[f"{end}_change"] for end in _ENDS)]
    if not moved:
        say("No figure of money changes.")
        return
    say(f"Figures that change ({currency}: best estimate, in brackets low to high)")
    rows = [[row["figure"].replace("_", " "), row["basis"], *_sides(row)] for row in moved]
    table(["", "basis", "as it is", "what if", "change"], rows, numbers={2, 3, 4})


def _print_outcomes(grouped: Sequence[Mapping[str, Any]]) -> None:
    """Print what is gone or new in a sentence each, then how many outcomes are others, by criterion."""
    from screener.whatif import in_words

    changed = [row for row in grouped if row["change"] == "outcome"]
    say(f"\nOutcomes that change: {sum(row['decisions'] for row in changed):,}")
    rows = []
    for row in changed:
        kinds = [str(row[f"outcome_{side}"] or "not judged").replace("_", " ") for side in ("before", "after")]
        rows.append(
            [row["rulebook_id"], row["criterion_id"], row["subject"], " → ".join(kinds), f"{row['subjects']:,}"]
        )
    if rows:
        table(["rulebook", "criterion", "of", "outcome", "how many"], rows, numbers={4})
    if sentences := in_words(grouped):
        say("\n".join(["", *sentences]))


def _sides(row: Mapping[str, Any]) -> list[str]:
    """Return a figure as it is, as it would be, and the change."""
    sides = []
    for side in ("before", "after"):
        low, best, high = (row[f"{end}_{side}"] for end in _ENDS)
        sides.append("unknown" if best is None else f"{best:,.0f} ({low:,.0f} to {high:,.0f})")
    change = row["best_change"]
    return [*sides, "unknown" if change is None else f"{change:+,.0f}"]
