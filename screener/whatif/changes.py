"""What is changed in a question of what if: trades and prices, parameters, rulebooks, the home state, facts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import us

from screener.errors import InputError, NotFoundError
from screener.rulebook import load_rulebooks, read_lists
from screener.tables import FACTS
from screener.whatif.facts import supposed
from screener.whatif.faults import Faults
from screener.whatif.parameters import with_parameters
from screener.whatif.trades import Trades, traded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from screener.pipeline import Job, Question


@dataclass(frozen=True)
class Change:
    """What is supposed to be other than it is; nothing by default."""

    trades: Trades = field(default_factory=Trades)
    parameters: Mapping[str, Decimal | float] = field(default_factory=dict)
    """``rulebook.parameter``, or ``parameter`` where one rulebook alone has it → its value on every date."""
    rulebooks: Sequence[str | Path] | None = None
    """Judge by these, and by those of the jurisdiction, instead: names, or paths of drafts kept elsewhere."""
    add_rulebook: str | Path | None = None
    """Judge by this one too; a draft takes the place of the rulebook of its name."""
    state: str | None = None
    """Home state, two letters."""
    facts: Mapping[tuple[str, str, str], float | str | bool | None] = field(default_factory=dict)
    """Kind of subject, subject and fact, computed or attested → what it is supposed to be; null is unknown."""

    def in_words(self) -> str:
        """Return what is changed, in a line.

        Examples
        --------
        >>> Change(Trades(sell={"AAPL": Decimal("0.5")}), state="WI").in_words()
        'sell 50 % of AAPL, state WI'
        """
        trades = self.trades
        said = [f"sell {'all' if part == 1 else _percent(part)} of {name}" for name, part in trades.sell.items()]
        said += [f"swap {name} for {_named(into)}" for name, into in trades.swap.items()]
        said += [f"add {_named(one)} {one.get('market_value', 0):,}" for one in trades.add]
        said += [f"price of {name} {'+' if by > 0 else ''}{_percent(by)}" for name, by in trades.price.items()]
        said += [f"{name} = {value}" for name, value in self.parameters.items()]
        said += [f"rulebooks {', '.join(map(str, self.rulebooks))}"] if self.rulebooks is not None else []
        said += [f"with {self.add_rulebook}"] if self.add_rulebook else []
        said += [f"state {self.state}"] if self.state else []
        said += [f"{'/'.join(name)} = {value}" for name, value in self.facts.items()]
        return ", ".join(said) or "nothing changed"


def _percent(share: Decimal) -> str:
    """Return a share as percent, every digit that it was given with and none more."""
    return f"{(Decimal(share) * 100).normalize():f} %"


def _named(purchase: Mapping[str, Any]) -> str:
    """Return what a purchase is called."""
    names = ("ticker", "cusip", "isin", "sedol", "figi", "security_name", "issuer_name", "asset_class")
    return next((str(purchase[name]) for name in names if purchase.get(name)), "something")


def home_state(letters: str) -> str:
    """Return a home state as it is written.

    Raises
    ------
    InputError
        There is no such state.

    Examples
    --------
    >>> home_state("ky")
    'KY'
    """
    home = us.states.lookup(str(letters).upper(), field="abbr")
    if home is None:
        raise InputError(f"{letters!r} is no state", where="state", hint="give its two letters, for example IL")
    return str(home.abbr)


def applied(job: Job, change: Change, tables: Mapping[str, pa.Table]) -> Job:
    """Return a job with the change made; the one given stays as it is.

    Parameters
    ----------
    job : Job
        A portfolio that was read.
    change : Change
    tables : mapping
        The tables of its screen: what can be sold.

    Raises
    ------
    ScreenerError
        The change names what is not there, or means nothing; every fault at once, each with the part of the change that
        it is of. Where rulebooks cannot be read, nothing is said of parameters and attested facts: who knows what those
        rulebooks declare?
    """
    faults = Faults()
    question, facts = job.question, change.facts
    if change.state is not None:
        with faults:
            question = replace(question, state=home_state(change.state))
    is_law_known = True
    if change.rulebooks is not None or change.add_rulebook is not None:
        is_law_known = False
        with faults:
            question = _with_rulebooks(question, change)
            is_law_known = True
    if not is_law_known:
        facts = {name: value for name, value in facts.items() if name[0] not in FACTS or name[2] in _computed(name[0])}
    elif change.parameters:
        day = min(question.as_of, question.known_at)
        books, wrong = with_parameters(question.rulebooks, change.parameters, day)
        question, faults.found = replace(question, rulebooks=books), faults.found + wrong
    attestations = job.attestations
    if facts:
        computed, stated, wrong = supposed(facts, tables, question, attestations.table)
        question, attestations = replace(question, supposed=computed), attestations._replace(table=stated)
        faults.found += wrong
    delivered = job.delivered
    if change.trades.is_any:
        currency = question.portfolio.base_currency
        holdings, wrong = traded(delivered.holdings, change.trades, tables, currency)
        delivered, faults.found = replace(delivered, holdings=holdings), faults.found + wrong
    faults.raise_all()
    return replace(job, question=question, delivered=delivered, attestations=attestations)


def _computed(kind: str) -> tuple[str, ...]:
    """Return the facts of a kind of subject that a screen computes."""
    return tuple(FACTS[kind].names[1:])


def _with_rulebooks(question: Question, change: Change) -> Question:
    """Return the question judged by other rulebooks; those of the jurisdiction still hold."""
    criteria = question.root / "criteria"
    books = [book.id for book in question.rulebooks] if change.rulebooks is None else change.rulebooks
    law = question.profile.rulebooks if question.profile else ()
    more = () if change.add_rulebook is None else (change.add_rulebook,)
    try:
        found = load_rulebooks(criteria, [*books, *law, *more])
        lists = read_lists(found, min(question.as_of, question.known_at))
    except (InputError, NotFoundError) as error:
        faults = Faults()
        for where, names in (("rulebooks", change.rulebooks or ()), ("add_rulebook", more)):
            with faults:
                _load_alone(criteria, names, where)
        faults.raise_all()
        # each can be read, and they cannot be read together
        error.where = error.where or ("add_rulebook" if more else "rulebooks")
        raise
    return replace(question, rulebooks=found, lists=lists)


def _load_alone(criteria: Path, names: Sequence[str | Path], where: str) -> None:
    """Raise what is wrong with the rulebooks that a part of the change names."""
    try:
        load_rulebooks(criteria, names)
    except (InputError, NotFoundError) as error:
        error.where = where
        raise
