"""The holdings as people read them: each delivered line with its issuer, place and outcomes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from screener.report.withhold import WITHHELD, WORD
from screener.report.words import OUTCOMES, state_codes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from screener.report.about import About

LOOKED_THROUGH = "looked through"
"""Stands for whatever a line that was replaced by what a fund holds has many of."""
NAMED = 3
"""A line that more criteria could not be decided for says how many; the others are named."""
_REMARKABLE = ("fail", "watch", "insufficient_data", "pass")
_FLAGGED = ("fail", "watch")


@dataclass(frozen=True, slots=True)
class Line:
    """One delivered line, as printed."""

    holding: dict[str, Any]
    security_id: str
    issuer_id: str | None
    issuer: str | None
    match_tier: str
    evidence: str
    headquarters: str
    location_tier: str
    outcomes: str

    @property
    def value(self) -> Decimal | None:
        """Market value in the base currency; null where unpriced."""
        value: Decimal | None = self.holding["market_value"]
        return value

    @property
    def name(self) -> str:
        """Instrument as delivered: issuer and title, where the title alone (“COM”) would not say which; else an id."""
        issuer, title = self.holding["issuer_name"] or "", self.holding["security_name"] or ""
        says_issuer = title.casefold().startswith(issuer.casefold()[:5])
        return (title if says_issuer else f"{issuer}, {title}".strip(", ")) or self.code or self.security_id

    @property
    def issuer_label(self) -> str:
        """Name of the issuer, or why there is none."""
        if self.match_tier == LOOKED_THROUGH:
            return "several"
        return self.issuer or ("none needed" if self.headquarters == "no place" else "unknown")

    @property
    def code(self) -> str:
        """The identifiers most people know it by."""
        return " ".join(
            dict.fromkeys(filter(None, (self.holding["ticker"], self.holding["cusip"] or self.holding["isin"])))
        )


def largest(holdings: pa.Table, limit: int) -> pa.Table:
    """Return the lines with the largest gross value, in the order of the files; all where there are no more."""
    if holdings.num_rows <= limit:
        return holdings
    # Nulls come last by default: an unpriced line is not among the largest.
    order = pc.sort_indices(pc.abs(holdings["market_value"]), sort_keys=[("", "descending")])
    kept = order[:limit]
    return holdings.take(kept.take(pc.sort_indices(kept)))


def read_lines(tables: Mapping[str, pa.Table], about: About, limit: int) -> list[Line]:
    """Return the largest lines, in the order of the files, with what the run found out about each."""
    holdings = largest(tables["holdings"], limit)
    positions = {
        row["position_id"]: row
        for row in _columns(tables["positions"], "position_id", "path", "security_id", "issuer_id", "footprint_id")
    }
    of_line: dict[tuple[str, int], dict[str, Any]] = {}
    for row in tables["holding_positions"].to_pylist():
        # A line held directly has one position; of one looked through, any says by which fund.
        of_line.setdefault((row["source_file"], row["source_row"]), positions[row["position_id"]])
    matches = {row["security_id"]: row for row in _columns(tables["matches"], "security_id", "match_tier", "evidence")}
    issuers = {
        row["issuer_id"]: row for row in _columns(tables["issuers"], "issuer_id", "issuer_name", "headquarters_place")
    }
    tiers = _location_tiers(tables["footprint"])
    # an edition may leave out all footprints: what a place rests on is then not told; that is not nothing known
    no_tier = WORD if WITHHELD.name in tables and not tiers else "none"
    rows = holdings.to_pylist()
    kept = pa.array(["{source_file}:{source_row}".format_map(row) for row in rows], pa.string())
    outcomes = _outcomes(tables["decisions"], about.bare_measures, kept)
    lines = []
    for holding in rows:
        key = (holding["source_file"], holding["source_row"])
        position = of_line[key]
        if position["footprint_id"] == WORD:
            lines.append(Line(holding, position["security_id"], None, WORD, WORD, "", WORD, WORD, WORD))
            continue
        if position["path"]:
            lines.append(_looked_through(holding, position["path"], _in_words(outcomes, "{}:{}".format(*key), None)))
            continue
        match = matches.get(position["security_id"], {})
        issuer = issuers.get(position["issuer_id"], {})
        lines.append(
            Line(
                holding,
                position["security_id"],
                position["issuer_id"],
                issuer.get("issuer_name"),
                match.get("match_tier", "none"),
                match.get("evidence", ""),
                _headquarters(position["footprint_id"], issuer.get("headquarters_place")),
                tiers.get(position["footprint_id"], no_tier),
                _in_words(outcomes, "{}:{}".format(*key), position["issuer_id"]),
            )
        )
    return lines


def _looked_through(holding: dict[str, Any], path: str, outcomes: str) -> Line:
    """Return a line that was replaced by what a fund holds: it has no one issuer and no one place."""
    fund_id = path.split(" > ", maxsplit=1)[0]
    return Line(holding, fund_id, None, None, LOOKED_THROUGH, "", LOOKED_THROUGH, LOOKED_THROUGH, outcomes)


def _columns(table: pa.Table, *names: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.select(list(names)).to_pylist()
    return rows


def _headquarters(footprint_id: str, place: str | None) -> str:
    """Return the state of the head office, or why there is none."""
    if footprint_id == "no_place":
        return "no place"
    if footprint_id.startswith("state:"):
        return footprint_id.removeprefix("state:")
    if "foreign" in (footprint_id, place):
        return "abroad"
    if place is None or footprint_id == "unknown":
        return "unknown"
    return state_codes().get(place[:2], place)


def _location_tiers(footprint: pa.Table) -> dict[str, str]:
    """Return footprint → what its location rests on (operations basis)."""
    operations = footprint.filter(pc.field("basis") == "operations")
    return {row["footprint_id"]: row["location_tier"] for row in _columns(operations, "footprint_id", "location_tier")}


def _outcomes(
    decisions: pa.Table, bare: frozenset[tuple[str, str]], kept: pa.StringArray
) -> dict[tuple[str, str], dict[str, list[str]]]:
    """Return subject → outcome → criteria, for the holdings that are kept and for issuers.

    What does not apply is left out, and so are the figures of bare measures and the watches and fails that only
    describe: none of them is a word of praise or reproach.
    """
    found: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    speaking = decisions.filter(
        (pc.field("outcome") != "not_applicable")
        & ((pc.field("subject") == "issuer") | ((pc.field("subject") == "holding") & pc.field("subject_id").isin(kept)))
    )
    named = ("rulebook_id", "criterion_id", "subject", "subject_id", "outcome", "describes")
    for row in _columns(speaking, *named):
        is_figure = row["outcome"] == "pass" and (row["rulebook_id"], row["criterion_id"]) in bare
        if is_figure or (row["describes"] and row["outcome"] in _FLAGGED):
            continue
        found[row["subject"], row["subject_id"]][row["outcome"]].append(row["criterion_id"])
    return found


def _in_words(outcomes: Mapping[tuple[str, str], Mapping[str, list[str]]], line: str, issuer_id: str | None) -> str:
    """Return a line's outcomes and its issuer's as text, what asks for attention first."""
    of_line: Mapping[str, list[str]] = outcomes.get(("holding", line), {})
    of_issuer: Mapping[str, list[str]] = outcomes.get(("issuer", issuer_id or ""), {})
    parts = []
    for outcome in _REMARKABLE:
        criteria = sorted({*of_line.get(outcome, []), *of_issuer.get(outcome, [])})
        if outcome == "insufficient_data" and len(criteria) > NAMED:
            parts.append(f"{OUTCOMES[outcome][0]}: {len(criteria)} criteria")
        elif criteria:
            parts.append(f"{OUTCOMES[outcome][0]}: {', '.join(criteria)}")
    return "; ".join(parts) or "None applies"
