"""Prepared copies of the datasets: those that ship, those a workspace refreshed, and the ones a run of a date uses."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from screener.enrich import register
from screener.enrich.register import REGISTER, Dataset, Vintage
from screener.errors import NotFoundError, nearest

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from screener.engine import Engine

REFERENCE = "reference"
"""Folder of a workspace that holds the vintages it refreshed itself."""
VINTAGES_FILE = "vintages.toml"


@dataclass(frozen=True, slots=True)
class Copy:
    """One vintage of a dataset, and the file that holds it."""

    dataset: Dataset
    vintage: Vintage
    path: Path
    is_shipped: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """The copies that a run of a date uses, at most one a dataset."""

    as_of: date
    root: Path | None
    chosen: dict[str, Copy]

    def is_late(self, name: str) -> bool:
        """Return whether the world could not know the chosen vintage on the run's date."""
        copy = self.chosen[name]
        return copy.dataset.published_column is None and copy.vintage.published > self.as_of


def dataset_named(name: str) -> Dataset:
    """Return a dataset of the register.

    Raises
    ------
    NotFoundError
        The register has no such dataset; the message names the nearest.
    """
    if name not in REGISTER:
        raise NotFoundError(f"there is no dataset {name!r}{nearest(name, list(REGISTER))}")
    return REGISTER[name]


def copies(name: str, root: Path | None = None) -> list[Copy]:
    """Return every vintage held of a dataset, the oldest first; a workspace's own replaces a shipped one of its name.

    Parameters
    ----------
    name : str
        Dataset in the register.
    root : Path, optional
        Root of a workspace; only what ships where none is given.
    """
    dataset = dataset_named(name)
    held = {
        v.vintage: Copy(dataset, v, register.FOLDER / dataset.file(v.vintage), is_shipped=True)
        for v in dataset.vintages
    }
    if root is not None:
        folder = root / REFERENCE
        for vintage in refreshed(root).get(name, []):
            held[vintage.vintage] = Copy(dataset, vintage, folder / dataset.file(vintage.vintage), is_shipped=False)
    return sorted(held.values(), key=lambda copy: (copy.vintage.published, copy.vintage.vintage))


def refreshed(root: Path) -> dict[str, list[Vintage]]:
    """Return the vintages that a workspace refreshed itself, by dataset."""
    file = root / REFERENCE / VINTAGES_FILE
    if not file.is_file():
        return {}
    entries = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: [Vintage.model_validate(row) for row in rows["vintages"]] for name, rows in entries.items()}


def shipped(name: str) -> Path:
    """Return the newest shipped copy of a dataset, for loaders that need another dataset."""
    return copies(name)[-1].path


def select(as_of: date, root: Path | None = None) -> Selection:
    """Return the copies that a run of a date uses.

    Of each dataset the newest vintage published by the date; where none is held, the earliest later one. A dataset
    of which nothing is held is absent.
    """
    chosen = {}
    for name in REGISTER:
        held = copies(name, root)
        known = [copy for copy in held if copy.vintage.published <= as_of]
        if held:
            chosen[name] = known[-1] if known else held[0]
    return Selection(as_of, root, chosen)


def load_datasets(engine: Engine, selection: Selection) -> None:
    """Make every dataset known to an engine as ``ref_<name>``; nothing is read until a step asks.

    A dataset of which nothing is held is a table without rows. One whose history counts is also known as
    ``ref_<name>_history``: the rows of every vintage held, with the columns ``vintage`` and ``published``.
    """
    for name, dataset in REGISTER.items():
        if name in selection.chosen:
            engine.load_parquet(f"ref_{name}", selection.chosen[name].path)
        else:
            engine.load(f"ref_{name}", dataset.arrow_schema.empty_table())
        if dataset.history:
            engine.load(f"ref_{name}_history", history(dataset, selection.root))


def history(dataset: Dataset, root: Path | None = None) -> pa.Table:
    """Return the rows of every vintage held of a dataset, with the vintage and the day it was published."""
    tables = [with_vintage(dataset.arrow_schema.empty_table(), None)]
    tables += [with_vintage(pq.read_table(copy.path), copy.vintage) for copy in copies(dataset.name, root)]
    return pa.concat_tables(tables)


def with_vintage(table: pa.Table, vintage: Vintage | None) -> pa.Table:
    """Return a table with two more columns: the short name of its vintage and the day that was published."""
    name, published = (vintage.vintage, vintage.published) if vintage else (None, None)
    table = table.append_column("vintage", pa.array([name] * table.num_rows, pa.string()))
    return table.append_column("published", pa.array([published] * table.num_rows, pa.date32()))
