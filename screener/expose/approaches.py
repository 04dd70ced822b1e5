"""How accounts are invested: lines about no account held, and accounts of which no line speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screener.findings import Finding, Severity

if TYPE_CHECKING:
    from screener.engine import Engine


def findings(engine: Engine) -> list[Finding]:
    """Return a finding for each account without a word on how it is invested, and for each line about no account held.

    Parameters
    ----------
    engine : Engine
        Holds `_account_approaches` and `_unrecorded_approaches`.
    """
    unrecorded = [
        Finding(
            "approach-not-recorded",
            Severity.WARNING,
            f"No line by the run's date says how account {row['account']!r} is invested; it counts as not recorded.",
            value=row["account"],
            hint="add a line for it to a file in approaches/",
            rows=row["lines"],
            market_value=row["market_value"],
        )
        for row in engine.fetch("_unrecorded_approaches").to_pylist()
    ]
    unused = [
        Finding(
            "approach-not-used",
            Severity.WARNING,
            f"No line is held in account {row['account']!r}, so what is said of it was not used.",
            where=f"{row['source_file']}:{row['source_row']}",
            column="account",
            value=row["account"],
            hint="write the account as portfolio.toml or the delivered file does, or remove the line",
            rows=0,
        )
        for row in engine.fetch("_account_approaches").to_pylist()
        if row["standing"] == "not held"
    ]
    return [*unrecorded, *unused]
