"""Decisions on tables of facts: order of evaluation, evidence, order of rows, findings."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from screener.engine import open_engine
from screener.rulebook import load_rulebooks
from screener.screen import findings, run
from screener.tables import DECISIONS, FACTS

CRITERIA = Path(__file__).parents[3] / "criteria"
DAY = date(2024, 12, 31)

SAMPLE = """\
id: sample
title: Sample
sources:
  act: {citation: The Act, checked_on: 2026-11-22}
parameters:
  line:
    title: Line
    unit: percent
    values:
      2010-01-01: {value: 10, source: act}
      2020-01-01: {value: 20, source: act}
      2030-01-01: {value: null, source: act}
criteria:
  - id: rate
    title: A rate
    meaning: Poverty is over the line; unemployment over it is watched; only where manufacturing is known to matter.
    subject: place
    source: act
    in_force: {from: 2010-01-01, to: 2039-12-31}
    applies: manufacturing_dependent
    sufficient: poverty_rate >= 0
    pass: poverty_rate > line
    watch: unemployment_rate > line
    review: {status: unverified, checked_on: 2026-11-22}
  - id: gap
    title: A gap
    meaning: Poverty less unemployment.
    subject: place
    kind: measure
    source: act
    in_force: {status: undated}
    value: poverty_rate - unemployment_rate
    unit: percent
    review: {status: verified, checked_on: 2026-11-22}
