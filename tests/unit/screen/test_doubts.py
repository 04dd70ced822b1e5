"""What a run says of evidence that does nothing, of lists that match nobody, and of a law of another place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from judging import DAY, RULEBOOK, a_list, a_rulebook, a_world, attest

from screener.findings import Severity
from screener.rulebook import Regime
from screener.rulebook.lists import Member
from screener.screen import evidence_findings, findings, jurisdiction_findings

REVIEW = "review: {status: verified, checked_on: 2026-11-22}"


def a_criterion(
    name: str, subject: str, rule: str, more: str = "in_force: {from: 2010-01-01}", review: str = REVIEW
) -> str:
    """Return one criterion as a rulebook writes it."""
    return f"""\
  - id: {name}
    title: T
    meaning: M.
    subject: {subject}
    source: act
    {more}
    pass: {rule}
    {review}
"""


TEXT = (
    RULEBOOK
    + """\
facts:
  policy: {subject: plan, type: flag, meaning: a policy is on file}
  stand: {subject: issuer, type: flag, meaning: what the evidence says}
  has_force: {subject: place, type: flag, meaning: the state has a task force}
  led: {subject: place, type: flag, meaning: employers lead it}
  cheap: {subject: candidate, type: flag, meaning: it is cheap}
lists:
  banned: {title: Banned companies, source: act}
criteria:
"""
    + a_criterion("has-policy", "plan", "policy")
    + a_criterion("is-shown", "issuer", "stand")
    + a_criterion("has-task-force", "place", "has_force", "level: state\n    in_force: {from: 2010-01-01}")
    + a_criterion("is-led", "place", "led", "level: partnership\n    in_force: {from: 2010-01-01}")
    + a_criterion("is-cheap", "candidate", "cheap")
    + a_criterion("not-banned", "issuer", "not on_list('banned')")
)
PLACES = [{"subject_id": "21227", "level": "county"}, {"subject_id": "KY", "level": "state"}]
ISSUERS = [{"issuer_id": "cik:0000018230", "issuer_name": "CATERPILLAR INC", "kind": "company", "cik": "0000018230"}]


@pytest.fixture
def books(tmp_path: Path):
    return a_rulebook(tmp_path / "criteria", TEXT)


def told(books, said=None, lists=None, day: date = DAY, decisions=None):
    """Return what a run with these attestations and lists says of them."""
    engine = a_world(
        {"plan": [{"subject_id": "demo"}], "place": PLACES},
        attestations=said.table if said else None,
        lists=lists,
        issuers=ISSUERS,
        decisions=decisions,
    )
    return evidence_findings(engine, books, Regime(day), lists or {})


def test_lines_about_what_is_not_held_are_a_finding_with_every_line(books, tmp_path: Path) -> None:
    """Two issuers that are not held; what is said of a later day waits for it, without a word."""
    said = attest(
        tmp_path,
        books,
        "plan,,policy,yes,2024-01-31,a",
        "issuer,1,stand,yes,2024-01-31,a",
        "plan,,policy,no,2025-01-31,a",
        "issuer,2,stand,yes,2024-01-31,a",
    )
    [finding] = told(books, said)

    assert (finding.code, finding.where, finding.rows) == ("attestation-not-used", "attestations/facts.csv:3", 0)
    assert finding.message == ("lines 3, 5 are about what the run does not judge: issuer 0000000001, issuer 0000000002")


def test_a_word_about_a_candidate_counts_where_a_decision_file_proposes_it(books, tmp_path: Path) -> None:
    """A candidate is a decision: a name that no decision file has is nobody's, however it is spelt."""
    said = attest(tmp_path, books, "candidate,fund-1,cheap,yes,2024-06-30,a", "candidate,Fund 1,cheap,yes,2024-06-30,a")
    [finding] = told(books, said, decisions=[{"subject_id": "fund-1"}])

    assert finding.message == "line 3 is about what the run does not judge: candidate Fund 1"


