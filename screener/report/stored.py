"""What a run keeps so that its report can be printed again from its folder alone: `About` as JSON, and every table."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import TypeAdapter, ValidationError

from screener.errors import IntegrityError
from screener.report.about import About
from screener.tables import TABLES

if TYPE_CHECKING:
    from pathlib import Path

ABOUT = "about.json"


def about_json(about: About) -> bytes:
    """Return what a report says about its run as JSON; equal content is equal bytes."""
    return _adapter().dump_json(about)


def load(folder: Path) -> tuple[About, dict[str, pa.Table]]:
    """Return what a run's report was made of: the words about it, and its tables by name.

    Parameters
    ----------
    folder : Path
        A run's folder. Whether its files are what the run wrote is for the caller to have checked.

    Raises
    ------
    IntegrityError
        An earlier or a later version of the program wrote it, and kept other things.
    """
    try:
        about = _adapter().validate_json((folder / ABOUT).read_bytes())
    except (OSError, ValidationError) as error:
        raise IntegrityError(
            "this run cannot be printed again: another version of the program wrote it",
            where=str(folder / ABOUT),
            hint="make it again with this version: screener run",
        ) from error
    return about, {name: pq.read_table(folder / "tables" / f"{name}.parquet") for name in TABLES}


@cache
def _adapter() -> TypeAdapter[About]:
    return TypeAdapter(About)
