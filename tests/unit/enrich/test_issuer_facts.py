"""Facts about issuers from open data: emissions and their trend, layoffs, targets, industries; worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from reference_world import AS_OF, BANK, STEEL, TOOLS, a_portfolio, a_selection, an_engine, emitted, ignore, one

from screener import enrich
from screener.enrich import REGISTER

if TYPE_CHECKING:
    from collections.abc import Callable

    from screener.engine import Engine

Rows = list[dict[str, Any]]


def facts(engine: Engine, issuer: str = STEEL) -> dict[str, Any]:
    return one(engine.fetch("facts_issuer").to_pylist(), subject_id=issuer)


def observed(engine: Engine, fact: str, issuer: str = STEEL) -> Rows:
    return [r for r in engine.fetch("observations").to_pylist() if (r["subject_id"], r["fact"]) == (issuer, fact)]


def emissions(**plants: dict[int, float]) -> Rows:
    """Return what plants emitted: plant_1={2019: 100.0, …}. Plants 1 and 2 are Steel's, wholly."""
    return [
        emitted(plant.removeprefix("plant_"), tonnes, year=year)
        for plant, years in plants.items()
        for year, tonnes in years.items()
    ]


def constant(first: float, factor: float, years: range) -> dict[int, float]:
    return {year: first * factor**n for n, year in enumerate(years)}


# --- the trend of emissions ------------------------------------------------------------------------------------------


def test_the_trend_is_the_mean_yearly_change_over_five_years(a_run: Callable[..., Engine]) -> None:
    """100, 90, 81, 72.9, 65.61: a tenth less each year."""
    engine = a_run(ghgrp_emissions=emissions(plant_1={2019: 100.0, 2020: 90.0, 2021: 81.0, 2022: 72.9, 2023: 65.61}))

    assert facts(engine)["emissions_trend"] == -0.1


def test_years_before_the_window_do_not_count(a_run: Callable[..., Engine]) -> None:
    """2018 is the sixth year back from 2023: 1,000 then would make the trend -42 %."""
    engine = a_run(ghgrp_emissions=emissions(plant_1={2018: 1000.0, **constant(100.0, 0.9, range(2019, 2024))}))

    assert facts(engine)["emissions_trend"] == -0.1


def test_a_year_without_a_report_still_passes(a_run: Callable[..., Engine]) -> None:
    """100 in 2019 and 121 in 2021 are two years apart: 1.21 to the power of a half, 10 % a year."""
    engine = a_run(ghgrp_emissions=emissions(plant_1={2019: 100.0, 2020: 400.0, 2021: 121.0}))

    assert facts(engine)["emissions_trend"] == 0.1


def test_two_years_are_no_trend(a_run: Callable[..., Engine]) -> None:
    """Fewer than three reported years: unknown, and the emissions themselves are known."""
    found = facts(a_run(ghgrp_emissions=emissions(plant_1={2022: 100.0, 2023: 50.0})))

    assert (found["emissions"], found["emissions_trend"]) == (50.0, None)


def test_a_plant_that_closed_or_opened_within_the_window_changes_no_trend(a_run: Callable[..., Engine]) -> None:
    """Plant 1 is steady; plant 2 reports two of three years. Emissions fell from 1,100 to 100, the trend is zero."""
    found = facts(
        a_run(
            ghgrp_emissions=emissions(
                plant_1=constant(100.0, 1.0, range(2021, 2024)), plant_2={2021: 1000.0, 2022: 9.0}
            )
        )
    )

    assert (found["emissions"], found["emissions_trend"]) == (100.0, 0.0)


def test_without_a_plant_that_reported_each_year_there_is_no_trend(a_run: Callable[..., Engine]) -> None:
    """One closed in 2021, the other opened in 2021."""
    engine = a_run(
        ghgrp_emissions=emissions(plant_1={2019: 5.0, 2020: 5.0, 2021: 5.0}, plant_2={2021: 5.0, 2022: 5.0, 2023: 5.0})
    )

    assert facts(engine)["emissions_trend"] is None
    # Up to 2021 the first plant alone reported: that trend stands, as the one of 2021, and is not taken for today's.
    assert {row["as_of"].year: row["value"] for row in observed(engine, "emissions_trend")} == {
        **dict.fromkeys((2019, 2020, 2022, 2023)),
        2021: 0.0,
    }


def test_a_first_year_of_zero_has_no_relative_change(a_run: Callable[..., Engine]) -> None:
    """Nothing can be divided by zero: unknown."""
    assert facts(a_run(ghgrp_emissions=emissions(plant_1={2021: 0.0, 2022: 5.0, 2023: 9.0})))["emissions_trend"] is None


