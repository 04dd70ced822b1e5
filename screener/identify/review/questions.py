"""What a person is asked about issuers, with candidates to choose from, and what people have decided."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from screener.engine import read_step
from screener.identify.decisions import FACTS
from screener.identify.review.candidates import candidates, owner_candidates
from screener.tables import ASSET_CLASSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from screener.engine import Engine

MAX_OWNERS = 100
"""So many owners of facilities are asked about at once; there are thousands, and most of them are no listed company."""

MAX_CHOICES = 5
MAX_TOGETHER = 60
"""Securities that one question is about; the key to them must fit into one cell of the workbook."""
_COMMON = ("name_key", "doubt", "issuer_id", "earlier_issuer_id")
"""What securities that one question is about have in common."""
_SHOWN = 4
"""Securities that a question about several names."""
_DIGITS = 16
"""Of a check sum: enough to notice a slip of the hand."""


class Subject(NamedTuple):
    """What a decision is about, as a person saw it.

    Parameters
    ----------
    subject : str
        ``security:cusip:037833100``, ``name:ACME WIDGETS`` or ``parent:KOCH INDUSTRIES``.
    facts : str
        Check sum over those of `FACTS` that are known of it; a decision rests on them.
    decision : str, optional
        Hash of the newest decision about it.
    """

    subject: str
    facts: str
    decision: str | None


@dataclass(frozen=True, slots=True)
class Key:
    """What an answer is about, hidden beside the question: the person answered what was shown, and nothing else.

    Parameters
    ----------
    subjects : tuple of Subject
        One, or the securities that have a name in common and are asked about at once.
    choices : tuple of str
        Issuer ids by number, from 1.
    """

    subjects: tuple[Subject, ...]
    choices: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str, row: Sequence[str]) -> Key | None:
        """Return the key that `as_text` wrote; None where the text or the row it stands in was changed since."""
        check, _, said = text.partition(" ")
        if check_sum([said, *row]) != check:
            return None
        subjects, choices = json.loads(said)
        return cls(tuple(Subject(*subject) for subject in subjects), tuple(choices))

    def as_text(self, row: Sequence[str]) -> str:
        """Return the key as text that fits no other row: `row` is what a person reads in this one and below it."""
        said = json.dumps([self.subjects, self.choices], ensure_ascii=False)
        return f"{check_sum([said, *row])} {said}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A company that an answer may choose by its number: with how much speaks for it, 0 to 1, and what does."""

    issuer_id: str
    name: str
    score: float | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a person may decide.

    Parameters
    ----------
    key : Key
    title, details : str
        What is shown of it: its name; identifiers and kind, or an example of the owner's facilities.
    why : str
        Why it is asked, or what is decided.
    lines : int, optional
        Lines held, or facilities owned.
    market_value : Decimal, optional
        Gross market value held; null where no line has a price, and for owners.
    candidates : tuple of Candidate
        The likeliest first.
    """

    key: Key
    title: str
    details: str
    why: str
    lines: int | None = None
    market_value: Decimal | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """Everything a person may decide about a portfolio: open questions, and decisions in force."""

    securities: list[Question]
    owners: list[Question]
    decided: list[Question]
    owners_left: int
    """Owners of facilities beyond `MAX_OWNERS`."""
    owners_unheld: int
    """Owners that are not asked about, because no company that their names are like is held."""


def make_review(engine: Engine, *, all_owners: bool = False) -> Review:
    """Return what a person should decide, the largest first, and what is decided.

    Parameters
    ----------
    engine : Engine
        Holds every table of the stage.
    all_owners : bool
        Ask about owners of facilities too that none of the companies held can be, for all that their names say.
    """
    known = load_subjects(engine)
    for name in ("match_questions", "match_choices", "parent_questions", "decisions_in_force"):
        engine.run(read_step("screener.identify.review", name))
    open_owners = engine.fetch("parent_questions").to_pylist()
    likely = _choices(engine.fetch("match_choices").to_pylist(), _alike(candidates(engine), "security_id"))
    likely_owners = _choices(
        [row for row in map(_earlier_owner, open_owners) if row],
        _alike(owner_candidates(engine, [row["name"] for row in open_owners]), "name"),
    )
    held = set(engine.fetch("identified_issuers")["issuer_id"].to_pylist())

    def concerns(row: dict[str, Any]) -> bool:
        return bool(row["reopened"]) or any(each.issuer_id in held for each in likely_owners.get(row["name"], ()))

    owners = [row for row in open_owners if all_owners or concerns(row)]
    owners.sort(key=lambda row: (-row["lines"], row["subject"]))
    asked = owners[:MAX_OWNERS]
    decided = sorted(engine.fetch("decisions_in_force").to_pylist(), key=lambda row: row["subject"])
    securities = [_security(rows, known, likely) for rows in _groups(engine.fetch("match_questions").to_pylist())]
    return Review(
        sorted(securities, key=lambda q: (q.market_value is None, -(q.market_value or 0), q.title)),
        [_owner(row, known[row["subject"]], likely_owners.get(row["name"], ())) for row in asked],
        [_decided(row, known[row["subject"]]) for row in decided],
        len(owners) - len(asked),
        len(open_owners) - len(owners),
    )


def load_subjects(engine: Engine) -> dict[str, dict[str, Any]]:
    """Return subject → its facts and its newest decision, for everything that can be decided; rows of subject_facts."""
    engine.run(read_step("screener.identify.review", "subject_facts"))
    return {row["subject"]: row for row in engine.fetch("subject_facts").to_pylist()}


def check_sum(facts: Any) -> str:
    """Return the first digits of the hash of texts, in a list or by name."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def facts_of(subject: dict[str, Any]) -> dict[str, str]:
    """Return the facts that are known of a row of ``subject_facts``."""
    return {name: subject[name] for name in FACTS if subject[name]}


