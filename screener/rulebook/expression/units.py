"""Units through arithmetic. A number without a unit fits every unit."""

from __future__ import annotations

PERCENT, POINTS = "percent", "percentage points"
"""A part of a whole, and the distance between two such parts: the one thing that may be added to the first."""


def sum_unit(left: str | None, sign: str, right: str | None) -> tuple[str | None, str | None]:
    """Return the unit of a sum or difference and what is wrong with it, if anything.

    Examples
    --------
    >>> sum_unit("percent", "-", "percent")
    ('percentage points', None)
    >>> sum_unit("percent", "+", "percentage points")
    ('percent', None)
    >>> sum_unit("months", "+", "days")
    (None, "'months' and 'days' are different units")
    """
    if left == right == PERCENT:
        if sign == "-":
            return POINTS, None
        return None, (
            f"two percentages have no sum; what is added to one is in {POINTS!r}, what multiplies one is a share of 1"
        )
    if (left, right) == (PERCENT, POINTS) or (left, sign, right) == (POINTS, "+", PERCENT):
        return PERCENT, None
    if left and right and left != right:
        return None, different(left, right)
    return left or right, None


def product_unit(left: str | None, right: str | None) -> str | None:
    """Return the unit of a product; a share or a bare number leaves the other's unit."""
    known = sorted(unit for unit in (left, right) if unit and unit != "1")
    return " × ".join(known) or left or right


def quotient_unit(left: str | None, right: str | None) -> str | None:
    """Return the unit of a quotient; equal units leave a share."""
    if left == right:
        return "1" if left else None
    return left if right in (None, "1") else f"{left or '1'} per {right}"


def different(left: str, right: str) -> str:
    """Return that two units cannot be compared."""
    return f"{called(left)} and {called(right)} are different units"


def called(unit: str) -> str:
    """Return the name of a unit as a message has it; the unit of a share would look like a number."""
    return "'share of 1'" if unit == "1" else repr(unit)