def test_a_year_with_an_unknown_part_is_not_compared(a_run: Callable[..., Engine]) -> None:
    """One of two sheets of plant 1 is unknown in 2022: the plant is left out, and no other is there."""
    parts = [
        *emissions(plant_1=constant(100.0, 0.9, range(2021, 2024))),
        emitted("1", None, year=2022, segment="Gathering"),
    ]

    assert facts(a_run(ghgrp_emissions=parts))["emissions_trend"] is None


def test_emissions_of_each_year_stand_as_observations(a_run: Callable[..., Engine]) -> None:
    """Each by the year it is about, all published together; plant 5 is owned to 49 % and nobody's."""
    engine = a_run(
        ghgrp_emissions=emissions(plant_1={2022: 100.0, 2023: 50.0}, plant_2={2023: 0.5}, plant_5={2023: 9.0})
    )
    published = REGISTER["ghgrp_emissions"].vintages[-1].published

    assert [(row["as_of"], row["published"], row["value"]) for row in observed(engine, "emissions")] == [
        (date(2022, 12, 31), published, 100.0),
        (date(2023, 12, 31), published, 50.5),
    ]


# --- two dates: what it is about, and when it was known --------------------------------------------------------------


@pytest.fixture
def a_run_known(an_engine_again: Callable[[], Engine]) -> Callable[..., Engine]:
    """Return a function that runs the stage as of a day, by what was known on another."""

    def run(as_of: date, known_at: date, **changes: Rows) -> Engine:
        engine = a_portfolio(an_engine(an_engine_again(), **changes))
        enrich.run(engine, replace(a_selection(as_of), known_at=known_at), progress=ignore)
        return engine

    return run


SINCE_2021 = emissions(plant_1=constant(100.0, 0.9, range(2021, 2024)))


def test_evidence_counts_as_known_on_the_day_asked_about(a_run_known: Callable[..., Engine]) -> None:
    """EPA published in October 2024: unknown as of June 2024, known of June 2024 by what is known in December."""
    early = a_run_known(date(2024, 6, 30), date(2024, 6, 30), ghgrp_emissions=SINCE_2021)
    late = a_run_known(date(2024, 6, 30), date(2024, 12, 31), ghgrp_emissions=SINCE_2021)

    assert (facts(early)["emissions"], facts(early)["emissions_trend"]) == (None, None)
    assert (facts(late)["emissions"], facts(late)["emissions_trend"]) == (81.0, -0.1)


def test_a_period_that_ended_after_the_runs_date_is_no_fact_of_that_date(a_run_known: Callable[..., Engine]) -> None:
    """A screen of the end of 2022 as known in 2024 sees 2021 and 2022, not 2023: 90 t, and two years are no trend."""
    found = facts(a_run_known(date(2022, 12, 31), date(2024, 12, 31), ghgrp_emissions=SINCE_2021))

    assert (found["emissions"], found["emissions_trend"]) == (90.0, None)


# --- layoffs ---------------------------------------------------------------------------------------------------------


def headcount(place: str, people: int, issuer: str = STEEL) -> dict[str, Any]:
    """Return a site of the portfolio's own list."""
    return {
        "source_file": "establishments/sites.csv",
        "source_row": int(place),
        "issuer": issuer,
        "site": place,
        "place": place,
        "employment": Decimal(people),
        "as_of": date(2023, 12, 31),
    }


def notice(number: int, jobs: int | None, **changes: Any) -> dict[str, Any]:
    """Return a notice of Steel in Cook County in March 2024, with changes."""
    row = {
        "notice_id": f"n{number}",
        "employer_name": "Steel Works",
        "cik": STEEL[4:],
        "county_fips": "17031",
        "notice_date": date(2024, 3, number),
        "layoff_type": "mass_layoff",
        "employees_affected": jobs,
        "is_amendment": False,
    }
    return {**row, **changes}


OWN = [headcount("17031", 600), headcount("21015", 400)]


def layoffs(a_run: Callable[..., Engine], *notices: dict[str, Any], own: Rows = OWN) -> float | None:
    """Return the share of layoffs of Steel, whose own list has 1,000 people; no plants are modelled."""
    engine = a_run(user_establishments=own, ghgrp_facilities=[], warn_notices=list(notices))
    share: float | None = facts(engine)["layoff_share"]
    return share


