"""Which rules, texts and numbers hold on a day, for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from screener.rulebook.expression import Scope, translate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from screener.rulebook.model import Criterion, InForce, Parameter, Rulebook, Text

NEVER_IN_FORCE = ("proposed", "pending", "enjoined")


@dataclass(frozen=True, slots=True)
class Regime:
    """The law that a screen is judged under: a day, and what the plan's place and its board add to it."""

    day: date
    """Decision date: it decides which criteria are in force and what their parameters are worth."""
    adopted: str | None = None
    """The dated text that the board adopted, as portfolios call it; it holds also after its last day."""
    jurisdiction: str | None = None
    """Jurisdiction profile; without one, nothing that belongs to a jurisdiction is in force."""
    collateral_use: str = "report_only"
    """What collateral benefits may be used for there; where nobody said so, they are only reported."""


def holds(period: InForce, day: date) -> bool:
    """Return whether a period includes a day; its first and last day are included, a court's order ends it before.

    A day from which on nobody knows is not outside: see `is_uncertain`.
    """
    if period.status in NEVER_IN_FORCE or (period.enjoined and day >= period.enjoined):
        return False
    return (period.from_ or date.min) <= day <= (period.to or date.max)


def is_uncertain(period: InForce, day: date) -> bool:
    """Return whether it is not known that a period which would include a day still does."""
    return period.uncertain is not None and day >= period.uncertain


def is_in_force(rulebook: Rulebook, criterion: Criterion, regime: Regime) -> bool:
    """Return whether a criterion is in force for a plan on a day.

    Parameters
    ----------
    rulebook : Rulebook
        The rulebook it belongs to, for the texts and the jurisdictions that this one is limited to.
    criterion : Criterion
    regime : Regime
        A text that the plan adopted holds from its first day on, also after its last; one that is in force on the day
        holds beside it.
    """
    limits = (rulebook.jurisdictions, criterion.jurisdictions)
    if any(limit and regime.jurisdiction not in limit for limit in limits):
        return False
    start = criterion.jurisdictions.get(regime.jurisdiction or "")
    if start and regime.day < start:
        return False
    text = rulebook.texts[criterion.text] if criterion.text else None
    if text and text.adopted_as and text.adopted_as == regime.adopted:
        return regime.day >= (text.in_force.from_ or date.min)
    return holds(criterion.in_force, regime.day)


def judges(criterion: Criterion) -> bool:
    """Return whether a criterion judges anybody at all: not where it applies to none, however that is written."""
    return translate(criterion.applies, Scope({}, {}, {})).sql != "FALSE"


def use_of(criterion: Criterion, regime: Regime) -> str:
    """Return what a criterion's outcome may be used for, see `screener.tables.COLLATERAL_USES`."""
    return regime.collateral_use if criterion.collateral else "decision"


def binding_text_on(rulebook: Rulebook, day: date) -> tuple[str, Text] | None:
    """Return the id of the one binding text in force on a day, and the text; None before the first."""
    for name, text in rulebook.texts.items():
        if text.role == "binding" and holds(text.in_force, day):
            return name, text
    return None


def begins(rulebooks: Iterable[Rulebook], adopted: str) -> date | None:
    """Return the first day of a text that portfolios adopt by a name; None where no rulebook has it."""
    days = [
        text.in_force.from_
        for rulebook in rulebooks
        for text in rulebook.texts.values()
        if text.adopted_as == adopted and text.in_force.from_
    ]
    return min(days, default=None)


def is_enforced_on(text: Text, day: date) -> bool:
    """Return whether no authority had said, on that day, that it would not enforce the text."""
    pause = text.not_enforced
    return not (pause and pause.from_ <= day <= pause.to)


def value_on(parameter: Parameter, decision_date: date) -> Decimal | None:
    """Return a parameter's value on a day; null before its first date and after it was ended."""
    dates = [day for day in parameter.values if day <= decision_date]
    return parameter.values[max(dates)].value if dates else None