def _subject(row: dict[str, Any]) -> Subject:
    return Subject(row["subject"], check_sum(facts_of(row)), row["decision"])


def _alike(table: pa.Table, column: str) -> list[dict[str, Any]]:
    """Return candidates by their names as rows of ``match_choices``; a column says what each is a candidate for."""
    return [
        {**row, "asked": row[column], "issuer_id": f"cik:{row['cik']}", "name": row["company_name"]}
        for row in table.to_pylist()
    ]


def _earlier_owner(row: dict[str, Any]) -> dict[str, Any] | None:
    """Return the company that an owner was decided to be, if it can be chosen still, as a row of ``match_choices``."""
    if row["earlier_issuer_id"] is None:
        return None
    named = {"asked": row["name"], "issuer_id": row["earlier_issuer_id"], "name": row["earlier_name"]}
    return {**named, "rank": 0, "score": None, "evidence": row["earlier_evidence"]}


def _choices(*sources: list[dict[str, Any]]) -> dict[str, tuple[Candidate, ...]]:
    """Return what each question may be answered with, the likeliest first; of one issuer, the first source's word."""
    found: dict[str, dict[str, Candidate]] = {}
    for rows in sources:
        for row in sorted(rows, key=lambda row: (row["asked"], row["rank"], row["issuer_id"])):
            choice = Candidate(row["issuer_id"], row["name"], row["score"], row["evidence"])
            found.setdefault(row["asked"], {}).setdefault(choice.issuer_id, choice)
    return {asked: tuple(choices.values())[:MAX_CHOICES] for asked, choices in found.items()}


def _by_size(row: dict[str, Any]) -> tuple[bool, Decimal, str]:
    """Return a key that puts the largest market value first, and what has none last."""
    value = row["market_value"]
    return (value is None, -(value or Decimal(0)), row["subject"])


def _groups(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return the securities that one answer serves: one name, doubt, issuer and earlier decision; largest first."""
    groups: dict[object, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=_by_size):
        alone = row["name_key"] is None or row["doubt"] == "conflict"
        common = tuple(row[name] for name in (["subject"] if alone else _COMMON))
        groups.setdefault(common, []).append(row)
    return [
        rows[start : start + MAX_TOGETHER] for rows in groups.values() for start in range(0, len(rows), MAX_TOGETHER)
    ]


def _security(
    rows: list[dict[str, Any]], known: dict[str, dict[str, Any]], likely: dict[str, tuple[Candidate, ...]]
) -> Question:
    """Return the question about the securities of a group."""
    first, subject = rows[0], known[rows[0]["subject"]]
    choices = likely.get(first["security_id"], ())
    codes = [f"{name.upper()} {subject[name]}" for name in FACTS[1:] if subject[name]]
    names = list({name.casefold(): name for name in (first["security_name"], subject["name"]) if name}.values())[::-1]
    if len(rows) > 1:
        shown = ", ".join(row["security_id"].partition(":")[2] for row in rows[:_SHOWN])
        more = f" and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
        codes = [f"{len(rows)} securities: {shown}{more}"]
    country = [f"country {first['country']}"] if first["country"] else []
    values = [row["market_value"] for row in rows if row["market_value"] is not None]
    return Question(
        Key(tuple(_subject(known[row["subject"]]) for row in rows), tuple(choice.issuer_id for choice in choices)),
        " · ".join(names or codes),
        " · ".join([*(codes if names else []), *country, ASSET_CLASSES[first["asset_class"]]]),
        first["why"],
        sum(row["lines"] for row in rows),
        sum(values, Decimal(0)) if values else None,
        choices,
    )


def _owner(row: dict[str, Any], subject: dict[str, Any], choices: tuple[Candidate, ...]) -> Question:
    key = Key((_subject(subject),), tuple(choice.issuer_id for choice in choices))
    why = row["reopened"] or "no company in the SEC's list is known by this name"
    return Question(key, row["name"], f"such as {row['example']}", why, row["lines"], None, choices)


def _decided(row: dict[str, Any], subject: dict[str, Any]) -> Question:
    kind, _, code = row["subject"].partition(":")
    details = {"parent": "owner of facilities", "name": "lines without an identifier"}.get(kind, code)
    why = f"{row['choice']}; decided by {row['recorded_by']} on {row['recorded_on']}: {row['reason']}"
    return Question(Key((_subject(subject),)), subject["name"] or code, details, why)
