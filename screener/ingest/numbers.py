"""Cells as delivered → exact amounts and dates. What is ambiguous is refused, never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NULLS = frozenset({"", "-", "--", "---", "–", "—", "n/a", "#n/a", "none", "null", "nan"})
"""What custodians write for "nothing", in lower case."""

CENT = Decimal("0.01")
EXACT = Context(prec=120, rounding=ROUND_HALF_EVEN)
"""Arithmetic that no delivered amount outgrows: the usual 28 digits round, or refuse, a quantity of 22."""

MAX_DIGITS = 18
"""Digits before the point of the largest amount that is read: what the tables hold."""
_SIGNS = {"€": {"EUR"}, "£": {"GBP"}, "¥": {"JPY", "CNY"}}
_DOLLARS = {"USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "TWD", "BRL", "CLP", "COP"}
_CURRENCY = r"(?:US\$|[$€£¥]|[A-Z]{3})"
_AMOUNT = re.compile(
    rf"""(?P<sign1>[-+])? \s* (?P<currency1>{_CURRENCY})? \s* (?P<sign2>[-+])? \s* (?P<inner>\()?
    (?P<number> (?: [1-9]\d{{0,2}}(?:,\d{{3}})+ | \d+ ) (?:\.\d*)? | \.\d+ )
    (?P<inner_close>\))? \s* (?P<currency2>{_CURRENCY})? \s* (?P<sign3>[-+])?""",
    re.VERBOSE,
)
_SWAPPED = str.maketrans(",.", ".,")
_UNSIGNED = re.compile(r"[\s'()+$€£¥A-Z\u2212-]+")
_GROUPED_BY_DOTS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_DECIMAL_COMMA = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d+,(?:\d{1,2}|\d{4,})")
_EXCEL_EPOCH = date(1899, 12, 30)


def is_null(text: str) -> bool:
    """Return whether a cell says that there is nothing.

    Examples
    --------
    >>> is_null(" - "), is_null("0")
    (True, False)
    """
    return text.strip().casefold() in NULLS


def bare(text: str) -> str:
    """Return a cell without outer spaces and without what keeps a spreadsheet from taking it for a number.

    Examples
    --------
    >>> bare("'0012 "), bare('="0012"')
    ('0012', '0012')
    """
    tidy = text.strip()
    if tidy.startswith('="') and tidy.endswith('"') and len(tidy) > 2:
        return tidy[2:-1]
    return tidy.removeprefix("'")


@lru_cache(maxsize=200_000)
def parse_amount(text: str, currency: str | None = None, decimal: str = ".") -> Decimal | None:
    """Return the exact amount a cell states, or None where it states nothing.

    Parameters
    ----------
    text : str
        Cell as delivered: thousands separators, a currency sign, parentheses or a minus on either side are understood.
    currency : str, optional
        ISO code of the line's currency; a sign of another currency is refused. None accepts any.
    decimal : str
        What separates the cents: ``.``, or ``,`` where the layout declares it.

    Raises
    ------
    ValueError
        The cell is no amount, or could mean two: ``1.234,56``, ``1,23``, ``0,123``, ``(-5)``, ``1.2E+05``. Its message
        says what is wrong with "the amount …".

    Examples
    --------
    >>> parse_amount("$(1,234.50)"), parse_amount("12.5-"), parse_amount(" - ")
    (Decimal('-1234.50'), Decimal('-12.5'), None)
    >>> parse_amount("1.234,56", decimal=",")
    Decimal('1234.56')
    """
    if is_null(text):
        return None
    tidy = bare(text).replace("\u00a0", " ").replace("\u2212", "-")
    if decimal == ",":
        tidy = tidy.translate(_SWAPPED)
    enclosed = tidy.startswith("(") and tidy.endswith(")")
    found = _AMOUNT.fullmatch(tidy[1:-1].strip() if enclosed else tidy)
    if not found or bool(found["inner"]) != bool(found["inner_close"]):
        raise ValueError("has a percent sign; remove it" if tidy.endswith("%") else "cannot be read")
    signs = [found[name] for name in ("sign1", "sign2", "sign3", "inner") if found[name]] + ["("] * enclosed
    if len(signs) > 1:
        raise ValueError("contradicts itself: it has two signs")
    for unit in (found[name] for name in ("currency1", "currency2") if found[name]):
        if not _fits(unit, currency):
            raise ValueError(f"is in {_sign_name(unit)}; the line is in {currency}")
    number = Decimal(found["number"].replace(",", ""))
    if number and number.adjusted() >= MAX_DIGITS:
        raise ValueError(f"is too large: more than {MAX_DIGITS} digits before the point")
    return -number if signs and signs[0] != "+" else number


def may_be_thousands(cells: Iterable[str], *, typed: bool) -> set[str]:
    """Return the cells of a column such as ``1.234`` that may mean 1,234 as well as 1.234.

    They are doubtful where another cell has a decimal comma, or where every dot of the column, and more than one,
    stands before exactly three digits, as a thousands separator would.

    Parameters
    ----------
    cells : iterable of str
    typed : bool
        The numbers come from a format that knows numbers from text, so that a dot alone proves a decimal.

    Examples
    --------
    >>> sorted(may_be_thousands(["1.234", "12.500", "7"], typed=False))
    ['1.234', '12.500']
    >>> may_be_thousands(["1.234", "12.50"], typed=False)
    set()
    """
    dotted = {cell for cell in cells if "." in cell and re.search(r"\d", cell)}
    doubtful = {cell for cell in dotted if _GROUPED_BY_DOTS.fullmatch(_UNSIGNED.sub("", cell))}
    comma = any(_DECIMAL_COMMA.fullmatch(_UNSIGNED.sub("", cell)) for cell in cells if "," in cell)
    if comma or (not typed and len(doubtful) > 1 and doubtful == dotted):
        return doubtful
    return set()


def _fits(unit: str, currency: str | None) -> bool:
    """Return whether a currency sign or code beside an amount may stand for the line's currency."""
    if currency is None or unit == currency:
        return True
    if unit == "US$":
        return currency == "USD"
    return currency in (_DOLLARS if unit == "$" else _SIGNS.get(unit, set()))


def _sign_name(unit: str) -> str:
    """Return the currency that a sign beside an amount stands for."""
    return {"US$": "USD", "$": "dollars"}.get(unit) or " or ".join(sorted(_SIGNS.get(unit, {unit})))


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
    tidy = bare(text)
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
    """Return an amount rounded half-even to a unit such as ``Decimal("0.01")``."""
    return amount.quantize(unit, context=EXACT)
