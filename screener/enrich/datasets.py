"""The register of reference data: what is shipped, whose it is, how old it is, and what to beware of."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from screener.workspace import sha256_of

if TYPE_CHECKING:
    from datetime import date

    from screener.engine import Engine

TYPES: dict[str, pa.DataType] = {"text": pa.string(), "flag": pa.bool_(), "count": pa.int32(), "number": pa.float64()}
"""Types of columns, as the register writes them."""

FOLDER = Path(__file__).parent / "data"
REGISTER_FILE = Path(__file__).parent / "datasets.toml"


@dataclass(frozen=True, kw_only=True, slots=True)
class Dataset:
    """One dataset of the register, and the prepared copy that ships."""

    name: str
    title: str
    publisher: str
    """Public body, or whoever made the compilation."""
    address: str
    """The publisher's own address of it."""
    licence: str
    attribution: str
    vintage: str
    """Period or date that it describes."""
    published: date
    """Day by which the world could know it; `traps` says where only the month or year is known: then its last day."""
    retrieved: date
    grain: str
    traps: str
    key: list[str]
    """Columns that identify a row; rows are sorted by them."""
    columns: dict[str, str]
    """Column → text, flag, count or number."""
    rows: int
    sha256: str

    @property
    def file(self) -> str:
        """Name of the prepared copy."""
        return f"{self.name}.parquet"

    @property
    def path(self) -> Path:
        """Where the prepared copy lies."""
        return FOLDER / self.file

    @property
    def schema(self) -> pa.Schema:
        """Arrow schema of the prepared copy."""
        return pa.schema([(name, TYPES[kind]) for name, kind in self.columns.items()])


def read_register(file: Path = REGISTER_FILE) -> dict[str, Dataset]:
    """Return the register: dataset name → dataset, in the file's order."""
    entries = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: Dataset(name=name, **entry) for name, entry in entries.items()}


REGISTER: dict[str, Dataset] = read_register()
"""Every shipped dataset by name."""


def load_datasets(engine: Engine) -> None:
    """Make every shipped dataset known to an engine as ``ref_<name>``; nothing is read until a step asks."""
    for dataset in REGISTER.values():
        engine.load_parquet(f"ref_{dataset.name}", dataset.path)


def verify() -> list[str]:
    """Return how the shipped files differ from the register: one line a problem, none if all is well."""
    problems = [problem for dataset in REGISTER.values() for problem in _verify(dataset)]
    strangers = sorted({file.name for file in FOLDER.glob("*.parquet")} - {d.file for d in REGISTER.values()})
    return problems + [f"{name}: not in the register" for name in strangers]


def _verify(dataset: Dataset) -> list[str]:
    """Return what is wrong with one shipped file."""
    if not dataset.path.is_file():
        return [f"{dataset.file}: missing"]
    if (found := sha256_of(dataset.path)) != dataset.sha256:
        return [f"{dataset.file}: sha256 is {found}, the register says {dataset.sha256}"]
    problems = []
    parquet = pq.ParquetFile(dataset.path)
    if parquet.metadata.num_rows != dataset.rows:
        problems.append(f"{dataset.file}: {parquet.metadata.num_rows} rows, the register says {dataset.rows}")
    if not parquet.schema_arrow.equals(dataset.schema):
        problems.append(f"{dataset.file}: columns are not those of the register")
    return problems
