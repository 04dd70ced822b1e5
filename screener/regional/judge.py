"""Places judged without a portfolio: the real rulebooks by the real engine, with no issuer, holding or manager."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener import screen
from screener.rulebook import Regime
from screener.tables import COUNT, ETI_CANDIDATES, FACTS, FLAG, TABLES, TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from screener.engine import Engine
    from screener.rulebook import Rulebook

_LINES: list[tuple[str, pa.DataType]] = [
    ("source_file", TEXT),
    ("source_row", COUNT),
    ("fund_id", TEXT),
    ("security_id", TEXT),
]
_PLAN: list[tuple[str, pa.DataType]] = [
    ("subject_id", TEXT),
    ("state", TEXT),
    ("is_governmental_plan", FLAG),
    ("adopted_dol_vintage", TEXT),
]
"""Columns of the lines and of the plan that are not there."""


def judge_places(engine: Engine, rulebooks: Sequence[Rulebook], day: date) -> list[dict[str, Any]]:
    """Return the decisions on places.

    Parameters
    ----------
    engine : Engine
        Holds `facts_place`, `attestations` and `vintages`.
    rulebooks : sequence of Rulebook
        Their criteria about places are judged.
    day : date
        Decision date.

    Returns
    -------
    list of dict
        Rows of the table `decisions`.
    """
    engine.load("issuers", TABLES["issuers"].empty())
    engine.load("facts_manager", FACTS["manager"].empty())
    engine.load("security_lines", pa.schema(_LINES).empty_table())
    engine.load("plan", pa.schema(_PLAN).empty_table())
    engine.load("eti_candidates", ETI_CANDIDATES.empty())
    screen.collect(engine, {}, day)
    screen.run(engine, rulebooks, "place", Regime(day))
    rows: list[dict[str, Any]] = screen.decisions(engine, ["place"]).to_pylist()
    return rows
