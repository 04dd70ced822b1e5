"""The register of reference data: what there is, whose it is, how it may be used, and which vintages ship."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field, model_validator

FOLDER = Path(__file__).parent / "data"
"""Where the shipped copies lie."""
REGISTER_FILE = Path(__file__).parent / "datasets.toml"

ColumnType = Literal["text", "flag", "count", "number", "money", "date", "bytes"]
TYPES: dict[ColumnType, pa.DataType] = {
    "text": pa.string(),
    "flag": pa.bool_(),
    "count": pa.int32(),
    "number": pa.float64(),
    "money": pa.decimal128(20, 2),
    "date": pa.date32(),
    "bytes": pa.binary(),
}
"""Types of columns, as the register writes them."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Vintage(_Strict):
    """One vintage of a dataset: what it describes, when the world could know it, and the prepared copy's content."""

    vintage: Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]+$")]
    """Short name, part of the file's name: ``2024Q1``, ``2023``."""
    describes: str | None = None
    """Period or date that it describes, where the short name does not say it all."""
    published: date
    """Day by which the world could know it; where only the month or year is known its last day, and `traps` says so.
    Never after the day it was retrieved: whoever fetched it knew it."""
    retrieved: date
    attribution: str | None = None
    """What the publisher asks to be said of this one: its quarter, its release."""
    traps: str | None = None
    """What is true of this copy alone: its counts, its gaps, how its day of publication is known."""
    rows: int
    sha256: str

    @model_validator(mode="after")
    def _is_known_when_retrieved(self) -> Self:
        if self.published > self.retrieved:
            raise ValueError(f"published {self.published} is after the day it was retrieved, {self.retrieved}")
        return self

    @property
    def label(self) -> str:
        """What is printed: the period it describes."""
        return self.describes or self.vintage


class Dataset(_Strict):
    """One dataset of the register."""

    name: str
    title: str
    publisher: str
    """Public body, or whoever made the compilation."""
    address: str
    """The publisher's own address of it."""
    licence: str
    attribution: str
    grain: str
    traps: str
    """What to know of any vintage before leaning on it; printed as a footnote wherever it is used."""
    key: tuple[str, ...]
    """Columns that identify a row; rows are sorted by them."""
    expected_rows: tuple[int, int]
    """Fewest and most rows that a copy of it may plausibly hold."""
    files: tuple[str, ...]
    """Which of the publisher's files it needs, by their own names, one line each."""
    download: tuple[str, ...] = ()
    """The publisher's own files, where their addresses are stable."""
    history: bool = False
    """Whether steps also read every vintage held, as ``ref_<name>_history``."""
    published_column: str | None = None
    """Column that dates each row on its own: a run reads no row from after its date, whatever the vintage."""
    columns: dict[str, ColumnType]
    vintages: tuple[Vintage, ...] = ()
    """Vintages that ship; none where the publisher's terms do not allow it or no copy was at hand."""

    @property
    def arrow_schema(self) -> pa.Schema:
        """Arrow schema of a prepared copy."""
        return pa.schema([(name, TYPES[kind]) for name, kind in self.columns.items()])

    def attribution_of(self, vintage: Vintage) -> str:
        """Return how to name the source of one vintage."""
        return f"{self.attribution}, {vintage.attribution}" if vintage.attribution else self.attribution

    def traps_of(self, vintage: Vintage) -> str:
        """Return what to know before leaning on one vintage: what is true of any, then of this one."""
        return f"{self.traps} {vintage.traps}" if vintage.traps else self.traps

    def file(self, vintage: str) -> str:
        """Return the file name of a prepared copy."""
        return f"{self.name}-{vintage}.parquet"


def read_register(file: Path = REGISTER_FILE) -> dict[str, Dataset]:
    """Return the register: dataset name → dataset, in the file's order."""
    entries = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: Dataset.model_validate({"name": name, **entry}) for name, entry in entries.items()}


REGISTER: dict[str, Dataset] = read_register()
"""Every dataset by name."""
