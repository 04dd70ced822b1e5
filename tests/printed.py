"""Printed tables read back: a grid of cells per table, numbers as a person reads them, and whether columns add up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import lxml.html

NUMBER = re.compile(r"[−+]?\d[\d,]*(?:\.\d+)?%?")
"""A printed number; the minus sign of text counts, a hyphen between years does not start one."""


@dataclass
class Printed:
    """One table: its caption, the lowest heading of each column, its rows and those of its foot as text."""

    caption: str
    heads: list[str]
    body: list[list[str]]
    foot: list[list[str]]


def text_of(node: Any) -> str:
    """Return what is read of an element."""
    return " ".join(node.text_content().split())


def tables_of(page: str) -> list[Printed]:
    """Return the tables of a page."""
    found = []
    for table in lxml.html.document_fromstring(page).iter("table"):
        caption = table.find("caption")
        heads = _grid([row for part in table.findall("thead") for row in part])
        body = _grid([row for part in table.findall("tbody") for row in part])
        foot = _grid([row for part in table.findall("tfoot") for row in part])
        found.append(Printed("" if caption is None else text_of(caption), heads[-1] if heads else [], body, foot))
    return found


def _grid(rows: list[Any]) -> list[list[str]]:
    """Return rows as cells in columns; a cell that spans several stands in each of them."""
    taken: dict[tuple[int, int], str] = {}
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            for down in range(int(cell.get("rowspan", 1))):
                for right in range(int(cell.get("colspan", 1))):
                    taken[number + down, column + right] = text_of(cell)
    width = 1 + max((column for _, column in taken), default=-1)
    return [[taken.get((number, column), "") for column in range(width)] for number in range(len(rows))]


def as_number(text: str) -> Decimal | None:
    """Return a printed number, or nothing where the cell is a word, a dash or empty.

    Examples
    --------
    >>> as_number("−1,234.50"), as_number("12.3%"), as_number("unknown"), as_number("1,234 at least")
    (Decimal('-1234.50'), Decimal('12.3'), None, None)
    """
    if not NUMBER.fullmatch(text):
        return None
    return Decimal(text.rstrip("%").replace(",", "").replace("−", "-"))


def disagreements(table: Printed) -> list[str]:
    """Return each column of a table whose rows do not make its total, though nothing at the table says so.

    Best estimates, amounts and numbers of things add up to the last printed digit. Ends of a range and shares of a
    whole may miss by the rounding of their rows. Ends that do not add up are said to be those of the whole.
    """
    wrong = []
    for column, head in enumerate(table.heads):
        if not table.foot or as_number(table.foot[0][column]) is None:
            continue
        total = as_number(table.foot[0][column])
        parts = [part for row in table.body if (part := as_number(row[column])) is not None]
        is_end = head in ("Low", "High", "Lowest", "Highest")
        if is_end and "those of the whole" in table.caption:
            continue
        places = max((-int(part.as_tuple().exponent) for part in parts), default=0)
        room = Decimal(len(parts)).scaleb(-places) / 2 if is_end or "share" in head.lower() else Decimal(0)
        if abs(sum(parts, Decimal(0)) - (total or 0)) > room:
            wrong.append(f"{table.caption[:60]}: {head}: rows make {sum(parts, Decimal(0)):,}, the foot says {total:,}")
    return wrong
