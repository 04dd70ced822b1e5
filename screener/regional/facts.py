"""What is known of a region: industries, standing of its counties, layoffs, and how fit it is for a partnership."""

from __future__ import annotations

import json
from calendar import month_name
from collections import Counter
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener import enrich, expose
from screener.engine import read_step
from screener.rulebook import Regime
from screener.tables import TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from screener.engine import Engine
    from screener.regional.find import Region
    from screener.rulebook import Rulebook

RATES = {"unemployment_rate": "LAUS", "poverty_rate": "ACS"}
"""Rate → the survey that it is from, as the vintage of the counties' indicators names it."""
METRO = "metropolitan areas of 2013"
EDITIONS = {
    "unemployment": "LAUS",
    "poverty_rate": "ACS",
    "income": "ACS",
    "persistent_poverty": "typology",
    "is_metro": METRO,
}
"""Part of the name of a fact about a county → the edition of the indicators that it is of."""
LARGE_NOTICE = 0.05
SAME_NUMBER_FROM = 500
SAME_NUMBER_WITHIN_DAYS = 90
"""A notice is in doubt, by a rule of this project, if it states more jobs than this share of all jobs in the region; or
from so many jobs on if another notice of the region within so many days states the same number."""
SUBSECTOR = 3
"""Digits of a three-digit industry; shorter or ranged codes are sectors."""
_SCHEMA = pa.schema([("grouping", TEXT), ("group", TEXT), ("name", TEXT), ("place", TEXT)])


def as_table(region: Region) -> pa.Table:
    """Return a region as one row per county."""
    shared = {"grouping": region.kind, "group": region.code, "name": region.name}
    return pa.Table.from_pylist([{**shared, "place": place} for place in region.places], schema=_SCHEMA)


def rows_of(engine: Engine, table: str) -> list[dict[str, Any]]:
    """Make a table by the step beside this module and return its rows."""
    engine.run(read_step(__name__.rpartition(".")[0], table))
    rows: list[dict[str, Any]] = engine.fetch(table).to_pylist()
    return rows


def industries(
    engine: Engine, region: Region, places: Iterable[dict[str, Any]], rulebooks: Sequence[Rulebook], day: date
) -> list[dict[str, Any]]:
    """Return the rows of `regional_industries` for a region, each with its title, the largest first.

    A county whose statistical area is not on file is no labor market of its own: what is a cluster there is unknown.
    """
    unfiled = {row["place"] for row in places if row["area_on_file"] is False}
    is_in_unknown_market = region.kind == "county" and unfiled.issuperset(region.places)
    enrich.describe_region(engine, as_table(region), rulebooks, day)
    titles = {row["code"]: row["title"] for row in engine.fetch("ref_naics").to_pylist()}
    rows = engine.fetch("regional_industries").drop_columns(["grouping", "group", "name"]).to_pylist()
    rows.sort(key=lambda row: (-row["least_employment"], row["naics"]))
    for row in rows:
        row["month"] = month_of(row["period"])
        row["age_years"] = age(row["period"], day)
        if is_in_unknown_market:
            row["strong_cluster"] = "unknown"
        if len(row["naics"]) != SUBSECTOR:
            # A whole sector is too wide to be called a cluster.
            row["specialised"] = row.pop("strong_cluster")
    return [{"title": titles.get(row["naics"], row["naics"]), **row} for row in rows]


def month_of(period: str) -> str:
    """Return the month whose employment a quarter's is: its third.

    Examples
    --------
    >>> month_of("2016Q4")
    'December 2016'
    """
    year, _, quarter = period.partition("Q")
    return f"{month_name[3 * int(quarter)]} {year}"


def age(period: str, day: date) -> int:
    """Return how many years, rounded down, the third month of a quarter is before a day.

    Examples
    --------
    >>> from datetime import date
    >>> age("2016Q4", date(2024, 12, 31)), age("2016Q4", date(2024, 11, 30))
    (8, 7)
    """
    year, _, quarter = period.partition("Q")
    return (12 * (day.year - int(year)) + day.month - 3 * int(quarter)) // 12


