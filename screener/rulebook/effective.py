"""Which rules and numbers hold on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from screener.rulebook.model import Criterion, Parameter

NEVER_IN_FORCE = ("proposed", "pending", "enjoined")


def is_in_force(criterion: Criterion, decision_date: date) -> bool:
    """Return whether a criterion holds on a day; its first and last day are included."""
    period = criterion.in_force
    if period.status in NEVER_IN_FORCE:
        return False
    return (period.from_ or date.min) <= decision_date <= (period.to or date.max)


def value_on(parameter: Parameter, decision_date: date) -> Decimal | None:
    """Return a parameter's value on a day; null before its first date and after it was ended."""
    dates = [day for day in parameter.values if day <= decision_date]
    return parameter.values[max(dates)].value if dates else None
