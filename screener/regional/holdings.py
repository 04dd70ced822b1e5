"""What a fund holds in a region, from the tables of its newest run on disk."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from screener.errors import NotFoundError
from screener.ledger import default_url, open_ledger
from screener.regional.facts import rows_of

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from screener.engine import Engine

READ = ("positions", "footprint", "issuers", "establishments")
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
    issuers = [row for row in rows if row["measure"] == "all industries" and row["best"]]
    issuers.sort(key=lambda row: (-abs(row["best"]), row["footprint_id"], row["side"]))
    sites = rows_of(engine, "region_sites")
    sites.sort(key=lambda row: (-(row["employment"] or 0), row["issuer_name"], row["establishment_id"]))
    return {
        "run": run.name,
        "as_of": run.parent.name,
        "money": {
            measure: _ends([row for row in rows if row["measure"] == measure])
            for measure in ("all industries", "manufacturing")
        },
        "issuers_there": len({row["footprint_id"] for row in issuers}),
        "largest_issuers": [
            {"issuer": row["name"], "side": row["side"], **_ends([row])} for row in issuers[:MOST_ISSUERS]
        ],
        "sites": sites,
    }


def _ends(rows: list[dict[str, Any]]) -> dict[str, Decimal]:
    """Return the sums of both ends and of the estimate, to the cent."""
    return {end: sum((row[end] for row in rows), Decimal(0)).quantize(_CENT) for end in ("low", "best", "high")}