def test_layoffs_are_a_share_of_the_people_located(a_run: Callable[..., Engine]) -> None:
    """30 and 20 jobs of 1,000 people: 5 %."""
    assert layoffs(a_run, notice(1, 30), notice(2, 20, county_fips="21015")) == 0.05


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (date(2022, 12, 31), None),  # 24 months before the run's date: out
        (date(2023, 1, 1), 0.03),
        (AS_OF, 0.03),
        (date(2025, 1, 1), None),  # not given yet
    ],
)
def test_the_window_is_24_months_up_to_the_date(a_run: Callable[..., Engine], day: date, share: float | None) -> None:
    """The run is of 2024-12-31; a notice is public on its own day."""
    assert layoffs(a_run, notice(1, 30, notice_date=day)) == share


def test_no_notice_is_unknown_and_not_zero(a_run: Callable[..., Engine]) -> None:
    """States differ in what they publish: absence proves nothing."""
    assert layoffs(a_run) is None


def test_a_notice_without_a_number_makes_the_share_unknown(a_run: Callable[..., Engine]) -> None:
    """30 and an unknown number are not 30."""
    assert layoffs(a_run, notice(1, 30), notice(2, None)) is None


def test_a_notice_from_where_nobody_is_located_is_not_compared(a_run: Callable[..., Engine]) -> None:
    """500 jobs in LaSalle, where none of the 1,000 people are, say nothing of them."""
    assert layoffs(a_run, notice(1, 30), notice(2, 500, county_fips="17099")) == 0.03


def test_people_known_by_state_meet_a_notice_of_any_of_its_counties(a_run: Callable[..., Engine]) -> None:
    """1,000 people somewhere in Illinois, 50 jobs in LaSalle."""
    assert layoffs(a_run, notice(1, 50, county_fips="17099"), own=[headcount("17", 1000)]) == 0.05


def test_more_jobs_than_people_show_that_the_sites_are_not_the_company(a_run: Callable[..., Engine]) -> None:
    """1,001 of 1,000 is no share; 1,000 of 1,000 is all of them."""
    assert layoffs(a_run, notice(1, 1001)) is None
    assert layoffs(a_run, notice(1, 1000)) == 1.0


def test_the_same_notice_twice_counts_once(a_run: Callable[..., Engine]) -> None:
    """A state that lists one notice twice, under two numbers."""
    twice = notice(1, 30, notice_id="again")

    assert layoffs(a_run, notice(1, 30), twice) == 0.03
    assert layoffs(a_run, notice(1, 30), {**twice, "employees_affected": 31}) == 0.061


def test_an_amendment_does_not_count_beside_what_it_amends(a_run: Callable[..., Engine]) -> None:
    """300 jobs, amended to 320 in the same county: 300, and not 620."""
    assert layoffs(a_run, notice(1, 300), notice(9, 320, is_amendment=True)) == 0.3


def test_of_amendments_alone_the_newest_counts(a_run: Callable[..., Engine]) -> None:
    """The notice itself is not on file: 320, then 310."""
    first, second = (notice(day, jobs, is_amendment=True) for day, jobs in ((2, 320), (9, 310)))

    assert layoffs(a_run, first, second) == 0.31


def test_an_issuer_whose_people_are_not_located_has_no_share(a_run: Callable[..., Engine]) -> None:
    """Nothing to divide by: unknown."""
    assert layoffs(a_run, notice(1, 30), own=[]) is None


def test_modelled_employment_serves_too_with_its_score(a_run: Callable[..., Engine]) -> None:
    """Plants 1 and 4 in Cook: 160 and 3 people, 2 in LaSalle: 90, 3 in Boone: 75; 82 of 328 are a quarter; score 5."""
    engine = a_run(warn_notices=[notice(1, 82)])
    [row] = observed(engine, "layoff_share")

    assert (row["value"], row["data_quality_score"]) == (0.25, 5)
    assert (facts(engine)["layoff_share"], facts(engine)["layoff_score"]) == (0.25, 5.0)
    assert (row["as_of"], row["published"], row["source"]) == (date(2024, 3, 1), date(2024, 3, 1), "warn_notices")


# --- targets ---------------------------------------------------------------------------------------------------------


def target(number: str, status: str | None, **changes: Any) -> dict[str, Any]:
    return {"sbti_id": number, "name": "x", "near_term_status": status, **changes}


def test_a_target_is_found_by_name_and_said_in_the_initiatives_words(a_run: Callable[..., Engine]) -> None:
    """STEEL WORKS has two words; TOOLS is one word and trades over the counter: it may be another company."""
    listed = [target("1", "Targets set", name_key="STEEL WORKS"), target("2", "Committed", name_key="TOOLS")]
    engine = a_run(sbti_companies=listed)

    assert [facts(engine, issuer)["sbti_status"] for issuer in (STEEL, TOOLS, BANK)] == ["Targets set", None, None]


