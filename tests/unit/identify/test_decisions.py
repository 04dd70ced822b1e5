"""People's match decisions: they go before every look-up, hold later, and open again when a fact changes."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from screener.identify.decisions import FACTS

WIDGETS = ("0000999001", "WDGT", "Widget Works Inc")
"""A constructed registrant, so that a test may rename it without touching the shared ones."""
APPLE = {"cusip": "037833100", "issuer_name": "APPLE INC"}


def a_decision(subject, issuer_id, reason="told by the custodian", **facts):
    """Return one decision in force, by Ann on 10 January 2025."""
    return {
        "subject": subject,
        "issuer_id": issuer_id,
        "reason": reason,
        "facts": json.dumps(facts),
        "recorded_by": "Ann",
        "recorded_at": "2025-01-10T09:30:00Z",
        "hash": "0" * 64,
    }


def decided_as_widgets(subject="security:cusip:12345QAA9", **facts):
    """Return a decision that a constructed bond is Widget Works'."""
    return a_decision(subject, "cik:0000999001", issuer_name="Widget Works Inc", **{"name": "WW FUNDING", **facts})


@pytest.fixture
def bond(holding):
    """Return a function: facts → a bond that no look-up identifies, as 12345QAA9 of WW FUNDING."""

    def make(**facts):
        line = {"asset_class": "corporate_debt", "cusip": "12345QAA9", "issuer_name": "WW FUNDING"}
        return holding(**{**line, **facts})

    return make


@pytest.fixture
def widgets(identified):
    """Return a function: lines, decisions → `Identified`, with Widget Works among the registrants."""

    def make(*lines, decisions, name="Widget Works Inc"):
        tickers = [(WIDGETS[0], WIDGETS[1], name)] if name else []
        return identified(*lines, decisions=decisions, registers={"tickers": tickers})

    return make


def test_a_decision_gives_a_security_its_issuer_and_says_who_when_and_why(widgets, bond):
    """The tier is the person; the evidence is the sentence that an auditor reads."""
    match = widgets(bond(), decisions=[decided_as_widgets()]).match()

    assert (match["issuer_id"], match["match_tier"], match["decided_by"]) == ("cik:0000999001", "person", "Ann")
    assert match["evidence"] == "decided by Ann on 2025-01-10: told by the custodian"
    assert match["score"] == 1


def test_without_the_decision_the_same_security_has_no_issuer(widgets, bond):
    """So that the test above shows the decision at work."""
    assert widgets(bond(), decisions=[]).match()["issuer_id"] is None


def test_a_decision_that_there_is_no_issuer_leaves_the_security_without_one(identified, holding):
    """'none' is an answer: Apple's name and CUSIP lead to Apple, and the person says that they mislead."""
    decision = a_decision("security:cusip:037833100", None, "a test line", name="APPLE INC")
    match = identified(holding(**APPLE), decisions=[decision]).match()

    assert (match["issuer_id"], match["match_tier"], match["score"]) == (None, "person", None)
    assert match["evidence"] == "decided by Ann on 2025-01-10: a test line"


def test_a_decision_against_an_identifier_is_applied_and_found(identified, holding):
    """Two lines of USD 100.00 whose CUSIP is Apple's are decided to be Microsoft's."""
    decision = a_decision("security:cusip:037833100", "cik:0000789019", name="APPLE INC", issuer_name="MICROSOFT CORP")
    world = identified(holding(**APPLE), holding(**APPLE, account="other"), decisions=[decision])
    (finding,) = world.found("decision-against-identifier")

    assert world.match()["issuer_id"] == "cik:0000789019"
    assert (finding.rows, finding.market_value) == (2, Decimal("200.00"))
    assert "'APPLE INC' is MICROSOFT CORP was applied" in finding.message
    assert "CUSIP 037833100" in finding.message


def test_a_decision_that_agrees_with_the_identifiers_is_no_finding(identified, holding):
    """Silence where nothing is wrong."""
    decision = a_decision("security:cusip:037833100", "cik:0000320193", name="APPLE INC", issuer_name="Apple Inc.")
    world = identified(holding(**APPLE), decisions=[decision])

    assert [f.code for f in world.findings if f.code.startswith("decision")] == []


def test_a_changed_name_opens_a_decision_again_and_it_is_not_applied(widgets, bond):
    """The bond of USD 100.00 is called otherwise now: the person saw WW FUNDING."""
    world = widgets(bond(issuer_name="ZENITH FUNDING"), decisions=[decided_as_widgets()])
    (finding,) = world.found("decision-reopened")

    assert world.match()["issuer_id"] is None
    assert "the name was 'WW FUNDING' and is now 'ZENITH FUNDING'" in finding.message
    assert (finding.rows, finding.market_value, finding.where) == (1, Decimal("100.00"), "h.csv:2")


