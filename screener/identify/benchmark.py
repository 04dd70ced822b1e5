"""The benchmark as far as it is known: what of it is listed, and whose issuers were found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.compute as pc

from screener.findings import Finding, Severity
from screener.workspace import BENCHMARK

if TYPE_CHECKING:
    from screener.engine import Engine


def findings(engine: Engine) -> list[Finding]:
    """Return the finding that part of the benchmark is in no known place, where it is so.

    Parameters
    ----------
    engine : Engine
        Holds ``benchmark_positions`` and ``funds``.
    """
    listed = engine.fetch("benchmark_positions")
    unknown = listed.filter(pc.field("footprint_id").isin(["unknown", "state:unknown"]))
    if not unknown.num_rows:
        return []
    (fund,) = engine.fetch("funds").filter(pc.field("fund_id") == BENCHMARK).to_pylist()
    share = pc.sum(pc.abs(unknown["market_value"])).as_py() / pc.sum(pc.abs(listed["market_value"])).as_py()
    return [
        Finding(
            "benchmark-unknown",
            Severity.WARNING,
            f"{share:.2%} of the benchmark is not listed, or its issuers or states were not found; it may be anywhere, "
            "and the range of the tilt says so.",
            where=fund["source_file"],
            hint="give its lines a CUSIP, CIK or ticker with currency and country, and the list whole",
            rows=0,
        )
    ]
