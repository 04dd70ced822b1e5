"""What is changed in a question of what if: trades and prices, parameters, rulebooks, the home state, facts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import us

from screener.errors import InputError, NotFoundError, join_problems, nearest
from screener.rulebook import load_rulebooks, read_lists
from screener.tables import FACTS
from screener.whatif.trades import Trades, traded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from screener.pipeline import Job
    from screener.rulebook import Rulebook


@dataclass(frozen=True)
class Change:
    """What is supposed to be other than it is; nothing by default."""

    trades: Trades = field(default_factory=Trades)
    parameters: Mapping[str, Decimal | float] = field(default_factory=dict)
    """``rulebook.parameter``, or ``parameter`` where one rulebook alone has it → its value on every date."""
    rulebooks: Sequence[str] | None = None
    """Judge by these, and by those of the jurisdiction, instead."""
    state: str | None = None
    """Home state, two letters."""
    facts: Mapping[tuple[str, str, str], float | str | bool | None] = field(default_factory=dict)
    """Kind of subject, subject and fact → what it is supposed to be; null is unknown."""


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
        The change names what is not there; every fault at once.
    """
    question = job.question
    if change.state is not None:
        home = us.states.lookup(change.state.upper(), field="abbr")
        if home is None:
            raise InputError(
                f"{change.state!r} is no state", where="state", hint="give its two letters, for example IL"
            )
        question = replace(question, state=str(home.abbr))
    if change.rulebooks is not None:
        law = question.profile.rulebooks if question.profile else ()
        books = load_rulebooks(question.root / "criteria", [*change.rulebooks, *law])
        lists = read_lists(books, min(question.as_of, question.known_at))
        question = replace(question, rulebooks=books, lists=lists)
    if change.parameters:
        question = replace(question, rulebooks=_with_parameters(question.rulebooks, change.parameters))
    if change.facts:
        _check_facts(change.facts, tables)
        question = replace(question, supposed=dict(change.facts))
    delivered, currency = job.delivered, question.portfolio.base_currency
    if change.trades.is_any:
        delivered = replace(delivered, holdings=traded(delivered.holdings, change.trades, tables, currency))
    return replace(job, question=question, delivered=delivered)


def _with_parameters(rulebooks: Sequence[Rulebook], values: Mapping[str, Decimal | float]) -> list[Rulebook]:
    """Return the rulebooks with parameters of another value, on every date."""
    known = {f"{book.id}.{name}": (book.id, name) for book in rulebooks for name in book.parameters}
    wanted: dict[tuple[str, str], Decimal] = {}
    problems = []
    for name, value in values.items():
        found = [name] if name in known else [full for full in known if full.partition(".")[2] == name]
        if len(found) == 1:
            wanted[known[found[0]]] = Decimal(str(value))
        elif found:
            problems.append(f"{name}: {len(found)} rulebooks have it; name one: {', '.join(found)}")
        else:
            problems.append(f"{name}: no rulebook of this screen has it{nearest(name, list(known))}")
    if problems:
        raise NotFoundError(
            join_problems(problems, "parameters that cannot be changed:"),
            where="parameters",
            hint="'screener criteria list' names the rulebooks, 'screener criteria show RULEBOOK' its parameters",
        )
    return [
        replace(
            book,
            parameters={
                name: part.model_copy(
                    update={
                        "values": {
                            day: dated.model_copy(update={"value": wanted[book.id, name]})
                            for day, dated in part.values.items()
                        }
                    }
                )
                if (book.id, name) in wanted
                else part
                for name, part in book.parameters.items()
            },
        )
        for book in rulebooks
    ]


def _check_facts(facts: Mapping[tuple[str, str, str], object], tables: Mapping[str, pa.Table]) -> None:
    """Refuse facts, or subjects, that there are none of."""
    problems = []
    for kind, subject, fact in facts:
        table = FACTS.get(kind)
        if table is None:
            problems.append(f"{kind!r} is no kind of subject; there are {', '.join(FACTS)}")
        elif fact not in table.names or fact == "subject_id":
            problems.append(f"{kind} has no computed fact {fact!r}{nearest(fact, table.names)}")
        elif subject not in (known := [str(one) for one in tables[table.name]["subject_id"].to_pylist()]):
            problems.append(f"there is no {kind} {subject!r} in this screen{nearest(subject, known)}")
    if problems:
        raise NotFoundError(join_problems(problems, "facts that cannot be supposed:"), where="facts")
