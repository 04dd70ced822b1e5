"""What one unit of a file's values is worth. For a 13F it is a fact of the file, decided from its own evidence.

The SEC asked for thousands of dollars until 2022 and for dollars since 3 January 2023, and filers did not all follow.
The evidence is not symmetric. A median below USD 0.50 a share is next to impossible in dollars, for exchanges delist
shares that stay below a dollar: it proves thousands. A median above USD 5 a share would mean over USD 5,000 in
thousands, which a single dear share may well reach but the middle of a list does not: it proves dollars, given enough
lines. In between, the rule in force on the filing day decides.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

from screener.findings import Finding, Severity

if TYPE_CHECKING:
    from screener.ingest.delivered import Delivered

DOLLARS, THOUSANDS = Decimal(1), Decimal(1000)
_DOLLARS_FROM = date(2023, 1, 3)
_DOLLARS_PERIOD = date(2022, 12, 31)
_PROVES_THOUSANDS = Decimal("0.5")
_PROVES_DOLLARS = Decimal(5)
_ENOUGH = 3
_NAMES = {DOLLARS: "dollars", THOUSANDS: "thousands of dollars"}


def decide_scale(
    delivered: Delivered, values: list[Decimal | None], quantities: list[Decimal | None], kinds: list[str], as_of: date
) -> tuple[Decimal, list[Finding]]:
    """Return what one unit of the file's values is worth, and the finding that says why.

    Parameters
    ----------
    delivered : Delivered
    values, quantities : list of Decimal or None
        As delivered, before any scale.
    kinds : list of str
        ``SH`` for entries that count shares.
    as_of : date
        Date of the data where the file says none.
    """
    declared = delivered.source.input.value_scale
    if delivered.source.reader != "sec-13f":
        scale = DOLLARS if declared == "auto" else declared
        found = [] if scale == DOLLARS else [_finding(delivered, scale, "portfolio.toml declares it", weak=False)]
        return scale, found
    rule, said = _by_date(delivered, as_of)
    prices = [v / q for v, q, kind in zip(values, quantities, kinds, strict=True) if v and q and kind.upper() == "SH"]
    proof, shown = _by_price(prices)
    inferred = proof or rule
    reason = f"{shown}; {said}"
    if declared != "auto":
        conflict = declared != inferred
        reason = f"portfolio.toml declares {declared}; the file itself suggests {inferred}: {reason}"
        return declared, [_finding(delivered, declared, reason, weak=conflict)]
    return inferred, [_finding(delivered, inferred, reason, weak=inferred != rule)]


def _by_date(delivered: Delivered, as_of: date) -> tuple[Decimal, str]:
    """Return what the rule in force asks for, and the date that decides it."""
    if delivered.filed:
        scale = DOLLARS if delivered.filed >= _DOLLARS_FROM else THOUSANDS
        return scale, f"filed on {delivered.filed}, when the rule asks for {_NAMES[scale]}"
    period = delivered.as_of or delivered.source.input.as_of or as_of
    scale = DOLLARS if period >= _DOLLARS_PERIOD else THOUSANDS
    return scale, f"the period ends on {period}, for which the rule asks for {_NAMES[scale]}"


def _by_price(prices: list[Decimal]) -> tuple[Decimal | None, str]:
    """Return what the implied prices prove, if anything, and the evidence in words."""
    if len(prices) < _ENOUGH:
        return None, f"{len(prices)} lines with shares are too few to tell by price"
    middle = median(prices)
    shown = f"the median value a share is {middle:.4f} over {len(prices)} lines"
    if middle < _PROVES_THOUSANDS:
        return THOUSANDS, f"{shown}, too low for dollars"
    if middle > _PROVES_DOLLARS:
        return DOLLARS, f"{shown}, too high for thousands"
    return None, f"{shown}, which fits either"


def _finding(delivered: Delivered, scale: Decimal, reason: str, *, weak: bool) -> Finding:
    unit = _NAMES.get(scale, f"units of {scale}")
    return Finding(
        "value-scale",
        Severity.WARNING if weak else Severity.INFO,
        f"Values were read as {unit}: {reason}.",
        where=delivered.source.file,
        hint="set value_scale in portfolio.toml to decide it yourself",
        rows=delivered.count,
    )
