"""Facts taken out of the evidence of decisions; the outcomes stay."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from screener.report.withhold.listed import LINES, WORD
from screener.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from screener.report.withhold.listed import Entry, Listed

ANY = "*"
"""Stands for every subject of a kind."""


def hide_evidence(
    decisions: pa.Table,
    facts: Mapping[tuple[str, str], frozenset[str]],
    bare: frozenset[tuple[str, str]],
    listed: Listed,
    what: Entry,
) -> pa.Table:
    """Return the decisions without some facts in their evidence, which names what it lacks under ``withheld``.

    A measure without a condition is its fact, so that its decision is taken out whole; what any other measure has
    worked out of the fact goes with it.

    Parameters
    ----------
    decisions : pyarrow.Table
        `screener.tables.DECISIONS`.
    facts : mapping
        Subject and its id, or `ANY`, → names of facts.
    bare : frozenset
        Rulebook and criterion of the measures without a condition.
    listed : Listed
    what : Entry
    """
    if not facts:
        return decisions
    concerned = pc.is_in(decisions["subject"], pa.array(sorted({subject for subject, _ in facts}), pa.string()))
    rows, cells, dropped = decisions.filter(pc.invert(concerned)).to_pylist(), 0, 0
    for row in decisions.filter(concerned).to_pylist():
        wanted = facts.get((row["subject"], row["subject_id"]), frozenset()) | facts.get(
            (row["subject"], ANY), frozenset()
        )
        evidence = json.loads(row["evidence"])
        hidden = sorted(wanted & evidence.keys())
        if hidden and (row["rulebook_id"], row["criterion_id"]) in bare:
            dropped += 1
            continue
        if hidden:
            kept = {name: value for name, value in evidence.items() if name not in (*hidden, "value")}
            row["evidence"] = json.dumps({**kept, WORD: ", ".join(hidden)}, ensure_ascii=False, separators=(",", ":"))
            cells += len(hidden)
        rows.append(row)
    listed.add(what, "decisions", "evidence", cells)
    listed.add(what, "decisions", LINES, dropped)
    return TABLES["decisions"].of(rows)
