"""One table of sites from every source, and each location tier on a hand-worked issuer, up to its footprint."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from reference_world import AS_OF, BANK, NAMES, STEEL, TOOLS, a_selection, company_name, emitted, facility, one

from screener import enrich, expose
from screener.engine import Step, read_step
from screener.enrich import doubts
from screener.enrich.own import regions
from screener.rulebook import Regime
from screener.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from screener.engine import Engine
    from screener.findings import Finding

D = Decimal
Rows = list[dict[str, Any]]

COUNTIES = [
    {"county_fips": fips, "name": name, "state": state, "state_fips": fips[:2], "geography": "county"}
    for fips, name, state in (
        ("17031", "Cook County", "IL"),
        ("17043", "DuPage County", "IL"),
        ("17089", "Kane County", "IL"),
        ("17097", "Lake County", "IL"),
        ("17099", "LaSalle County", "IL"),
        ("21015", "Boone County", "KY"),
    )
]


def sites(engine: Engine, issuer: str, dataset: str | None = None) -> Rows:
    """Return the establishments of an issuer, of one dataset if it is named."""
    rows = engine.fetch("establishments").to_pylist()
    return [row for row in rows if row["issuer_id"] == issuer and dataset in {None, row["dataset"]}]


def cells(engine: Engine, issuer: str) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    """Return the operations footprint of an issuer: (place, industry) → (low, best)."""
    engine.run(read_step("screener.expose", "footprint"))
    rows = engine.fetch("footprint").to_pylist()
    mine = [row for row in rows if row["footprint_id"] == issuer and row["basis"] == "operations"]
    return {(row["place"], row["industry"]): (row["low"], row["best"]) for row in mine}


def unlocated(engine: Engine, issuer: str) -> set[Decimal]:
    """Return u: the share of an issuer that no row locates."""
    rows = engine.fetch("footprint").to_pylist()
    return {row["unlocated"] for row in rows if row["footprint_id"] == issuer and row["basis"] == "operations"}


def in_illinois(engine: Engine, issuer: str) -> tuple[Decimal, ...]:
    """Return low, best and high of the 1,000.00 held in an issuer, to the cent."""
    engine.run(Step("positions", f"SELECT * FROM positions WHERE footprint_id = '{issuer}'"))
    engine.load("definitions", expose.definitions_table([], Regime(AS_OF)))
    engine.load("decisions_place", TABLES["decisions"].empty())
    engine.load("plan", pa.table({"state": ["IL"], "home_name": ["Illinois"]}))
    engine.load("home_counties", expose.home_table(()))
    engine.load("user_regions", regions.SCHEMA.empty_table())
    for table in ("regions", "_region_cells", "footprint", "_cells", "_home_shares"):
        engine.run(read_step("screener.expose", table))
    rows = engine.fetch("_home_shares").to_pylist()
    (mine,) = [row for row in rows if (row["measure"], row["basis"]) == ("in_state", "operations")]
    return tuple((D(1000) * mine[end]).quantize(D("0.01")) for end in ("low", "best", "high"))


def own_site(site: str, place: str, employment: int | None = None, **changes: Any) -> dict[str, Any]:
    """Return a line of the portfolio's own list, of Steel Works at the end of 2023, with changes."""
    row = {
        "source_file": "establishments/sites.csv",
        "source_row": int(site),
        "issuer": STEEL,
        "site": site,
        "place": place,
        "naics": "331110",
        "employment": None if employment is None else D(employment),
        "as_of": date(2023, 12, 31),
    }
    return {**row, **changes}


def notice(county: str, **changes: Any) -> dict[str, Any]:
    """Return a notice of layoffs of River Bank in a county, in March 2024, with changes."""
    row = {
        "notice_id": f"n-{county}",
        "employer_name": "River Bank",
        "cik": BANK[4:],
        "county_fips": county,
        "notice_date": date(2024, 3, 1),
        "layoff_type": "mass_layoff",
        "employees_affected": 75,
    }
    return {**row, **changes}


FIVE = [notice(row["county_fips"]) for row in COUNTIES[:5]]
"""Notices in five counties of Illinois, Cook among them."""


# --- the five tiers --------------------------------------------------------------------------------------------------


