"""The managers: what each runs, how it voted, what is known of it, and what the criteria found."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from screener.report.figures import ZERO
from screener.report.pri_words import WAYS
from screener.tables import EVERY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import pyarrow as pa

    from screener.report.outcomes import RulebookOutcomes

_ATTESTED = "attested_pri_signatory"
"""Fact by which the plan says that a manager has signed."""
_ENGAGED = ("dialogue", "vote", "reason")
_WAY = {"for": "for", "against": "against", "abstain": "abstained", "withhold": "abstained", None: "none"}
"""Vote as a form reports it → how the matter was voted on; other words are other words."""


@dataclass(frozen=True, slots=True)
class ManagerRow:
    """One manager.

    Parameters
    ----------
    is_listed : bool, optional
        Whether it is on the list of PRI signatories that is held.
    is_attested : bool, optional
        Whether the plan attests that it is a signatory.
    matched_votes : int, optional
        Matters that the plan's policy can be compared with; null without a filing.
    outcomes : dict
        Outcome → titles of criteria.
    facts : dict
        Fact → value, of those that criteria read and that are on file.
    votes : dict, optional
        How a matter was voted on, see `screener.report.pri_words.WAYS` → matters; null without a filing.
    engaged : int, optional
        Lines with an engagement on file; null where the log says nothing of any line.
    """

    name: str
    market_value: Decimal
    is_listed: bool | None
    is_attested: bool | None
    matched_votes: int | None
    agreement: Decimal | None
    outcomes: dict[str, tuple[str, ...]]
    facts: dict[str, Any]
    votes: dict[str, int] | None
    engaged: int | None

    @property
    def signatory(self) -> str:
        """Whether it is a PRI signatory and who says so; the plan's own word comes first. Empty where nobody does."""
        if self.is_attested is not None:
            return f"{'yes' if self.is_attested else 'no'}, attested"
        return "yes, listed" if self.is_listed else ""


def managers_of(
    tables: Mapping[str, pa.Table], books: Sequence[RulebookOutcomes], known_at: date
) -> tuple[ManagerRow, ...]:
    """Return the managers that the positions name, the largest first.

    Parameters
    ----------
    tables : mapping
        Reads `facts_manager`, `positions`, `decisions`, `votes` and `holdings`.
    books : sequence of RulebookOutcomes
        For the titles of the criteria.
    known_at : date
        Votes filed later are left out.
    """
    titles = {(book.id, item.criterion.id): item.criterion.title for book in books for item in book.criteria}
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    facts: dict[str, dict[str, Any]] = defaultdict(dict)
    about = tables["decisions"].filter((pc.field("subject") == "manager") & (pc.field("subject_id") != EVERY))
    for row in about.to_pylist():
        found[row["subject_id"]][row["outcome"]].append(titles[row["rulebook_id"], row["criterion_id"]])
        read = json.loads(row["evidence"]).items()
        facts[row["subject_id"]].update({name: value for name, value in read if value is not None})
    sums = tables["positions"].group_by("manager", use_threads=False).aggregate([("market_value", "sum")]).to_pylist()
    held = {row["manager"]: row["market_value_sum"] or ZERO for row in sums}
    votes, engaged = _votes(tables["votes"], known_at), _engaged(tables)
    rows = [
        ManagerRow(
            name=(name := row["manager"]),
            market_value=held.get(name, ZERO),
            is_listed=row["is_pri_signatory"],
            is_attested=facts[name].get(_ATTESTED),
            matched_votes=None if row["matched_votes"] is None else int(row["matched_votes"]),
            agreement=None if row["vote_agreement"] is None else Decimal(str(row["vote_agreement"])),
            outcomes={outcome: tuple(names) for outcome, names in found[name].items()},
            facts=facts[name],
            votes=votes.get(name),
            engaged=engaged.get(name),
        )
        for row in tables["facts_manager"].to_pylist()
    ]
    return tuple(sorted(rows, key=lambda row: (-abs(row.market_value), row.name)))


def _votes(votes: pa.Table, known_at: date) -> dict[str, dict[str, int]]:
    """Return manager → how matters were voted on → their number; each matter counts once."""
    ways: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    for row in votes.select(["manager", "source_file", "source_row", "filed", "vote"]).to_pylist():
        if row["filed"] <= known_at:
            ways[row["manager"], row["source_file"], row["source_row"]].add(_WAY.get(row["vote"], "other"))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for (manager, _, _), found in ways.items():
        counts[manager]["split" if len(found) > 1 else found.pop()] += 1
    return {manager: {way: number[way] for way in WAYS} for manager, number in counts.items()}


def _engaged(tables: Mapping[str, pa.Table]) -> dict[str, int]:
    """Return manager → lines with an engagement on file, of managers of whose lines the log says anything."""
    lines = tables["holdings"].select(["source_file", "source_row", "manager"]).to_pylist()
    managers = {f"{row['source_file']}:{row['source_row']}": row["manager"] for row in lines}
    about = tables["decisions"].filter((pc.field("subject") == "holding") & (pc.field("criterion_id") == "pri2-h1"))
    counts: dict[str, int] = defaultdict(int)
    for row in about.select(["subject_id", "evidence"]).to_pylist():
        manager, word = managers.get(row["subject_id"]), json.loads(row["evidence"]).get("engagement")
        if manager is not None and word is not None:
            counts[manager] += word in _ENGAGED
    return counts
