"""What analysts give, taken as it is meant: lists, days, numbers, the basis of a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from screener.dates import parse_date
from screener.errors import InputError, join_problems, nearest

BASES = ("operations", "headquarters")
_AN_EXAMPLE = {
    "sell": '{"AAPL": 0.5} or ["AAPL"]',
    "price": '{"XOM": -0.2}',
    "parameters": '{"un-pri.fresh_age": 6}',
    "values": "[6, 12, 24]",
}


def listed(given: Any) -> list[Any]:
    """Return what was given as a list: one text, path or mapping is a list of one.

    Examples
    --------
    >>> listed("un-pri"), listed(("un-pri", "dol-94"))
    (['un-pri'], ['un-pri', 'dol-94'])
    """
    return [given] if isinstance(given, (str, Path, Mapping)) or not isinstance(given, Iterable) else list(given)


def listed_if(given: Any) -> list[Any] | None:
    """Return what was given as a list; None stays None.

    Examples
    --------
    >>> listed_if(None), listed_if("un-pri")
    (None, ['un-pri'])
    """
    return None if given is None else listed(given)


def day_of(day: Any, where: str) -> date | None:
    """Return a day that was given as a date, a point in time, or text.

    Raises
    ------
    InputError
        It is none of these.

    Examples
    --------
    >>> day_of("2024-12-31", "as_of")
    datetime.date(2024, 12, 31)
    >>> day_of(20241231, "as_of")
    Traceback (most recent call last):
        ...
    screener.errors.InputError: as_of: '20241231' is no calendar date
      Try: write it as YYYY-MM-DD, for example 2024-12-31
    """
    if isinstance(day, datetime):
        # pandas' time stamps are such, and its missing one too, which has no day
        return parse_date(str(day)[:10], where=where)
    if day is None or isinstance(day, date):
        return day
    return parse_date(str(day), where=where)


def basis_of(basis: str) -> str:
    """Return a basis by which a figure is measured.

    Raises
    ------
    InputError
        There is no such basis.

    Examples
    --------
    >>> basis_of("operation")
    Traceback (most recent call last):
        ...
    screener.errors.InputError: basis: there is no basis 'operation'; did you mean 'operations'?
      Try: one of operations, headquarters
    """
    if basis not in BASES:
        close = nearest(str(basis), list(BASES))
        raise InputError(f"there is no basis {basis!r}{close}", where="basis", hint=f"one of {', '.join(BASES)}")
    return basis


def decimals(given: Any, where: str) -> dict[str, Decimal]:
    """Return numbers by name as the decimals that they are written as.

    Parameters
    ----------
    given : mapping
        Name → number.
    where : str
        Argument in which they were given.

    Raises
    ------
    InputError
        It is no mapping, or something in it no number; all are named.

    Examples
    --------
    >>> decimals({"AAPL": 0.1}, "sell")
    {'AAPL': Decimal('0.1')}
    >>> decimals({"AAPL": "50%"}, "sell")
    Traceback (most recent call last):
        ...
    screener.errors.InputError: sell: 'AAPL': '50%' is no number
      Try: give a number, such as {"AAPL": 0.5} or ["AAPL"]; one percent is 0.01
    """
    hint = f"give a number, such as {_AN_EXAMPLE[where]}; one percent is 0.01"
    if not isinstance(given, Mapping):
        raise InputError(f"names with a number each are meant, not {given!r}", where=where, hint=hint)
    read: dict[str, Decimal] = {}
    wrong = []
    for name, value in given.items():
        number = _number(value)
        if number is None:
            wrong.append(f"{name!r}: {value!r} is no number")
        else:
            read[str(name)] = number
    if wrong:
        raise InputError(wrong[0] if len(wrong) == 1 else join_problems(wrong, "no numbers:"), where=where, hint=hint)
    return read


def numbers(given: Any, where: str) -> list[Decimal]:
    """Return numbers in their order, each once.

    Raises
    ------
    InputError
        There is none, or something is no number.

    Examples
    --------
    >>> numbers([0.2, 0.1, 0.2], "values")
    [Decimal('0.1'), Decimal('0.2')]
    >>> numbers([], "values")
    Traceback (most recent call last):
        ...
    screener.errors.InputError: values: there is no value to ask about
      Try: give some, such as [6, 12, 24]
    """
    read = [(value, _number(value)) for value in listed(given)]
    if wrong := [repr(value) for value, number in read if number is None]:
        raise InputError(
            f"no number: {', '.join(wrong)}",
            where=where,
            hint=f"give numbers, such as {_AN_EXAMPLE[where]}; one percent is 0.01",
        )
    if not read:
        raise InputError("there is no value to ask about", where=where, hint=f"give some, such as {_AN_EXAMPLE[where]}")
    return sorted({number for _, number in read if number is not None})


def _number(value: Any) -> Decimal | None:
    """Return a finite number as the decimal that it is written as; None where it is none."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and not isinstance(value, bool) else None
