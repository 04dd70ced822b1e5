"""Worked cases are read with the same care as rules, and say when a rule answers otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from screener.engine import open_engine
from screener.errors import RulebookError
from screener.rulebook import load_cases, load_rulebooks, run_cases
from screener.rulebook.model import ListOfIssuers

RULEBOOK = """\
id: sample
title: Sample
sources:
  act: {citation: The Act, checked_on: 2026-11-22}
criteria:
  - id: sure
    title: Sure and poor
    meaning: The place is poor and known to be.
    subject: place
    source: act
    in_force: {from: 2010-01-01}
    pass: outcome_of('poor') = 'pass'
    review: {status: verified, checked_on: 2026-11-22}
  - id: poor
    title: Poor
    meaning: The poverty rate is at least 20 percent.
    subject: place
    source: act
    in_force: {from: 2010-01-01}
    pass: poverty_rate >= 20
    review: {status: verified, checked_on: 2026-11-22}
"""


def a_rulebook(tmp_path: Path, cases: str | None = None):
    folder = tmp_path / "criteria" / "sample"
    folder.mkdir(parents=True)
    (folder / "rulebook.yaml").write_text(RULEBOOK, encoding="utf-8")
    if cases is not None:
        (folder / "cases.yaml").write_text(cases, encoding="utf-8")
    [rulebook] = load_rulebooks(tmp_path / "criteria")
    return rulebook


def test_a_case_that_does_not_hold_says_what_was_found(tmp_path: Path) -> None:
    cases = """\
- name: at the threshold
  criterion: poor
  date: 2024-12-31
  facts: {poverty_rate: 20}
  outcome: pass
- name: a hope
  criterion: poor
  date: 2024-12-31
  facts: {poverty_rate: 19.99}
  outcome: pass
"""
    rulebook = a_rulebook(tmp_path, cases)

    good, bad = run_cases(open_engine(), rulebook, load_cases(rulebook))

    assert (good.holds, good.found) == (True, "pass")
    assert (bad.holds, bad.found, bad.where) == (False, "fail", "criteria/sample/cases.yaml:6")


@pytest.mark.parametrize(
    ("facts", "outcome"), [("poverty_rate: 25", "pass"), ("poverty_rate: 5", "fail"), ("", "insufficient_data")]
)
def test_an_outcome_asked_for_is_decided_first_and_unknown_stays_unknown(
    tmp_path: Path, facts: str, outcome: str
) -> None:
    """The criterion stands before the one it asks for; with no data its own outcome is not *fail* either."""
    case = f"- name: asks\n  criterion: sure\n  date: 2024-12-31\n  facts: {{{facts}}}\n  outcome: {outcome}\n"
    rulebook = a_rulebook(tmp_path, case)

    [result] = run_cases(open_engine(), rulebook, load_cases(rulebook))

    assert result.found == outcome


def test_every_fault_of_the_cases_is_reported_with_its_line(tmp_path: Path) -> None:
    cases = """\
- name: one
  criterion: pour
  date: 2024-12-31
  outcome: pass
- name: two
  criterion: poor
  date: 2024-02-30
  outcome: pass
- name: three
  criterion: poor
  date: 2024-12-31
  facts: {poverty_rat: 1, persistent_poverty: 1}
  outcome: passed
- name: four
  criterion: poor
  date: 2024-12-31
  facts:
    poverty_rat: 1
    persistent_poverty: 1
  outcome: pass
"""
    with pytest.raises(RulebookError) as caught:
        load_cases(a_rulebook(tmp_path, cases))
    found = [line.strip() for line in str(caught.value).splitlines()[1:]]

    assert [line.split(":")[1] for line in found] == ["2", "7", "13", "18", "19"]
    assert "there is no criterion 'pour' in this rulebook; did you mean 'poor'?" in found[0]
    assert "a place has no fact 'poverty_rat'; did you mean 'poverty_rate'?" in found[3]
    assert "persistent_poverty is true or false; found 1" in found[4]


@pytest.mark.parametrize(
    ("given", "line", "message"),
    [
        ("jurisdiction: ohoi", 4, "there is no jurisdiction profile 'ohoi'; did you mean 'ohio'?"),
        ("facts: {level: conty}", 4, "level is one of county, tract, state, partnership; found 'conty'; did you mean"),
        ("facts: {on_list(banned): true}", 4, "a place has no fact 'on_list(banned)'"),
        ("facts: {poverty_rate: 1.0e+400}", 4, "'1.0e+400' is no number"),
    ],
)
def test_what_a_case_cannot_say_is_a_fault(tmp_path: Path, given: str, line: int, message: str) -> None:
    profiles = tmp_path / "criteria" / "jurisdictions"
    rulebook = a_rulebook(tmp_path, f"- name: a\n  criterion: poor\n  date: 2024-12-31\n  {given}\n  outcome: pass\n")
    profiles.mkdir()
    (profiles / "ohio.yaml").write_text("id: ohio\n", encoding="utf-8")
    listing = replace(rulebook, lists={"banned": ListOfIssuers(title="Banned", source="act")})

    with pytest.raises(RulebookError) as caught:
        load_cases(listing)

    assert f"criteria/sample/cases.yaml:{line}: " in str(caught.value)
    assert message in str(caught.value)


def test_a_case_under_a_profile_that_is_there_stands(tmp_path: Path) -> None:
    case = "- name: a\n  criterion: poor\n  date: 2024-12-31\n  jurisdiction: ohio\n  outcome: insufficient_data\n"
    rulebook = a_rulebook(tmp_path, case)
    (tmp_path / "criteria" / "jurisdictions").mkdir()
    (tmp_path / "criteria" / "jurisdictions" / "ohio.yaml").write_text("id: ohio\n", encoding="utf-8")

    assert [case.jurisdiction for _, case in load_cases(rulebook)] == ["ohio"]


def test_cases_that_are_no_utf_8_name_the_line(tmp_path: Path) -> None:
    rulebook = a_rulebook(tmp_path)
    rulebook.path.with_name("cases.yaml").write_bytes(b"- name: a\n  criterion: Soci\xe9t\xe9\n")

    with pytest.raises(RulebookError, match=r"sample/cases\.yaml:2: this is no UTF-8 text"):
        load_cases(rulebook)


def test_a_percent_sign_in_a_case_says_what_to_write(tmp_path: Path) -> None:
    case = "- name: a\n  criterion: poor\n  date: 2024-12-31\n  facts: {poverty_rate: 90%}\n  outcome: pass\n"

    with pytest.raises(RulebookError, match=r"poverty_rate is a number; found '90%'; .* as 90 where it is percent"):
        load_cases(a_rulebook(tmp_path, case))


def test_a_rulebook_without_cases_has_none(tmp_path: Path) -> None:
    assert load_cases(a_rulebook(tmp_path)) == []


def test_cases_that_are_no_list_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="a list is meant, in which each case starts with `- name:`"):
        load_cases(a_rulebook(tmp_path, "name: one\n"))
