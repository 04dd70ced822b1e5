"""``screener data update``: a publisher's current file becomes a vintage of the workspace; what changes is shown."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from screener.engine import Step, open_engine
from screener.enrich.copies import Copy, copies, dataset_named, faults
from screener.enrich.fetch import fetch
from screener.enrich.prepare import new_vintage, prepare, store
from screener.errors import InputError, IntegrityError, join_problems

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from screener.enrich.register import Dataset, Vintage

KEYS_THAT_MAY_GO = 0.01
"""Share of the keys of a vintage that a better copy of it may plausibly lack."""
MOVE_OF_A_TOTAL = 0.2
"""Share by which a better copy of a vintage may plausibly move a total."""


NO_QUANTITIES = ("latitude", "longitude", "year", "source_year")
"""Numbers whose sum says nothing."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an update changes: rows, keys and totals, against the vintage it replaces or else the newest one held."""

    dataset: Dataset
    before: Copy | None
    vintage: Vintage
    replaces: bool
    """Whether a vintage of the same name was held; otherwise the new one is kept beside the others."""
    rows: tuple[int, int]
    """Rows before and after."""
    keys_added: int
    keys_removed: int
    rows_changed: int
    """Rows whose key stayed and something else did not."""
    totals: dict[str, tuple[float | None, float | None]]
    """Numeric column → its sum before and after; None where there was nothing to sum."""


def update(
    name: str,
    root: Path,
    sources: Sequence[str],
    *,
    retrieved: date,
    vintage: str | None = None,
    published: date | None = None,
    accept_changes: bool = False,
    keep: bool = True,
) -> Change:
    """Refresh a dataset from its publisher's files and return what that changes.

    Parameters
    ----------
    name : str
        Dataset in the register.
    root : Path
        Root of the workspace that keeps the vintage.
    sources : sequence of str
        Paths or ``https://`` addresses of the publisher's files; the register's own addresses where it is empty.
    retrieved : date
        Day on which the files were fetched.
    vintage : str, optional
        Short name of the vintage; the day retrieved by default. One that is held already is replaced.
    published : date, optional
        Day by which the world could know it; by default that of the copy it replaces, else the day retrieved, by which
        it certainly could.
    accept_changes : bool
        Take the copy even if its number of rows, or what it changes of the same vintage, is not plausible.
    keep : bool
        False shows the change and keeps nothing.

    Raises
    ------
    NotFoundError
        The register has no such dataset.
    InputError
        No source is known, the vintage is not of its form, the files are not in the publisher's layout, or they
        describe an older period than a vintage held and nobody said when they were published.
    SourceError
        A file could not be fetched.
    IntegrityError
        The rows break the register's contract, or the change is not plausible. The copies held stay as they are.
    """
    dataset, held = dataset_named(name), copies(name, root)
    label = vintage or retrieved.isoformat()
    same = next((copy.vintage for copy in held if copy.vintage.vintage == label), None)
    known = published or min(same.published if same else retrieved, retrieved)
    new = new_vintage(label, published=known, retrieved=retrieved, same=same)
    with tempfile.TemporaryDirectory() as folder:
        table = prepare(name, fetch(dataset, sources, Path(folder)), root)
    # A copy that is damaged is no measure of what replaces it.
    sound = [copy for copy in held if not faults(copy)]
    if not (same or published):
        _refuse_older(dataset, label, table, sound)
    change = compare(dataset, table, new, sound, replaces=same is not None)
    if not accept_changes:
        _refuse_implausible(change)
    if keep:
        store(dataset, table, new, root)
    return change


def _refuse_older(dataset: Dataset, label: str, table: pa.Table, held: Sequence[Copy]) -> None:
    """Raise if a vintage of an older period than one held would become the newest, because nobody said its day."""
    start, end = _period(label, table)
    for copy in held:
        columns = [name for name in _TIMES if name in dataset.columns]
        held_start, held_end = _period(copy.vintage.vintage, pq.read_table(copy.path, columns=columns))
        if start <= held_start and end < held_end:
            raise InputError(
                f"{dataset.name} {label} describes {start[:7]} to {end[:7]}, and {copy.vintage.vintage}, held already, "
                f"{held_start[:7]} to {held_end[:7]}: as published today, it would be taken for the newest",
                where="published",
                hint="say with --published by which day the world could know it",
            )


_TIMES = ("year", "quarter")
_NAMED = re.compile(r"(?<!\d)(\d{4})(?:Q([1-4])|-(0[1-9]|1[0-2])(?:-(\d\d))?)?(?!\d)")