def test_tier_1_the_issuers_own_headcount_gives_a_lower_end(a_run: Callable[..., Engine]) -> None:
    """600 in Cook and 200 in Boone of 1,000 in all.

    low 0.6 and 0.2, u 0.2; best adds u × 600/800 and u × 200/800: 0.75 and 0.25. In Illinois 600 to 800 of 1,000: the
    high end is low + u.
    """
    lines = [own_site("2", "17031", 600, total_employment=1000), own_site("3", "21015", 200)]
    engine = a_run(user_establishments=lines)

    assert cells(engine, STEEL) == {("17031", "331"): (D("0.6"), D("0.75")), ("21015", "331"): (D("0.2"), D("0.25"))}
    assert unlocated(engine, STEEL) == {D("0.2")}
    assert in_illinois(engine, STEEL) == (D(600), D(750), D(800))


def test_tier_2_a_regulators_headcount_with_an_unknown_total_gives_no_lower_end(a_run: Callable[..., Engine]) -> None:
    """OSHA: 300 in Cook, 100 in Kentucky somewhere. T unknown: low 0, u 1, best 0.75 and 0.25, high 1."""
    works = [
        workplace("1", county_fips="17031", employment=300.0),
        workplace("2", county_fips=None, state="KY", employment=100.0),
    ]
    engine = a_run(osha_300a=works)

    assert cells(engine, STEEL) == {("17031", "331"): (D(0), D("0.75")), ("21", "331"): (D(0), D("0.25"))}
    assert unlocated(engine, STEEL) == {D(1)}
    assert in_illinois(engine, STEEL) == (D(0), D(750), D(1000))
    assert {(row["location_tier"], row["employment_basis"]) for row in sites(engine, STEEL, "osha_300a")} == {
        ("2", "counted")
    }


def test_tier_2_under_a_known_total_gives_a_lower_end(a_run: Callable[..., Engine]) -> None:
    """OSHA counts 300 in Cook; the portfolio's list says that Steel Works employs 1,000: low 0.3, u 0.7, best 1."""
    total = own_site("2", "unknown", total_employment=1000)
    engine = a_run(osha_300a=[workplace("1", county_fips="17031", employment=300.0)], user_establishments=[total])

    assert cells(engine, STEEL) == {("17031", "331"): (D("0.3"), D(1))}
    assert unlocated(engine, STEEL) == {D("0.7")}
    assert in_illinois(engine, STEEL) == (D(300), D(1000), D(1000))


def test_tier_3_a_facility_list_is_weighted_by_modelled_employment(a_run: Callable[..., Engine]) -> None:
    """Cook, wholly owned: 800 ÷ 5 = 160 people. Boone, owned to 80 %: the US average 1,500 ÷ 20 = 75, of it 60.

    160 of 220 and 60 of 220: low 0, best 0.727272727273 and 0.272727272727, u 1, high 1.
    """
    engine = a_run(
        ghgrp_facilities=[
            facility("1", parent_key="STEEL WORKS", place="17031", naics="331110"),
            facility("2", parent_key="STEEL WORKS", place="21015", naics="331110", ownership_share=0.8),
        ]
    )

    assert cells(engine, STEEL) == {
        ("17031", "331"): (D(0), D("0.727272727273")),
        ("21015", "331"): (D(0), D("0.272727272727")),
    }
    assert unlocated(engine, STEEL) == {D(1)}
    assert in_illinois(engine, STEEL) == (D(0), D("727.27"), D(1000))


def test_tier_4_notices_in_five_counties_and_the_headquarters_weigh_the_same(a_run: Callable[..., Engine]) -> None:
    """Tools: four counties of Illinois, one of Kentucky, headquarters in Illinois: six sites, one sixth each.

    low 0, u 1; Illinois best 5/6, high 1. Its industry is unknown, and no notice says more.
    """
    counties = ("17031", "17043", "17089", "17097", "21015")
    engine = a_run(counties=COUNTIES, warn_notices=[notice(county, cik=TOOLS[4:]) for county in counties])
    found = cells(engine, TOOLS)

    assert set(found) == {(place, "unknown") for place in (*counties, "17")}
    assert {share for share, _ in found.values()} == {D(0)}
    assert {best for _, best in found.values()} == {D("0.166666666666"), D("0.166666666667")}
    assert unlocated(engine, TOOLS) == {D(1)}
    assert in_illinois(engine, TOOLS) == (D(0), D("833.33"), D(1000))


