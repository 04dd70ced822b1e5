"""Companies of which more than the whole is held by the figures on file, as a finding."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from screener.findings import Finding, Severity

if TYPE_CHECKING:
    from screener.engine import Engine

NAMED = 5
"""How many companies the finding names, those with the most money first."""


def findings(engine: Engine) -> list[Finding]:
    """Return one finding about all companies whose value on file is less than what is held of them; none without."""
    above = [row for row in engine.fetch("attributions").to_pylist() if row["is_above_whole"]]
    if not above:
        return []
    names = {row["issuer_id"]: row["issuer_name"] for row in engine.fetch("issuers").to_pylist()}
    above.sort(key=lambda row: (-row["market_value"], row["issuer_id"]))
    told = [f"{names[row['issuer_id']]}: {row['attribution_factor']:,.2f} times" for row in above[:NAMED]]
    more = f" and {len(above) - NAMED} more" if len(above) > NAMED else ""
    return [
        Finding(
            "part-above-whole",
            Severity.WARNING,
            f"more than the whole is held of {len(above)} {'company' if len(above) == 1 else 'companies'} by the "
            f"enterprise value on file: {'; '.join(told)}{more}; the part is used as it is, never capped",
            where="company_figures",
            hint="compare the value with its source: is it in whole units of the currency, and of the whole group?",
            rows=0,
            market_value=sum((row["market_value"] for row in above), Decimal(0)),
        )
    ]