def test_a_fact_of_another_kind_of_place_is_a_warning_by_fact(books, tmp_path: Path) -> None:
    """A state's task force said of a county, what partnerships do said of a county, and both said where they belong."""
    said = attest(
        tmp_path,
        books,
        "place,21227,has_force,yes,2024-01-31,a",
        "place,21227,led,yes,2024-01-31,a",
        "place,KY,has_force,yes,2024-01-31,a",
        "place,Valley Metalworkers,led,yes,2024-01-31,a",
        '"place","Warren County, KY",has_force,yes,2024-01-31,a',
    )
    found = told(books, said)

    assert {(finding.code, finding.severity) for finding in found} == {("attestation-not-used", Severity.WARNING)}
    assert sorted(finding.message for finding in found) == [
        "line 2 is of no use: has_force is asked of a state, and a county is given: 21227",
        "line 3 is of no use: led is asked of a partnership, and a county is given: 21227",
        "line 6 is of no use: has_force is asked of a state, and a partnership is given: Warren County, KY",
    ]


def test_names_that_differ_only_in_capitals_are_a_warning(books, tmp_path: Path) -> None:
    """A partnership under two spellings is two, each with half the evidence."""
    said = attest(
        tmp_path,
        books,
        "place,Valley Metalworkers,led,yes,2024-01-31,a",
        "place,valley  metalworkers,led,no,2024-06-30,a",
        "place,Hill Metalworkers,led,no,2024-06-30,a",
    )
    [finding] = told(books, said)

    assert (finding.code, finding.where) == ("attestation-names-alike", "attestations/facts.csv:2")
    assert finding.message == (
        "'Valley Metalworkers' and 'valley  metalworkers' differ only in capitals or spaces, and are judged as "
        "2 partnerships"
    )


def member(name: str, cik: str | None = None) -> Member:
    return Member(name=name, cik=cik, lei=None, listed_on=None, reason=None)


def test_members_of_a_list_that_match_nobody_are_a_warning_those_without_codes_first(books) -> None:
    """A name that is misspelt, or that a company has given up, lets a listed company pass in silence."""
    lists = a_list(
        "banned", member("Nobody Corp", "0000000001"), member("Caterpillar, Inc."), member("Caterpiller Inc")
    )
    [finding] = told(books, lists=lists)

    assert (finding.code, finding.severity) == ("list-member-not-found", Severity.WARNING)
    assert finding.where == "criteria/sample/lists/banned/2024-12-31.csv"
    assert finding.message == (
        "Banned companies: 2 of its 3 members match no issuer of the portfolio; 1 of them has no CIK or LEI and may be "
        "held under another name: Caterpiller Inc, Nobody Corp"
    )
    assert finding.hint == "add the CIK or LEI of those that have neither"


def test_members_known_by_their_codes_are_no_warning(books) -> None:
    """A company that is not held is the rule on a list of a hundred; only its name alone leaves a doubt."""
    [finding] = told(books, lists=a_list("banned", member("Nobody Corp", "0000000001")))

    assert (finding.severity, finding.hint) == (Severity.INFO, "")


def test_a_list_whose_members_are_all_held_or_that_nobody_asks_for_is_no_finding(books) -> None:
    """Before 2010 no criterion in force asks for the list."""
    assert told(books, lists=a_list("banned", member("Caterpillar Inc"))) == []
    assert told(books, lists=a_list("banned", member("Caterpiller Inc")), day=date(2009, 12, 31)) == []


def test_what_never_applies_is_not_counted_among_the_unverified_in_force(tmp_path: Path) -> None:
    """It gives nobody an outcome that could rest on an unread source; the report counts it so too."""
    unverified = REVIEW.replace("verified", "unverified")
    text = RULEBOOK + "criteria:\n" + a_criterion("open", "holding", "is_direct", review=unverified)
    never = a_criterion("never", "holding", "is_direct", "in_force: {from: 2010-01-01}\n    applies: false", unverified)
    [finding] = findings(a_rulebook(tmp_path, text + never), Regime(DAY))

    assert "1 of its criteria in force" in finding.message
    assert finding.message.endswith(": open")


def profile(state: str, *counties: str) -> SimpleNamespace:
    return SimpleNamespace(id="home", title="Home City", state=state, in_state=SimpleNamespace(counties=counties))


def test_a_law_of_another_state_is_a_warning() -> None:
    [finding] = jurisdiction_findings(profile("FL"), "KY")

    assert (finding.code, finding.severity) == ("state-not-of-jurisdiction", Severity.WARNING)
    assert finding.message == "in-state is Kentucky in every figure of this run, and the law is that of Home City"


@pytest.mark.parametrize("law", [None, profile("KY"), profile("KY", "21067")])
def test_where_law_and_figures_mean_the_same_there_is_nothing_to_say(law) -> None:
    assert jurisdiction_findings(law, "KY") == []
