"""Enrich: issuers meet the shipped reference data: where they are, what they do there, what is known of them.

Reads the tables `holdings`, `holding_positions`, `positions`, `matches` and `identified_issuers`, and the datasets of
the register (`ref_…`). Makes `issuers`, `establishments`, `places`, `observations`, `facts_issuer`, `facts_holding`,
`facts_place` and `data_sources`. The calculation is the SQL beside this module; `datasets.toml` is the register.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from screener.engine import read_step
from screener.enrich import doubts
from screener.enrich.datasets import REGISTER, Dataset, load_datasets, verify
from screener.findings import Finding, Severity
from screener.tables import DATA_SOURCES

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from screener.engine import Engine

STEPS = {
    "_headquarters": "Finding headquarters",
    "issuers": "Finding industries",
    "_issuer_facilities": "Matching facilities to owners",
    "establishments": "Modelling establishments",
    "places": "Describing counties",
    "observations": "Collecting observations",
    "_known_observations": "Choosing vintages",
    "facts_issuer": "Collecting facts about issuers",
    "facts_holding": "Collecting facts about holdings",
    "facts_place": "Collecting facts about places",
    "_doubts": "Comparing sources",
    "_headquarters_doubts": "Comparing headquarters",
}
"""Table → what a person reads while it is made."""

EVERY_RUN = ("counties", "ers_counties")
"""Datasets that a run rests on whatever it holds: the places themselves."""


def run(engine: Engine, as_of: date, *, progress: Callable[[str], object]) -> list[Finding]:
    """Make the tables named above inside the engine, in order.

    Parameters
    ----------
    engine : Engine
        Holds the tables of stage identify and, after `load_datasets`, the reference data.
    as_of : date
        The run's date: which vintages it could know.
    progress : callable
        Told what is being done.

    Returns
    -------
    list of Finding
        Facilities whose county or owner is in doubt, and issuers whose headquarters are.
    """
    engine.load("vintages", vintages(as_of))
    for table, doing in STEPS.items():
        progress(doing)
        engine.run(read_step(__name__, table))
    return doubts.findings(engine)


def vintages(as_of: date) -> pa.Table:
    """Return every dataset with the order in which a run of that date prefers them where several could answer.

    Parameters
    ----------
    as_of : date
        The run's date.

    Returns
    -------
    pyarrow.Table
        One row per dataset. `preference` is 1 for the newest vintage published by the date, and so on back in time;
        vintages published later follow, the earliest first.
    """

    def distance(dataset: Dataset) -> tuple[bool, int, str]:
        return dataset.published > as_of, abs((as_of - dataset.published).days), dataset.name

    ordered = sorted(REGISTER.values(), key=distance)
    return pa.table(
        {
            "dataset": [dataset.name for dataset in ordered],
            "published": pa.array([dataset.published for dataset in ordered], pa.date32()),
            "run_as_of": pa.array([as_of] * len(ordered), pa.date32()),
            "preference": pa.array(range(1, len(ordered) + 1), pa.int64()),
        }
    )


def sources(engine: Engine, as_of: date) -> tuple[pa.Table, list[Finding]]:
    """Return the datasets that a run rests on, with the money that rests on each. Call it after `run`.

    Parameters
    ----------
    engine : Engine
        Holds the tables that `run` made.
    as_of : date
        The run's date.

    Returns
    -------
    data_sources : pyarrow.Table
        As declared in `screener.tables`.
    findings : list of Finding
        One ``vintage-after-date`` for each of them that the world could not know by the run's date.
    """
    for table in ("_dataset_uses", "_dataset_totals"):
        engine.run(read_step(__name__, table))
    totals = {row["dataset"]: row for row in engine.fetch("_dataset_totals").to_pylist()}
    nothing = {"lines": 0, "market_value": 0}
    used = [(d, totals.get(d.name, nothing)) for d in REGISTER.values() if d.name in totals or d.name in EVERY_RUN]
    rows = [_source_row(dataset, total["market_value"]) for dataset, total in used]
    findings = [
        Finding(
            "vintage-after-date",
            Severity.WARNING,
            f"{dataset.title}: no vintage published by {as_of} is held; that of {dataset.vintage}, published "
            f"by {dataset.published}, was used",
            where=dataset.name,
            hint="read the figures that rest on it as of that vintage",
            rows=total["lines"],
            market_value=total["market_value"],
        )
        for dataset, total in used
        if dataset.published > as_of
    ]
    return DATA_SOURCES.of(rows), findings


def _source_row(dataset: Dataset, market_value: object) -> dict[str, object]:
    """Return one dataset as a row of `data_sources`."""
    names = ("title", "publisher", "address", "licence", "vintage", "published", "rows", "sha256", "traps")
    return {"dataset": dataset.name, "market_value": market_value, **{name: getattr(dataset, name) for name in names}}


__all__ = ["REGISTER", "Dataset", "load_datasets", "run", "sources", "verify", "vintages"]
