"""The data dictionary: what every table and column of a run means, for headings, notes and a sheet of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.report.book import Head
from screener.report.breakdown import PARTITIONS
from screener.report.formats import count
from screener.tables import (
    CHANGE_CAUSES,
    GROUPINGS,
    IMPACT_FIGURES,
    INSTRUMENT_KINDS,
    LOCATION_TIERS,
    MEASURES,
    TABLES,
    USES_OF_PROCEEDS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from screener.tables import Column, Table

DICTIONARY_HEADS = [
    Head("table", note="As in the folder tables/; a sheet made for this workbook; or a list of words of fixed choice."),
    Head("column"),
    Head("sheet", note="Where this workbook shows the table; empty where it is in the folder tables/ alone."),
    Head("type", note="As in the Parquet file; of a sheet made for this workbook, as its cells are written."),
    Head("unit"),
    Head("may_be_unknown", note="Whether a cell may be empty."),
    Head("partition", note="Whether the best estimates of the groups of a grouping add up to a whole."),
    Head("meaning", "long"),
]

_LONG = {"message", "hint", "evidence", "traps", "meaning", "problem", "fix", "line"}
_KINDS = {
    "decimal128(20, 2)": "money",
    "decimal128(38, 14)": "money",
    "decimal128(13, 12)": "share",
    "date32[day]": "date",
    "int64": "count",
}
_MADE = "this workbook"
_WRITTEN = {
    "money": ("amount", True),
    "whole": ("whole amount", True),
    "share": ("share", False),
    "number": ("number", False),
    "count": ("whole number", False),
    "row": ("whole number", False),
    "date": ("date", False),
}
"""Kind of cell → its type, and whether its unit is the currency; other cells are text."""
_PLAIN = {
    "place": "State, or what is in none or in no known one.",
    "tier": "How well places are known, from 1, the best.",
    "evidence": "What the tier is.",
    "whole portfolio": "Best estimates, wherever they are.",
    "of which manufacturing": "The part of it that is in manufacturing.",
    "what might be there": "Why the money might be in the home region.",
    "amount": "How much of the upper end it is.",
    "part": "The part of the home region, or the account, manager, kind or issuer.",
    "code": "Its code in the grouping; empty where it has none.",
    "measure": "What is measured.",
    "basis": "Operations: where sites are known to be. Headquarters: where head offices are.",
    "definition": "The definition, or the kind and use of direct instruments.",
    "known from": "What the use of the money is known from.",
    "where": "Anywhere, or in the home region.",
    "positions": "Positions in such instruments.",
    "market value": "What they are worth.",
    "source": "Where it is from.",
    "figure": "What is counted.",
    "unit": "In what it is counted.",
    "meaning": "What it means.",
    "share known": "Part of the market value that the figure rests on.",
    "issuer": "Whose it is.",
    "cause": "Before, why it changed, and after.",
    "rulebook": "The rulebook.",
    "criterion": "Its identifier.",
    "title": "What it asks.",
    "a fail is": "Whether a fail is a fail, or a description alone.",
    "use": "For what an outcome may be used.",
    "review": "Whether its text was confirmed line by line.",
    "outcome": "The outcome, in words.",
    "low": "The least that it is.",
    "best": "The best estimate.",
    "high": "The most that it might be.",
    "kind of asset": "Asset class as PRI groups them.",
    "management": "Who manages it: the plan itself, or others.",
    "approach": "Approach to responsible investment, as the plan’s own file says.",
    "screens": "Kind of screens.",
    "share": "Part of the kind of asset under that management.",
    "manager": "Who runs the money.",
    "file": "File as delivered.",
    "name": "What it is called.",
    "account": "Where the money is kept.",
    "read as": "How the file was read.",
    "lines": "Lines delivered.",
    "kind": "Kind of instrument.",
    "unpriced": "Lines without a value.",
    "long": "Values above zero.",
    "short": "Values below zero.",
    "net": "Long less short.",
    "gross": "Long and short, both as positive.",
    "fund": "Fund that was looked through.",
    "held by": "The portfolio, or the fund that holds it.",
    "net assets from": "How the fund’s net assets are known.",
    "decision": "The decision on an investment.",
    "date": "Its date.",
    "judged by": "The rule that it was judged by.",
    "outcome of the decision": "What was decided.",
    "draft": "Whether it is a draft.",
    "check": "The check, by its identifier.",
    "against": "What it is compared with.",
    "statistic": "What was computed.",
    "estimate": "What it was found to be.",
    "lower bound": "The lower end of its interval.",
    "upper bound": "The upper end of its interval.",
    "periods": "Periods that it rests on.",
    "margin": "How much it may differ.",
    "smallest difference that could be shown": "What the history is long enough to show.",
    "years of history needed": "To show the margin.",
    "found": "What was found, in words.",
    "heading": "What the text is about.",
    "text": "How it is made, or verified.",
    "column": "Column, or word.",
    "sheet": "Name of a sheet.",
}
"""Heading that needs no note of its own → what it means."""
_ONE = "1"
"""Unit of what has none: a share or a ratio."""
_VOCABULARIES = {
    "measures of exposure": MEASURES,
    "groupings of exposure": GROUPINGS,
    "figures of impact": IMPACT_FIGURES,
    "causes of change": CHANGE_CAUSES,
    "location tiers": LOCATION_TIERS,
    "instruments of community development": INSTRUMENT_KINDS,
    "uses of proceeds": USES_OF_PROCEEDS,
}
"""Words that stand in columns of fixed choice, as columns name them → word → meaning."""


def table_heads(table: Table, adds_up: Sequence[str] = ()) -> list[Head]:
    """Return the columns of a declared table as columns of a sheet; those named in `adds_up` get a total."""
    return [head_of(table, name, adds_up=name in adds_up) for name in table.names]


def head_of(table: Table, name: str, title: str = "", *, adds_up: bool = False) -> Head:
    """Return a declared column as a column of a sheet: the register says what its note says."""
    column = next(column for column in table.columns if column.name == name)
    unit = "" if column.unit in ("", _ONE) else f" Unit: {column.unit}."
    empty = " Empty where unknown or not applicable." if column.nullable else ""
    note = f"{column.meaning[:1].upper()}{column.meaning[1:]}.{unit}{empty}"
    return Head(title or name, _kind(column), note, adds_up=adds_up)


def _kind(column: Column) -> str:
    """Return how a column is written."""
    if column.name == "source_row":
        return "row"
    if str(column.type) in ("string", "bool"):
        return "long" if column.name in _LONG else "text"
    return _KINDS.get(str(column.type), "number")


def cut_to(table: str, rows: int, most: int) -> str:
    """Return that a sheet holds a part of a table, and where all of it is; nothing where it holds all."""
    if rows <= most:
        return ""
    return f"Only {count(most)} of {count(rows)} rows, and totals of these; all are in tables/{table}.csv. "


def sheet_rows(sheets: Iterable[tuple[str, str, Sequence[Head]]], currency: str) -> Iterator[Sequence[Any]]:
    """Yield every sheet that was made for the workbook, and every column of it.

    Parameters
    ----------
    sheets : iterable of tuple
        Name of a sheet, what it holds, and its columns.
    currency : str
        Unit of money.
    """
    for sheet, note, heads in sheets:
        yield (_MADE, None, sheet, None, None, None, None, note)
        for head in heads:
            word, is_money = _WRITTEN.get(head.kind, ("text", False))
            unit = currency if is_money else _ONE if head.kind == "share" else None
            yield (_MADE, head.name, sheet, word, unit, None, None, head.note or _PLAIN.get(head.name))


def dictionary_rows(sheets: Mapping[str, str]) -> Iterator[Sequence[Any]]:
    """Yield every table, every column of it, and every word of a fixed choice.

    Parameters
    ----------
    sheets : mapping
        Table → its sheet.
    """
    for table in TABLES.values():
        sheet = sheets.get(table.name)
        yield (table.name, None, sheet, None, None, None, None, table.grain)
        for column in table.columns:
            unknown = "yes" if column.nullable else "no"
            yield (table.name, column.name, sheet, str(column.type), column.unit or None, unknown, None, column.meaning)
    for title, vocabulary in _VOCABULARIES.items():
        for word, meaning in vocabulary.items():
            partition = ("yes" if word in PARTITIONS else "no") if vocabulary is GROUPINGS else None
            yield (title, word, None, "word", None, None, partition, meaning)
