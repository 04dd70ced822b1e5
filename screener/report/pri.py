"""The six principles: what each says, what is on file for it, and what is missing. No score is made of it."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from screener.report.about import FactInfo
from screener.report.formats import count, percent, plain_number
from screener.report.pri_words import (
    ANSWERED_BY,
    COMPUTED_FROM,
    GROUPS,
    MEANINGS,
    NOT_EVIDENCE,
    OWNERS,
    PROVES_NOTHING,
    WORDING,
)
from screener.report.words import SUBJECTS
from screener.tables import EVERY, FACTS, FLAG

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    import pyarrow as pa

    from screener.report.about import About, CriterionInfo
    from screener.report.attested import Attested
    from screener.report.outcomes import CriterionOutcomes, RulebookOutcomes

RULEBOOK = "un-pri"
ASKED = ("plan", "manager", "issuer", "holding")
"""Subjects that the principles are asked of, in printed order."""

_PRINCIPLE = re.compile(r"pri(\d)-")
_NAMED = ("plan", "manager")
"""Subjects of whom each is printed by itself; of others there are too many."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One fact that a criterion asks for: of one subject, or of all of a kind together.

    Parameters
    ----------
    subject : str
        Whose fact it is, as printed.
    meaning : str
    is_flag : bool
        Whether it is answered by yes or no.
    value : str
        What is on file; empty where nothing is.
    known : int
        Subjects of which it is on file.
    missing : int
        Subjects that could not be judged and of which it is not.
    described : tuple of date
        Days that attestations of it are about, the first and the last.
    source : str
        Document, or what the run worked it out from; empty where nothing is on file.
    owner : str
        Who can say it.
    """

    subject: str
    meaning: str
    is_flag: bool
    value: str
    known: int
    missing: int
    described: tuple[date, ...]
    source: str
    owner: str

    @property
    def question(self) -> str:
        """What is asked, where nothing answers it."""
        return f"whether {self.meaning}" if self.is_flag else self.meaning

    @property
    def as_of(self) -> str:
        """The day or the days that it is about; empty where no attestation says."""
        return " to ".join(day.isoformat() for day in self.described)


@dataclass(frozen=True, slots=True)
class Gap:
    """What is not on file.

    Parameters
    ----------
    owner : str
        Who could say it.
    whom : str
        Of whom it is missing, as printed; empty where that is the plan.
    questions : tuple of str
    """

    owner: str
    whom: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One criterion of a principle: its outcomes, and the facts that it asks for."""

    item: CriterionOutcomes
    asked: tuple[Asked, ...]

    @property
    def on_file(self) -> tuple[Asked, ...]:
        """Facts of which something is on file."""
        return tuple(fact for fact in self.asked if fact.known)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What is missing, together where one and the same could say it of the same subjects."""
        subject = self.item.criterion.subject
        missing: dict[tuple[str, str], list[Asked]] = defaultdict(list)
        for fact in self.asked:
            if fact.missing:
                missing[fact.owner, fact.question].append(fact)
        gaps: dict[tuple[str, str], list[str]] = defaultdict(list)
        for (owner, question), facts in missing.items():
            whom = ", ".join(fact.subject for fact in facts) if subject == "manager" else ""
            if subject not in _NAMED:
                whom = count(facts[0].missing, *SUBJECTS[subject])
            gaps[owner, whom].append(question)
        return tuple(Gap(owner, whom, tuple(questions)) for (owner, whom), questions in gaps.items())

    @property
    def is_open(self) -> bool:
        """Whether somebody that it speaks of could not be judged."""
        return self.item.counts["insufficient_data"] > 0 or self.item.every == "insufficient_data"


@dataclass(frozen=True, slots=True)
class Principle:
    """One principle, or the minimum requirements that stand before the six.

    Parameters
    ----------
    number, title : str
    wording : str
        Its own words; empty for the minimum requirements, which have many.
    decided, undecided : dict
        Subject → criteria that could be decided for somebody, and that could be for nobody.
    answers : tuple of Answer
        Its criteria in force.
    silent : tuple of CriterionInfo
        Its criteria that judge nobody here, each with why.
    """

    number: str
    title: str
    wording: str
    decided: dict[str, int]
    undecided: dict[str, int]
    answers: tuple[Answer, ...]
    silent: tuple[CriterionInfo, ...]

    def said(self, subject: str) -> str:
        """Return how many criteria about a subject are answered and how many are open; a dash where none asks."""
        numbers = ((self.decided[subject], "answered"), (self.undecided[subject], "open"))
        return ", ".join(f"{number} {word}" for number, word in numbers if number) or "–"


@dataclass(slots=True)
class _Found:
    """What decisions read of one fact: each value with the number of subjects, and how many lacked it."""

    values: Counter[Any] = field(default_factory=Counter)
    missing: int = 0


def principles_of(
    books: Sequence[RulebookOutcomes],
    tables: Mapping[str, pa.Table],
    about: About,
    attested: Sequence[Attested],
) -> tuple[Principle, ...]:
    """Return the minimum requirements and the six principles, in order; none where their rulebook was not applied.

    Parameters
    ----------
    books : sequence of RulebookOutcomes
    tables : mapping
        Reads `decisions`.
    about : About
        For the facts that the rulebook asks the plan for.
    attested : sequence of Attested
        What the plan says, with its documents.
    """
    book = next((book for book in books if book.id == RULEBOOK and book.judged), None)
    if book is None:
        return ()
    found = _found(tables["decisions"])
    facts = {fact.name: fact for info in about.rulebooks if info.id == RULEBOOK for fact in info.facts}
    principles = []
    for number, title in GROUPS.items():
        own = [item for item in book.criteria if (match := _PRINCIPLE.match(item.criterion.id)) and match[1] == number]
        answers = tuple(
            Answer(item, tuple(_asked(item, found.get(item.criterion.id, {}), facts, about, attested)))
            for item in own
            if item.criterion.is_judged
        )
        principles.append(
            Principle(
                number=number,
                title=title,
                wording=WORDING.get(number, ""),
                decided=_count(answer for answer in answers if answer.item.decided),
                undecided=_count(answer for answer in answers if answer.is_open and not answer.item.decided),
                answers=answers,
                silent=tuple(item.criterion for item in own if not item.criterion.is_judged),
            )
        )
    return tuple(principles)


def _count(answers: Iterator[Answer]) -> dict[str, int]:
    """Return subject → number of criteria."""
    return {**dict.fromkeys(ASKED, 0), **Counter(answer.item.criterion.subject for answer in answers)}


def _found(decisions: pa.Table) -> dict[str, dict[tuple[str, str], _Found]]:
    """Return criterion → subject (empty where all of a kind are one) and fact → what decisions read of it.

    Whom a criterion does not speak of is left out. A fact is missing where a subject could not be judged without it.
    """
    about = decisions.filter(
        (pc.field("rulebook_id") == RULEBOOK)
        & (pc.field("subject_id") != EVERY)
        & (pc.field("outcome") != "not_applicable")
    )
    named = pc.field("subject").isin(_NAMED)
    keys = ["criterion_id", "outcome", "evidence"]
    rows = about.filter(named).select([*keys, "subject_id"]).to_pylist()
    rows += about.filter(~named).group_by(keys, use_threads=False).aggregate([("subject_id", "count")]).to_pylist()
    found: dict[str, dict[tuple[str, str], _Found]] = defaultdict(lambda: defaultdict(_Found))
    for row in rows:
        for name, value in json.loads(row["evidence"]).items():
            fact, number = found[row["criterion_id"]][row.get("subject_id", ""), name], row.get("subject_id_count", 1)
            if value is not None:
                fact.values[value] += number
            elif row["outcome"] == "insufficient_data":
                fact.missing += number
    return found


def _asked(
    item: CriterionOutcomes,
    found: Mapping[tuple[str, str], _Found],
    facts: Mapping[str, FactInfo],
    about: About,
    attested: Sequence[Attested],
) -> Iterator[Asked]:
    """Yield the facts that a criterion asks for, of each named subject or of all of a kind."""
    subject = item.criterion.subject
    for (subject_id, name), read in found.items():
        own = facts.get(name)
        fact = own or _computed(subject, name)
        # That a list does not name somebody is no gap: the plan's own look-up is what could fill it.
        if fact is None or not (read.values or (read.missing and name not in PROVES_NOTHING)):
            continue
        words = [
            row
            for row in attested
            if (row.subject, row.fact) == (subject, name) and row.value and subject_id in ("", row.subject_id)
        ]
        known = sum(read.values.values())
        yield Asked(
            subject=_subject(subject, subject_id, known + read.missing),
            meaning=MEANINGS.get(name, fact.meaning),
            is_flag=fact.type == "flag",
            value=_value(read.values, fact, about.base_currency),
            known=known,
            missing=read.missing,
            described=_days(words, about) if known and (words or not own) else (),
            source=(_documents(words) if own else COMPUTED_FROM.get(name, "this run")) if known else "",
            owner=ANSWERED_BY.get(name, OWNERS[subject]),
        )


def _days(words: Sequence[Attested], about: About) -> tuple[date, ...]:
    """Return the first and the last day that attestations are about; what the run works out is of its own day."""
    days = [row.as_of for row in words] or [about.as_of]
    return tuple(sorted({min(days), max(days)}))


def _documents(words: Sequence[Attested]) -> str:
    """Return the document that attests, and how many others do."""
    documents = list(dict.fromkeys(row.document for row in words))
    more = [count(len(documents) - 1, "other")] if documents[1:] else []
    return " and ".join([*documents[:1], *more]) or "attested"


def _subject(subject: str, subject_id: str, total: int) -> str:
    """Return whose fact it is, as printed."""
    return {"plan": "The plan", "manager": subject_id}.get(subject) or count(total, *SUBJECTS[subject])


def _computed(subject: str, name: str) -> FactInfo | None:
    """Return a fact that the run works out; none if the criterion reads it only to know whom it speaks of."""
    column = next((column for column in FACTS[subject].columns if column.name == name), None)
    if column is None or name in NOT_EVIDENCE:
        return None
    return FactInfo(subject, name, "flag" if column.type == FLAG else "number", column.unit, column.meaning)


def _value(values: Counter[Any], fact: FactInfo, currency: str) -> str:
    """Return the values of a fact in words: the one, or from the lowest to the highest, or how many have which."""
    if not values:
        return ""
    if fact.type == "number":
        return " to ".join(dict.fromkeys(_number(choose(values), fact.unit, currency) for choose in (min, max)))
    said = {("yes" if value else "no") if fact.type == "flag" else str(value): n for value, n in values.items()}
    return next(iter(said)) if len(said) == 1 else "; ".join(f"{word} {count(said[word])}" for word in sorted(said))


def _number(value: float, unit: str, currency: str) -> str:
    """Return a figure with its unit; a scale, such as 1 to 5, is no unit."""
    if unit == "1":
        return percent(Decimal(str(value)))
    scale = unit[:1].isdigit()
    return f"{plain_number(value)} {'' if scale else currency if unit == 'base currency' else unit}".strip()
