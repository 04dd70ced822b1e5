"""How accounts are invested responsibly: every CSV in ``portfolios/<id>/approaches/``, one account and day a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener.enrich.copies import shipped
from screener.enrich.own.given import FaultError, Given, day, published_early
from screener.errors import nearest
from screener.tables import RI_APPROACHES, SCREENS
from screener.workspace import read_csv_folder, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date
    from pathlib import Path

FOLDER = "approaches"
"""Folder of a portfolio that holds the files."""
REQUIRED = ("account", "as_of", "management", "approaches", "document")
"""Columns that every line fills in."""
COLUMNS = (*REQUIRED, "published", "screens")
MANAGEMENT = ("internal", "external")
NONE = "none"
"""No approach: a statement, unlike an account of which nothing is said."""
_FIELDS: list[tuple[str, pa.DataType]] = [
    ("source_file", pa.string()),
    ("source_row", pa.int64()),
    ("account", pa.string()),
    ("as_of", pa.date32()),
    ("published", pa.date32()),
    ("management", pa.string()),
    ("approach", pa.string()),
    ("screens", pa.string()),
    ("document", pa.string()),
]
SCHEMA = pa.schema(_FIELDS)
"""Columns of ``user_approaches``: one row per line of the files."""

Row = dict[str, Any]


def read_approaches(folder: Path, held: Callable[[str], Path] = shipped) -> Given:
    """Return what a portfolio's own files say of how its accounts are invested; nothing where it has no such files.

    Parameters
    ----------
    folder : Path
        The portfolio's folder.
    held : callable
        Dataset → the copy of it that the run uses; not needed here.

    Raises
    ------
    InputError
        A file is no CSV, or a heading, a cell or two lines together are wrong; every fault with its file and line.
    """
    given = read_csv_folder(folder, FOLDER, COLUMNS, REQUIRED)
    problems = list(given.problems)
    rows: list[Row] = []
    first: dict[tuple[Any, ...], str] = {}
    for line in given.lines:
        row, faults = _read(line.cells)
        said = row["account"], row["as_of"], row["published"]
        if (before := first.setdefault(said, line.where)) != line.where:
            faults.append(f"{before} speaks of the same account and day already")
        problems += [f"{line.where}: {fault}" for fault in faults]
        rows.append({**row, "source_file": line.file, "source_row": line.number})
    if problems:
        hint = f"the columns are: {', '.join(COLUMNS)}; several words in a cell are separated by semicolons"
        raise refusal(problems, "how the portfolio says its accounts are invested", where=folder, hint=hint)
    return Given(pa.Table.from_pylist(rows, schema=SCHEMA), given.files)


def _read(cells: dict[str, str]) -> tuple[Row, list[str]]:
    """Return one line, and what is wrong with it."""
    faults = [f"column {column!r} is empty" for column in REQUIRED if not cells[column]]
    days: dict[str, date] = {}
    for column in ("as_of", "published"):
        try:
            days |= {column: day(column, cells[column])} if cells[column] else {}
        except FaultError as fault:
            faults.append(str(fault))
    as_of, published = days.get("as_of"), days.get("published")
    faults += published_early(as_of, published)
    _words(cells, "management", MANAGEMENT, faults)
    approaches = _words(cells, "approaches", [*RI_APPROACHES, NONE], faults)
    screens = _words(cells, "screens", SCREENS, faults)
    if NONE in approaches and len(approaches) > 1:
        faults.append(f"column 'approaches': {cells['approaches']!r} says none and names some; leave one of them out")
    if cells["management"].count(";"):
        faults.append("column 'management': an account is run by one side; deliver two accounts, or name the larger")
    if screens and "screening" not in approaches:
        faults.append(f"column 'screens': {cells['screens']!r}, but column 'approaches' does not name screening")
    kept = {name: cells[name] for name in ("account", "management", "document")}
    known = {"as_of": as_of, "published": published or as_of}
    return {**kept, **known, "approach": _listed(approaches), "screens": _screens(approaches, screens)}, faults


def _words(cells: dict[str, str], column: str, known: Collection[str], faults: list[str]) -> list[str]:
    """Return the words of a cell, each once, in the order of those there are; others are faults."""
    given = [word.strip() for word in cells[column].split(";") if word.strip()]
    faults += [
        f"column {column!r}: {word!r} is not what was expected{nearest(word, list(known))}; one of {', '.join(known)}"
        for word in given
        if word not in known
    ]
    return [word for word in known if word in given]


def _listed(words: list[str]) -> str:
    """Return words as a sentence lists them: ``screening, thematic and integration``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _screens(approaches: list[str], screens: list[str]) -> str:
    """Return which screens an account has; none where it is not screened at all."""
    if "screening" not in approaches:
        return NONE
    return "both" if len(screens) == len(SCREENS) else "".join(screens) or "not recorded"