def test_tier_5_headquarters_alone_hold_the_whole_estimate(a_run: Callable[..., Engine]) -> None:
    """Tools: a ZIP code in two counties of Illinois; its industry is unknown. low 0, best 1, u 1, high 1."""
    engine = a_run()

    assert cells(engine, TOOLS) == {("17", "unknown"): (D(0), D(1))}
    assert unlocated(engine, TOOLS) == {D(1)}
    assert in_illinois(engine, TOOLS) == (D(0), D(1000), D(1000))


# --- layoff notices --------------------------------------------------------------------------------------------------


def test_notices_in_four_counties_show_presence_and_give_no_share(a_run: Callable[..., Engine]) -> None:
    """A register of layoffs is no list of branches: below five counties the headquarters speak."""
    engine = a_run(counties=COUNTIES, warn_notices=FIVE[:4])

    assert {row["location_tier"] for row in sites(engine, BANK, "warn_notices")} == {"none"}
    assert cells(engine, BANK) == {("foreign", "other"): (D(0), D(1))}


@pytest.mark.parametrize(
    ("changes", "is_open"),
    [
        ({"layoff_type": "closure", "effective_date": date(2024, 5, 1)}, False),
        ({"layoff_type": "closure", "effective_date": date(2025, 1, 1)}, True),  # the day after the run's date
        ({"layoff_type": "closure", "effective_date": AS_OF}, False),
        ({"layoff_type": "closure"}, False),  # no day of closing: that of the notice
        ({"layoff_type": "closure", "is_temporary": True}, True),
        ({"layoff_type": "unknown"}, True),
    ],
)
def test_a_site_whose_newest_notice_is_a_closure_in_effect_is_gone(
    a_run: Callable[..., Engine], changes: dict[str, Any], is_open: bool
) -> None:
    """On 2024-12-31; an older mass layoff in the same county does not keep it open."""
    older = notice("17099", notice_id="older", notice_date=date(2020, 1, 1))
    engine = a_run(counties=COUNTIES, warn_notices=[older, notice("17099", **changes)])

    assert [row["place"] for row in sites(engine, BANK, "warn_notices")] == (["17099"] if is_open else [])


def test_a_notice_after_a_closure_shows_the_site_open_again(a_run: Callable[..., Engine]) -> None:
    """Closed in 2020, a mass layoff in 2024: somebody worked there."""
    closed = notice("17099", notice_id="older", notice_date=date(2020, 1, 1), layoff_type="closure")
    (site,) = sites(a_run(counties=COUNTIES, warn_notices=[closed, notice("17099")]), BANK, "warn_notices")

    assert (site["place"], site["published"]) == ("17099", date(2024, 3, 1))


def test_a_notice_given_after_the_run_does_not_exist_yet(a_run: Callable[..., Engine]) -> None:
    """On 2024-02-29 the notices of 2024-03-01 were not public; on the day itself they are."""
    before, after = (a_run(day, counties=COUNTIES, warn_notices=FIVE) for day in (date(2024, 2, 29), date(2024, 3, 1)))

    assert (len(sites(before, BANK, "warn_notices")), len(sites(after, BANK, "warn_notices"))) == (0, 5)


def test_a_notice_of_ten_years_ago_or_more_says_nothing_of_today(a_run: Callable[..., Engine]) -> None:
    """In a run of 2024-12-31 the last ten years begin on 2015-01-01: the day before is ten whole years ago."""
    old = [notice("17031", notice_date=date(2015, 1, 1)), notice("17043", notice_date=date(2014, 12, 31))]
    engine = a_run(counties=COUNTIES, warn_notices=old)

    assert [row["place"] for row in sites(engine, BANK, "warn_notices")] == ["17031"]


def test_of_notices_of_one_day_one_that_closes_nothing_is_shown_whole(a_run: Callable[..., Engine]) -> None:
    """A plant closes and another lays off on the same day: the name and the industry are those of the second."""
    closure = notice("17031", notice_id="1", layoff_type="closure", employer_name="Closed", naics="331110")
    layoff = notice("17031", notice_id="2", employer_name="Open", naics=None)
    (site,) = sites(a_run(counties=COUNTIES, warn_notices=[closure, layoff]), BANK, "warn_notices")

    assert (site["source_row"], site["establishment_name"], site["naics"]) == ("2", "Open", None)


