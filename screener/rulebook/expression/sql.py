"""Names, texts and numbers as SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


def identifier(name: str) -> str:
    """Return a name as SQL, quoted."""
    return '"' + name.replace('"', '""') + '"'


def text_literal(text: str) -> str:
    """Return a text as SQL, quoted."""
    return "'" + text.replace("'", "''") + "'"


def is_beyond_reach(value: Decimal) -> bool:
    """Return whether a number is larger than any fact can be: a misprint that a double might take for infinity."""
    return value.adjusted() > 30


def number_literal(value: Decimal | None) -> str:
    """Return a number as a SQL double: facts are doubles, and so is all arithmetic on them, on every engine."""
    return "CAST(NULL AS DOUBLE)" if value is None else f"{value:f}e0"