"""


def decide(tmp_path: Path, rows: list[dict[str, object]], day: date = DAY, text: str = SAMPLE) -> pa.Table:
    (tmp_path / "sample").mkdir(exist_ok=True)
    (tmp_path / "sample" / "rulebook.yaml").write_text(text, encoding="utf-8")
    engine = open_engine()
    engine.load("facts_place", FACTS["place"].of(rows))
    return run(engine, load_rulebooks(tmp_path), "place", day)


def outcome(tmp_path: Path, criterion: str = "rate", day: date = DAY, **facts: object) -> str:
    table = decide(tmp_path, [{"subject_id": "00001", **facts}], day)
    return {row["criterion_id"]: row["outcome"] for row in table.to_pylist()}[criterion]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "insufficient_data"),
        ({"poverty_rate": 99.0}, "insufficient_data"),
        ({"manufacturing_dependent": False}, "not_applicable"),
        ({"manufacturing_dependent": True}, "insufficient_data"),
        ({"manufacturing_dependent": True, "poverty_rate": -1.0, "unemployment_rate": 99.0}, "insufficient_data"),
        ({"manufacturing_dependent": True, "poverty_rate": 20.1}, "pass"),
        ({"manufacturing_dependent": True, "poverty_rate": 20.0, "unemployment_rate": 20.1}, "watch"),
        ({"manufacturing_dependent": True, "poverty_rate": 20.0, "unemployment_rate": 20.0}, "fail"),
        ({"manufacturing_dependent": True, "poverty_rate": 20.0}, "insufficient_data"),
    ],
)
def test_the_first_step_that_answers_decides(tmp_path: Path, facts: dict[str, object], expected: str) -> None:
    """criteria/README.md, The order of evaluation."""
    assert outcome(tmp_path, **facts) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2009, 12, 31), "not_applicable"),
        (date(2010, 1, 1), "pass"),
        (date(2019, 12, 31), "pass"),
        (date(2020, 1, 1), "fail"),
        (date(2030, 1, 1), "insufficient_data"),
        (date(2040, 1, 1), "not_applicable"),
    ],
)
def test_the_decision_date_picks_the_rule_and_its_numbers(tmp_path: Path, day: date, expected: str) -> None:
    """A rate of 15 is over the line of 10 and not over that of 20; from 2030 there is no line."""
    facts = {"manufacturing_dependent": True, "poverty_rate": 15.0, "unemployment_rate": 5.0}

    assert outcome(tmp_path, day=day, **facts) == expected


def test_a_rule_not_in_force_does_not_apply_even_where_nothing_is_known(tmp_path: Path) -> None:
    assert outcome(tmp_path, day=date(2009, 12, 31)) == "not_applicable"


@pytest.mark.parametrize(("unemployment", "expected"), [(3.0, "pass"), (None, "insufficient_data")])
def test_a_measure_passes_when_its_value_is_known(tmp_path: Path, unemployment: float | None, expected: str) -> None:
    assert outcome(tmp_path, "gap", poverty_rate=5.0, unemployment_rate=unemployment) == expected


def test_the_evidence_is_what_the_criterion_names_with_its_values(tmp_path: Path) -> None:
    table = decide(
        tmp_path, [{"subject_id": "00001", "persistent_poverty": True, "poverty_rate": 21.5, "unemployment_rate": None}]
    )
    rows = {row["criterion_id"]: row for row in table.to_pylist()}

    assert list(json.loads(rows["rate"]["evidence"]).items()) == [
        ("manufacturing_dependent", None),
        ("poverty_rate", 21.5),
        ("unemployment_rate", None),
    ]
    assert json.loads(rows["gap"]["evidence"])["value"] is None
    assert rows["rate"]["parameters"] == '{"line":20}'
    assert rows["gap"]["parameters"] == "{}"


def test_decisions_do_not_depend_on_the_order_of_the_facts(tmp_path: Path) -> None:
    rows = [{"subject_id": f"{n:05}", "poverty_rate": float(n), "manufacturing_dependent": True} for n in range(40)]

    assert decide(tmp_path, rows).equals(decide(tmp_path, rows[::-1]))


def test_a_title_with_line_breaks_stays_a_comment(tmp_path: Path) -> None:
    text = SAMPLE.replace("title: A rate", 'title: "A rate\\n) AS x, --"')

    assert decide(tmp_path, [{"subject_id": "00001"}], text=text).num_rows == 2


def test_a_subject_without_criteria_gives_no_decisions_and_runs_nothing(tmp_path: Path) -> None:
    engine = open_engine()

    assert run(engine, [], "place", DAY).equals(DECISIONS.empty())
    assert engine.executed == []


def test_each_subject_is_decided_by_one_statement(tmp_path: Path) -> None:
    engine = open_engine()
    engine.load("facts_plan", FACTS["plan"].of([{"subject_id": "demo"}]))
    run(engine, load_rulebooks(CRITERIA), "plan", DAY)
    [step] = engine.executed

    assert step.table == "decisions_plan"
    assert step.sql.count("CASE\n") == 2


def test_every_subject_kind_has_a_criterion_of_its_own() -> None:
    """Each grain is real: a holding, an issuer, a place and a plan are each judged by at least one rulebook."""
    assert {c.subject for book in load_rulebooks(CRITERIA) for c in book.criteria} == set(FACTS)


def test_the_shipped_rulebooks_decide_on_a_holding() -> None:
    """A datum of 12 months passes, cash does not apply, a bond without a datum stays open."""
    engine = open_engine()
    rows = [
        {"subject_id": "h.csv:2", "asset_class": "equity", "esg_datum_age": 12.0},
        {"subject_id": "h.csv:3", "asset_class": "cash"},
        {"subject_id": "h.csv:4", "asset_class": "corporate_debt"},
    ]
    engine.load("facts_holding", FACTS["holding"].of(rows))
    decisions = run(engine, load_rulebooks(CRITERIA), "holding", DAY).to_pylist()

    assert [row["outcome"] for row in decisions] == ["pass", "not_applicable", "insufficient_data"]
    assert decisions[0]["evidence"] == '{"asset_class":"equity","esg_datum_age":12.0}'
    assert decisions[0]["parameters"] == '{"fresh_age":24,"stale_age":48}'


def test_each_unverified_criterion_in_force_is_one_finding_without_lines() -> None:
    found = findings(load_rulebooks(CRITERIA), DAY)

    assert sorted(finding.value for finding in found) == [
        "advanced-manufacturing/mfg-31",
        "community-development/cd-ppov",
        "nine-steps/s8c",
        "un-pri/pri1-h1",
    ]
    assert {(finding.code, finding.rows) for finding in found} == {("rule-unverified", 0)}


def test_a_criterion_not_in_force_raises_no_finding() -> None:
    """In 2000 only ERISA (verified) and NAICS stood."""
    assert [f.value for f in findings(load_rulebooks(CRITERIA), date(2000, 1, 1))] == ["advanced-manufacturing/mfg-31"]
