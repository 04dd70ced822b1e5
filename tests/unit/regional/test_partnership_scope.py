"""Scope tests of an industry partnership, judged by the rulebook that ships."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from screener.engine import open_engine
from screener.enrich import REGISTER
from screener.enrich.copies import copies
from screener.errors import InputError
from screener.regional import scope
from screener.regional.judge import judge_places
from screener.rulebook import load_rulebooks
from screener.tables import FACTS

CRITERIA = Path(__file__).parents[3] / "criteria"
DAY = date(2024, 12, 31)
RULEBOOK = scope.scope_tests(*load_rulebooks(CRITERIA, [scope.RULEBOOK]))
CODES = {str(row["code"]) for copy in copies("naics") for row in pq.read_table(copy.path).to_pylist()}


def verdicts(**facts: float | None) -> dict[str, str]:
    """Return criterion → verdict on a partnership of which these facts are known."""
    engine = open_engine()
    engine.load("facts_place", FACTS["place"].empty())
    engine.load("vintages", pa.table({"run_as_of": [DAY], "known_at": [DAY]}))
    engine.load("attestations", scope.evidence(facts, DAY, "a test"))
    try:
        decisions = judge_places(engine, [RULEBOOK], DAY)
    finally:
        engine.close()
    return {found.criterion_id: found.verdict for found in scope.verdicts(decisions, RULEBOOK, facts)}


def of_industry(text: str) -> str:
    """Return what is said of an industry that a person names by codes."""
    sectors, subsectors = scope.count_industries(scope.read_codes(text, CODES), CODES)
    return verdicts(two_digit_sectors=sectors, naics3_subsectors=subsectors, counties_covered=2)["scope-ind"]


@pytest.mark.parametrize(
    ("codes", "label"),
    [
        ("3254 3345 5417 3364 5112 5182 5415", "too broad"),  # advanced industries (bioscience, aerospace, IT)
        ("311830", "too narrow"),  # tortilla manufacturers
        ("621340", "too narrow"),  # physical therapy providers
        ("484", "too narrow"),  # trucking companies
        ("3241,3251,3271,3311,3331,3341,3351,3361,3391", "just right"),  # advanced manufacturing
        ("311-312", "just right"),  # food and beverage manufacturing
        ("621-623", "just right"),  # healthcare providers
        ("481-486,488,491-493", "just right"),  # transportation and logistics
    ],
)
def test_the_eight_examples_of_the_paper_of_2015_get_its_labels(codes: str, label: str) -> None:
    """Sector Strategy Approaches, Getting the Scope Just Right; the codes for its words are ours."""
    assert of_industry(codes) == label


@pytest.mark.parametrize(
    ("facts", "criterion", "verdict"),
    [
        ({"state_employment_share": 0.5, "is_sub_county": False}, "scope-geo", "too big"),
        (
            {"state_employment_share": 0.5, "is_sub_county": False, "matches_labor_market": True},
            "scope-geo",
            "too big, though a labor market",
        ),
        (
            {"state_employment_share": 0.1, "is_sub_county": True, "matches_labor_market": True},
            "scope-geo",
            "too small",
        ),
        (
            {"state_employment_share": 0.1, "is_sub_county": False, "matches_labor_market": True},
            "scope-geo",
            "just right",
        ),
        (
            {"state_employment_share": 0.1, "is_sub_county": False, "matches_labor_market": None},
            "scope-geo",
            "not known",
        ),
        ({"employer_champions": 2}, "scope-champ", "too small"),
        ({"employer_champions": 9}, "scope-champ", "rather small"),
        ({"employer_champions": 10}, "scope-champ", "enough; the document aims for 25 to 30"),
        ({"employer_champions": 25}, "scope-champ", "just right"),
        ({"employer_champions": 30}, "scope-champ", "just right"),
        ({"employer_champions": 60}, "scope-champ", "enough; the document aims for 25 to 30"),
        ({"employer_champions": 100}, "scope-champ", "rather big"),
        ({"employer_champions": 150}, "scope-champ", "too big"),
        ({"member_employers": 9}, "scope-mem", "too small"),
        ({"member_employers": 29}, "scope-mem", "rather small"),
        ({"member_employers": 30}, "scope-mem", "just right"),
        ({"counties_covered": 1, "partner_organizations": 9}, "scope-jur", "too small"),
        ({"counties_covered": 2}, "scope-jur", "not known"),
    ],
)
def test_each_test_says_on_which_side_it_is_missed(
    facts: dict[str, float | None], criterion: str, verdict: str
) -> None:
    """The limits are those of criteria/industry-partnerships: half a state, 2, 10, 60 and 150 champions, 30 members."""
    assert verdicts(**{"counties_covered": 2, **facts})[criterion] == verdict


def test_every_scope_test_has_a_short_name_that_no_verdict_contradicts() -> None:
    """The title "The region is just right" would; geography, industry, champions, membership, jurisdictions do not."""
    names = {criterion.id: scope.LABELS[criterion.id] for criterion in RULEBOOK.criteria}

    assert names == {
        "scope-geo": "Geography",
        "scope-ind": "Industry",
        "scope-champ": "Champions",
        "scope-mem": "Membership",
        "scope-jur": "Jurisdictions",
    }


def test_the_code_of_a_sector_stands_for_all_of_its_subsectors() -> None:
    """Manufacturing has 21 subsectors (311 to 339) in every edition; 31 alone has six, 311 to 316."""
    assert scope.count_industries(scope.read_codes("31-33", CODES), CODES) == (1, 21)
    assert scope.count_industries(scope.read_codes("31", CODES), CODES) == (1, 6)
    assert scope.count_industries(scope.read_codes("484 493 445", CODES), CODES) == (2, 3)


def test_every_code_that_is_none_is_named() -> None:
    """Three slips in one list are three lines, and the hint says what codes look like."""
    with pytest.raises(InputError) as refused:
        scope.read_codes("311, 319, food, 99", CODES)

    assert "'319' is no NAICS code" in str(refused.value)
    assert "'food' is no NAICS code" in str(refused.value)
    assert "'99' is no NAICS code here" in str(refused.value)
    assert "a sector of two digits from 11 to 92" in str(refused.value)
    assert "'311'" not in str(refused.value)
    assert "did you mean" not in str(refused.value)


def test_naics_is_read_in_every_edition_held() -> None:
    """Software publishers are 5112 in the edition of 2017 and 5132 in that of 2022."""
    assert REGISTER["naics"].history
    assert scope.read_codes("5112 5132", CODES) == ("5112", "5132")
