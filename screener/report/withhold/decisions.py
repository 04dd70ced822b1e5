"""Confidential decisions: their records, their memos, and what they say of the plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from screener.report.withhold.evidence import ANY, hide_evidence
from screener.report.withhold.listed import LINES, Entry
from screener.tables import ETI_PLAN, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from screener.report.about import About
    from screener.report.withhold.listed import Listed

_SUBJECT = {
    "eti_figures": "decision_id",
    "eti_answers": "decision_id",
    "facts_candidate": "subject_id",
    "decisions": "subject_id",
    "exceptions": "subject_id",
}
"""Table → the column that names a decision."""


def withhold_decisions(
    tables: Mapping[str, pa.Table], about: About, reasons: Mapping[str, str], listed: Listed
) -> tuple[dict[str, pa.Table], About]:
    """Return the tables and the words about a run without some decisions on investments.

    What the newest decision says of the plan goes with it, out of the plan's facts and their evidence.

    Parameters
    ----------
    tables : mapping
        Tables by name.
    about : About
    reasons : mapping
        Decision, or ``*`` for all, → why.
    listed : Listed
        Takes what was withheld.
    """
    made = dict(tables)
    why = {one.decision_id: reasons.get(one.decision_id) or reasons.get(ANY) for one in about.prudence}
    hidden = {one: reason for one, reason in why.items() if reason}
    # the name of its file may tell what a decision is about
    called = {decision: f"decision {number}" for number, decision in enumerate(hidden, start=1)}
    for decision, reason in hidden.items():
        what = Entry("decision", called[decision], reason)
        for name, column in _SUBJECT.items():
            kept = _others(made[name], column, decision)
            listed.add(what, name, LINES, made[name].num_rows - kept.num_rows)
            made[name] = kept
        title = next(one.title for one in about.prudence if one.decision_id == decision)
        rows = made["findings"].to_pylist()
        others = [r for r in rows if decision not in f"{r['where']} {r['value']}" and title not in r["message"]]
        listed.add(what, "findings", LINES, len(rows) - len(others))
        made["findings"] = TABLES["findings"].of(others)
    if about.prudence and (newest := about.prudence[-1].decision_id) in hidden:
        _hide_plan(made, about, listed, Entry("decision", called[newest], hidden[newest]))
    return made, replace(about, prudence=tuple(one for one in about.prudence if one.decision_id not in hidden))


def _others(table: pa.Table, column: str, decision: str) -> pa.Table:
    """Return the rows that are not of a decision."""
    subjects = table["subject"].to_pylist() if "subject" in table.column_names else ["candidate"] * table.num_rows
    pairs = zip(table[column].to_pylist(), subjects, strict=True)
    return table.filter(pa.array([pair != (decision, "candidate") for pair in pairs], pa.bool_()))


def _hide_plan(made: dict[str, pa.Table], about: About, listed: Listed, what: Entry) -> None:
    """Take what a decision says of the plan out of the plan's facts."""
    names = frozenset(ETI_PLAN.names) - {"subject_id"}
    rows = made["facts_plan"].to_pylist()
    said = sum(row[name] is not None for row in rows for name in names)
    made["facts_plan"] = TABLES["facts_plan"].of([{**row, **dict.fromkeys(names)} for row in rows])
    listed.add(what, "facts_plan", LINES, said)
    made["decisions"] = hide_evidence(made["decisions"], {("plan", ANY): names}, about.bare_measures, listed, what)
