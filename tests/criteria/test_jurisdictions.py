"""What a jurisdiction changes: which criteria are in force, and what a benefit beside the financial one is for."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import us

from screener.engine import open_engine
from screener.rulebook import (
    Case,
    Profile,
    Regime,
    compile_criterion,
    is_in_force,
    load_profiles,
    load_rulebooks,
    run_cases,
)

CRITERIA = Path(__file__).parents[2] / "criteria"
PROFILES = load_profiles(CRITERIA / "jurisdictions")
NAMES = {
    *("illinois", "new-york-state", "new-york-city", "massachusetts", "california", "ohio"),
    *("wisconsin", "michigan", "pennsylvania", "florida", "texas", "maine"),
}

OWN = sorted(NAMES - {"maine"})
RULEBOOKS = {book.id: book for book in load_rulebooks(CRITERIA, [*OWN, "exclusions", "un-pri"])}
THEME = next(criterion for criterion in RULEBOOKS["un-pri"].criteria if criterion.id == "pri1-h5")
"""A benefit beside the financial one that every state sees alike: the line is in in-state manufacturing."""


def a_regime(profile: Profile, day: date) -> Regime:
    """Return the regime that a portfolio under a profile is judged by."""
    return Regime(day, jurisdiction=profile.id, collateral_use=profile.collateral_use_on(day) or "report_only")


def test_each_state_and_city_of_the_register_has_a_profile() -> None:
    assert set(PROFILES) == NAMES


def test_one_fact_is_a_required_report_in_illinois_a_candidate_in_ohio_and_a_report_in_florida() -> None:
    """The same facts of a holding give the same outcome in all three; what it may be used for is the state's.

    Illinois: 30 ILCS 238/20, "shall prudently integrate". Ohio: ORC 742.11(B), comparable investments may be
    considered for their benefit. Florida: chapter 2023-28, pecuniary factors only.
    """
    day = date(2024, 6, 30)
    facts = {"asset_class": "equity", "in_state_manufacturing_share": Decimal("0.6"), "location_score": Decimal(3)}
    book = RULEBOOKS["un-pri"]
    engine = open_engine()
    found = {}
    for name in ("illinois", "ohio", "florida"):
        case = Case(name=name, criterion=THEME.id, date=day, jurisdiction=name, facts=facts, outcome="pass")
        [result] = run_cases(engine, book, [("here:1", case)])
        found[name] = (result.found, compile_criterion(THEME, book, a_regime(PROFILES[name], day)).use)
    engine.close()

    assert found == {
        "illinois": ("pass", "required_report"),
        "ohio": ("pass", "candidate"),
        "florida": ("pass", "report_only"),
    }


@pytest.mark.parametrize(
    ("name", "first", "use", "before"),
    [
        ("illinois", date(2020, 1, 1), "required_report", None),
        ("new-york-city", date(2003, 5, 20), "candidate", None),
        ("ohio", date(2004, 9, 15), "candidate", None),
        # S.B. 6 passed on 2024-12-10; the earliest day on which it can have taken effect is ninety days later
        ("ohio", date(2025, 3, 10), None, "candidate"),
        ("florida", date(2023, 7, 1), "report_only", None),
        ("texas", date(2021, 9, 1), "report_only", None),
        # CalPERS' list of policies of 2024 has no policy on such investments any more
        ("california", date(2000, 1, 1), "candidate", None),
        ("california", date(2024, 1, 1), None, "candidate"),
        # the order in ASBC v. Hegar
        ("texas", date(2026, 2, 3), None, "report_only"),
    ],
)
def test_what_benefits_are_for_changes_on_the_day_that_the_law_does(
    name: str, first: date, use: str | None, before: str | None
) -> None:
    profile = PROFILES[name]

    assert profile.collateral_use_on(first) == use
    assert profile.collateral_use_on(first - timedelta(days=1)) == before


@pytest.mark.parametrize("name", ["california", "maine", "ohio", "texas"])
def test_where_nothing_is_known_a_benefit_is_only_reported(name: str) -> None:
    """A use that nobody allowed is never assumed: after 2026-02-03 none of the four says more."""
    day = date(2026, 6, 30)

    assert PROFILES[name].collateral_use_on(day) is None
    assert compile_criterion(THEME, RULEBOOKS["un-pri"], a_regime(PROFILES[name], day)).use == "report_only"


@pytest.mark.parametrize("name", OWN)
def test_a_state_rulebook_is_in_force_under_its_own_profile_alone(name: str) -> None:
    book = RULEBOOKS[name]
    day = date(2016, 12, 31) if name == "california" else date(2024, 12, 31)
    judging = [
        profile
        for profile in sorted(PROFILES)
        if any(is_in_force(book, criterion, Regime(day, jurisdiction=profile)) for criterion in book.criteria)
    ]

    assert book.jurisdictions == (name,)
    assert judging == [name]
    assert not any(is_in_force(book, criterion, Regime(day)) for criterion in book.criteria)


def test_the_texas_list_is_not_applied_from_the_day_of_the_courts_order() -> None:
    """ASBC v. Hegar, order of 2026-02-03."""
    book = RULEBOOKS["texas"]
    [criterion] = book.criteria

    assert is_in_force(book, criterion, Regime(date(2026, 2, 2), jurisdiction="texas"))
    assert not is_in_force(book, criterion, Regime(date(2026, 2, 3), jurisdiction="texas"))


@pytest.mark.parametrize(
    ("criterion", "profiles"),
    [
        ("div-sud", {"illinois", "pennsylvania"}),
        ("div-irn", {"illinois", "pennsylvania"}),
        ("div-coal", {"california"}),
        ("div-fos", {"maine"}),
        ("div-mac", {"new-york-state"}),
        ("anti-gen", {"florida"}),
        ("div-gun", NAMES),
    ],
)
def test_an_exclusion_is_in_force_only_where_it_was_enacted(criterion: str, profiles: set[str]) -> None:
    book = RULEBOOKS["exclusions"]
    [rule] = [item for item in book.criteria if item.id == criterion]
    day = date(2024, 12, 31)

    assert {name for name in PROFILES if is_in_force(book, rule, Regime(day, jurisdiction=name))} == profiles


@pytest.mark.parametrize(
    ("criterion", "name", "first"),
    [
        # Act 44 of 2010 was signed on 2010-07-02 (P.L. 266); Illinois' acts are known to the year
        ("div-sud", "illinois", date(2007, 1, 1)),
        ("div-sud", "pennsylvania", date(2010, 7, 2)),
        ("div-irn", "illinois", date(2008, 1, 1)),
        ("div-irn", "pennsylvania", date(2010, 7, 2)),
        # chapter 2023-28
        ("anti-gen", "florida", date(2023, 7, 1)),
    ],
)
def test_an_exclusion_begins_in_each_state_with_that_states_own_law(criterion: str, name: str, first: date) -> None:
    book = RULEBOOKS["exclusions"]
    [rule] = [item for item in book.criteria if item.id == criterion]

    assert is_in_force(book, rule, Regime(first, jurisdiction=name))
    assert not is_in_force(book, rule, Regime(first - timedelta(days=1), jurisdiction=name))


def test_in_new_york_city_eleven_counties_of_the_state_are_in_state() -> None:
    """Five boroughs and six counties around them; a county's FIPS begins with its state's, and New York's is 36."""
    counties = PROFILES["new-york-city"].in_state.counties

    assert len(set(counties)) == 11
    assert {county[:2] for county in counties} == {us.states.NY.fips}
    # Bronx, Kings, New York, Queens, Richmond
    assert {"36005", "36047", "36061", "36081", "36085"} < set(counties)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.id)
def test_what_a_profile_points_at_is_in_force_under_it(profile: Profile) -> None:
    """A report or a cap names ``rulebook/criterion``; one that never judges there would be an empty promise."""
    named = [cap.criterion for cap in profile.caps]
    named += [report.criterion for report in profile.required_reports if report.criterion]
    for name in named:
        rulebook_id, _, criterion_id = name.partition("/")
        book = RULEBOOKS[rulebook_id]
        [criterion] = [item for item in book.criteria if item.id == criterion_id]

        assert is_in_force(book, criterion, Regime(date(2024, 12, 31), jurisdiction=profile.id)), name


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.id)
def test_the_readme_lists_each_profile(profile: Profile) -> None:
    text = (CRITERIA / "jurisdictions" / "README.md").read_text(encoding="utf-8")

    assert f"| `{profile.id}` |" in text
