"""The dates of a back-screen: the ends of periods, and which delivery each of them screens."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Literal, get_args

from screener.errors import InputError

Every = Literal["month", "quarter", "year"]
"""How often a screen is made: at each period's last day."""
_MONTHS: dict[Every, int] = {"month": 1, "quarter": 3, "year": 12}

Before = Literal["refuse", "first"]
"""Of dates before the first delivery: refuse them, or screen the first delivery."""


def ends(start: date, end: date, every: Every) -> list[date]:
    """Return the last day of each calendar period from one day to another, both included.

    Raises
    ------
    InputError
        There is no such period, or none ends between the days.

    Examples
    --------
    >>> [str(day) for day in ends(date(2023, 12, 31), date(2024, 8, 1), "quarter")]
    ['2023-12-31', '2024-03-31', '2024-06-30']
    """
    if every not in _MONTHS:
        raise InputError(f"{every!r} is no period", where="every", hint=f"give one of {', '.join(get_args(Every))}")
    months = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    found = [
        date(month // 12, month % 12 + 1, monthrange(month // 12, month % 12 + 1)[1])
        for month in months
        if (month + 1) % _MONTHS[every] == 0
    ]
    if days := [day for day in found if start <= day <= end]:
        return days
    raise InputError(f"no {every} ends from {start} to {end}", where="start, end", hint="give an earlier start")


def held_on(days: list[date], deliveries: list[date], before: Before) -> dict[date, date]:
    """Return date → the newest delivery not later than it.

    Parameters
    ----------
    days : list of date
    deliveries : list of date
        The oldest first.
    before : str
        What to do on dates before the first delivery.

    Raises
    ------
    InputError
        Nothing was delivered by some of the dates, and the first delivery was not asked for.
    """
    if before not in get_args(Before):
        raise InputError(
            f"{before!r} is not known", where="holdings", hint=f"give one of {', '.join(get_args(Before))}"
        )
    early = [day for day in days if day < deliveries[0]]
    if early and before == "refuse":
        raise InputError(
            f"nothing was delivered by {', '.join(map(str, early))}; the first delivery is of {deliveries[0]}",
            where="holdings",
            hint=f"start at {deliveries[0]}, or ask for the first delivery under the rules and facts of those dates: "
            'holdings="first" (--holdings first)',
        )
    return {day: max((one for one in deliveries if one <= day), default=deliveries[0]) for day in days}
