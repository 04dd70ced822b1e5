"""How figures are printed. Unknown is a word, never a zero; the minus sign is a real one."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.numbers import format_decimal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

LOCALE = "en_US"
UNKNOWN = "unknown"
CENT = Decimal("0.01")

_UNITS = (
    (Decimal(1), "", 2),
    (Decimal(10**3), "thousand", 1),
    (Decimal(10**6), "million", 1),
    (Decimal(10**9), "billion", 2),
    (Decimal(10**12), "trillion", 2),
)
"""Units that `short` prints: size, name, decimals."""


def to_cents(value: Decimal) -> Decimal:
    """Return money rounded half-even to the cent; never a negative zero.

    Examples
    --------
    >>> to_cents(Decimal("2.675")), to_cents(Decimal("-0.001"))
    (Decimal('2.68'), Decimal('0.00'))
    """
    return value.quantize(CENT, ROUND_HALF_EVEN) + 0


def money_text(value: Decimal | None) -> str | None:
    """Return money as plain text with two decimals, for machines; null stays null.

    Examples
    --------
    >>> money_text(Decimal("1114196583.26"))
    '1114196583.26'
    """
    return None if value is None else f"{to_cents(value):f}"


def amount(value: Decimal | None) -> str:
    """Return money to the cent, for people.

    Examples
    --------
    >>> amount(Decimal("-81501842.41")), amount(None)
    ('−81,501,842.41', 'unknown')
    """
    return UNKNOWN if value is None else f"{to_cents(value):,.2f}".replace("-", "−")


def whole(value: Decimal | int | None) -> str:
    """Return money that is rounded to whole units already.

    Examples
    --------
    >>> whole(Decimal("1234567"))
    '1,234,567'
    """
    return UNKNOWN if value is None else f"{int(value):,}".replace("-", "−")


def whole_or_dash(value: Decimal | None) -> str:
    """Return money in whole units; a dash where an end of a range has no meaning.

    Examples
    --------
    >>> whole_or_dash(None), whole_or_dash(Decimal(-5))
    ('–', '−5')
    """
    return "–" if value is None else whole(value)


def signed(value: Decimal) -> str:
    """Return money in whole units that is added or taken away.

    Examples
    --------
    >>> signed(Decimal(12)), signed(Decimal(-3)), signed(Decimal(0))
    ('+12', '−3', '0')
    """
    return f"+{whole(value)}" if value > 0 else whole(value)


def number(value: float | None) -> str:
    """Return a measured number: whole from a hundred on, three digits below.

    Examples
    --------
    >>> number(1234.5), number(0.123456), number(0.0), number(None)
    ('1,234', '0.123', '0', 'unknown')
    """
    if value is None:
        return UNKNOWN
    rounded = Decimal(round(value)) if abs(value) >= 100 else Decimal(f"{value:.3g}")
    return f"{rounded:,f}".replace("-", "−")


def people(value: float | None) -> str:
    """Return a number of people, as one says it: with one decimal under ten.

    Examples
    --------
    >>> people(1234.5), people(12.3), people(5.87), people(0.02), people(0.0), people(None)
    ('1,234', '12', '5.9', 'under 0.1', '0', 'unknown')
    """
    if value is None or round(value, 1) >= 10 or value == 0:
        return number(value and round(value))
    return "under 0.1" if value < 0.05 else f"{value:.1f}"


def share_number(value: float | None) -> str:
    """Return a share that may be above one as percent.

    Examples
    --------
    >>> share_number(0.0123), share_number(1.5), share_number(None)
    ('1.2%', '150.0%', 'unknown')
    """
    return percent(None if value is None else Decimal(value))


def points(value: float) -> str:
    """Return a difference of shares in percentage points.

    Examples
    --------
    >>> points(0.0125), points(-0.5)
    ('+1.25', '−50.00')
    """
    return f"{value * 100:+.2f}".replace("-", "−")


@lru_cache(maxsize=4096)
def short(value: Decimal | None) -> str:
    """Return money as one reads it aloud; the exact figure stands in a table near it.

    Examples
    --------
    >>> short(Decimal("194611845")), short(Decimal("1114196583.26")), short(Decimal("-0.001"))
    ('194.6 million', '1.11 billion', '0')
    >>> short(Decimal("900000000")), short(Decimal("999950"))
    ('900.0 million', '1.0 million')
    """
    return UNKNOWN if value is None else _in_unit(value, *_unit_of(value))


def short_parts(parts: Sequence[Decimal]) -> list[str]:
    """Return parts in the unit that `short` prints their total in, rounded so that they add up to it.

    Examples
    --------
    >>> short_parts([Decimal("538152107"), Decimal("84187557"), Decimal("273904520")])
    ['538.1 million', '84.2 million', '273.9 million']
    """
    unit, name, places = _unit_of(sum(parts, Decimal(0)))
    step = unit.scaleb(-places)
    least = f"under {_in_unit(step, unit, name, places)}"
    rounded = apportion(list(parts), step)
    return [
        least if part and not printed else _in_unit(printed, unit, name, places)
        for part, printed in zip(parts, rounded, strict=True)
    ]


def _unit_of(value: Decimal) -> tuple[Decimal, str, int]:
    """Return the smallest unit in which an amount has at most three digits, its name and its decimals."""
    return next((unit for unit in _UNITS if abs(round(value / unit[0], unit[2])) < 1_000), _UNITS[-1])


def _in_unit(value: Decimal, unit: Decimal, name: str, places: int) -> str:
    rounded = round(value / unit, places) + 0
    if not name:
        return f"{rounded:,.2f}".removesuffix(".00").replace("-", "−")
    return f"{rounded:,.{places}f} {name}".replace("-", "−")


def with_unknown(known: Decimal, unknown: int, lines: int) -> str:
    """Return the money of lines of which some have no value that can be read: never a zero for what is unknown.

    Parameters
    ----------
    known : Decimal
        Money of the others.
    unknown, lines : int
        Lines without a value; all lines.

    Examples
    --------
    >>> with_unknown(Decimal(0), 0, 0), with_unknown(Decimal(0), 2, 2), with_unknown(Decimal(750), 1, 2)
    ('0.00', 'unknown', '750.00 + 1 unknown')
    """
    if unknown and unknown == lines:
        return UNKNOWN
    return amount(known) + (f" + {count(unknown)} {UNKNOWN}" if unknown else "")


@lru_cache(maxsize=4096)
def percent(share: Decimal | None) -> str:
    """Return a share as percent; something is never printed as nothing, nor nearly all as all.

    Examples
    --------
    >>> [percent(Decimal(text)) for text in ("0.1234", "0.0001", "0.9999", "1", "0")]
    ['12.3%', '<0.1%', '>99.9%', '100%', '0%']
    """
    if share is None:
        return UNKNOWN
    if 0 < abs(share) < Decimal("0.001"):
        return "<0.1%" if share > 0 else "between −0.1% and 0%"
    if Decimal("0.999") < share < 1:
        return ">99.9%"
    tenths = (share * 100).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    pattern = "#,##0" if share in (0, 1) else "#,##0.0"
    return format_decimal(tenths, pattern, locale=LOCALE).replace("-", "−") + "%"


def plain_number(value: float) -> str:
    """Return a number as a person writes it.

    Examples
    --------
    >>> plain_number(0.95), plain_number(1250000.0)
    ('0.95', '1,250,000')
    """
    return format_decimal(value, "#,##0.######", locale=LOCALE).replace("-", "−")


def quantity(value: Decimal, unit: str) -> str:
    """Return a figure with its unit, as `screener.tables` writes it.

    Examples
    --------
    >>> quantity(Decimal("0.25"), "1"), quantity(Decimal("131.2071"), "index points")
    ('25.0%', '131.2 index points')
    """
    if unit == "1":
        return percent(value)
    rounded = value.quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    return f"{format_decimal(rounded, '#,##0.#', locale=LOCALE)} {unit}".replace("-", "−")


def count(value: int, one: str = "", many: str = "") -> str:
    """Return a number of things.

    Examples
    --------
    >>> count(2320, "line"), count(1, "county", "counties")
    ('2,320 lines', '1 county')
    """
    return f"{value:,} {one if value == 1 else many or one + 's'}" if one else f"{value:,}"


def long_date(day: date) -> str:
    """Return a date in words.

    Examples
    --------
    >>> from datetime import date
    >>> long_date(date(2024, 12, 31))
    'December 31, 2024'
    """
    return format_date(day, "long", locale=LOCALE)


def known_date(day: date, precision: str) -> str:
    """Return as much of a date as is known, in words.

    Examples
    --------
    >>> from datetime import date
    >>> [known_date(date(2006, 4, 1), precision) for precision in ("day", "month", "year")]
    ['April 1, 2006', 'April 2006', '2006']
    """
    patterns = {"day": "long", "month": "MMMM y", "year": "y"}
    return format_date(day, patterns[precision], locale=LOCALE)


def share_of(part: Decimal | None, total: Decimal | None) -> Decimal | None:
    """Return part ÷ total, or unknown where the total is not above zero.

    Examples
    --------
    >>> share_of(Decimal(1), Decimal(4)), share_of(Decimal(1), Decimal(0))
    (Decimal('0.25'), None)
    """
    return part / total if part is not None and total is not None and total > 0 else None


def apportion(parts: list[Decimal], unit: Decimal = Decimal(1)) -> list[Decimal]:
    """Return parts rounded to a unit so that they add up to their rounded total (largest remainder).

    Parameters
    ----------
    parts : list of Decimal
        Exact parts; may be negative.
    unit : Decimal
        What to round to.

    Examples
    --------
    >>> apportion([Decimal("0.4"), Decimal("0.4"), Decimal("0.2")])
    [Decimal('1'), Decimal('0'), Decimal('0')]
    """
    scaled = [part / unit for part in parts]
    floors = [_floor(part) for part in scaled]
    total = sum(scaled, Decimal(0)).quantize(Decimal(1), ROUND_HALF_EVEN)
    left = int(total - sum(floors, Decimal(0)))
    by_remainder = sorted(range(len(parts)), key=lambda i: (floors[i] - scaled[i], i))
    for index in by_remainder[:left]:
        floors[index] += 1
    return [floor * unit for floor in floors]


def _floor(value: Decimal) -> Decimal:
    """Return the greatest whole number that is not above a value."""
    whole_part = value.quantize(Decimal(1), ROUND_DOWN) + 0
    return whole_part - 1 if whole_part > value else whole_part
