"""Doubts: where sources disagree about an issuer's places, as findings."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from screener.findings import Finding, Severity

if TYPE_CHECKING:
    from screener.engine import Engine

NAMED_ISSUERS = 5
"""How many issuers in doubt a finding names, those with the most money first."""

_FACILITIES = {
    "county-disagreement": (
        Severity.INFO,
        (
            "the addresses of {places} facilities of {issuers} issuers held here contradict themselves: {by_zip} have "
            "a ZIP code and {by_coordinates} have coordinates that are not in the county used, which is the one they "
            "name, or their ZIP code's where they name none; {without_county} name a county that their state does not "
            "have, and the state alone was used"
        ),
        "look the facilities up in the dataset, where zip_agrees or coordinates_agree is false",
    ),
    "owner-unknown": (
        Severity.WARNING,
        (
            "{places} facilities name one of {issuers} issuers held here as an owner of less than half; their "
            "owner is treated as unknown, and they count for no issuer"
        ),
        "nothing to do now; read the range",
    ),
}
"""Code → severity, message and hint of the finding that a kind of doubt about facilities becomes."""


def findings(engine: Engine) -> list[Finding]:
    """Return the doubts about facilities, headquarters and the portfolio's own sites of a run, one finding a kind."""
    found = [_about_facilities(doubt) for doubt in engine.fetch("_doubts").to_pylist()]
    if headquarters := engine.fetch("_headquarters_doubts").to_pylist():
        found.append(_about_headquarters(headquarters))
    if unused := [row for row in engine.fetch("_user_sites").to_pylist() if row["standing"] != "used"]:
        found.append(_about_unused_sites(unused))
    return found


def _about_facilities(doubt: dict[str, Any]) -> Finding:
    severity, message, hint = _FACILITIES[doubt["code"]]
    return Finding(
        doubt["code"],
        severity,
        message.format(**doubt),
        where="ghgrp_facilities",
        hint=hint,
        rows=doubt["lines"],
        market_value=doubt["market_value"],
    )


def _about_unused_sites(unused: list[dict[str, Any]]) -> Finding:
    """Return one finding for all lines of the portfolio's own list of sites that say nothing in this run."""
    counts = Counter(row["standing"] for row in unused)
    first = min(unused, key=lambda row: (row["source_file"], row["source_row"]))
    return Finding(
        "site-not-used",
        Severity.WARNING,
        f"{len(unused)} lines of the portfolio's own list of sites were not used: {counts['issuer not held']} name an "
        f"issuer that is not held, {counts['after the date']} describe a date after the run's, and "
        f"{counts['superseded']} are of an older list of their issuer",
        where=f"{first['source_file']}:{first['source_row']}",
        hint="compare the issuers with the table issuers of this run; remove lines that are out of date",
        rows=0,
    )


def _about_headquarters(doubts: list[dict[str, Any]]) -> Finding:
    """Return one finding for all issuers whose headquarters two lists place in different states."""
    largest = sorted(doubts, key=lambda doubt: (-doubt["market_value"], doubt["issuer_name"]))[:NAMED_ISSUERS]
    unknown = sum(not doubt["is_certain"] for doubt in doubts)
    return Finding(
        "headquarters-disagreement",
        Severity.WARNING,
        f"two lists of headquarters place {len(doubts)} issuers held here in different states: they moved, or a list "
        f"is out of date; the vintage preferred on the run's date was used, except for {unknown} that it places in "
        "Wilmington, Delaware, where registered agents sit: theirs are unknown; "
        f"largest: {'; '.join(map(_both_seats, largest))}",
        where="listed_headquarters",
        hint="read headquarters-based figures beside operations-based ones",
        rows=sum(doubt["lines"] for doubt in doubts),
        market_value=sum((doubt["market_value"] for doubt in doubts), Decimal(0)),
    )


def _both_seats(doubt: dict[str, Any]) -> str:
    """Return an issuer with what the two lists say of it, and the money held in it."""
    used = "used" if doubt["is_certain"] else "not used"
    return f"{doubt['issuer_name']}: {doubt['preferred']} ({used}) or {doubt['other']}, {doubt['market_value']:,.2f}"
