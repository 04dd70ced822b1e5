"""Compact tables: figures with their ranges, and the first rows of a table of a run with what its columns mean."""

from __future__ import annotations

import re
from decimal import Decimal
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener import report
from screener.api.display.extra import need, records, table_of
from screener.tables import EXACT_MONEY, MONEY, SHARE, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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


def money_table(figures: Any, caption: str, currency: str) -> str | None:
    """Return the money of `Run.figures` as HTML; None where Great Tables is not installed: the text form serves then.

    Parameters
    ----------
    figures : frame or sequence of mappings
        ``figure``, ``basis``, ``low``, ``best``, ``high``; rows of coverage are left out.
    caption : str
    currency : str

    Examples
    --------
    >>> row = {"figure": "in_state", "basis": "operations", "low": 1, "best": 2, "high": 3}
    >>> "in state, by operations" in money_table([row], "Money", "USD")
    True
    """
    if find_spec("great_tables") is None:
        return None
    found = records(figures, ("figure", "basis", *_ENDS))
    rows = [{"name": name_of(row), **row} for row in found if not row["figure"].startswith("coverage")]
    return str(figures_table(rows, caption, currency=currency).as_raw_html())


def name_of(row: Mapping[str, Any]) -> str:
    """Return what a figure is called, with its basis.

    Examples
    --------
    >>> name_of({"figure": "in_state_manufacturing", "basis": "operations"})
    'in state manufacturing, by operations'
    """
    return f"{row['figure']}, by {row['basis']}".replace("_", " ").removesuffix(", by ")


def moves_table(comparison: Any, caption: str, *, currency: str = "USD") -> GT:
    """Return the figures that move, before and after: best estimate over its range, and the change of the estimate.

    Parameters
    ----------
    comparison : frame or sequence of mappings
        As `Scenario.comparison`; rows in which no end of the money changes are left out.
    caption : str
        What is shown.
    currency : str
        Of the amounts.

    Raises
    ------
    InputError
        Columns are missing, or Great Tables is not installed.

    Examples
    --------
    >>> ends = {f"{end}_{side}": 1 for end in ("low", "best", "high") for side in ("before", "after", "change")}
    >>> row = {"figure": "in_state", "basis": "operations", **ends}
    >>> "in state, by operations" in moves_table([row], "What if").as_raw_html()
    True
    """
    needed = [f"{end}_{part}" for end in _ENDS for part in ("before", "after", "change")]
    found = [
        row
        for row in records(comparison, ["figure", "basis", *needed])
        if any(row[f"{end}_change"] for end in _ENDS) or row["best_before"] != row["best_after"]
    ]
    cells = {
        "name": [escape(name_of(row)) for row in found],
        **{side: [_range(row, side) for row in found] for side in ("before", "after")},
        "change": [_signed(row["best_change"]) for row in found],
    }
    heads = {"name": "", "before": "As it is", "after": "What if", "change": f"Change, {escape(currency)}"}
    foot = "" if found else "no figure of money changes"
    return _table(cells, heads, caption, right=["before", "after", "change"], name="moves", foot=foot)


def outcomes_table(grouped: Iterable[Mapping[str, Any]]) -> GT:
    """Return how many subjects have another outcome by each criterion.

    Parameters
    ----------
    grouped : iterable of mappings
        Rows of `screener.whatif.outcomes_grouped` that are of single criteria.

    Examples
    --------
    >>> row = {"rulebook_id": "un-pri", "criterion_id": "pri1-h1", "subject": "holding", "subjects": 2}
    >>> html = outcomes_table([{**row, "outcome_before": "pass", "outcome_after": None}]).as_raw_html()
    >>> "pass → not judged" in html
    True
    """
    rows = list(grouped)
    cells = {name: [escape(str(row[name])) for row in rows] for name in ("rulebook_id", "criterion_id", "subject")}
    cells["outcome"] = [
        " → ".join(str(row[f"outcome_{side}"] or "not judged").replace("_", " ") for side in ("before", "after"))
        for row in rows
    ]
    cells["subjects"] = [report.count(row["subjects"]) for row in rows]
    heads = {"rulebook_id": "Rulebook", "criterion_id": "Criterion", "subject": "Of", "outcome": "Outcome"}
    return _table(cells, {**heads, "subjects": "How many"}, "Outcomes that change", right=["subjects"], name="outcomes")


def sweep_table(figures: Any, outcomes: Any, caption: str, *, currency: str = "USD") -> GT:
    """Return what moves with a parameter: a column for each value, best estimates above, counts of outcomes below.

    Parameters
    ----------
    figures, outcomes : frame or sequence of mappings
        As `Sensitivity.figures` and `Sensitivity.outcomes`.
    caption : str
        The parameter.
    currency : str
        Of the amounts.

    Raises
    ------
    InputError
        Columns are missing, or Great Tables is not installed.

    Examples
    --------
    >>> rows = [{"value": n, "figure": "in_state", "basis": "operations", "best": n * 1000} for n in (1, 2)]
    >>> "in state, by operations, USD" in sweep_table(rows, [], "a threshold").as_raw_html()
    True
    """
    lines: dict[str, dict[float, str]] = {}
    best: dict[str, set[Any]] = {}
    for row in records(figures, ("value", "figure", "basis", "best")):
        if row["basis"]:
            name = f"{name_of(row)}, {currency}"
            lines.setdefault(name, {})[row["value"]] = _money(row["best"])
            best.setdefault(name, set()).add(row["best"])
    lines = {name: line for name, line in lines.items() if len(best[name]) > 1}
    for row in records(outcomes, ("value", "rulebook_id", "criterion_id", "outcome", "subjects")):
        name = f"{row['rulebook_id']}/{row['criterion_id']}: {row['outcome'].replace('_', ' ')}"
        lines.setdefault(name, {})[row["value"]] = report.count(row["subjects"])
    values = sorted({value for line in lines.values() for value in line})
    cells = {"name": [escape(name) for name in lines]}
    cells |= {f"{value:g}": [line[value] for line in lines.values()] for value in values}
    foot = "" if lines else "nothing moves between these values"
    return _table(
        cells, {**{name: name for name in cells}, "name": ""}, caption, right=[*cells][1:], name="sweep", foot=foot
    )


