"""Figures of whole companies: every CSV in ``portfolios/<id>/company_figures/``, checked line by line."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener.enrich.copies import shipped
from screener.enrich.own.given import FaultError, Given, Row, day, issuer_code, matching, published_early, read_cells
from screener.tables import QUANTITY
from screener.workspace import load_portfolio, read_csv_folder, refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from screener.workspace import Line

FOLDER = "company_figures"
"""Folder of a portfolio that holds the files."""
REQUIRED = ("issuer", "as_of", "source")
"""Columns that every line fills in."""
FIGURES = {
    "enterprise_value": ("enterprise_value_basis", "currency"),
    "revenue": ("currency",),
    "emissions": ("emissions_score",),
}
"""Figure → the columns that a line with it fills in too."""
BASES = ("evic", "equity_and_debt")
"""What an enterprise value may be: that of a listed company including cash, or a private one's equity and debt."""
COLUMNS = (
    *REQUIRED,
    "published",
    "currency",
    "enterprise_value",
    "enterprise_value_basis",
    "market_capitalisation",
    "revenue",
    "emissions",
    "emissions_score",
    "note",
)
"""The headings there are; those that are not required may be left out or left empty."""
_FIELDS: list[tuple[str, pa.DataType]] = [
    ("source_file", pa.string()),
    ("source_row", pa.int64()),
    ("issuer", pa.string()),
    ("figure", pa.string()),
    ("value", QUANTITY),
    ("basis", pa.string()),
    ("data_quality_score", pa.int64()),
    ("as_of", pa.date32()),
    ("published", pa.date32()),
    ("source", pa.string()),
]
SCHEMA = pa.schema(_FIELDS)
"""Columns of ``user_company_figures``: one row per line of the files × figure that it gives."""

_AMOUNT = re.compile(r"(\d{1,18}|\d{1,3}(,\d{3}){1,5})(\.\d{1,2})?")
_EXPECTED = "a number that is not negative, in whole units, such as 1250000000 or 1,250,000,000.00"


def read_company_figures(folder: Path, _held: Callable[[str], Path] = shipped) -> Given:
    """Return the figures of whole companies that a portfolio's own files give; none where it has no such files.

    Parameters
    ----------
    folder : Path
        The portfolio's folder; money is in its base currency.

    Raises
    ------
    InputError
        A file is no CSV, or a heading, a cell or a combination of cells is wrong; every fault with its file and line.
    """
    given = read_csv_folder(folder, FOLDER, COLUMNS, REQUIRED)
    if not given.files and not given.problems:
        return Given(SCHEMA.empty_table(), {})
    currency = load_portfolio(folder.parents[1], folder.name).base_currency
    problems, rows = list(given.problems), list[Row]()
    for line in given.lines:
        faults: list[str] = []
        read = _read(line, currency, faults)
        problems += faults
        # a line with a fault says nothing yet, and is not the first of two
        rows += [] if faults else _by_figure(line, read)
    problems += _repeats(rows)
    if problems:
        hint = f"the columns are: {', '.join(COLUMNS)}"
        raise refusal(problems, "the portfolio's own figures of companies", where=folder, hint=hint)
    return Given(pa.Table.from_pylist(rows, schema=SCHEMA), given.files)


def _read(line: Line, currency: str, problems: list[str]) -> Row:
    """Return the typed cells of one line; what cannot be read is missing and a problem."""
    cells, where = line.cells, line.where
    problems += [f"{where}: column {column!r} is empty" for column in REQUIRED if not cells[column]]
    readers: dict[str, Callable[[], object]] = {
        "issuer": lambda: issuer_code(cells["issuer"]),
        "as_of": lambda: day("as_of", cells["as_of"]),
        "published": lambda: day("published", cells["published"]),
        "currency": lambda: _currency(cells["currency"], currency),
        "enterprise_value": lambda: _amount("enterprise_value", cells),
        "enterprise_value_basis": lambda: _one_of(BASES, "enterprise_value_basis", cells),
        "market_capitalisation": lambda: _amount("market_capitalisation", cells),
        "revenue": lambda: _amount("revenue", cells),
        "emissions": lambda: _amount("emissions", cells),
        "emissions_score": lambda: int(_one_of(tuple("12345"), "emissions_score", cells)),
    }
    read = read_cells(readers, cells, where, problems)
    problems += [f"{where}: {fault}" for fault in _together(cells, read)]
    return read


def _currency(text: str, base: str) -> str:
    """Refuse money in another currency than the portfolio's: nothing here knows the rate of that day."""
    if text.upper() != base:
        raise FaultError("currency", f"{text!r} is not {base}, the portfolio's; convert it, and say how in the source")
    return base


def _amount(column: str, cells: dict[str, str]) -> Decimal:
    """Return a number of the base currency or of tonnes."""
    return Decimal(matching(_AMOUNT, column, cells[column], _EXPECTED).replace(",", ""))


def _one_of(known: tuple[str, ...], column: str, cells: dict[str, str]) -> str:
    """Return one of a few words."""
    if cells[column] not in known:
        raise FaultError(column, f"{cells[column]!r} is none of {', '.join(known)}")
    return cells[column]


def _together(cells: dict[str, str], read: Row) -> list[str]:
    """Return what is wrong with the cells of a line together."""
    faults = [
        f"column {needed!r} is empty; {figure} needs it"
        for figure, others in FIGURES.items()
        for needed in others
        if cells[figure] and not cells[needed]
    ]
    if not any(cells[figure] for figure in FIGURES):
        faults.append(f"the line gives no figure; fill in {', '.join(FIGURES)}, or some of them")
    value, shares = read.get("enterprise_value"), read.get("market_capitalisation")
    if value == 0:
        faults.append("column 'enterprise_value': nothing can be a part of zero; leave it empty where it is unknown")
    elif value is not None and shares is not None and value < shares and read.get("enterprise_value_basis") == "evic":
        faults.append(
            f"column 'enterprise_value': {value} is less than the market capitalisation, {shares}; EVIC is that "
            "plus debt and minority interests, and cash is not deducted"
        )
    faults += published_early(read.get("as_of"), read.get("published"))
    return list(dict.fromkeys(faults))


def _by_figure(line: Line, read: Row) -> list[Row]:
    """Return one row for each figure that a line gives."""
    shared = {
        "source_file": line.file,
        "source_row": line.number,
        "issuer": read["issuer"],
        "as_of": read["as_of"],
        "published": read["published"] or read["as_of"],
        "source": line.cells["source"],
    }
    further = {
        "enterprise_value": {"basis": read["enterprise_value_basis"]},
        "emissions": {"data_quality_score": read["emissions_score"]},
    }
    return [
        {**shared, "figure": figure, "value": read[figure], **further.get(figure, {})}
        for figure in FIGURES
        if read[figure] is not None
    ]


def _repeats(rows: list[Row]) -> list[str]:
    """Return the figures of an issuer that two lines give for one day, published on one day."""
    first: dict[tuple[Any, ...], str] = {}
    problems = []
    for row in rows:
        where = f"{row['source_file']}:{row['source_row']}"
        said = first.setdefault((row["issuer"], row["figure"], row["as_of"], row["published"]), where)
        if said != where:
            problems.append(f"{where}: {row['figure']} of this issuer and day stands in {said} already")
    return problems
