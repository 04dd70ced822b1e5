"""What is changed in a question of what if: trades and prices, parameters, rulebooks, the home state, facts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import us

from screener.errors import InputError, NotFoundError, join_problems, nearest
from screener.rulebook import load_rulebooks, read_lists, value_on
from screener.whatif.facts import supposed
from screener.whatif.trades import Trades, traded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import pyarrow as pa

    from screener.pipeline import Job, Question
    from screener.rulebook import Rulebook
    from screener.rulebook.model import Parameter

PERCENT_FROM = 2
"""A share or ratio of this much, where the rulebook has 1 at most, was surely meant as a percent."""
_PARAMETERS = "'screener criteria list' names the rulebooks, 'screener criteria show RULEBOOK' its parameters"


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
        'sell AAPL 0.5, state WI'
        """
        trades = self.trades
        said = [f"sell {name} {part}" for name, part in trades.sell.items()]
        said += [f"swap {name}" for name in trades.swap]
        said += [f"add {len(trades.add)}"] if trades.add else []
        said += [f"price of {name} {by:+}" for name, by in trades.price.items()]
        said += [f"{name} = {value}" for name, value in self.parameters.items()]
        said += [f"rulebooks {', '.join(map(str, self.rulebooks))}"] if self.rulebooks is not None else []
        said += [f"with {self.add_rulebook}"] if self.add_rulebook else []
        said += [f"state {self.state}"] if self.state else []
        said += [f"{'/'.join(name)} = {value}" for name, value in self.facts.items()]
        return ", ".join(said) or "nothing changed"


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
    if change.rulebooks is not None or change.add_rulebook is not None:
        question = _with_rulebooks(question, change)
    if change.parameters:
        day = min(question.as_of, question.known_at)
        question = replace(question, rulebooks=_with_parameters(question.rulebooks, change.parameters, day))
    attestations = job.attestations
    if change.facts:
        computed, stated = supposed(change.facts, tables, question, attestations.table)
        question, attestations = replace(question, supposed=computed), attestations._replace(table=stated)
    delivered, currency = job.delivered, question.portfolio.base_currency
    if change.trades.is_any:
        delivered = replace(delivered, holdings=traded(delivered.holdings, change.trades, tables, currency))
    return replace(job, question=question, delivered=delivered, attestations=attestations)


def _with_rulebooks(question: Question, change: Change) -> Question:
    """Return the question judged by other rulebooks; those of the jurisdiction still hold."""
    books = [book.id for book in question.rulebooks] if change.rulebooks is None else change.rulebooks
    law = question.profile.rulebooks if question.profile else ()
    more = () if change.add_rulebook is None else (change.add_rulebook,)
    try:
        found = load_rulebooks(question.root / "criteria", [*books, *law, *more])
    except NotFoundError as error:
        raise NotFoundError(error.message, where="rulebooks", hint=error.hint) from error
    return replace(question, rulebooks=found, lists=read_lists(found, min(question.as_of, question.known_at)))


def find_parameter(rulebooks: Sequence[Rulebook], name: str) -> tuple[Rulebook, str]:
    """Return the rulebook of a parameter, and what the parameter is called in it.

    Parameters
    ----------
    rulebooks : sequence of Rulebook
    name : str
        ``rulebook.parameter``, or ``parameter`` where one rulebook alone has it.

    Raises
    ------
    NotFoundError
        No rulebook has it, or several have.
    """
    known = {f"{book.id}.{own}": (book, own) for book in rulebooks for own in book.parameters}
    found = [name] if name in known else [full for full in known if full.partition(".")[2] == name]
    if len(found) == 1:
        return known[found[0]]
    if found:
        message = f"{name}: {len(found)} rulebooks have it; name one: {', '.join(found)}"
    else:
        message = f"{name}: no rulebook of this screen has it{nearest(name, list(known))}"
    raise NotFoundError(message, where="parameters", hint=_PARAMETERS)


def _with_parameters(rulebooks: Sequence[Rulebook], values: Mapping[str, Decimal | float], day: date) -> list[Rulebook]:
    """Return the rulebooks with parameters of another value on every date on which they have one.

    A date on which a parameter has none stays without: what is compared with it was no law then.
    """
    wanted: dict[tuple[str, str], Decimal] = {}
    problems = []
    for name, value in values.items():
        try:
            book, own = find_parameter(rulebooks, name)
        except NotFoundError as error:
            problems.append(error.message)
            continue
        wanted[book.id, own] = Decimal(str(value))
        problems += _no_value(f"{book.id}.{own}", book.parameters[own], wanted[book.id, own], day)
    if problems:
        raise NotFoundError(
            join_problems(problems, "parameters that cannot be changed:"),
            where="parameters",
            hint=_PARAMETERS,
        )
    return [
        replace(
            book,
            parameters={
                name: part.model_copy(
                    update={
                        "values": {
                            since: dated
                            if dated.value is None
                            else dated.model_copy(update={"value": wanted[book.id, name]})
                            for since, dated in part.values.items()
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


def _no_value(name: str, parameter: Parameter, value: Decimal, day: date) -> list[str]:
    """Return what is wrong with a parameter's value: nothing is judged by it on the day, or it is a percent."""
    present = value_on(parameter, day)
    if present is None:
        return [f"{name}: it has no value on {day}, so nothing is judged by it"]
    known = [dated.value for dated in parameter.values.values() if dated.value is not None]
    if parameter.unit == "1" and value >= PERCENT_FROM and max(known) <= 1:
        return [f"{name}: {value} is meant as a share or ratio, which is {present} on {day}; one percent is 0.01"]
    return []
