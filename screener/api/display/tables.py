"""Compact tables: figures with their ranges, and the first rows of a table of a run with what its columns mean."""

from __future__ import annotations

import re
from decimal import Decimal
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener import report
from screener.api.display.extra import need, records
from screener.tables import SHARE

if TYPE_CHECKING:
    import pandas as pd
    from great_tables import GT

    from screener.tables import Column, Table

LONGEST = 48
"""Letters of a text in a cell; the whole text is its tooltip."""

_ENDS = {"low": "Low", "best": "Best estimate", "high": "High"}


def figures_table(rows: Any, caption: str, *, currency: str = "USD") -> GT:
    """Return figures with their ranges, as one reads them aloud; the exact amount is each cell's tooltip.

    Parameters
    ----------
    rows : frame or sequence of mappings
        ``name``, ``low``, ``best`` and ``high``: money; null is unknown.
    caption : str
        What is shown.
    currency : str
        Of the amounts.

    Returns
    -------
    great_tables.GT
        The same rows give the same HTML.

    Raises
    ------
    InputError
        Columns are missing, or Great Tables is not installed.

    Examples
    --------
    >>> table = figures_table([{"name": "in state", "low": 1, "best": 2500000, "high": None}], "Money")
    >>> [text in table.as_raw_html() for text in ("2.5 million", "2,500,000.00", "unknown")]
    [True, True, True]
    """
    found = records(rows, ("name", "low", "best", "high"))
    cells = {"name": [escape(str(row["name"])) for row in found]}
    for end in _ENDS:
        cells[end] = [_money(row[end]) for row in found]
    heads = {"name": "", **{end: f"{label}, {escape(currency)}" for end, label in _ENDS.items()}}
    return _table(cells, heads, caption, right=list(_ENDS), name="figures")


def money_table(figures: pd.DataFrame, caption: str, currency: str) -> str | None:
    """Return the money of `Run.figures` as HTML; None where Great Tables is not installed: the text form serves then.

    Parameters
    ----------
    figures : DataFrame
        ``figure``, ``basis``, ``low``, ``best``, ``high``; rows of coverage are left out.
    caption : str
    currency : str
    """
    if find_spec("great_tables") is None:
        return None
    rows = [
        {"name": f"{row['figure']}, by {row['basis']}".replace("_", " ").removesuffix(", by "), **row}
        for row in figures.to_dict("records")
        if not row["figure"].startswith("coverage")
    ]
    return str(figures_table(rows, caption, currency=currency).as_raw_html())


def frame_table(arrow_table: pa.Table, declared: Table, *, limit: int = 10) -> GT:
    """Return the first rows of a table of a run; a column's unit is in its head, its meaning the head's tooltip.

    Parameters
    ----------
    arrow_table : pyarrow.Table
        Any of the declared columns, and others.
    declared : Table
        As `screener.tables` declares it.
    limit : int
        Rows shown.

    Returns
    -------
    great_tables.GT
        Below it, how many rows there are and how many are shown.

    Raises
    ------
    InputError
        Great Tables is not installed.

    Examples
    --------
    >>> from screener.tables import COVERAGE
    >>> row = {"figure": "decided", "covered": Decimal("1.50"), "total": Decimal(0), "share": None}
    >>> "1 line" in frame_table(COVERAGE.of([row]), COVERAGE).as_raw_html()
    True
    """
    known = {column.name: column for column in declared.columns}
    first = arrow_table.slice(0, limit)
    cells = {
        name: [_cell(value, kind, known.get(name)) for value in values]
        for name, kind, values in zip(first.column_names, first.schema.types, first.to_pydict().values(), strict=True)
    }
    heads = {name: _head(name, known.get(name)) for name in cells}
    right = [field.name for field in first.schema if _is_number(field.type)]
    total, shown = report.count(arrow_table.num_rows, "line"), first.num_rows
    foot = total if shown == arrow_table.num_rows else f"{total}, {shown:,} shown"
    return _table(cells, heads, f"{declared.name}: {declared.grain}", right=right, name=declared.name, foot=foot)


def _table(
    cells: dict[str, list[str]], heads: dict[str, str], caption: str, *, right: list[str], name: str, foot: str = ""
) -> GT:
    """Return a table of cells that are HTML already, in the report's type."""
    great = need("great_tables", "Great Tables", "tables")
    frame = pa.table({key: pa.array(values, pa.string()) for key, values in cells.items()}).to_pandas()
    table = (
        great.GT(frame, id=f"screener-{name.replace('_', '-')}")
        .tab_header(escape(caption))
        .cols_label({key: great.html(head) for key, head in heads.items()})
        .fmt(str)  # cells are escaped here already, and would be once more where no format is given
        .cols_align("left")
        .cols_align("right", columns=right)
        .tab_options(
            table_font_size="13px", table_margin_left="0", heading_align="left", heading_title_font_size="14px",
            data_row_padding="3px", column_labels_font_weight="bold", table_font_names=["Arial", "sans-serif"],
            source_notes_font_size="12px",
        )
    )  # fmt: skip
    done: GT = table.tab_source_note(foot) if foot else table
    return done


def _head(name: str, column: Column | None) -> str:
    """Return the head of a column."""
    if column is None:
        return escape(name)
    unit = f"<br><small>{escape(column.unit)}</small>" if column.unit not in ("", "1") else ""
    return f'<span title="{escape(column.meaning)}">{escape(name)}{unit}</span>'


def _is_number(kind: pa.DataType) -> bool:
    """Return whether cells of a type are set to the right."""
    return bool(pa.types.is_decimal(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _cell(value: Any, kind: pa.DataType, column: Column | None) -> str:
    """Return a cell of a table of a run."""
    if value is None:
        # that there is none is known: it is no gap in what we know
        none = column is not None and re.search(r"null where (none|no )", column.meaning)
        return "none" if none else report.UNKNOWN
    if kind == SHARE:
        return _told(report.percent(value), f"{value.normalize():f}")
    if isinstance(value, Decimal):
        is_money = column is not None and "currency" in column.unit
        return _told(report.amount(value) if is_money else f"{value.normalize():,f}", f"{value.normalize():f}")
    if isinstance(value, float):
        return _told(report.number(value), repr(value))
    # True is an int too
    text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        text = report.count(value)
    return _told(f"{text[: LONGEST - 1]}…", text) if len(text) > LONGEST else escape(text)


def _money(value: Any) -> str:
    """Return an amount as one reads it, with the exact one as its tooltip."""
    return report.UNKNOWN if value is None else _told(report.short(Decimal(value)), report.amount(Decimal(value)))


def _told(text: str, exact: str) -> str:
    """Return a text with another as its tooltip."""
    return escape(text) if text == exact else f'<span title="{escape(exact)}">{escape(text)}</span>'