def test_employees_affected_are_not_employment(a_run: Callable[..., Engine]) -> None:
    """75 lost their jobs; how many work there nobody says."""
    site = sites(a_run(counties=COUNTIES, warn_notices=FIVE), BANK, "warn_notices")[0]

    assert (site["employment"], site["employment_basis"], site["kind"]) == (None, "none", "notice site")


def test_a_notice_without_a_county_or_a_company_places_nothing(a_run: Callable[..., Engine]) -> None:
    """Unknown is no place."""
    engine = a_run(counties=COUNTIES, warn_notices=[notice("17031", county_fips=None), notice("17043", cik=None)])

    assert "warn_notices" not in {row["dataset"] for row in engine.fetch("establishments").to_pylist()}


def test_headquarters_in_a_county_that_the_list_has_are_no_second_site(a_run: Callable[..., Engine]) -> None:
    """Steel Works sits in Cook County, where one of its five notices is: five sites, a fifth each."""
    engine = a_run(counties=COUNTIES, ghgrp_facilities=[], warn_notices=[{**row, "cik": STEEL[4:]} for row in FIVE])

    assert {place: best for (place, _), (_, best) in cells(engine, STEEL).items()} == dict.fromkeys(
        ("17031", "17043", "17089", "17097", "17099"), D("0.2")
    )


def test_a_notice_of_a_subsidiary_is_its_parents(a_run: Callable[..., Engine]) -> None:
    """The register knows some employers by the parent's CIK alone."""
    engine = a_run(counties=COUNTIES, warn_notices=[notice("17031", cik=None, parent_cik=BANK[4:])])

    assert len(sites(engine, BANK, "warn_notices")) == 1


# --- the portfolio's own list ----------------------------------------------------------------------------------------


def test_the_portfolios_own_list_without_headcounts_is_tier_4_and_takes_the_place_of_notices(
    a_run: Callable[..., Engine],
) -> None:
    """Two branches, and the headquarters abroad: a third each; five notices count for nothing beside them."""
    lines = [own_site("2", "17031", issuer=BANK), own_site("3", "21015", issuer=BANK)]
    engine = a_run(counties=COUNTIES, warn_notices=FIVE, user_establishments=lines)

    assert {row["location_tier"] for row in sites(engine, BANK, "warn_notices")} == {"none"}
    assert {place for place, _ in cells(engine, BANK)} == {"17031", "21015", "foreign"}


def test_a_line_that_states_only_a_total_is_no_site(a_run: Callable[..., Engine]) -> None:
    """The bank employs 5,000; where, its five notices still say."""
    total = own_site("2", "unknown", issuer=BANK, total_employment=5000)
    engine = a_run(counties=COUNTIES, warn_notices=FIVE, user_establishments=[total])

    assert one(engine.fetch("issuers").to_pylist(), issuer_id=BANK)["total_employment"] == 5000
    assert {place for place, _ in cells(engine, BANK)} == {"17031", "17043", "17089", "17097", "17099", "foreign"}


@pytest.mark.parametrize("name", [STEEL, STEEL[4:]])
def test_an_issuer_is_known_by_its_id_or_its_cik(a_run: Callable[..., Engine], name: str) -> None:
    """Ten digits or the id that the run prints."""
    engine = a_run(user_establishments=[own_site("2", "17031", 600, issuer=name)])

    assert len(sites(engine, STEEL, "establishments/sites.csv")) == 1


def test_of_an_issuers_lists_the_newest_by_the_date_counts_whole(a_run: Callable[..., Engine]) -> None:
    """The site of 2022 is not on the list of 2023: it is gone. The list of 2025 is not known yet."""
    lines = [
        own_site("2", "17099", 50, as_of=date(2022, 12, 31), total_employment=9),
        own_site("3", "17031", 600, total_employment=1000),
        own_site("4", "21015", 70, as_of=date(2025, 3, 31), total_employment=7),
    ]
    engine = a_run(user_establishments=lines)
    (site,) = sites(engine, STEEL, "establishments/sites.csv")

    assert (site["place"], site["published"], site["data_quality_score"]) == ("17031", date(2023, 12, 31), 2)
    assert one(engine.fetch("issuers").to_pylist(), issuer_id=STEEL)["total_employment"] == 1000