def show(frame: Any, *, limit: int = 10) -> GT:
    """Return the first rows of any frame as a compact table: money with separators, shares in percent, and *unknown*.

    Parameters
    ----------
    frame : pandas, Polars or Arrow frame
        A table of a run is known by its columns: their units are in the heads, their meanings the heads' tooltips.
    limit : int
        Rows shown.

    Raises
    ------
    InputError
        Great Tables is not installed.

    Examples
    --------
    >>> html = show(pa.table({"share": [0.25, None]})).as_raw_html()
    >>> "25.0%" in html, "unknown" in html
    (True, True)
    """
    table = table_of(frame)
    declared = next((known for known in TABLES.values() if known.names == table.column_names), None)
    return frame_table(table, declared, limit=limit)


def frame_table(
    arrow_table: pa.Table, declared: Table | None = None, *, limit: int = 10, rows: int | None = None
) -> GT:
    """Return the first rows of a table of a run; a column's unit is in its head, its meaning the head's tooltip.

    Parameters
    ----------
    arrow_table : pyarrow.Table
        Any of the declared columns, and others.
    declared : Table, optional
        As `screener.tables` declares it; without it there are no units and meanings.
    limit : int
        Rows shown.
    rows : int, optional
        How many there are, where the table is already a part of them.

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
    known = {column.name: column for column in declared.columns} if declared else {}
    first = arrow_table.slice(0, limit)
    cells = {
        name: [_cell(value, kind, known.get(name), name) for value in values]
        for name, kind, values in zip(first.column_names, first.schema.types, first.to_pydict().values(), strict=True)
    }
    heads = {name: _head(name, known.get(name)) for name in cells}
    right = [field.name for field in first.schema if _is_number(field.type)]
    number, shown = arrow_table.num_rows if rows is None else rows, first.num_rows
    total = report.count(number, "line")
    foot = total if shown == number else f"{total}, {shown:,} shown"
    caption = f"{declared.name}: {declared.grain}" if declared else ""
    return _table(cells, heads, caption, right=right, name=declared.name if declared else "frame", foot=foot)


def _table(
    cells: dict[str, list[str]], heads: dict[str, str], caption: str, *, right: list[str], name: str, foot: str = ""
) -> GT:
    """Return a table of cells that are HTML already, in the report's type."""
    great = need("great_tables", "Great Tables", "tables")
    frame = pa.table({key: pa.array(values, pa.string()) for key, values in cells.items()}).to_pandas()
    table = (
        great.GT(frame, id=f"screener-{name.replace('_', '-')}")
        .tab_header(escape(caption) or None)
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


def _cell(value: Any, kind: pa.DataType, column: Column | None, name: str) -> str:
    """Return a cell of a table of a run; without a declaration its type and name say what it is."""
    if value is None:
        # that there is none is known: it is no gap in what we know
        none = column is not None and re.search(r"null where (none|no )", column.meaning)
        return "none" if none else report.UNKNOWN
    if kind == SHARE:
        return _told(report.percent(value), f"{value.normalize():f}")
    if isinstance(value, Decimal):
        is_money = "currency" in column.unit if column else kind in {MONEY, EXACT_MONEY}
        return _told(report.amount(value) if is_money else f"{value.normalize():,f}", f"{value.normalize():f}")
    if isinstance(value, float):
        is_share = column is None and name.partition("_")[0] in ("share", "coverage")
        return _told(report.percent(Decimal(value)) if is_share else report.number(value), repr(value))
    # True is an int too
    text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        text = report.count(value)
    return _told(f"{text[: LONGEST - 1]}…", text) if len(text) > LONGEST else escape(text)


def _money(value: Any) -> str:
    """Return an amount as one reads it, with the exact one as its tooltip."""
    return report.UNKNOWN if value is None else _told(report.short(Decimal(value)), report.amount(Decimal(value)))


def _range(row: Mapping[str, Any], side: str) -> str:
    """Return a best estimate over its range."""
    low, best, high = (row[f"{end}_{side}"] for end in _ENDS)
    if None in (low, high) or low == best == high:
        return _money(best)
    return f"{_money(best)}<br><small>{_money(low)} to {_money(high)}</small>"


def _signed(value: Any) -> str:
    """Return a change with its sign."""
    if value is None:
        return report.UNKNOWN
    change = Decimal(value)
    return _told(f"{'+' if change > 0 else ''}{report.short(change)}", report.amount(change))


def _told(text: str, exact: str) -> str:
    """Return a text with another as its tooltip."""
    return escape(text) if text == exact else f'<span title="{escape(exact)}">{escape(text)}</span>'
