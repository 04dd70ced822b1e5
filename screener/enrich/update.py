"""``screener data update``: a publisher's current file becomes a vintage of the workspace; what changes is shown."""

from __future__ import annotations

import shutil
import tempfile
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from screener import __version__
from screener.engine import Step, open_engine
from screener.enrich.copies import Copy, copies, dataset_named
from screener.enrich.prepare import prepare, store
from screener.enrich.register import Dataset, Vintage
from screener.errors import InputError, IntegrityError, SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

TIMEOUT = 120
"""Seconds that a publisher's server may stay silent."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an update changes: rows, keys and totals, against the vintage it replaces or else the newest one held."""

    dataset: Dataset
    before: Copy | None
    vintage: Vintage
    replaces: bool
    """Whether a copy of the same vintage was held; otherwise the new one is kept beside the others."""
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
    accept_rows: bool = False,
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
        Day by which the world could know it; by default the day retrieved, by which it certainly could.
    accept_rows : bool
        Take the copy even if its number of rows is not plausible.
    keep : bool
        False shows the change and keeps nothing.

    Raises
    ------
    NotFoundError
        The register has no such dataset.
    InputError
        No source is known, or the files are not in the publisher's layout.
    SourceError
        A file could not be fetched.
    IntegrityError
        The rows break the register's contract. The copies held stay as they are.
    """
    dataset = dataset_named(name)
    if published and published > retrieved:
        raise InputError(f"{published} is after the day it was retrieved, {retrieved}", where="--published")
    with tempfile.TemporaryDirectory() as folder:
        table = prepare(name, fetch(dataset, sources, Path(folder)))
    _refuse_rows(dataset, table, accept=accept_rows)
    new = Vintage(
        vintage=vintage or retrieved.isoformat(),
        published=published or retrieved,
        retrieved=retrieved,
        rows=table.num_rows,
        sha256="",
    )
    change = compare(dataset, table, new, copies(name, root))
    if keep:
        store(dataset, table, new, root)
    return change


def fetch(dataset: Dataset, sources: Sequence[str], folder: Path) -> list[Path]:
    """Return the publisher's files on this machine; addresses are fetched into a folder, all before any is read."""
    wanted = list(sources) or list(dataset.download)
    if not wanted:
        raise InputError(
            f"{dataset.name} has no fixed address to fetch from",
            hint=f"fetch its file from {dataset.address} and pass it with --from",
        )
    missing = [text for text in wanted if not _is_address(text) and not Path(text).exists()]
    if missing:
        raise InputError(f"there is no file {', '.join(missing)}", where="--from")
    paths: list[Path] = []
    for text in wanted:
        if _is_address(text):
            paths.append(_download(text, folder))
        elif Path(text).is_dir():
            paths += sorted(path for path in Path(text).iterdir() if path.is_file())
        else:
            paths.append(Path(text))
    return paths


def _is_address(text: str) -> bool:
    return urlsplit(text).scheme in {"http", "https"}


def _download(address: str, folder: Path) -> Path:
    """Return the file at an address, whole, under its own name: the loaders tell formats by suffix."""
    path = folder / (Path(urlsplit(address).path).name or "download")
    request = urllib.request.Request(address, headers={"User-Agent": f"screener/{__version__}"})  # noqa: S310  http(s) only
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer, path.open("wb") as file:  # noqa: S310
            shutil.copyfileobj(answer, file)
    except (urllib.error.URLError, OSError) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        raise SourceError(
            f"could not be fetched: {getattr(error, 'reason', error)}",
            where=address,
            hint="try again later, or fetch the file with a browser and pass it with --from",
        ) from error
    return path


def _refuse_rows(dataset: Dataset, table: pa.Table, *, accept: bool) -> None:
    """Raise unless the number of rows is what the publisher's file may plausibly hold."""
    fewest, most = dataset.expected_rows
    if not accept and not fewest <= table.num_rows <= most:
        raise IntegrityError(
            f"{dataset.name} would have {table.num_rows:,} rows; between {fewest:,} and {most:,} are expected",
            hint="check that the file is whole and the right one; if it is, pass --accept-rows",
        )


def compare(dataset: Dataset, table: pa.Table, vintage: Vintage, held: Sequence[Copy]) -> Change:
    """Return what a prepared table changes against the copy of its vintage, else against the newest held."""
    same = [copy for copy in held if copy.vintage.vintage == vintage.vintage]
    against = same or list(held)
    before = against[-1] if against else None
    old = pq.read_table(before.path) if before else dataset.arrow_schema.empty_table()
    added, removed, changed = _keys(dataset, old, table)
    numeric = [field.name for field in dataset.arrow_schema if _is_summed(field.type)]
    totals = {name: (_total(old, name), _total(table, name)) for name in numeric if name in old.column_names}
    return Change(dataset, before, vintage, bool(same), (old.num_rows, table.num_rows), added, removed, changed, totals)


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
            "changes",
            f'SELECT count(*) FILTER (WHERE o."{first}" IS NULL) AS added, '
            f'count(*) FILTER (WHERE n."{first}" IS NULL) AS removed, '
            f'count(*) FILTER (WHERE o."{first}" IS NOT NULL AND n."{first}" IS NOT NULL AND ({differs})) AS changed '
            f"FROM new_copy AS n FULL JOIN old_copy AS o ON {same_key}",
        )
    )
    (row,) = engine.fetch("changes").to_pylist()
    engine.close()
    return row["added"], row["removed"], row["changed"]