def test_an_isin_goes_before_a_name(an_engine_again: Callable[[], Engine]) -> None:
    """The security of the portfolio is 123456789 in the 13(f) list, US1234567894 abroad."""
    engine = a_portfolio(
        an_engine(
            an_engine_again(),
            sbti_companies=[
                target("1", "Commitment removed", name_key="STEEL WORKS"),
                target("2", "Targets set", isin="US1234567894", name_key="OTHER NAME"),
            ],
        )
    )
    chain = {"match_tier": "cusip", "evidence": "test", "score": 1.0, "decided_by": "rule", "datasets": "sec_13f_list"}
    rows = [*engine.fetch("matches").to_pylist(), {"security_id": "cusip:123456789", "issuer_id": STEEL, **chain}]
    engine.load("matches", enrich_table("matches", rows))
    enrich.run(engine, a_selection(AS_OF), progress=ignore)

    assert facts(engine)["sbti_status"] == "Targets set"


def enrich_table(name: str, rows: Rows) -> Any:
    from screener.tables import TABLES

    return TABLES[name].of(rows)


def test_entries_that_contradict_each_other_leave_the_status_unknown(a_run: Callable[..., Engine]) -> None:
    """Two companies of one name, of equal strength."""
    listed = [target("1", "Targets set", name_key="STEEL WORKS"), target("2", "Committed", name_key="STEEL WORKS")]

    assert facts(a_run(sbti_companies=listed))["sbti_status"] is None


def test_a_list_published_after_the_known_at_date_says_nothing(a_run_known: Callable[..., Engine]) -> None:
    """The constructed copy was published on 2024-12-30."""
    listed = [target("1", "Targets set", name_key="STEEL WORKS")]
    known = {day: a_run_known(AS_OF, date(2024, 12, day), sbti_companies=listed) for day in (29, 30)}

    assert {day: facts(engine)["sbti_status"] for day, engine in known.items()} == {29: None, 30: "Targets set"}


def test_who_stands_in_the_benchmark_alone_is_located_and_not_judged(an_engine_again: Callable[[], Engine]) -> None:
    """Tools is among the issuers and held by nobody: it has no facts, so no criterion has it for a subject."""
    engine = a_portfolio(an_engine(an_engine_again()))
    kept = [row for row in engine.fetch("positions").to_pylist() if row["issuer_id"] != TOOLS]
    engine.load("positions", enrich_table("positions", kept))
    enrich.run(engine, a_selection(AS_OF), progress=ignore)

    assert TOOLS in engine.fetch("issuers")["issuer_id"].to_pylist()
    assert TOOLS not in engine.fetch("facts_issuer")["subject_id"].to_pylist()


# --- held directly ---------------------------------------------------------------------------------------------------


def test_an_issuer_held_only_through_a_fund_is_not_held_directly(an_engine_again: Callable[[], Engine]) -> None:
    """Tools stands under a fund's path alone, Steel in both, the others directly."""
    engine = a_portfolio(an_engine(an_engine_again()))
    rows = engine.fetch("positions").to_pylist()
    tools = one(rows, issuer_id=TOOLS)
    tools |= {"path": "name:FUND", "position_id": "main|name:FUND|tools"}
    steel = one(rows, issuer_id=STEEL)
    rows.append({**steel, "path": "name:FUND", "position_id": "main|name:FUND|steel"})
    engine.load("positions", enrich_table("positions", rows))
    enrich.run(engine, a_selection(AS_OF), progress=ignore)

    assert [facts(engine, issuer)["is_held_directly"] for issuer in (STEEL, TOOLS, BANK)] == [True, False, True]


def test_a_notice_without_a_county_keeps_its_state(a_run: Callable[..., Engine]) -> None:
    """30 jobs in Cook County and 20 somewhere in Illinois: two notices; neither is an amendment of the other."""
    somewhere = notice(2, 20, county_fips=None, state="IL")
    engine = a_run(user_establishments=OWN, ghgrp_facilities=[], warn_notices=[notice(1, 30, state="IL"), somewhere])
    found = engine.fetch("_recent_notices").to_pylist()

    assert sorted((row["county_fips"] or "", row["state"], row["employees_affected"]) for row in found) == [
        ("", "IL", 20),
        ("17031", None, 30),
    ]
