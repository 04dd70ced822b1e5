"""Texts changed wherever they stand: in columns of tables, in JSON cells and in records."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

Thing = TypeVar("Thing")


def change_column(table: pa.Table, column: str, change: Callable[[str], str]) -> tuple[pa.Table, int]:
    """Return a table with the texts of one column changed, and how many of its cells that are.

    Each text is changed once, however often it stands there.
    """
    coded = table[column].combine_chunks().dictionary_encode()
    before: list[Any] = coded.dictionary.to_pylist()
    after = [change(text) for text in before]
    if after == before:
        return table, 0
    number = table.column_names.index(column)
    changed = pa.array([old != new for old, new in zip(before, after, strict=True)], pa.bool_())
    cells = changed.take(coded.indices).true_count
    texts = pa.array(after, pa.string()).take(coded.indices)
    return table.set_column(number, table.schema.field(number), texts), cells


def in_json(text: str, change: Callable[[str], str]) -> str:
    """Return a text changed; of a JSON object its texts alone, so that it stays one and its numbers stay numbers."""
    changed = change(text)
    if changed == text or not text.startswith("{"):
        return changed
    return json.dumps(everywhere(json.loads(text), change), ensure_ascii=False, separators=(",", ":"))


def everywhere(value: Thing, change: Callable[[str], str]) -> Thing:
    """Return a record, a mapping or a list with every text in it changed; what is no text stays."""
    found: Any = value
    if isinstance(found, str):
        found = change(found)
    elif isinstance(found, dict):
        found = {key: everywhere(item, change) for key, item in found.items()}
    elif isinstance(found, list | tuple):
        found = type(found)(everywhere(item, change) for item in found)
    elif is_dataclass(found) and not isinstance(found, type):
        found = replace(found, **{f.name: everywhere(getattr(found, f.name), change) for f in fields(found) if f.init})
    result: Thing = found
    return result


def spelled(amount: Decimal) -> tuple[str, str]:
    """Return how an amount is written in messages.

    Examples
    --------
    >>> from decimal import Decimal
    >>> spelled(Decimal("-1234.50"))
    ('1,234.50', '1234.50')
    """
    size = abs(amount)
    return (f"{size:,.2f}", f"{size:.2f}")
