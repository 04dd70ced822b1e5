"""What a fund holds in a region, from the tables of its newest run on disk."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import us

from screener import expose
from screener.engine import open_engine
from screener.regional.facts import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from screener.pipeline.made import RecordedRun
    from screener.regional.find import Region

READ = ("positions", "securities", "footprint", "places", "issuers", "establishments")
"""Tables of a run that say what it holds in a region."""
MEASURES = {"in_state": "all industries", "in_state_manufacturing": "manufacturing"}
"""Measure of the run, whose state is the region here → what it is called."""
MOST_ISSUERS = 10
_CENT = Decimal("0.01")


def holdings_in(run: RecordedRun, files: Mapping[str, Path], region: Region) -> dict[str, Any]:
    """Return the fund's money in a region, its largest issuers there, and their sites.

    Parameters
    ----------
    run : RecordedRun
    files : mapping
        Table → its file, of `READ`.
    region : Region
    """
    engine = open_engine()
    try:
        for name in READ:
            engine.load_parquet(name, files[name])
        expose.add_up_region(engine, region.places)
        rows, sites = rows_of(engine, "region_holdings"), rows_of(engine, "region_sites")
        [unplaced] = rows_of(engine, "region_unplaced")
    finally:
        engine.close()
    issuers = [row for row in _of(rows, "operations", "in_state") if row["best"]]
    issuers.sort(key=lambda row: (-abs(row["best"]), row["issuer_id"], row["side"]))
    for site in sites:
        site["place_name"] = site["place_name"] or _state_alone(site["place"])
    sites.sort(key=lambda row: (-(row["employment"] or 0), row["issuer_name"], row["establishment_id"]))
    return {
        "run_id": run.folder.name,
        "as_of": run.as_of,
        "money": {name: _ends(_of(rows, "operations", measure)) for measure, name in MEASURES.items()},
        "money_by_head_office": {name: _ends(_of(rows, "headquarters", measure)) for measure, name in MEASURES.items()},
        "best_on_the_head_office_alone": {
            name: _sum(_of(rows, "operations", measure), "head_office") for measure, name in MEASURES.items()
        },
        "not_placed": (unplaced["unplaced"] or Decimal(0)).quantize(_CENT),
        "issuers_there": len({row["issuer_id"] for row in issuers}),
        "largest_issuers": [
            {"issuer": _issuer(row), "side": row["side"], **_ends([row])} for row in issuers[:MOST_ISSUERS]
        ],
        "sites": sites,
    }


def _ends(rows: list[dict[str, Any]]) -> dict[str, Decimal]:
    """Return the sums of both ends and of the estimate, to the cent."""
    return {end: _sum(rows, end) for end in ("low", "best", "high")}


def _sum(rows: list[dict[str, Any]], what: str) -> Decimal:
    return sum((row[what] for row in rows), Decimal(0)).quantize(_CENT)


def _of(rows: list[dict[str, Any]], basis: str, measure: str) -> list[dict[str, Any]]:
    return [row for row in rows if (row["basis"], row["measure"]) == (basis, measure)]


def _issuer(row: dict[str, Any]) -> str:
    """Return what a person calls an issuer; of a municipal security only the state is known."""
    code = str(row["issuer_id"])
    if row["issuer_name"] or not code.startswith("state:"):
        return str(row["issuer_name"] or code)
    state = us.states.lookup(code.removeprefix("state:"), field="abbr")
    return f"Municipal issuers of {state.name if state else 'no known state'}"


def _state_alone(place: str) -> str | None:
    """Return the name of a state for a site whose county is unknown."""
    state = us.states.lookup(place, field="fips") if len(place) == 2 else None
    return f"{state.name}, county not known" if state else None
