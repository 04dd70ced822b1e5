"""What the criteria found: outcomes by rulebook and criterion, counted and in money; of bare measures the figures."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from screener.report.about import CriterionInfo, RulebookInfo
from screener.report.words import NOBODY, SUBJECTS
from screener.tables import EVERY, MONEY, OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Number = TypeVar("Number", int, Decimal)
ZERO = Decimal(0)
MEASURED = "measured"
"""Answer in place of a pass where a measure asks nothing: it has a figure, which may be zero."""
DECIDED = ("pass", "watch", "fail")
FLAGGED = ("watch", "fail")


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a bare measure over the subjects that have one.

    Parameters
    ----------
    zeros : int
        Subjects whose figure is zero.
    total : Decimal
        Sum; it means something where the unit is money.
    """

    zeros: int
    low: Decimal
    high: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class CriterionOutcomes:
    """One criterion's outcomes: how many subjects, and the gross money in them where subjects hold money.

    Parameters
    ----------
    criterion : CriterionInfo
    counts : dict
        Answer (outcome or measured) → subjects; the one answer that holds for every subject is in no count.
    money : dict, optional
        Answer → gross market value; null for subjects that hold none.
    every : str, optional
        The answer that holds for every subject, known or not: the criterion judges none, or none is on file.
    figures : Figures, optional
        What was measured, where the criterion is a bare measure and there is any figure.
    """

    criterion: CriterionInfo
    counts: dict[str, int]
    money: dict[str, Decimal] | None
    every: str | None = None
    figures: Figures | None = None

    @property
    def total(self) -> int:
        """Subjects judged."""
        return sum(self.counts.values())

    @property
    def decided(self) -> int:
        """Subjects that pass, are on watch or fail, or are measured."""
        return sum(self.counts[answer] for answer in (*DECIDED, MEASURED))

    @property
    def flagged(self) -> int:
        """Subjects on watch or failing, where that is more than a description."""
        return 0 if self.criterion.describes else sum(self.counts[outcome] for outcome in FLAGGED)

    @property
    def flagged_money(self) -> Decimal:
        """Gross money in them."""
        return sum((self.money[outcome] for outcome in FLAGGED), ZERO) if self.money else ZERO

    @property
    def is_silent(self) -> bool:
        """Whether it asks nothing: it applies to nobody on file, and nothing about it is unknown."""
        answers = {answer for answer, number in self.counts.items() if number} | ({self.every} - {None})
        return answers == {"not_applicable"}

    @property
    def why(self) -> str:
        """Why one answer holds for every subject; empty where subjects were judged one by one."""
        if not self.criterion.is_judged:
            return self.criterion.status
        return NOBODY[self.criterion.judges] if self.every else ""

    @property
    def subjects(self) -> str:
        """What is judged, as a noun that fits the number."""
        one, many = SUBJECTS[self.criterion.judges]
        return one if self.total == 1 else many

    @property
    def is_verified(self) -> bool:
        """Whether a person confirmed the criterion against its source."""
        return self.criterion.review_status == "verified"


@dataclass(frozen=True, slots=True)
class RulebookOutcomes:
    """One rulebook's criteria with their outcomes."""

    id: str
    title: str
    criteria: tuple[CriterionOutcomes, ...]
    is_adoptable: bool = False

    @property
    def judged(self) -> tuple[CriterionOutcomes, ...]:
        """Criteria in force on the date that apply to anything."""
        return tuple(item for item in self.criteria if item.criterion.is_judged)

    @property
    def is_measuring(self) -> bool:
        """Whether a criterion in force is a bare measure."""
        return any(item.criterion.is_bare for item in self.judged)

    @property
    def is_silent(self) -> bool:
        """Whether its criteria in force ask nothing of anybody."""
        return all(item.is_silent for item in self.judged)

    @property
    def decided(self) -> int:
        """Criteria that could be decided, or measured, for at least one subject."""
        return sum(item.decided > 0 for item in self.judged)

    @property
    def flagged(self) -> int:
        """Criteria with at least one watch or fail."""
        return sum(item.flagged > 0 for item in self.judged)

    @property
    def failed(self) -> int:
        """Criteria with at least one fail."""
        return sum(item.flagged > 0 and item.counts["fail"] > 0 for item in self.judged)

    @property
    def watched(self) -> int:
        """Criteria with a watch and no fail."""
        return self.flagged - self.failed

    @property
    def unknown(self) -> int:
        """Criteria in force that ask something and could be decided for nobody."""
        return sum(not item.decided and not item.is_silent for item in self.judged)

    @property
    def parts(self) -> dict[str, int]:
        """The criteria in force by `screener.report.words.BOOK_PARTS`; the parts add up to all of them."""
        silent = len(self.judged) - self.decided - self.unknown
        return {
            "known": self.decided - self.flagged,
            "watch": self.flagged,
            "insufficient_data": self.unknown,
            "not_applicable": silent,
        }

    @property
    def unverified(self) -> int:
        """Criteria in force that were not confirmed against their source."""
        return sum(not item.is_verified for item in self.judged)

    @property
    def left_out(self) -> tuple[tuple[str, tuple[CriterionInfo, ...]], ...]:
        """Why criteria judge nobody, each reason with its criteria."""
        others = [item.criterion for item in self.criteria if not item.criterion.is_judged]
        reasons = list(dict.fromkeys(criterion.status for criterion in others))
        ordered = sorted(others, key=lambda criterion: reasons.index(criterion.status))
        return tuple((why, tuple(group)) for why, group in groupby(ordered, key=lambda criterion: criterion.status))


