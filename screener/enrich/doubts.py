"""Doubts: where sources disagree about an issuer's places, as findings."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from screener.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from screener.engine import Engine

NAMED = 5
"""How many issuers in doubt, those with the most money first, or lines of a file a finding names."""

REASONS = {
    "issuer not held": "of issuers that are not held",
    "after the date": "of a date after the run's",
    "superseded": "of an older list of their issuer",
}
"""Why a line of the portfolio's own list is not used, as `_user_sites` and as a finding say it."""


def findings(engine: Engine) -> list[Finding]:
    """Return the doubts about facilities, headquarters and the portfolio's own sites of a run, one finding a kind."""
    found = [_about_facilities(doubt) for doubt in engine.fetch("_doubts").to_pylist()]
    if headquarters := engine.fetch("_headquarters_doubts").to_pylist():
        found.append(_about_headquarters(headquarters))
    if unused := [row for row in engine.fetch("_user_sites").to_pylist() if row["standing"] != "used"]:
        found.append(_about_unused_sites(unused))
    return found


def _about_facilities(doubt: dict[str, Any]) -> Finding:
    """Return one finding for all facilities about which sources disagree in one way."""
    facilities, issuers = _counted(doubt["places"], "facility", "facilities"), _counted(doubt["issuers"], "issuer")
    if doubt["code"] == "owner-unknown":
        severity = Severity.WARNING
        message = (
            f"{facilities} of {issuers} held here: the issuer is named as owner of less than half, or of a share "
            "that is not stated; the owner is treated as unknown, and no issuer is credited"
        )
        hint = "nothing to do now; read the range"
    else:
        severity = Severity.INFO
        clauses = {
            "by_zip": "by a ZIP code outside the county named (that county was used)",
            "by_coordinates": "by coordinates outside the county named (that county was used)",
            "by_zip_alone": "by coordinates outside the ZIP code's county, none being named (the state was used)",
            "without_county": "by a county that the state does not have (no county was used)",
        }
        message = f"the address of {facilities} of {issuers} held here contradicts itself: {_parts(doubt, clauses)}"
        hint = "look the facilities up in the dataset, where zip_agrees or coordinates_agree is false"
    return Finding(
        doubt["code"],
        severity,
        message,
        where="ghgrp_facilities",
        hint=hint,
        rows=doubt["lines"],
        market_value=doubt["market_value"],
    )


def _about_unused_sites(unused: list[dict[str, Any]]) -> Finding:
    """Return one finding for all lines of the portfolio's own list of sites that say nothing in this run."""
    ordered = sorted(unused, key=lambda row: (row["source_file"], row["source_row"]))
    named = [f"{row['source_file']}:{row['source_row']}" for row in ordered]
    more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
    return Finding(
        "site-not-used",
        Severity.WARNING,
        f"{_counted(len(unused), 'line')} of the portfolio's own list of sites not used: "
        f"{_parts(Counter(row['standing'] for row in unused), REASONS)} ({', '.join(named[:NAMED])}{more})",
        where=named[0],
        hint="compare the issuers with the table issuers of this run; remove lines that are out of date",
        rows=len(unused),
    )


def _counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _parts(counts: Mapping[str, int], clauses: dict[str, str]) -> str:
    """Return each clause that is true of anything, with its number."""
    return ", ".join(f"{counts[name]:,} {clause}" for name, clause in clauses.items() if counts[name])


def _about_headquarters(doubts: list[dict[str, Any]]) -> Finding:
    """Return one finding for all issuers whose headquarters two lists place in different states."""
    largest = sorted(doubts, key=lambda doubt: (-doubt["market_value"], doubt["issuer_name"]))[:NAMED]
    unknown = sum(not doubt["is_certain"] for doubt in doubts)
    except_for = (
        f", except for {unknown:,} in Wilmington, Delaware, where registered agents sit: unknown" if unknown else ""
    )
    return Finding(
        "headquarters-disagreement",
        Severity.WARNING,
        f"two lists of headquarters place {_counted(len(doubts), 'issuer')} held here in different states: a move, or "
        f"a list that is out of date; the vintage preferred on the run's date was used{except_for}; "
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
