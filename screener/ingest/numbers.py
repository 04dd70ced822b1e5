"""Cells as delivered → exact amounts and dates. What is ambiguous is refused, never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

NULLS = frozenset({"", "-", "--", "---", "–", "—", "n/a", "#n/a", "none", "null", "nan"})
"""What custodians write for "nothing", in lower case."""

CENT = Decimal("0.01")
_SIGNS = {"€": {"EUR"}, "£": {"GBP"}, "¥": {"JPY", "CNY"}}
_DOLLARS = {"USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "TWD", "BRL", "CLP", "COP"}
_CURRENCY = r"(?:US\$|[$€£¥]|[A-Z]{3})"
_AMOUNT = re.compile(
    rf"""(?P<sign1>[-+])? \s* (?P<currency1>{_CURRENCY})? \s* (?P<sign2>[-+])? \s* (?P<inner>\()?
    (?P<number> (?: [1-9]\d{{0,2}}(?:,\d{{3}})+ | \d+ ) (?:\.\d*)? | \.\d+ )
    (?P<inner_close>\))? \s* (?P<currency2>{_CURRENCY})? \s* (?P<sign3>[-+])?""",
    re.VERBOSE,
)
_EXCEL_EPOCH = date(1899, 12, 30)


def is_null(text: str) -> bool:
    """Return whether a cell says that there is nothing.

    Examples
    --------
    >>> is_null(" - "), is_null("0")
    (True, False)
    """
    return text.strip().casefold() in NULLS


@lru_cache(maxsize=200_000)
def parse_amount(text: str, currency: str | None = None) -> Decimal | None:
    """Return the exact amount a cell states, or None where it states nothing.

    Parameters
    ----------
    text : str
        Cell as delivered: thousands commas, a currency sign, parentheses or a minus on either side are understood.
    currency : str, optional
        ISO code of the line's currency; a sign of another currency is refused. None accepts any.

    Raises
    ------
    ValueError
        The cell is no amount, or could mean two: ``1.234,56``, ``1,23``, ``0,123``, ``(-5)``, ``1.2E+05``.

    Examples
    --------
    >>> parse_amount("$(1,234.50)"), parse_amount("12.5-"), parse_amount(" - ")
    (Decimal('-1234.50'), Decimal('-12.5'), None)
    """
    if is_null(text):
        return None
    tidy = text.strip().removeprefix("'").replace("\u00a0", " ").replace("\u2212", "-")
    enclosed = tidy.startswith("(") and tidy.endswith(")")
    found = _AMOUNT.fullmatch(tidy[1:-1].strip() if enclosed else tidy)
    if not found or bool(found["inner"]) != bool(found["inner_close"]):
        raise ValueError(f"{text!r} is no amount")
    signs = [found[name] for name in ("sign1", "sign2", "sign3", "inner") if found[name]] + ["("] * enclosed
    units = [found[name] for name in ("currency1", "currency2") if found[name]]
    if len(signs) > 1 or not all(_fits(unit, currency) for unit in units):
        raise ValueError(f"{text!r} contradicts itself or its currency")
    number = Decimal(found["number"].replace(",", ""))
    return -number if signs and signs[0] != "+" else number


def _fits(unit: str, currency: str | None) -> bool:
    """Return whether a currency sign or code beside an amount may stand for the line's currency."""
    if currency is None or unit == currency:
        return True
    if unit == "US$":
        return currency == "USD"
    return currency in (_DOLLARS if unit == "$" else _SIGNS.get(unit, set()))


@lru_cache(maxsize=50_000)
def parse_day(text: str, pattern: str | None = None) -> date | None:
    """Return the date a cell states, or None where it states nothing.

    Parameters
    ----------
    text : str
        Cell as delivered.
    pattern : str, optional
        `date_format` of the layout: as `datetime.strptime`, or ``excel`` for serial day numbers.

    Raises
    ------
    ValueError
        The cell is no date in ISO form nor in the declared one: 01/02/2024 could be two days.

    Examples
    --------
    >>> parse_day("45657", "excel"), parse_day("2024-12-31T00:00:00")
    (datetime.date(2024, 12, 31), datetime.date(2024, 12, 31))
    """
    if is_null(text):
        return None
    tidy = text.strip().removeprefix("'")
    if pattern == "excel" and re.fullmatch(r"\d{1,6}(?:\.0*)?", tidy):
        return _EXCEL_EPOCH + timedelta(days=int(tidy.split(".")[0]))
    if pattern and pattern != "excel":
        try:
            return datetime.strptime(tidy, pattern).date()  # noqa: DTZ007  a day has no time zone
        except ValueError:
            pass
    return date.fromisoformat(re.sub(r"[T ]00:00(?::00(?:\.0+)?)?$", "", tidy))


def to_cents(amount: Decimal) -> Decimal:
    """Return an amount rounded half-even to the cent.

    Examples
    --------
    >>> to_cents(Decimal("0.125")), to_cents(Decimal("0.135"))
    (Decimal('0.12'), Decimal('0.14'))
    """
    return round_to(amount, CENT)


def round_to(amount: Decimal, unit: Decimal) -> Decimal:
    """Return an amount rounded half-even to a unit such as ``Decimal("0.01")``; an absurdly large one unrounded."""
    if amount.adjusted() > 24:
        return amount
    return amount.quantize(unit, rounding=ROUND_HALF_EVEN)
