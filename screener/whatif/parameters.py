"""Parameters of rulebooks that are supposed to have another value."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from screener.errors import InputError, NotFoundError, nearest
from screener.rulebook import value_on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from screener.errors import ScreenerError
    from screener.rulebook import Rulebook
    from screener.rulebook.model import Parameter

PERCENT_FROM = 2
"""A share or ratio of this much, where the rulebook has 1 at most, was surely meant as a percent."""
_PARAMETERS = "'screener criteria list' names the rulebooks, 'screener criteria show RULEBOOK' its parameters"


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


def with_parameters(
    rulebooks: Sequence[Rulebook], values: Mapping[str, Decimal | float], day: date
) -> tuple[list[Rulebook], list[ScreenerError]]:
    """Return the rulebooks with parameters of another value on every date on which they have one, and what is wrong.

    A date on which a parameter has none stays without: what is compared with it was no law then.
    """
    wanted: dict[tuple[str, str], Decimal] = {}
    faults: list[ScreenerError] = []
    for name, value in values.items():
        try:
            book, own = find_parameter(rulebooks, name)
        except NotFoundError as error:
            faults.append(error)
            continue
        if (book.id, own) in wanted:
            faults.append(InputError(f"{book.id}.{own} is named twice; name it once", where="parameters"))
            continue
        wanted[book.id, own] = Decimal(str(value))
        problems = _no_value(f"{book.id}.{own}", book.parameters[own], wanted[book.id, own], day)
        faults += [InputError(problem, where="parameters") for problem in problems]
    changed = [_with(book, {own: value for (of, own), value in wanted.items() if of == book.id}) for book in rulebooks]
    return changed, faults


def _with(book: Rulebook, values: Mapping[str, Decimal]) -> Rulebook:
    """Return a rulebook with some parameters of another value; the same one where there is none."""
    if not values:
        return book
    parameters = dict(book.parameters)
    for name, value in values.items():
        dated = {
            since: one if one.value is None else one.model_copy(update={"value": value})
            for since, one in parameters[name].values.items()
        }
        parameters[name] = parameters[name].model_copy(update={"values": dated})
    return replace(book, parameters=parameters)


def _no_value(name: str, parameter: Parameter, value: Decimal, day: date) -> list[str]:
    """Return what is wrong with a parameter's value: nothing is judged by it on the day, or it is a percent."""
    present = value_on(parameter, day)
    if present is None:
        return [f"{name}: it has no value on {day}, so nothing is judged by it"]
    known = [dated.value for dated in parameter.values.values() if dated.value is not None]
    if not value.is_finite():
        return [f"{name}: {value} is no number"]
    if value < 0 <= min(known):
        return [f"{name}: {value} is below zero, which it never is in the rulebook; on {day} it is {present}"]
    if parameter.unit == "1" and value >= PERCENT_FROM and max(known) <= 1:
        return [f"{name}: {value} is meant as a share or ratio, which is {present} on {day}; one percent is 0.01"]
    return []
