"""The shipped copies meet totals that were worked out from the publishers' files by another road."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from screener.engine import open_engine
from screener.engine.base import Step
from screener.enrich import REGISTER, register
from screener.enrich.copies import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screener.engine import Engine

FILE = Path(__file__).parents[2] / "data" / "enrich" / "control_totals.csv"
with FILE.open(encoding="utf-8") as lines:
    CONTROLS = list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """Return an engine that knows the newest shipped copies."""
    opened = open_engine()
    for name, dataset in REGISTER.items():
        if dataset.vintages:
            opened.load_parquet(f"ref_{name}", shipped(name))
    yield opened
    opened.close()


def test_every_shipped_copy_has_a_control() -> None:
    """A new vintage is a new line in the file."""
    copies = {(name, vintage.vintage) for name, dataset in REGISTER.items() for vintage in dataset.vintages}

    assert {(row["dataset"], row["vintage"]) for row in CONTROLS} == copies


@pytest.mark.parametrize("row", CONTROLS, ids=lambda row: f"{row['dataset']} {row['vintage']} {row['measure']}")
def test_a_shipped_copy_meets_its_control(engine: Engine, row: dict[str, str]) -> None:
    """Rows and total, counted in the publisher's file with pandas or read from its own note, not with the loader."""
    engine.load_parquet("copy", register.FOLDER / REGISTER[row["dataset"]].file(row["vintage"]))
    engine.run(Step("control", f"SELECT count(*) AS n, {row['measure']} AS total FROM copy"))
    (found,) = engine.fetch("control").to_pylist()

    assert Decimal(found["total"]) == Decimal(row["total"])
    # Empty where the rows kept depend on a name's key, which has no other road.
    assert not row["rows"] or found["n"] == int(row["rows"])
