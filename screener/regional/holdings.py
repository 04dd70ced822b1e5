"""What a fund holds in a region, from the tables of its newest run on disk."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import us

from screener.errors import NotFoundError
from screener.ledger import default_url, open_ledger
from screener.regional.facts import rows_of

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from screener.engine import Engine

READ = ("positions", "footprint", "issuers", "establishments")
MEASURES = ("all industries", "manufacturing")
MOST_ISSUERS = 10
_CENT = Decimal("0.01")


def newest_run(root: Path, portfolio_id: str, as_of: date | None) -> Path | None:
    """Return the folder of a portfolio's newest run that is on disk: of the latest date, the one recorded last.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    portfolio_id : str
    as_of : date or None
        Runs of later dates do not count.
    """
    try:
        with open_ledger(default_url(root), must_exist=True) as ledger:
            runs = [entry.content() for entry in ledger.entries() if entry.kind == "run"]
    except NotFoundError:
        return None
    folders = [
        (run["as_of"], number, root / "reports" / "runs" / portfolio_id / run["as_of"] / run["run_id"])
        for number, run in enumerate(runs)
        if run["portfolio"] == portfolio_id and (as_of is None or run["as_of"] <= as_of.isoformat())
    ]
    return max((entry for entry in folders if entry[2].is_dir()), default=(None, None, None))[2]


def holdings_in(engine: Engine, run: Path) -> dict[str, Any]:
    """Return the fund's money in the region that the engine describes, its largest issuers there, and their sites.

    Parameters
    ----------
    engine : Engine
        Holds `places` and `_labor_markets`, the region.
    run : Path
        Folder of the run.
    """
    for name in READ:
        engine.load(name, pq.read_table(run / "tables" / f"{name}.parquet"))
    rows = rows_of(engine, "region_holdings")
    everything = _of(rows, "operations", "all industries")
    issuers = [row for row in everything if row["best"]]
    issuers.sort(key=lambda row: (-abs(row["best"]), row["footprint_id"], row["side"]))
    sites = rows_of(engine, "region_sites")
    for site in sites:
        site["place_name"] = site["place_name"] or _state_alone(site["place"])
    sites.sort(key=lambda row: (-(row["employment"] or 0), row["issuer_name"], row["establishment_id"]))
    return {
        "run": run.name,
        "as_of": run.parent.name,
        "money": {measure: _ends(_of(rows, "operations", measure)) for measure in MEASURES},
        "money_by_head_office": {measure: _ends(_of(rows, "headquarters", measure)) for measure in MEASURES},
        "best_on_the_head_office_alone": {
            measure: _sum(_of(rows, "operations", measure), "head_office") for measure in MEASURES
        },
        "not_placed": _sum([row for row in everything if row["side"] == "long"], "unplaced"),
        "issuers_there": len({row["footprint_id"] for row in issuers}),
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
    code = str(row["footprint_id"])
    if row["issuer_name"] or not code.startswith("state:"):
        return str(row["issuer_name"] or code)
    state = us.states.lookup(code.removeprefix("state:"), field="abbr")
    return f"Municipal issuers of {state.name if state else 'no known state'}"


def _state_alone(place: str) -> str | None:
    """Return the name of a state for a site whose county is unknown."""
    state = us.states.lookup(place, field="fips") if len(place) == 2 else None
    return f"{state.name}, county not known" if state else None
