"""Whether the scope of an industry partnership is just right: its region, its industry, its employers and its reach."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from screener.errors import InputError, join_problems
from screener.tables import ATTESTATIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import date

    import pyarrow as pa

    from screener.rulebook import Rulebook

RULEBOOK = "industry-partnerships"
PARTNERSHIP = "the partnership asked about"
"""What the evidence calls the region and industry that are asked about."""

Facts = dict[str, float | None]
_Side = tuple[str, str]

ASKED: dict[str, tuple[tuple[str, ...], Callable[[Facts, Facts], _Side]]] = {
    "scope-geo": (
        ("state_employment_share", "is_sub_county", "matches_labor_market"),
        lambda facts, _: (_misfit(facts), "no labor market of its own"),
    ),
    "scope-ind": (
        ("two_digit_sectors", "naics3_subsectors"),
        lambda facts, limits: (
            "too broad" if _over(facts["two_digit_sectors"], limits["too_many_sectors"], "from") else "too narrow",
            "",
        ),
    ),
    "scope-champ": (
        ("employer_champions",),
        lambda facts, limits: (
            "too big" if _over(facts["employer_champions"], limits["too_few_champions"], "above") else "too small",
            "rather big" if _over(facts["employer_champions"], limits["most_champions"], "above") else "rather small",
        ),
    ),
    "scope-mem": (("member_employers",), lambda *_: ("too small", "rather small")),
    "scope-jur": (("counties_covered", "partner_organizations"), lambda *_: ("too small", "")),
}
"""Criterion → the facts it asks for, and what to fail it and to be on watch is called."""

AIM = (25, 30)
"""Champions that the document behind the tests aims for; the rulebook passes fewer and more."""

LABELS = {
    "scope-geo": "Geography",
    "scope-ind": "Industry",
    "scope-champ": "Champions",
    "scope-mem": "Membership",
    "scope-jur": "Jurisdictions",
}
"""Criterion → what is judged; a title says what would pass, and would contradict another verdict."""


class Verdict(NamedTuple):
    """One scope test and its answer."""

    criterion_id: str
    label: str
    """What is judged: geography, industry, …"""
    title: str
    verdict: str
    """too big, too small, too broad, too narrow, just right, not known, …"""
    outcome: str
    meaning: str
    facts: Facts
    parameters: dict[str, Any]


def read_codes(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Return the NAICS codes that a person names, separated by commas or spaces; a range such as 621-623 in full.

    Parameters
    ----------
    text : str
    known : collection of str
        Every code of the editions held.

    Raises
    ------
    InputError
        Some are no codes; the message names each.

    Examples
    --------
    >>> read_codes("31-33, 621-623", ["31-33", "621", "622", "623"])
    ('31-33', '621', '622', '623')
    """
    codes: list[str] = []
    problems = []
    for part in re.split(r"[,;\s]+", text.strip()):
        first, _, last = part.partition("-")
        if part in known or (len(part) == 2 and _sector(part, known)):
            codes.append(part)
        elif last and len(first) == len(last) > 2 and (found := [c for c in sorted(known) if _between(first, c, last)]):
            codes += found
        else:
            problems.append(f"{part!r} is no NAICS code here")
    if problems:
        raise InputError(
            join_problems(problems, "not every code is one:"),
            where="industry",
            hint="a code is a sector of two digits from 11 to 92 (31-33 is manufacturing) or an industry of three to "
            "six digits that begins with one; separate codes by commas, and write ranges with a hyphen: 311,312 or "
            "621-623",
        )
    return tuple(dict.fromkeys(codes))


def count_industries(codes: Iterable[str], known: Collection[str]) -> tuple[int, int]:
    """Return how many sectors and how many subsectors codes cover; a sector's code stands for all of its subsectors.

    Examples
    --------
    >>> count_industries(["3254", "31-33", "484"], ["31-33", "311", "325", "48-49", "484", "485"])
    (2, 3)
    """
    sectors, subsectors = set(), set()
    for code in codes:
        sectors.add(_sector(code, known))
        if len(code) == 2 or "-" in code:
            subsectors |= {one for one in known if len(one) == 3 and code in {_sector(one, known), one[:2]}}
        else:
            subsectors.add(code[:3])
    return len(sectors), len(subsectors)


def scope_tests(rulebook: Rulebook) -> Rulebook:
    """Return `RULEBOOK` with its scope tests alone: the other criteria ask for documents that nobody gives here."""
    return replace(rulebook, criteria=tuple(one for one in rulebook.criteria if one.id in ASKED))


def evidence(facts: Mapping[str, float | None], day: date, document: str) -> pa.Table:
    """Return facts about the region and industry asked about as attestations of the day; unknown ones are left out."""
    said = {name: value for name, value in facts.items() if value is not None}
    shared = {"source_file": "", "subject": "place", "subject_id": PARTNERSHIP, "document": document}
    return ATTESTATIONS.of(
        [
            {**shared, "source_row": row, "fact": name, "value": float(value), "as_of": day, "published": day}
            for row, (name, value) in enumerate(said.items(), start=1)
        ]
    )


def verdicts(decisions: Iterable[dict[str, Any]], rulebook: Rulebook, facts: Facts) -> list[Verdict]:
    """Return the answer to each scope test.

    Parameters
    ----------
    decisions : iterable of dict
        Decisions on places, those on `PARTNERSHIP` among them.
    rulebook : Rulebook
        `RULEBOOK`.
    facts : dict
        What the evidence says.
    """
    judged = {row["criterion_id"]: row for row in decisions if row["subject_id"] == PARTNERSHIP}
    found = []
    for criterion in rulebook.criteria:
        row = judged.get(criterion.id)
        if criterion.id not in ASKED or row is None:
            continue
        names, words = ASKED[criterion.id]
        limits = json.loads(row["parameters"])
        asked = {name: facts.get(name) for name in names}
        outcome = row["outcome"]
        if outcome == "pass":
            word = _fit(criterion.id, asked)
        elif outcome in {"fail", "watch"}:
            word = words(asked, limits)[outcome == "watch"]
        else:
            word = "not known" if outcome == "insufficient_data" else "not asked on that day"
        label = LABELS[criterion.id]
        found.append(
            Verdict(criterion.id, label, criterion.title, word, outcome, criterion.meaning.strip(), asked, limits)
        )
    return found


def _fit(criterion: str, facts: Facts) -> str:
    """Return what a pass is called: champions that are enough may be fewer or more than the document aims for."""
    least, most = AIM
    if criterion == "scope-champ" and not least <= (facts["employer_champions"] or 0) <= most:
        return f"enough; the document aims for {least} to {most}"
    return "just right"


def _misfit(facts: Facts) -> str:
    """Return on which side a region misses; the paper calls half a state too big, a labor market or not."""
    if facts["is_sub_county"]:
        return "too small"
    return "too big, though a labor market" if facts["matches_labor_market"] else "too big"


def _over(value: float | None, limit: float | None, how: str) -> bool:
    """Return whether a known number reaches ("from") or passes ("above") a limit."""
    if value is None or limit is None:
        return False
    return value >= limit if how == "from" else value > limit


def _sector(code: str, known: Collection[str]) -> str:
    """Return the sector of a code as NAICS writes it, such as 31-33; empty where there is none."""
    ranges = [one for one in known if "-" in one and _between(one[:2], code[:2], one[3:])]
    return next(iter(ranges), code[:2] if code in known and not ranges else "")


def _between(first: str, code: str, last: str) -> bool:
    return len(first) == len(code) == len(last) and first <= code <= last