def headcounts(engine: Engine) -> list[Finding]:
    """Return the findings about people at the sites of the portfolio's own list."""
    codes = {"sites-exceed-total", "sites-cover-little"}
    return [finding for finding in doubts.findings(engine) if finding.code in codes]


def test_more_people_at_the_sites_than_the_issuer_employs_are_a_finding(a_run: Callable[..., Engine]) -> None:
    """900 and 300 are 1,200 of 1,000; the older list, of 5,000, does not count."""
    lines = [
        own_site("2", "17031", 900, total_employment=1000),
        own_site("3", "21015", 300),
        own_site("4", "21015", 5000, as_of=date(2020, 1, 1), total_employment=10),
    ]
    (finding,) = headcounts(a_run(user_establishments=lines))

    assert (finding.code, finding.where, finding.rows) == ("sites-exceed-total", "establishments/sites.csv:2", 2)
    assert f"{STEEL}: 1,200 of 1,000 (establishments/sites.csv:2)" in finding.message


def test_a_list_of_under_half_of_the_people_is_a_finding(a_run: Callable[..., Engine]) -> None:
    """80 of 1,000 are counted: of the other 92 percent the best estimate is a guess."""
    (finding,) = headcounts(a_run(user_establishments=[own_site("2", "17031", 80, total_employment=1000)]))

    assert (finding.code, finding.where, finding.rows) == ("sites-cover-little", "establishments/sites.csv:2", 1)
    assert f"{STEEL}: 80 of 1,000 (establishments/sites.csv:2), 92.0% are elsewhere" in finding.message


@pytest.mark.parametrize(("people", "total"), [(500, 1000), (1000, 1000), (80, None), (None, 1000)])
def test_half_of_the_people_all_of_them_or_no_number_to_compare_are_no_finding(
    a_run: Callable[..., Engine], people: int | None, total: int | None
) -> None:
    """Where no site is counted, or no total is stated, nothing is spread by this list's headcount."""
    engine = a_run(user_establishments=[own_site("2", "17031", people, total_employment=total)])

    assert headcounts(engine) == []


def unused(engine: Engine) -> Finding:
    """Return the finding about lines of the portfolio's own list."""
    (finding,) = [finding for finding in doubts.findings(engine) if finding.code == "site-not-used"]
    return finding


def test_lines_that_say_nothing_in_this_run_are_one_finding(a_run: Callable[..., Engine]) -> None:
    """One issuer that is not held, one date to come, one older list; every line is named."""
    lines = [
        own_site("2", "17031", 600),
        own_site("3", "17031", 5, issuer="cik:0000000099"),
        own_site("4", "17031", 5, as_of=date(2025, 1, 1)),
        own_site("5", "17031", 5, as_of=date(2020, 1, 1)),
    ]
    finding = unused(a_run(user_establishments=lines))

    assert (finding.where, finding.rows) == ("establishments/sites.csv:3", 3)
    assert finding.message == (
        "3 lines of the portfolio's own list of sites not used: 1 of issuers that are not held, 1 of a date after the "
        "run's or known later, 1 of an older list of their issuer "
        "(establishments/sites.csv:3, establishments/sites.csv:4, establishments/sites.csv:5)"
    )


def test_a_reason_that_is_true_of_no_line_is_not_said(a_run: Callable[..., Engine]) -> None:
    """Two lines of issuers that are not held, in one file: line 10 comes after line 9."""
    stranger = {"issuer": "cik:0000000099"}
    lines = [own_site("2", "17031", 600), own_site("10", "17031", 5, **stranger), own_site("9", "17031", 5, **stranger)]
    finding = unused(a_run(user_establishments=lines))

    assert (finding.where, finding.rows) == ("establishments/sites.csv:9", 2)
    assert finding.message.endswith(
        "not used: 2 of issuers that are not held (establishments/sites.csv:9, establishments/sites.csv:10)"
    )


# --- two registers, one plant ----------------------------------------------------------------------------------------


def plant(number: str, **changes: Any) -> dict[str, Any]:
    """Return a plant of Steel Works in the Toxics Release Inventory, with changes."""
    row = {"facility_id": number, "year": 2023, "name": f"Plant {number}", "state": "IL", "parent_key": "STEEL WORKS"}
    return {**row, "county_fips": "17031", "naics": "331110", **changes}


