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

OWN = {
    "_user_sites": ("site-not-used", "line", "list of sites", "of an older list of their issuer"),
    "company_figures": ("company-figure-not-used", "figure", "figures of companies", "replaced by newer ones"),
}
"""Table of what the portfolio's own files say → code of the finding about what is not used, and its words."""


HEADCOUNTS = {
    "sites-exceed-total": (
        "more people than its total_employment; all of the issuer counts as located",
        "compare both numbers with the document: is one of them of another year, or without part of the staff?",
    ),
    "sites-cover-little": (
        "under half of its total_employment; the best estimate puts the others where the counted sites are",
        "add lines for the other sites, by state or country where no more is known; until then read the range",
    ),
}
"""Code of a finding about people at the listed sites → what is the case, and what to do."""


def findings(engine: Engine) -> list[Finding]:
    """Return the doubts about facilities, headquarters and what the portfolio's own files say, one finding a kind."""
    found = [_about_facilities(doubt) for doubt in engine.fetch("_doubts").to_pylist()]
    if headquarters := engine.fetch("_headquarters_doubts").to_pylist():
        found.append(_about_headquarters(headquarters))
    own = {table: engine.fetch(table).to_pylist() for table in OWN}
    for table, rows in own.items():
        if unused := [row for row in rows if row["standing"] != "used"]:
            found.append(_about_unused(unused, *OWN[table]))
    found += _about_headcounts([row for row in own["_user_sites"] if row["standing"] == "used"])
    if old := [row for row in own["company_figures"] if row["standing"] == "used" and row["is_old"]]:
        found.append(_about_old_figures(old))
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


def _about_unused(unused: list[dict[str, Any]], code: str, one: str, what: str, superseded: str) -> Finding:
    """Return one finding for all of the portfolio's own lines or figures that say nothing in this run."""
    where, named = _lines(unused)
    reasons = {
        "issuer not held": "of issuers that are not held",
        "after the date": "of a date after the run's or known later",
        "superseded": superseded,
    }
    return Finding(
        code,
        Severity.WARNING,
        f"{_counted(len(unused), one)} of the portfolio's own {what} not used: "
        f"{_parts(Counter(row['standing'] for row in unused), reasons)} ({named})",
        where=where,
        hint="compare the issuers with the table issuers of this run; remove lines that are out of date",
        rows=len(unused),
    )


def _about_headcounts(sites: list[dict[str, Any]]) -> list[Finding]:
    """Return a finding on lists with more people than the issuer has, and one on lists with under half of them."""
    issuers: dict[str, list[dict[str, Any]]] = {}
    for site in sites:
        issuers.setdefault(site["issuer_id"], []).append(site)
    doubted: dict[str, dict[str, list[dict[str, Any]]]] = {code: {} for code in HEADCOUNTS}
    for issuer, lines in sorted(issuers.items()):
        people = sum((line["employment"] or Decimal(0) for line in lines), Decimal(0))
        total = max((line["total_employment"] or 0 for line in lines), default=0)
        words = f"{issuer}: {people.normalize():,f} of {total:,} ({_lines(lines)[0]})"
        if total and people > total:
            doubted["sites-exceed-total"][words] = lines
        elif 0 < 2 * people < total:
            doubted["sites-cover-little"][f"{words}, {1 - people / total:.1%} are elsewhere"] = lines
    return [
        Finding(
            code,
            Severity.WARNING,
            f"the sites of {_counted(len(named), 'issuer')} on the portfolio's own list have {HEADCOUNTS[code][0]}: "
            + "; ".join(list(named)[:NAMED])
            + (f" and {len(named) - NAMED} more" if len(named) > NAMED else ""),
            where=_lines([line for lines in named.values() for line in lines])[0],
            hint=HEADCOUNTS[code][1],
            rows=sum(map(len, named.values())),
        )
        for code, named in doubted.items()
        if named
    ]


def _about_old_figures(old: list[dict[str, Any]]) -> Finding:
    """Return one finding for all figures of companies that describe a day long before the run's."""
    where, named = _lines(old)
    return Finding(
        "company-figure-old",
        Severity.WARNING,
        f"{_counted(len(old), 'figure')} of the portfolio's own figures of companies, of a day more than 24 months "
        f"before the run's, used for want of newer ones ({named})",
        where=where,
        hint="add a line of a newer year; value held and value of the company should be of the same year-end",
        rows=len(old),
    )


def _lines(rows: list[dict[str, Any]]) -> tuple[str, str]:
    """Return the first line of a file that rows come from, and the first few of them as words."""
    ordered = sorted({(row["source_file"], row["source_row"]) for row in rows})
    named = [f"{file}:{line}" for file, line in ordered]
    return named[0], ", ".join(named[:NAMED]) + (f" and {len(named) - NAMED} more" if len(named) > NAMED else "")


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
