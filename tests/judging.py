"""A small world to judge: facts of one kind of subject, what is attested of them, and lists, ready for the stage."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from screener import screen
from screener.engine import open_engine
from screener.rulebook import ListVersion, load_rulebooks
from screener.rulebook.lists import Member
from screener.screen import Attestations, collect, read_attestations
from screener.tables import ATTESTATIONS, ETI_CANDIDATES, FACTS, TABLES

DAY = date(2024, 12, 31)
RULEBOOK = """\
id: sample
title: Sample
sources:
  act: {citation: The Act, checked_on: 2026-11-22}
"""


def a_rulebook(folder: Path, text: str):
    """Write a rulebook called sample under a folder of criteria, and load it."""
    (folder / "sample").mkdir(parents=True, exist_ok=True)
    (folder / "sample" / "rulebook.yaml").write_text(text, encoding="utf-8")
    return load_rulebooks(folder)


HEADER = "subject,subject_id,fact,value,as_of,document"


def attest(folder: Path, rulebooks, *lines: str, header: str = HEADER) -> Attestations:
    """Write one attestation file of a portfolio called demo, and read it."""
    file = folder / "demo" / "attestations" / "facts.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return read_attestations(folder / "demo", rulebooks)


def a_list(name: str, *members: Member, dated: date = DAY) -> dict[str, ListVersion]:
    """Return one list as it is held."""
    return {name: ListVersion(name, "sample", dated, Path(f"{dated}.csv"), "", members)}


def judged(engine, rulebooks, subject: str, regime, lists=()) -> pa.Table:
    """Return the decisions on every subject of one kind."""
    screen.run(engine, rulebooks, subject, regime, lists)
    return screen.decisions(engine, [subject])


def a_world(
    facts: dict[str, list[dict[str, object]]],
    *,
    attestations: pa.Table | None = None,
    lists: dict[str, ListVersion] | None = None,
    issuers: list[dict[str, object]] | None = None,
    decisions: list[dict[str, object]] | None = None,
    as_of: date = DAY,
    known_at: date | None = None,
    home: str = "IL",
):
    """Return an engine that holds facts by subject and the evidence beside them; what is not given is empty."""
    engine = open_engine()
    for subject, table in FACTS.items():
        engine.load(table.name, table.of(facts.get(subject, [])))
    engine.load("issuers", TABLES["issuers"].of(issuers or []))
    engine.load("attestations", ATTESTATIONS.empty() if attestations is None else attestations)
    plan = {"subject_id": ["demo"], "state": [home], "is_governmental_plan": [True]}
    engine.load("plan", pa.table(plan).append_column("adopted_dol_vintage", pa.array([None], pa.string())))
    engine.load("vintages", pa.table({"run_as_of": [as_of], "known_at": [known_at or as_of]}))
    lines = [fact["subject_id"].rsplit(":", 1) for fact in facts.get("holding", [])]
    engine.load(
        "security_lines",
        pa.table(
            {
                "source_file": pa.array([file for file, _ in lines], pa.string()),
                "source_row": pa.array([int(row) for _, row in lines], pa.int64()),
                "fund_id": pa.array([None] * len(lines), pa.string()),
                "security_id": pa.array([f"cusip:{row}" for _, row in lines], pa.string()),
            }
        ),
    )
    engine.load("eti_candidates", ETI_CANDIDATES.of(decisions or []))
    collect(engine, lists or {}, as_of)
    engine.executed.clear()
    return engine


@contextmanager
def judged_once():
    """Answer from memory what a decision was asked before: the same criteria, on a day, of facts equal in every one.

    A test changes a fact of the candidate, and what is asked of the plan is the same under every text once more.
    """
    from screener.eti import judge  # its libraries are slow to start, and those who judge no decision need none

    original, known = judge.judge, {}

    def remembered(engine, rulebooks, subject, facts, regime):
        parts = [
            part for book in rulebooks for part in (*book.criteria, *book.parameters.values(), *book.texts.values())
        ]
        key = tuple(map(id, parts)), subject, repr(sorted(facts.items())), repr(regime)
        if key not in known:
            # beside its parts, which stay in memory so that no other part is taken for one of them
            known[key] = parts, original(engine, rulebooks, subject, facts, regime)
        return list(known[key][1])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judge, "judge", remembered)
        yield