def _period(label: str, table: pa.Table) -> tuple[str, str]:
    """Return the first and last day that a vintage describes: by the years and quarters of its rows, else by its name.

    The last day of any month is written as its 31st, since days are only compared. A name that says no period describes
    all time, and is older than nothing.
    """
    columns = [name for name in _TIMES if name in table.column_names]
    rows = table.select(columns).group_by(columns).aggregate([]).to_pylist() if columns else []
    days = [_days(f"{row['year']:04}", quarter=row.get("quarter")) for row in rows if row["year"]]
    days = days or [
        _days(year, quarter=int(quarter or 0), month=month, day=day)
        for year, quarter, month, day in _NAMED.findall(label)
    ]
    return min((first for first, _ in days), default="0000"), max((last for _, last in days), default="9999-12-31")


def _days(year: str, *, quarter: int | None = None, month: str = "", day: str = "") -> tuple[str, str]:
    """Return the first and last day of a year, quarter, month or day."""
    first, last = (f"{3 * quarter - 2:02}", f"{3 * quarter:02}") if quarter else (month or "01", month or "12")
    return f"{year}-{first}-{day or '01'}", f"{year}-{last}-{day or '31'}"


def _refuse_implausible(change: Change) -> None:
    """Raise unless the rows, and what they change of the same vintage, are what a good file may plausibly hold."""
    dataset, (before, after) = change.dataset, change.rows
    fewest, most = dataset.expected_rows
    problems = []
    if not fewest <= after <= most:
        problems.append(f"{after:,} rows; between {fewest:,} and {most:,} are expected")
    if change.replaces and change.before:
        if change.keys_removed > KEYS_THAT_MAY_GO * before:
            problems.append(f"{change.keys_removed:,} of {before:,} keys would go")
        problems += [
            f"the total of {column} would move from {old:,.2f} to {'unknown' if new is None else f'{new:,.2f}'}"
            for column, (old, new) in change.totals.items()
            if old is not None and (new is None or abs(new - old) > MOVE_OF_A_TOTAL * abs(old))
        ]
    if problems:
        raise IntegrityError(
            join_problems(problems, f"{dataset.name} {change.vintage.vintage} is not plausible, the copies held stay:"),
            hint="check that the file is whole and the right one; if it is, pass --accept-changes",
        )


def compare(dataset: Dataset, table: pa.Table, vintage: Vintage, held: Sequence[Copy], *, replaces: bool) -> Change:
    """Return what a prepared table changes against the copy of its vintage, else against the newest held.

    Parameters
    ----------
    dataset : Dataset
    table : pyarrow.Table
        As `prepare` returns it.
    vintage : Vintage
        What the table describes.
    held : sequence of Copy
        The copies to compare with, the oldest first.
    replaces : bool
        Whether a vintage of this name is held; its copy is compared, or nothing where that is not among those given.
    """
    against = [copy for copy in held if not replaces or copy.vintage.vintage == vintage.vintage]
    before = against[-1] if against else None
    old = pq.read_table(before.path) if before else dataset.arrow_schema.empty_table()
    added, removed, changed = _keys(dataset, old, table)
    numeric = [
        f.name for f in dataset.arrow_schema if _is_summed(f.type) and f.name not in {*dataset.key, *NO_QUANTITIES}
    ]
    totals = {name: (_total(old, name), _total(table, name)) for name in numeric if name in old.column_names}
    return Change(dataset, before, vintage, replaces, (old.num_rows, table.num_rows), added, removed, changed, totals)


def _is_summed(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)


def _total(table: pa.Table, name: str) -> float | None:
    total = pc.sum(table[name]).as_py()
    return None if total is None else float(total)


def _keys(dataset: Dataset, old: pa.Table, new: pa.Table) -> tuple[int, int, int]:
    """Return how many keys come, how many go, and how many rows keep their key and change otherwise."""
    same_key = " AND ".join(f'n."{name}" = o."{name}"' for name in dataset.key)
    values = [name for name in dataset.columns if name not in dataset.key and name in old.column_names]
    differs = " OR ".join(f'n."{name}" IS DISTINCT FROM o."{name}"' for name in values) or "FALSE"
    first = dataset.key[0]
    engine = open_engine()
    engine.load("old_copy", old)
    engine.load("new_copy", new)
    engine.run(
        Step(
            "_copy_changes",
            f'SELECT count(*) FILTER (WHERE o."{first}" IS NULL) AS added, '
            f'count(*) FILTER (WHERE n."{first}" IS NULL) AS removed, '
            f'count(*) FILTER (WHERE o."{first}" IS NOT NULL AND n."{first}" IS NOT NULL AND ({differs})) AS changed '
            f"FROM new_copy AS n FULL JOIN old_copy AS o ON {same_key}",
        )
    )
    (row,) = engine.fetch("_copy_changes").to_pylist()
    engine.close()
    return row["added"], row["removed"], row["changed"]