def edition(label: str, survey: str) -> str:
    """Return the part of a vintage's label that names a survey; the whole label where none does.

    Examples
    --------
    >>> edition("2015 typology; ACS 2017-21", "ACS")
    'ACS 2017-21'
    """
    return next((part.strip() for part in label.split(";") if survey in part), label)


def designations(
    decisions: Iterable[dict[str, Any]], rulebooks: Sequence[Rulebook], region: Region, day: date, label: str
) -> list[dict[str, Any]]:
    """Return how many counties of a region meet each definition of community development in force on a day.

    Parameters
    ----------
    decisions : iterable of dict
        Decisions on places.
    rulebooks : sequence of Rulebook
    region : Region
    day : date
    label : str
        Vintage of the counties' indicators; each definition is given with the parts of it that its facts are of.
    """
    wanted = [row["criterion_id"] for row in expose.definitions_table(rulebooks, Regime(day)).to_pylist()]
    titles = {criterion.id: criterion.title for book in rulebooks for criterion in book.criteria}
    inside = set(region.places)
    counted: dict[str, Counter[str]] = {name: Counter() for name in wanted}
    data: dict[str, set[str]] = {name: set() for name in wanted}
    for row in decisions:
        if row["criterion_id"] in counted and row["subject_id"] in inside:
            counted[row["criterion_id"]][row["outcome"]] += 1
            named = json.loads(row["evidence"])
            data[row["criterion_id"]] |= {of for part, of in EDITIONS.items() for fact in named if part in fact}
    return [
        {
            "criterion_id": name,
            "title": titles[name],
            "data": sorted(of if of == METRO else edition(label, of) for of in data[name]),
            "counties_meeting_it": found["pass"],
            "counties_undecided": found["insufficient_data"],
            "counties_not_meeting_it": found.total() - found["pass"] - found["insufficient_data"],
        }
        for name, found in counted.items()
    ]


def standing(places: Iterable[dict[str, Any]], region: Region) -> dict[str, Any]:
    """Return what county indicators say: numbers of counties, designated tracts, and the span of each rate.

    A rate of the whole region would need the people of each county, which are not held: the lowest and the highest of
    its counties are given beside that of the US.
    """
    inside = set(region.places)
    rows = [row for row in places if row["place"] in inside]
    label = vintage_of(rows, "indicators_vintage")
    tracts = [row["opportunity_zone_tracts"] for row in rows]
    found: dict[str, Any] = {
        "manufacturing_dependent_counties": sum(row["manufacturing_dependent"] is True for row in rows),
        "counties_of_unknown_dependence": sum(row["manufacturing_dependent"] is None for row in rows),
        "dependence_of": edition(label, "typology"),
        "opportunity_zone_tracts": None if None in tracts else sum(tracts),
        "opportunity_zones_of": vintage_of(rows, "opportunity_zones_vintage"),
        "counties_of_unknown_area": sum(row["area_on_file"] is False for row in rows),
    }
    for rate, survey in RATES.items():
        known = [row[rate] for row in rows if row[rate] is not None]
        found[rate] = {
            "lowest": min(known, default=None),
            "highest": max(known, default=None),
            "us": next((row[f"us_{rate}"] for row in rows if row[f"us_{rate}"] is not None), None),
            "counties_unknown": len(rows) - len(known),
            "of": edition(label, survey),
        }
    # Of the years of unemployment the rate is that of the newest.
    found["unemployment_rate"]["of"] = _newest_year(found["unemployment_rate"]["of"])
    return found


def vintage_of(rows: Iterable[dict[str, Any]], column: str) -> str:
    """Return the vintage that rows of places name; all rows of a table name the same."""
    return next((str(row[column]) for row in rows if row[column]), "unknown year")


def _newest_year(part: str) -> str:
    """Return "LAUS 2021" of "LAUS 2017 to 2021"."""
    survey, _, years = part.partition(" ")
    return f"{survey} {years.split(' to ')[-1]}".strip()