def outcomes_of(tables: Mapping[str, pa.Table], rulebooks: Sequence[RulebookInfo]) -> tuple[RulebookOutcomes, ...]:
    """Return the outcomes of every criterion, in the order of the rulebooks; all are always counted.

    A criterion that the decisions name and no rulebook describes is printed by its id, and as unverified.
    """
    for_all = pc.field("subject_id") == EVERY
    decisions = tables["decisions"].filter(~for_all)
    counts, money = _counts(decisions), _money(decisions, tables)
    every = {
        (row["rulebook_id"], row["criterion_id"], row["subject"]): row["outcome"]
        for row in tables["decisions"].filter(for_all).to_pylist()
    }
    figures = _figures(decisions, rulebooks)
    known = {(book.id, criterion.id) for book in rulebooks for criterion in book.criteria}
    books = list(rulebooks)
    for rulebook_id, criterion_id, subject in sorted({*counts, *every}):
        if (rulebook_id, criterion_id) not in known:
            judges = "county" if subject == "place" else subject
            bare = CriterionInfo(criterion_id, criterion_id, "", subject, "", "unverified", judges)
            books.append(RulebookInfo(rulebook_id, rulebook_id, (bare,)))
    return tuple(
        RulebookOutcomes(
            book.id,
            book.title,
            tuple(
                CriterionOutcomes(
                    criterion,
                    _by_answer(counts[book.id, criterion.id, criterion.subject], criterion, 0),
                    _by_answer(money[book.id, criterion.id], criterion, ZERO)
                    if criterion.subject in ("holding", "issuer")
                    else None,
                    every.get((book.id, criterion.id, criterion.subject)),
                    figures.get((book.id, criterion.id)),
                )
                for criterion in book.criteria
            ),
            book.is_adoptable,
        )
        for book in books
    )


def _counts(decisions: pa.Table) -> dict[tuple[str, str, str], Counter[str]]:
    """Return rulebook, criterion and subject → outcome → number of subjects."""
    keys = ["rulebook_id", "criterion_id", "subject", "outcome"]
    counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for row in decisions.group_by(keys, use_threads=False).aggregate([([], "count_all")]).to_pylist():
        counts[row["rulebook_id"], row["criterion_id"], row["subject"]][row["outcome"]] = row["count_all"]
    return counts


def _money(decisions: pa.Table, tables: Mapping[str, pa.Table]) -> dict[tuple[str, str], dict[str, Decimal]]:
    """Return rulebook and criterion → outcome → gross money, for criteria on holdings and issuers."""
    held = pa.concat_tables([_held_by_line(tables["holdings"]), _held_by_issuer(tables["positions"])])
    keys = ["rulebook_id", "criterion_id", "outcome"]
    joined = decisions.join(held, ["subject", "subject_id"], join_type="inner", use_threads=False)
    money: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    for row in joined.group_by(keys, use_threads=False).aggregate([("gross", "sum")]).to_pylist():
        money[row["rulebook_id"], row["criterion_id"]][row["outcome"]] = row["gross_sum"] or ZERO
    return money


def _by_answer(found: Mapping[str, Number], criterion: CriterionInfo, nothing: Number) -> dict[str, Number]:
    """Return numbers by outcome as numbers by answer: what passes a bare measure is only measured."""
    answers = {outcome: found.get(outcome, nothing) for outcome in OUTCOMES} | {MEASURED: nothing}
    if criterion.is_bare:
        answers[MEASURED], answers["pass"] = answers["pass"], nothing
    return answers


def _figures(decisions: pa.Table, rulebooks: Sequence[RulebookInfo]) -> dict[tuple[str, str], Figures]:
    """Return rulebook and criterion → the figures of those bare measures that have any."""
    bare = [criterion.id for book in rulebooks for criterion in book.criteria if criterion.is_bare]
    rows = decisions.filter(
        (pc.field("outcome") == "pass") & pc.field("criterion_id").isin(pa.array(bare, pa.string()))
    )
    values: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for row in rows.select(["rulebook_id", "criterion_id", "evidence"]).to_pylist():
        value = json.loads(row["evidence"], parse_float=Decimal, parse_int=Decimal)["value"]
        values[row["rulebook_id"], row["criterion_id"]].append(value)
    return {
        key: Figures(sum(not value for value in found), min(found), max(found), sum(found, ZERO))
        for key, found in values.items()
    }


def _held_by_line(holdings: pa.Table) -> pa.Table:
    """Return gross money by delivered line."""
    parts: list[Any] = [holdings["source_file"], holdings["source_row"].cast(pa.string()), ":"]
    lines = pc.binary_join_element_wise(*parts)
    return _held("holding", lines, pc.abs(holdings["market_value"]))


def _held_by_issuer(positions: pa.Table) -> pa.Table:
    """Return gross money by issuer."""
    rows = positions.select(["issuer_id"]).append_column("gross", pc.abs(positions["market_value"]))
    sums = (
        rows.filter(pc.is_valid(rows["issuer_id"]))
        .group_by("issuer_id", use_threads=False)
        .aggregate([("gross", "sum")])
    )
    return _held("issuer", sums["issuer_id"], sums["gross_sum"])


def _held(subject: str, ids: Any, gross: Any) -> pa.Table:
    subjects = pa.array([subject] * len(ids), pa.string())
    return pa.table({"subject": subjects, "subject_id": ids, "gross": gross.cast(MONEY)})
