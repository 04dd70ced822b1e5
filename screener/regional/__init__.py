"""A region as a treasurer asks about it: what it is, what it makes, how it fares, and what the fund holds there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from screener import enrich
from screener.dates import parse_date
from screener.engine import open_engine
from screener.pipeline.made import newest_run
from screener.regional import facts, scope
from screener.regional.facts import LARGE_NOTICE, SAME_NUMBER_FROM, SAME_NUMBER_WITHIN_DAYS
from screener.regional.find import KINDS, Region, all_regions, find_region
from screener.regional.holdings import READ, holdings_in
from screener.regional.judge import judge_places
from screener.rulebook import load_rulebooks
from screener.tables import ATTESTATIONS
from screener.workspace import load_portfolio, newest_as_of

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from screener.engine import Engine

DEFINITIONS = "community-development"
RULEBOOKS = (DEFINITIONS, "advanced-manufacturing", scope.RULEBOOK)
SOURCES = ("counties", "qcew_counties", "ers_counties", "opportunity_zones", "commuting_zones", "warn_notices")
"""Datasets that what is said of a region rests on."""


class Partnership(NamedTuple):
    """What is asked about an industry partnership in the region; null is unknown."""

    industry: str | None = None
    """NAICS codes, as a person writes them."""
    champions: int | None = None
    members: int | None = None
    partners: int | None = None


@dataclass(frozen=True)
class View:
    """All that is said of a region."""

    region: Region
    as_of: date
    counties: list[str]
    industries: list[dict[str, Any]]
    designations: list[dict[str, Any]]
    standing: dict[str, Any]
    layoffs: dict[str, Any]
    scope: list[scope.Verdict]
    sources: list[dict[str, Any]]
    portfolio: str | None
    holdings: dict[str, Any] | None
    """What the fund holds there; null where no portfolio was named or it has no run."""

    def as_json(self) -> dict[str, Any]:
        """Return it as one object; dates and decimals are left to be written as text."""
        region = self.region
        return {
            "region": {"kind": region.kind, "code": region.code, "name": region.name, "counties": list(region.places)},
            "as_of": self.as_of,
            "industries": self.industries,
            "designations": self.designations,
            "standing": self.standing,
            "layoffs": self.layoffs,
            "scope": [verdict._asdict() for verdict in self.scope],
            "portfolio": self.portfolio,
            "holdings": self.holdings,
            "sources": self.sources,
        }


def look(
    root: Path, name: str, partnership: Partnership, *, as_of: date | None = None, portfolio_id: str | None = None
) -> View:
    """Return what is known of a region.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    name : str
        State, county, statistical area, commuting zone, or a region of the portfolio's own.
    partnership : Partnership
        Whose scope is tested.
    as_of : date, optional
        Date to look at; by default that of the portfolio's newest run, or of its newest files.
    portfolio_id : str, optional
        Portfolio whose holdings there are shown.

    Raises
    ------
    ScreenerError
        The name means no region or several, the portfolio cannot be read, its run is damaged or was made by an earlier
        version of the program, or a code is none.
    """
    portfolio = load_portfolio(root, portfolio_id) if portfolio_id else None
    run = newest_run(root, portfolio.id, as_of) if portfolio else None
    files = run.tables((*READ, ATTESTATIONS.name)) if run else {}
    day = as_of
    if day is None:
        if portfolio is None:
            raise ValueError("a day is needed where there is no portfolio")
        day = parse_date(run.as_of) if run else newest_as_of(portfolio)
    selection = enrich.select(day, root)
    own = enrich.read_regions(portfolio.folder, selection.path).table.to_pylist() if portfolio else []
    rulebooks = load_rulebooks(root / "criteria", list(RULEBOOKS))
    engine = open_engine()
    try:
        enrich.load_datasets(engine, selection)
        engine.load("vintages", enrich.vintages(selection))
        engine.load("attestations", ATTESTATIONS.empty())
        enrich.describe_places(engine)
        places = engine.fetch("places").to_pylist()
        region = find_region(name, all_regions(places, own, engine.fetch("ref_counties").to_pylist()))
        industries = facts.industries(engine, region, places, rulebooks, day)
        said: scope.Facts = {**facts.fitness(engine, region, places), **_asked(engine, partnership)}
        attested = [scope.evidence(said, day, "worked out from reference data, or given with the command")]
        if run:
            attested.append(pq.read_table(files[ATTESTATIONS.name], schema=ATTESTATIONS.schema))
        engine.load("attestations", pa.concat_tables(attested))
        by_id = {book.id: book for book in rulebooks}
        tests = scope.scope_tests(by_id[scope.RULEBOOK])
        decisions = judge_places(engine, [by_id[DEFINITIONS], tests], day)
        inside = set(region.places)
        return View(
            region=region,
            as_of=day,
            counties=[f"{row['place_name']}, {row['state']}" for row in places if row["place"] in inside],
            industries=industries,
            designations=facts.designations(
                decisions, [by_id[DEFINITIONS]], region, day, facts.vintage_of(places, "indicators_vintage")
            ),
            standing=facts.standing(places, region),
            layoffs=facts.layoffs(engine, industries[0]["region_employment"] if industries else None),
            scope=scope.verdicts(decisions, tests, said),
            sources=_sources(selection),
            portfolio=portfolio_id,
            holdings=holdings_in(run, files, region) if run else None,
        )
    finally:
        engine.close()


def _asked(engine: Engine, partnership: Partnership) -> scope.Facts:
    """Return what is said of the partnership, its industry counted in sectors and subsectors."""
    sectors: int | None = None
    subsectors: int | None = None
    if partnership.industry is not None:
        known = {str(row["code"]) for row in engine.fetch("ref_naics_history").to_pylist()}
        sectors, subsectors = scope.count_industries(scope.read_codes(partnership.industry, known), known)
    return {
        "two_digit_sectors": sectors,
        "naics3_subsectors": subsectors,
        "employer_champions": partnership.champions,
        "member_employers": partnership.members,
        "partner_organizations": partnership.partners,
    }


def _sources(selection: enrich.Selection) -> list[dict[str, Any]]:
    """Return the vintages that it rests on, and whether the world could know each on the day."""
    return [
        {
            "dataset": name,
            "title": selection.chosen[name].dataset.title,
            "vintage": selection.chosen[name].vintage.label,
            "published": selection.chosen[name].vintage.published,
            "is_later_than_the_day": selection.is_late(name),
        }
        for name in SOURCES
        if name in selection.chosen
    ]


__all__ = [
    "KINDS",
    "LARGE_NOTICE",
    "SAME_NUMBER_FROM",
    "SAME_NUMBER_WITHIN_DAYS",
    "Partnership",
    "Region",
    "View",
    "look",
]