def layoffs(engine: Engine, region_employment: int | None = None) -> dict[str, Any]:
    """Return the notices of layoffs in the region; the figures are null where none of its states has any of known date.

    The sum of jobs is what notices state, and no bound: a company may state its number in the whole nation, and one
    event may be stated twice. Notices that are in doubt by `LARGE_NOTICE` and its like are counted, and counted apart.

    Parameters
    ----------
    engine : Engine
        Holds the region and the notices.
    region_employment : int, optional
        All jobs of the region; where unknown, no notice is in doubt because it is large.
    """
    states = sorted(rows_of(engine, "region_notice_states"), key=lambda row: str(row["state"]))
    notices = rows_of(engine, "region_layoffs")
    there = [row for row in notices if row["is_there"]]
    is_known = any(row["newest_notice"] for row in states)
    jobs: Counter[str] = Counter()
    doubted = set()
    for row in there:
        jobs[row["employer"]] += row["jobs"] or 0
        row["is_in_doubt"] = _is_in_doubt(row, there, region_employment)
        if row["is_in_doubt"]:
            doubted.add(row["employer"])
    names = {row["employer"]: row["employer_name"] for row in sorted(there, key=lambda row: row["employer_name"] or "")}
    largest = sorted(jobs.items(), key=lambda item: (-item[1], item[0]))
    return {
        "months_12": _counted([row for row in there if row["is_last_year"]]) if is_known else None,
        "months_24": _counted(there) if is_known else None,
        "largest_employers": [
            {"employer": names[key], "jobs": number, "is_in_doubt": key in doubted} for key, number in largest if number
        ][:5],
        "notices_without_a_county": len(notices) - len(there),
        "states": states,
    }


def _counted(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Return how many notices there are, the jobs they state, and how many state none."""
    stated = [row["jobs"] for row in rows if row["jobs"] is not None]
    doubted = [row["jobs"] for row in rows if row["is_in_doubt"]]
    return {
        "notices": len(rows),
        "jobs": sum(stated),
        "notices_without_a_number": len(rows) - len(stated),
        "notices_in_doubt": len(doubted),
        "jobs_in_doubt": sum(doubted),
    }


def _is_in_doubt(row: dict[str, Any], rows: Sequence[dict[str, Any]], region_employment: int | None) -> bool:
    """Return whether a notice states more than the region can well have, or what another one states too."""
    jobs = row["jobs"]
    if jobs is None:
        return False
    if region_employment is not None and jobs > LARGE_NOTICE * region_employment:
        return True
    return jobs >= SAME_NUMBER_FROM and any(
        other is not row
        and other["jobs"] == jobs
        and abs((other["notice_date"] - row["notice_date"]).days) <= SAME_NUMBER_WITHIN_DAYS
        for other in rows
    )


def fitness(engine: Engine, region: Region, places: Iterable[dict[str, Any]]) -> dict[str, float | None]:
    """Return what a partnership's region is asked: its share of a state's jobs, and whether it is a labor market.

    A region built of counties is never smaller than one. It matches a labor market if its counties are exactly those of
    a statistical area or of a commuting zone; the part of an area on one side of a state line does not. Where no
    commuting zones are held and no area matches, a zone still may: unknown; and so may an area that is not on file.
    Of several states the share is the highest that the region's own part has of its state.
    """
    shares = [row["share"] for row in rows_of(engine, "region_shares")]
    rows = list(places)
    inside = set(region.places)
    areas = {kind: {row[kind] for row in rows if row["place"] in inside} for kind in ("cbsa", "commuting_zone")}
    matches = False
    for kind, codes in areas.items():
        whole = {row["place"] for row in rows if row[kind] in codes}
        matches = matches or (len(codes) == 1 and None not in codes and whole == inside)
    is_decided = any(row["commuting_zone"] for row in rows) and not any(
        row["area_on_file"] is False for row in rows if row["place"] in inside
    )
    return {
        "state_employment_share": None if None in shares else max(shares),
        "is_sub_county": False,
        "matches_labor_market": True if matches else (False if is_decided else None),
        "counties_covered": len(inside),
    }