def workplace(number: str, **changes: Any) -> dict[str, Any]:
    """Return a workplace of Steel Works in OSHA's summaries, with changes."""
    row = {"establishment_id": number, "year": 2023, "company_key": "STEEL WORKS", "state": "IL", "naics": "331110"}
    return {**row, "county_fips": "17031", "employment": 50.0, **changes}


GHGRP = [facility("1", parent_key="STEEL WORKS", place="17031", naics="331110")]


def test_a_plant_in_both_of_epas_registers_counts_once(a_run: Callable[..., Engine]) -> None:
    """Cook County, primary metals (331) in both; the inventory's plant in LaSalle is another."""
    engine = a_run(ghgrp_facilities=GHGRP, tri_facilities=[plant("A"), plant("B", county_fips="17099")])
    tiers = {row["source_row"]: row["location_tier"] for row in sites(engine, STEEL) if row["kind"] == "plant"}

    assert tiers == {"1": "3", "A": "none", "B": "3"}


def test_a_plant_of_another_industry_in_the_same_county_is_another_plant(a_run: Callable[..., Engine]) -> None:
    """Fabricated metal (332) beside primary metal (331)."""
    engine = a_run(ghgrp_facilities=GHGRP, tri_facilities=[plant("A", naics="332119")])

    assert one(sites(engine, STEEL), source_row="A")["location_tier"] == "3"


def test_of_a_plants_years_the_newest_counts(a_run: Callable[..., Engine]) -> None:
    """The inventory has a row a year: one plant, where it was last reported."""
    engine = a_run(ghgrp_facilities=[], tri_facilities=[plant("A", year=2021, county_fips="17099"), plant("A")])

    assert [row["place"] for row in sites(engine, STEEL, "tri_facilities")] == ["17031"]


def test_a_regulators_headcount_is_left_out_where_the_issuer_counts_itself(a_run: Callable[..., Engine]) -> None:
    """Tiers 1 and 2 are added up: the same heads in Cook County must not be there twice."""
    works = [workplace("1"), workplace("2", county_fips="17099")]
    engine = a_run(osha_300a=works, user_establishments=[own_site("2", "17031", 600)])

    assert {row["source_row"]: row["location_tier"] for row in sites(engine, STEEL, "osha_300a")} == {
        "1": "none",
        "2": "2",
    }


def test_a_headcount_outranks_modelled_employment(a_run: Callable[..., Engine]) -> None:
    """One site with heads counted: the facility list is not mixed in."""
    engine = a_run(osha_300a=[workplace("1", county_fips="17099")])

    assert {place for place, _ in cells(engine, STEEL)} == {"17099"}


def test_a_workplace_without_a_headcount_gives_no_share(a_run: Callable[..., Engine]) -> None:
    """Unknown is not zero and not one."""
    (site,) = sites(a_run(osha_300a=[workplace("1", employment=None)]), STEEL, "osha_300a")

    assert (site["employment"], site["employment_basis"], site["location_tier"]) == (None, "none", "none")


# --- owners ----------------------------------------------------------------------------------------------------------


def test_what_two_subsidiaries_hold_of_a_facility_is_added_up(a_run: Callable[..., Engine]) -> None:
    """30 % and 25 %: neither is half, the issuer holds 55 % of 160 people and of 100 tonnes."""
    names = [*NAMES, company_name("STEEL WORKS OHIO", STEEL[4:], match_tier="subsidiary", datasets="sec_subsidiaries")]
    plants = [
        facility("1", parent_key="STEEL WORKS", place="17031", naics="331110", ownership_share=0.3),
        facility("1", parent_key="STEEL WORKS OHIO", place="17031", naics="331110", ownership_share=0.25),
    ]
    engine = a_run(company_names=names, ghgrp_facilities=plants, ghgrp_emissions=[emitted("1", 100.0)])
    (site,) = sites(engine, STEEL, "ghgrp_facilities")

    assert (site["ownership_share"], site["employment"]) == (D("0.55"), D("88.000000"))
    assert one(engine.fetch("observations").to_pylist(), subject_id=STEEL, fact="emissions")["value"] == 55.0