def test_another_spelling_of_the_same_name_changes_nothing(widgets, bond):
    """Names are compared as the look-ups compare them: without case, punctuation and legal form."""
    world = widgets(bond(issuer_name="W.W. Funding, LLC"), decisions=[decided_as_widgets()])

    assert world.match()["issuer_id"] == "cik:0000999001"


@pytest.mark.parametrize(
    ("fact", "before", "now"),
    [
        ("isin", "US9311421039", "US0378331005"),
        ("lei", "HWUPKR0MPOU8FGXBT394", "549300Z40J86GGSTL398"),
        ("ticker", "WW 5 30", "ZZ 4 29"),
    ],
)
def test_every_other_fact_opens_a_decision_again(widgets, bond, fact, before, now):
    """Real identifiers of other securities and issuers; only that they differ matters."""
    world = widgets(bond(**{fact: now}), decisions=[decided_as_widgets(**{fact: before})])
    (finding,) = world.found("decision-reopened")

    assert f"was {before} and is now {now}" in finding.message
    assert world.match()["decided_by"] == "rule"


@pytest.mark.parametrize("fact", [name for name in FACTS if name not in {"name", "cusip"}])
def test_a_fact_that_is_not_delivered_this_time_contradicts_nothing(widgets, bond, fact):
    """Unknown is not different: another custodian leaves a column out."""
    world = widgets(bond(), decisions=[decided_as_widgets(**{fact: "was there"})])

    assert world.match()["issuer_id"] == "cik:0000999001"


def test_a_company_that_bears_another_name_opens_the_decision_again(widgets, bond):
    """The number chosen is Zenith's now."""
    world = widgets(bond(), decisions=[decided_as_widgets()], name="Zenith Holdings Inc")
    (finding,) = world.found("decision-reopened")

    assert "cik:0000999001 was 'Widget Works Inc' and is now 'Zenith Holdings Inc'" in finding.message
    assert world.match()["issuer_id"] is None


def test_a_company_that_left_the_register_opens_the_decision_again(widgets, bond):
    """No registrant bears the number any more."""
    world = widgets(bond(), decisions=[decided_as_widgets()], name=None)
    (finding,) = world.found("decision-reopened")

    assert "Widget Works Inc (cik:0000999001) is not in the SEC ticker file any more" in finding.message


def test_a_decision_about_a_name_holds_for_every_line_of_that_name_without_identifier(widgets, bond):
    """Two loans of one borrower; a bond of the borrower that has a CUSIP is a question of its own."""
    decision = decided_as_widgets("name:WW FUNDING")
    loans = [bond(cusip=None, security_name="Term loan A"), bond(cusip=None, issuer_name="WW Funding LLC")]
    world = widgets(*loans, bond(), decisions=[decision])
    issuers = {row["security_id"]: row["issuer_id"] for row in world.rows("matches")}

    assert issuers == {
        "line:h.csv:2": "cik:0000999001",
        "line:h.csv:3": "cik:0000999001",
        "cusip:12345QAA9": None,
    }


def test_a_decision_about_what_is_not_held_does_nothing(identified, holding):
    """Decisions of one portfolio serve all; most are about others' securities."""
    world = identified(holding(**APPLE), decisions=[decided_as_widgets()])

    assert world.rows("decided") == []
    assert world.match()["issuer_id"] == "cik:0000320193"


def test_an_owner_of_facilities_is_the_company_that_was_decided(identified, holding):
    """One owner is Apple's by a person's word alone; the other is not, though Apple's Exhibit 21 lists the name."""
    owners = [
        a_decision("parent:ORCHARD PLANTS", "cik:0000320193", name="ORCHARD PLANTS LLC", issuer_name="Apple Inc."),
        a_decision("parent:APPLE FOUNDRY", None, name="APPLE FOUNDRY LLC"),
    ]
    registers = {
        "owners": ["ORCHARD PLANTS LLC", "APPLE FOUNDRY LLC"],
        "subsidiaries": [("Apple Foundry LLC", "0000320193", "Apple Inc.", 2023)],
    }
    world = identified(holding(**APPLE), decisions=owners, registers=registers)
    found = {row["name"]: (row["issuer_id"], row["match_tier"]) for row in world.rows("facility_owners")}

    assert found == {
        "ORCHARD PLANTS LLC": ("cik:0000320193", "person"),
        "APPLE FOUNDRY LLC": ("name:APPLE FOUNDRY", "none"),
    }


def test_an_owner_whose_company_bears_another_name_is_open_again(widgets, bond):
    """The decision is not used, and the finding is about no line that is held."""
    owner = a_decision("parent:WW PLANTS", "cik:0000999001", name="WW PLANTS LLC", issuer_name="Widget Works Inc")
    world = widgets(bond(), decisions=[owner], name="Zenith Holdings Inc")
    (finding,) = world.found("decision-reopened")

    assert world.rows("decided_parents") == []
    assert (finding.rows, finding.market_value) == (0, None)
