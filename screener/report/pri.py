"""The six principles and the managers: where there is evidence and where there is none. No score is made of it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from screener.report.figures import ZERO
from screener.report.words import PRINCIPLES
from screener.tables import EVERY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from screener.report.outcomes import CriterionOutcomes, RulebookOutcomes

RULEBOOK = "un-pri"
ASKED = ("plan", "manager", "issuer", "holding")
"""Subjects that the principles are asked of, in printed order."""

_PRINCIPLE = re.compile(r"pri(\d)-")
_ATTESTED = "attested_pri_signatory"
"""Fact by which the fund says that a manager has signed."""


@dataclass(frozen=True, slots=True)
class Principle:
    """One principle: subject → criteria that could be decided for somebody, and that could be for nobody."""

    number: str
    title: str
    decided: dict[str, int]
    undecided: dict[str, int]


@dataclass(frozen=True, slots=True)
class ManagerRow:
    """One manager: what it runs, how it voted, and what the criteria found."""

    name: str
    market_value: Decimal
    is_listed: bool | None
    """Whether it is on the list of PRI signatories that is held."""
    is_attested: bool | None
    """Whether the fund attests that it is a signatory."""
    matched_votes: int | None
    agreement: Decimal | None
    outcomes: dict[str, tuple[str, ...]]
    """Outcome → titles of criteria."""

    @property
    def signatory(self) -> str:
        """Whether it is a PRI signatory and who says so; the fund's own word comes first. Empty where nobody does."""
        if self.is_attested is not None:
            return f"{'yes' if self.is_attested else 'no'}, attested"
        return "yes, listed" if self.is_listed else ""


def principles_of(books: Sequence[RulebookOutcomes]) -> tuple[Principle, ...]:
    """Return the six principles, in order; none where their rulebook was not applied."""
    judged = [item for book in books if book.id == RULEBOOK for item in book.judged]
    if not judged:
        return ()
    return tuple(
        Principle(number, title, *(_count(judged, number, is_decided=found) for found in (True, False)))
        for number, title in PRINCIPLES.items()
    )


def _count(judged: Sequence[CriterionOutcomes], number: str, *, is_decided: bool) -> dict[str, int]:
    """Return subject → criteria of a principle that somebody, or nobody, could be decided by."""
    counts = dict.fromkeys(ASKED, 0)
    for item in judged:
        principle = _PRINCIPLE.match(item.criterion.id)
        is_open = item.counts["insufficient_data"] > 0 or item.every == "insufficient_data"
        if principle and principle[1] == number and (item.decided > 0 if is_decided else is_open and not item.decided):
            counts[item.criterion.subject] += 1
    return counts


def managers_of(tables: Mapping[str, pa.Table], books: Sequence[RulebookOutcomes]) -> tuple[ManagerRow, ...]:
    """Return the managers that the positions name, the largest first.

    Parameters
    ----------
    tables : mapping
        Reads `facts_manager`, `positions` and `decisions`.
    books : sequence of RulebookOutcomes
        For the titles of the criteria.
    """
    titles = {(book.id, item.criterion.id): item.criterion.title for book in books for item in book.criteria}
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    about = tables["decisions"].filter((pc.field("subject") == "manager") & (pc.field("subject_id") != EVERY))
    signed: dict[str, bool] = {}
    for row in about.to_pylist():
        found[row["subject_id"]][row["outcome"]].append(titles[row["rulebook_id"], row["criterion_id"]])
        if (attested := json.loads(row["evidence"]).get(_ATTESTED)) is not None:
            signed[row["subject_id"]] = attested
    sums = tables["positions"].group_by("manager").aggregate([("market_value", "sum")]).to_pylist()
    held = {row["manager"]: row["market_value_sum"] or ZERO for row in sums}
    rows = [
        _manager(row, held, found[row["subject_id"]], attested=signed.get(row["subject_id"]))
        for row in tables["facts_manager"].to_pylist()
    ]
    return tuple(sorted(rows, key=lambda row: (-abs(row.market_value), row.name)))


def _manager(
    facts: Mapping[str, Any], held: Mapping[str, Decimal], found: Mapping[str, Sequence[str]], *, attested: bool | None
) -> ManagerRow:
    votes, agreement = facts["matched_votes"], facts["vote_agreement"]
    return ManagerRow(
        name=facts["manager"],
        market_value=held.get(facts["manager"], ZERO),
        is_listed=facts["is_pri_signatory"],
        is_attested=attested,
        matched_votes=None if votes is None else int(votes),
        agreement=None if agreement is None else Decimal(str(agreement)),
        outcomes={outcome: tuple(names) for outcome, names in found.items()},
    )
