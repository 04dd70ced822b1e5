"""Decisions on tables of facts: order of evaluation, evidence, order of rows, findings."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from judging import a_rulebook, a_world, attest, judged

from screener.rulebook import Regime, load_rulebooks
from screener.screen import findings
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
    unit: percentage points
    review: {status: verified, checked_on: 2026-11-22}
"""


def decide(tmp_path: Path, rows: list[dict[str, object]], day: date = DAY, text: str = SAMPLE) -> pa.Table:
    (tmp_path / "sample").mkdir(exist_ok=True)
    (tmp_path / "sample" / "rulebook.yaml").write_text(text, encoding="utf-8")
    engine = a_world({"place": [{"level": "county", **row} for row in rows]})
    return judged(engine, load_rulebooks(tmp_path), "place", Regime(day))


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
    engine = a_world({})

    assert judged(engine, [], "place", Regime(DAY)).equals(DECISIONS.empty())
    assert engine.executed == []


def test_the_outcomes_of_each_kind_of_place_are_one_statement_and_all_decisions_another() -> None:
    """The rulebooks judge places of four kinds and one kind of plan: four tables of outcomes, and one."""
    engine = a_world({"plan": [{"subject_id": "demo"}]})
    judged(engine, load_rulebooks(CRITERIA), "place", Regime(DAY))

    made = [step.table for step in engine.executed]
    kinds = ("county", "tract", "state", "partnership")
    assert made == ["evidence_place", *(f"_judged_{kind}" for kind in kinds), "decisions_place"]


def test_each_subject_is_evaluated_once() -> None:
    engine = a_world({"plan": [{"subject_id": "demo"}]})
    judged(engine, load_rulebooks(CRITERIA), "plan", Regime(DAY))

    assert [step.table for step in engine.executed] == ["evidence_plan", "_judged_plan", "decisions_plan"]


def test_every_subject_kind_has_a_criterion_of_its_own() -> None:
    """Each grain is real: each kind of subject is judged by at least one rulebook."""
    assert {c.subject for book in load_rulebooks(CRITERIA) for c in book.criteria} == set(FACTS)


def test_the_shipped_rulebooks_decide_on_a_holding() -> None:
    """A datum of 12 months passes, cash does not apply, a bond without a datum stays open."""
    rows = [
        {"subject_id": "h.csv:2", "asset_class": "equity", "esg_datum_age": 12.0},
        {"subject_id": "h.csv:3", "asset_class": "cash"},
        {"subject_id": "h.csv:4", "asset_class": "corporate_debt"},
    ]
    table = judged(a_world({"holding": rows}), load_rulebooks(CRITERIA, ["un-pri"]), "holding", Regime(DAY))
    decisions = [row for row in table.to_pylist() if row["criterion_id"] == "pri1-h1"]

    assert [row["outcome"] for row in decisions] == ["pass", "not_applicable", "insufficient_data"]
    assert decisions[0]["evidence"] == '{"asset_class":"equity","esg_datum_age":12.0}'
    assert decisions[0]["parameters"] == '{"fresh_age":24,"stale_age":48}'


def test_a_rulebook_with_unverified_criteria_in_force_is_one_finding_without_lines(tmp_path: Path) -> None:
    """Of the sample's two criteria only the rate is unverified; it is in force from 2010."""
    decide(tmp_path, [])
    [book] = load_rulebooks(tmp_path)
    [found] = findings([book], Regime(DAY))

    assert (found.code, found.value, found.rows) == ("rule-unverified", "sample", 0)
    assert "1 of its criteria in force" in found.message
    assert found.message.endswith(": rate")
    assert findings([book], Regime(date(2009, 12, 31))) == []


def test_a_criterion_that_judges_nobody_is_one_line_for_all(tmp_path: Path) -> None:
    """Not in force before 2010: one line for three counties; the measure, which has no date, has three."""
    rows = [{"subject_id": f"0000{n}", "poverty_rate": 5.0, "unemployment_rate": 3.0} for n in range(3)]
    found = decide(tmp_path, rows, date(2009, 12, 31)).to_pylist()

    assert [(r["criterion_id"], r["subject_id"], r["outcome"]) for r in found if r["criterion_id"] == "rate"] == [
        ("rate", "*", "not_applicable")
    ]
    assert sorted(r["subject_id"] for r in found if r["criterion_id"] == "gap") == ["00000", "00001", "00002"]


def test_with_no_subject_there_is_one_line_that_says_nothing_is_known(tmp_path: Path) -> None:
    """No county at all: the criterion is not silently missing, and nothing passes."""
    found = decide(tmp_path, []).to_pylist()

    assert [(r["criterion_id"], r["subject_id"], r["outcome"]) for r in found] == [
        ("gap", "*", "insufficient_data"),
        ("rate", "*", "insufficient_data"),
    ]


LEVELS = (
    SAMPLE.partition("criteria:")[0].partition("parameters:")[0]
    + """\
facts:
  has_programme: {subject: place, type: flag, meaning: the state has a programme}
criteria:
  - id: state-rule
    title: A state's programme
    meaning: The state has a programme.
    subject: place
    level: state
    source: act
    in_force: {from: 2010-01-01}
    pass: has_programme
    review: {status: verified, checked_on: 2026-11-22}
  - id: county-rule
    title: Poor
    meaning: The county is persistently poor.
    subject: place
    source: act
    in_force: {from: 2010-01-01}
    pass: persistent_poverty
    review: {status: verified, checked_on: 2026-11-22}
  - id: never
    title: Never
    meaning: It speaks of no holding.
    subject: holding
    source: act
    in_force: {from: 2010-01-01}
    applies: false
    pass: is_direct
    review: {status: verified, checked_on: 2026-11-22}
  - id: proposal
    title: As good
    meaning: The candidate is as good as its alternatives.
    subject: candidate
    source: act
    in_force: {from: 2010-01-01}
    pass: is_governmental_plan
    review: {status: verified, checked_on: 2026-11-22}
"""
)