def test_emissions_are_the_issuers_share_of_each_year(a_run: Callable[..., Engine]) -> None:
    """The equity share approach: 60 % of 100 tonnes in 2023 and of 200 in 2022, each a fact of its own year."""
    plants = [facility("1", parent_key="STEEL WORKS", place="17031", naics="331110", ownership_share=0.6)]
    years = [emitted("1", 100.0), emitted("1", 200.0, year=2022)]
    engine = a_run(ghgrp_facilities=plants, ghgrp_emissions=years)
    rows = engine.fetch("observations").to_pylist()
    found = {row["as_of"]: row["value"] for row in rows if row["fact"] == "emissions"}

    assert found == {date(2023, 12, 31): 60.0, date(2022, 12, 31): 120.0}
    assert one(engine.fetch("facts_issuer").to_pylist(), subject_id=STEEL)["emissions"] == 60.0


def a_venture(share: str) -> list[dict[str, Any]]:
    """Return the name of a joint venture of which Steel Works holds this share."""
    return [company_name("RIVER VENTURE LLC", STEEL[4:], match_tier="alias", share=D(share))]


def test_of_a_joint_ventures_facility_the_issuer_holds_the_product_of_both_shares(a_run: Callable[..., Engine]) -> None:
    """80 % of a venture that owns 75 % of a plant: 60 % of 160 people."""
    plants = [facility("1", parent_key="RIVER VENTURE LLC", place="17031", naics="331110", ownership_share=0.75)]
    (site,) = sites(a_run(company_names=a_venture("0.8"), ghgrp_facilities=plants), STEEL, "ghgrp_facilities")

    assert (site["ownership_share"], site["employment"]) == (D("0.6"), D("96.000000"))


def test_under_half_of_the_product_the_owner_is_unknown(a_run: Callable[..., Engine]) -> None:
    """60 % of a venture that owns 80 % of a plant: 48 %."""
    plants = [facility("1", parent_key="RIVER VENTURE LLC", place="17031", naics="331110", ownership_share=0.8)]
    engine = a_run(company_names=a_venture("0.6"), ghgrp_facilities=plants)

    assert sites(engine, STEEL, "ghgrp_facilities") == []
    assert "owner-unknown" in {finding.code for finding in doubts.findings(engine)}


@pytest.mark.parametrize(("share", "heads"), [("0.6", {"A": D("96.000000"), "1": D("30.000000")}), ("0.49", {})])
def test_of_a_joint_ventures_other_sites_the_issuers_share_counts(
    a_run: Callable[..., Engine], share: str, heads: dict[str, Decimal]
) -> None:
    """160 people modelled in Cook, 50 counted in LaSalle: 60 % of both; under half, none."""
    engine = a_run(
        company_names=a_venture(share),
        tri_facilities=[plant("A", parent_key="RIVER VENTURE LLC")],
        osha_300a=[workplace("1", company_key="RIVER VENTURE LLC", county_fips="17099")],
    )
    rows = [*sites(engine, STEEL, "tri_facilities"), *sites(engine, STEEL, "osha_300a")]

    assert {row["source_row"]: row["employment"] for row in rows} == heads


def test_a_share_that_nobody_states_makes_the_owner_unknown(a_run: Callable[..., Engine]) -> None:
    """Null is not whole."""
    engine = a_run(ghgrp_facilities=[facility("1", parent_key="STEEL WORKS", place="17031", ownership_share=None)])

    assert sites(engine, STEEL, "ghgrp_facilities") == []
    assert "owner-unknown" in {finding.code for finding in doubts.findings(engine)}


def test_a_facility_under_names_of_several_kinds_rests_on_all_their_datasets(a_run: Callable[..., Engine]) -> None:
    """One owner by its own name, the other by an Exhibit 21."""
    names = [
        *NAMES,
        company_name(
            "STEEL WORKS OHIO", STEEL[4:], match_tier="subsidiary", datasets="sec_subsidiaries sec_company_tickers"
        ),
    ]
    plants = [
        facility("1", parent_key=key, place="17031", naics="331110", ownership_share=0.5)
        for key in ("STEEL WORKS", "STEEL WORKS OHIO")
    ]

    assert "sec_subsidiaries" in used(a_run(company_names=names, ghgrp_facilities=plants), STEEL)


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        (company_name("TOOLS", TOOLS[4:]), True),  # listed on an exchange
        (company_name("TOOLS", TOOLS[4:], is_exchange_listed=False), False),
        (company_name("TOOLS", TOOLS[4:], match_tier="subsidiary"), False),  # one word, a subsidiary: never alone
        (company_name("TOOLS", TOOLS[4:], match_tier="alias"), True),
    ],
)
def test_one_word_proves_only_the_name_of_a_listed_company(
    a_run: Callable[..., Engine], name: dict[str, Any], counts: bool
) -> None:
    """PETROGAS met a company traded over the counter that was another."""
    engine = a_run(company_names=[name])

    assert len(sites(engine, TOOLS, "ghgrp_facilities")) == int(counts)


