"""What is known of a region: industries, standing of its counties, layoffs, and how fit it is for a partnership."""

from __future__ import annotations

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

RATES = ("unemployment_rate", "poverty_rate")
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


def industries(engine: Engine, region: Region, rulebooks: Sequence[Rulebook], day: date) -> list[dict[str, Any]]:
    """Return the rows of `regional_industries` for a region, each with its title, the largest first."""
    enrich.describe_region(engine, as_table(region), rulebooks, day)
    titles = {row["code"]: row["title"] for row in engine.fetch("ref_naics").to_pylist()}
    rows = engine.fetch("regional_industries").drop_columns(["grouping", "group", "name"]).to_pylist()
    rows.sort(key=lambda row: (-row["least_employment"], row["naics"]))
    return [{"title": titles.get(row["naics"], row["naics"]), **row} for row in rows]


def designations(
    decisions: Iterable[dict[str, Any]], rulebooks: Sequence[Rulebook], region: Region, day: date
) -> list[dict[str, Any]]:
    """Return how many counties of a region meet each definition of community development in force on a day."""
    wanted = [row["criterion_id"] for row in expose.definitions_table(rulebooks, Regime(day)).to_pylist()]
    titles = {criterion.id: criterion.title for book in rulebooks for criterion in book.criteria}
    inside = set(region.places)
    counted: dict[str, Counter[str]] = {name: Counter() for name in wanted}
    for row in decisions:
        if row["criterion_id"] in counted and row["subject_id"] in inside:
            counted[row["criterion_id"]][row["outcome"]] += 1
    return [
        {
            "criterion": name,
            "title": titles[name],
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
    rows = [row for row in places if row["place"] in set(region.places)]
    tracts = [row["opportunity_zone_tracts"] for row in rows]
    found: dict[str, Any] = {
        "manufacturing_dependent_counties": sum(row["manufacturing_dependent"] is True for row in rows),
        "counties_of_unknown_dependence": sum(row["manufacturing_dependent"] is None for row in rows),
        "opportunity_zone_tracts": None if None in tracts else sum(tracts),
    }
    for rate in RATES:
        known = [row[rate] for row in rows if row[rate] is not None]
        found[rate] = {
            "lowest": min(known, default=None),
            "highest": max(known, default=None),
            "us": next((row[f"us_{rate}"] for row in rows if row[f"us_{rate}"] is not None), None),
            "counties_unknown": len(rows) - len(known),
        }
    return found


def layoffs(engine: Engine) -> dict[str, Any]:
    """Return the notices of layoffs in the region; the figures are null where none of its states has any on file."""
    states = sorted(rows_of(engine, "region_notice_states"), key=lambda row: str(row["state"]))
    notices = rows_of(engine, "region_layoffs")
    there = [row for row in notices if row["is_there"]]
    is_known = any(row["newest_notice"] for row in states)
    jobs: Counter[str] = Counter()
    for row in there:
        jobs[row["employer"]] += row["jobs"] or 0
    names = {row["employer"]: row["employer_name"] for row in sorted(there, key=lambda row: row["employer_name"] or "")}
    largest = sorted(jobs.items(), key=lambda item: (-item[1], item[0]))
    return {
        "months_12": _counted([row for row in there if row["is_last_year"]]) if is_known else None,
        "months_24": _counted(there) if is_known else None,
        "largest_employers": [{"employer": names[key], "jobs": number} for key, number in largest if number][:5],
        "notices_without_a_county": len(notices) - len(there),
        "states": states,
    }


def _counted(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Return how many notices there are, the jobs they state, and how many state none."""
    stated = [row["jobs"] for row in rows if row["jobs"] is not None]
    return {"notices": len(rows), "jobs": sum(stated), "notices_without_a_number": len(rows) - len(stated)}


def fitness(engine: Engine, region: Region, places: Iterable[dict[str, Any]]) -> dict[str, float | None]:
    """Return what a partnership's region is asked: its share of a state's jobs, and whether it is a labor market.

    A region built of counties is never smaller than one. It matches a labor market if its counties are exactly those of
    a statistical area or of a commuting zone; the part of an area on one side of a state line does not. Where no
    commuting zones are held and no area matches, a zone still may: unknown.
    """
    shares = [row["share"] for row in rows_of(engine, "region_shares")]
    rows = list(places)
    inside = set(region.places)
    areas = {kind: {row[kind] for row in rows if row["place"] in inside} for kind in ("cbsa", "commuting_zone")}
    matches = False
    for kind, codes in areas.items():
        whole = {row["place"] for row in rows if row[kind] in codes}
        matches = matches or (len(codes) == 1 and None not in codes and whole == inside)
    zones_held = any(row["commuting_zone"] for row in rows)
    return {
        "state_employment_share": None if None in shares else max(shares),
        "is_sub_county": False,
        "matches_labor_market": True if matches else (False if zones_held else None),
        "counties_covered": len(inside),
    }