def test_a_criterion_judges_places_of_its_level_and_of_states_the_home_and_those_attested(tmp_path: Path) -> None:
    """Illinois is home and unknown, Ohio is attested, Texas is neither; no county passes for its state's programme."""
    [book] = a_rulebook(tmp_path / "criteria", LEVELS)
    places = [
        {"subject_id": "17031", "level": "county", "persistent_poverty": False},
        *({"subject_id": state, "level": "state"} for state in ("IL", "OH", "TX")),
    ]
    said = attest(tmp_path, [book], "place,OH,has_programme,yes,2024-06-30,statute book p. 3")
    found = judged(a_world({"place": places}, attestations=said.table), [book], "place", Regime(DAY)).to_pylist()

    assert [(r["criterion_id"], r["subject_id"], r["outcome"]) for r in found] == [
        ("county-rule", "17031", "fail"),
        ("state-rule", "IL", "insufficient_data"),
        ("state-rule", "OH", "pass"),
    ]


def test_what_never_applies_is_one_line(tmp_path: Path) -> None:
    [book] = a_rulebook(tmp_path / "criteria", LEVELS)
    rows = [{"subject_id": f"h.csv:{n}", "asset_class": "equity"} for n in range(4)]
    [found] = judged(a_world({"holding": rows}), [book], "holding", Regime(DAY)).to_pylist()

    assert (found["subject_id"], found["outcome"], found["evidence"]) == ("*", "not_applicable", "{}")


def test_where_nobody_proposes_a_candidate_the_criterion_does_not_apply(tmp_path: Path) -> None:
    [book] = a_rulebook(tmp_path / "criteria", LEVELS)
    [found] = judged(a_world({}), [book], "candidate", Regime(DAY)).to_pylist()

    assert (found["subject_id"], found["outcome"]) == ("*", "not_applicable")


def test_a_candidate_is_a_decision_and_the_text_that_it_names_counts_before_the_plans() -> None:
    """The plan of this world is governmental and adopted nothing; each decision is one candidate, with its figures."""
    named = {"subject_id": "fund-1", "adopted_dol_vintage": "IB 2015-01", "return_gap": -0.5}
    found = a_world({}, decisions=[named, {"subject_id": "fund-2"}]).fetch("facts_candidate")
    candidates = [
        (row["subject_id"], row["is_governmental_plan"], row["adopted_dol_vintage"], row["return_gap"])
        for row in FACTS["candidate"].check(found).to_pylist()
    ]

    assert candidates == [("fund-1", True, "IB 2015-01", -0.5), ("fund-2", True, None, None)]


@pytest.mark.parametrize(
    ("profile_use", "expected"),
    [("required_report", "required_report"), ("candidate", "candidate"), ("report_only", "report_only")],
)
def test_a_collateral_benefit_may_be_used_as_the_jurisdiction_says(
    tmp_path: Path, profile_use: str, expected: str
) -> None:
    """The outcome is the same everywhere; what it may decide is not."""
    text = SAMPLE.replace("    title: A rate\n", "    title: A rate\n    collateral: true\n")
    a_rulebook(tmp_path, text)
    engine = a_world({"place": [{"subject_id": "00001", "level": "county", "poverty_rate": 5.0}]})
    found = judged(engine, load_rulebooks(tmp_path), "place", Regime(DAY, collateral_use=profile_use)).to_pylist()

    assert {r["criterion_id"]: r["use"] for r in found} == {"rate": expected, "gap": "decision"}


def test_without_a_word_on_collateral_benefits_they_are_only_reported() -> None:
    assert Regime(DAY).collateral_use == "report_only"


def test_where_nobody_knows_whether_a_rule_is_in_force_everybody_is_undecided(tmp_path: Path) -> None:
    """One line for all: neither a pass nor an excuse."""
    text = SAMPLE.replace("to: 2039-12-31}", "to: 2039-12-31, uncertain: 2024-12-31}")
    found = decide(tmp_path, [{"subject_id": "00001", "manufacturing_dependent": False}], text=text).to_pylist()

    assert [(r["subject_id"], r["outcome"]) for r in found if r["criterion_id"] == "rate"] == [
        ("*", "insufficient_data")
    ]


def test_the_outcome_of_a_rule_that_is_not_in_force_may_be_asked_for(tmp_path: Path) -> None:
    """It does not apply, and the rule that asks for it says so, on every day."""
    asking = """\
  - id: asks
    title: It asks
    meaning: The rate does not apply.
    subject: place
    source: act
    in_force: {status: undated}
    pass: outcome_of('rate') = 'not_applicable'
    review: {status: verified, checked_on: 2026-11-22}
"""
    found = decide(tmp_path, [{"subject_id": "00001"}], date(2009, 12, 31), SAMPLE + asking).to_pylist()

    assert {(r["criterion_id"], r["subject_id"]): r["outcome"] for r in found} == {
        ("asks", "00001"): "pass",
        ("gap", "00001"): "insufficient_data",
        ("rate", "*"): "not_applicable",
    }