def test_a_project_that_the_issuer_financed_is_no_site_of_it(a_run: Callable[..., Engine]) -> None:
    """Tract and amount are kept; it gives no share, and the bank stays where its headquarters are."""
    project = {
        "project_id": "IL-1",
        "tract": "17031010100",
        "county_fips": "17031",
        "state": "IL",
        "city": "Chicago",
        "purpose": "Business Financing",
        "cde_key": "RIVER BANK",
        "amount": D("1500000.00"),
    }
    engine = a_run(nmtc_projects=[project])
    (site,) = sites(engine, BANK, "nmtc_projects")

    assert (site["kind"], site["location_tier"], site["tract"]) == ("financed project", "none", "17031010100")
    assert (site["amount"], site["employment"]) == (D("1500000.00"), None)
    assert {place for place, _ in cells(engine, BANK)} == {"foreign"}


# --- what it rests on ------------------------------------------------------------------------------------------------


def used(engine: Engine, issuer: str) -> set[str]:
    """Return the datasets that the position in an issuer rests on."""
    enrich.sources(engine, a_selection(AS_OF))
    rows = engine.fetch("_dataset_uses").to_pylist()
    return {row["dataset"] for row in rows if row["position_id"].endswith(f"|{issuer}")}


def test_every_dataset_that_a_location_rests_on_is_named(a_run: Callable[..., Engine]) -> None:
    """A subsidiary's plant, in its county by coordinates: Exhibit 21 and the outlines; a sixth of it by notices."""
    plants = [facility("1", parent_key="STEEL WORKS OHIO", place="17031", naics="331110", county_basis="coordinates")]
    names = [company_name("STEEL WORKS OHIO", STEEL[4:], match_tier="subsidiary", datasets="sec_subsidiaries")]
    engine = a_run(counties=COUNTIES, ghgrp_facilities=plants, company_names=names, warn_notices=FIVE)

    assert {"sec_subsidiaries", "county_shapes", "ghgrp_facilities", "cbp_establishments"} <= used(engine, STEEL)
    assert "warn_notices" in used(engine, BANK)


def test_a_site_that_gives_no_share_is_nothing_a_location_rests_on(a_run: Callable[..., Engine]) -> None:
    """Four notices and no headquarters' ZIP code."""
    engine = a_run(counties=COUNTIES, warn_notices=FIVE[:4])

    assert "warn_notices" not in used(engine, BANK)


# --- places ----------------------------------------------------------------------------------------------------------


def test_a_county_contains_a_number_of_designated_tracts(tables: dict[str, Rows]) -> None:
    """Two in Cook, none in LaSalle; with the vintage beside them."""
    cook, lasalle = (one(tables["places"], place=place) for place in ("17031", "17099"))

    assert (cook["opportunity_zone_tracts"], lasalle["opportunity_zone_tracts"]) == (2, 0)
    assert cook["delineation_vintage"] == "2023-07"


def test_without_a_list_of_zones_their_number_is_unknown(a_run: Callable[..., Engine]) -> None:
    """Unknown is not zero."""
    rows = a_run(opportunity_zones=[]).fetch("places").to_pylist()

    assert {row["opportunity_zone_tracts"] for row in rows} == {None}


def test_of_the_editions_of_commuting_zones_the_newest_is_used(a_run: Callable[..., Engine]) -> None:
    """And a county without one has none."""
    zones = [
        {"county_fips": "17031", "edition": "2000", "commuting_zone": "58"},
        {"county_fips": "17031", "edition": "2020", "commuting_zone": "31"},
    ]
    rows = a_run(commuting_zones=zones).fetch("places").to_pylist()

    assert {row["place"]: row["commuting_zone"] for row in rows} == {"17031": "31", "17099": None, "21015": None}
