"""Answers of a review workbook, checked all at once and turned into decisions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener.engine import read_step
from screener.errors import InputError, join_problems
from screener.identify.review.book import OWNERS
from screener.identify.review.questions import check_sum, facts_of, load_subjects

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from screener.engine import Engine
    from screener.identify.review.book import Answer, Answers
    from screener.identify.review.questions import Subject

NONE, WITHDRAW = "none", "withdraw"
_NUMBER = re.compile(r"\d{1,2}")
"""A candidate's number; the SEC's own numbers are longer."""
_CIK = re.compile(r"(?:cik[ :]*)?(\d{3,10})")
_LEI = re.compile(r"lei[ :]*([0-9a-z]{20})")
_EXPECTED = "write the number of a company below the question, a CIK, or none"


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that a person made; `issuer_id` is null where no company stands behind the subject."""

    subject: str
    issuer_id: str | None
    reason: str
    facts: dict[str, str]
    """What the person saw of the subject, and the registered name of the company chosen as ``issuer_name``."""
    withdrawn: bool
    stands: tuple[str, str] | None
    """Who decided the same, and on which day, where such a decision is in force."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An answer of the workbook: what the row is about and what was chosen, in words; and the decisions that it is."""

    name: str
    chosen: str
    decisions: tuple[Decided, ...]


def check_answers(file: Path, answers: Answers, engine: Engine) -> list[Settled]:
    """Return the answers that a workbook holds.

    Parameters
    ----------
    file : Path
        For messages.
    answers : Answers
        From `read_review`.
    engine : Engine
        Holds every table of the stage, of the portfolio and the date of the workbook.

    Raises
    ------
    InputError
        Answers cannot be used; every one is named with its sheet and row.
    """
    known = load_subjects(engine)
    given = [(answer, *_read(answer)) for answer in answers.rows if answer.decision or answer.reason]
    own = {f"lei:{row['lei']}" for row in known.values() if row["lei"]}
    names = _names(engine, {issuer_id for *_, issuer_id in given if issuer_id} | own)
    problems, seen = [], dict[str, str]()
    for answer, fault, issuer_id in given:
        faults = [fault] if fault else []
        faults += _faults(answer, known, issuer_id, names)
        for subject in answer.key.subjects if answer.key else ():
            first = seen.setdefault(subject.subject, answer.place)
            if first != answer.place:
                faults.append(f"this was answered on {first} already; answer it once")
        problems += [f"{answer.place}: {fault}" for fault in dict.fromkeys(faults)]
    if problems:
        raise InputError(
            join_problems(problems, "nothing was recorded, because of these faults:"),
            where=str(file),
            hint="repair them in the workbook, save it, and import it again",
        )
    return [_settled(answer, known, issuer_id, names) for answer, _, issuer_id in given]


def _settled(answer: Answer, known: dict[str, dict[str, Any]], issuer_id: str | None, names: dict[str, str]) -> Settled:
    """Return an answer without a fault."""
    withdrawn = answer.decision.casefold() == WITHDRAW
    chosen = {"issuer_name": names[issuer_id]} if issuer_id else {}
    decisions = []
    for subject in answer.key.subjects if answer.key else ():
        now = known[subject.subject]
        same = now["decision"] is not None and not withdrawn and now["decided_issuer_id"] == issuer_id
        stands = (now["decided_by"], now["decided_on"]) if same else None
        facts = {**facts_of(now), **chosen}
        decisions.append(Decided(subject.subject, issuer_id, answer.reason, facts, withdrawn, stands))
    word = "taken back" if withdrawn else chosen.get("issuer_name", "no company")
    return Settled(answer.name, word, tuple(decisions))


def _read(answer: Answer) -> tuple[str, str | None]:
    """Return what is wrong with the text of a decision, and the issuer that it means."""
    said, key = answer.decision.casefold(), answer.key
    if said in {"", NONE, WITHDRAW} or key is None:
        return "", None
    if _NUMBER.fullmatch(said):
        if 1 <= int(said) <= len(key.choices):
            return "", key.choices[int(said) - 1]
        count = len(key.choices)
        choices = f"the companies below it are numbered 1 to {count}" if count else "no company stands below it"
        return f"there is no company number {said}: {choices}", None
    cik, lei = _CIK.fullmatch(said), _LEI.fullmatch(said)
    if cik:
        return "", f"cik:{cik[1].zfill(10)}"
    if answer.sheet == OWNERS or not (lei or re.fullmatch(r"government:\S.*", said)):
        return f"'{answer.decision}' is no decision; {_EXPECTED}", None
    return "", f"lei:{lei[1].upper()}" if lei else answer.decision


def _faults(
    answer: Answer, known: dict[str, dict[str, Any]], issuer_id: str | None, names: dict[str, str]
) -> Iterator[str]:
    """Yield what is wrong with an answer, apart from how its decision is written."""
    if not answer.has_key:
        yield "this row asks nothing; write in the yellow cells of the numbered row above the companies"
        return
    if not answer.decision:
        yield f"a reason is given and no decision; {_EXPECTED}"
    if not answer.reason:
        yield "the decision has no reason; say in a few words how you know"
    if answer.key is None:
        yield (
            "the row and its hidden key do not belong together: rows were sorted or moved, or the number, the name or "
            "a company below was changed; export again and copy your decision over"
        )
        return
    if issuer_id and issuer_id not in names:
        yield _unknown(issuer_id)
    for subject in answer.key.subjects:
        now = known.get(subject.subject)
        yield from _changes(subject, now, answer, issuer_id)
        lei = f"lei:{now['lei']}" if now else ""
        if lei in names and answer.decision.casefold() == NONE:
            choice = answer.key.choices.index(lei) + 1 if lei in answer.key.choices else lei
            yield (
                f"none would take away {names[lei]}, the company that the LEI names; write {choice}, which means: this "
                "company itself; no SEC registrant stands behind it"
            )


def _changes(seen: Subject, now: dict[str, Any] | None, answer: Answer, issuer_id: str | None) -> Iterator[str]:
    """Yield what is not any more as the person saw it."""
    withdraws = answer.decision.casefold() == WITHDRAW
    if now is None:
        yield f"{seen.subject} is neither in the portfolio nor an owner of facilities; export again"
    elif check_sum(facts_of(now)) != seen.facts:
        yield "what is known of this has changed since the workbook was written; export again and look afresh"
    elif withdraws and now["decision"] is None and seen.decision is None:
        yield "there is no decision to withdraw"
    elif now["decision"] not in {None, seen.decision} and (withdraws or now["decided_issuer_id"] != issuer_id):
        yield (
            f"{now['decided_by']} decided otherwise on {now['decided_on']}, after the workbook was written; "
            "export again and look afresh"
        )


def _names(engine: Engine, issuer_ids: set[str]) -> dict[str, str]:
    """Return the registered names of the issuers chosen, where they are known."""
    engine.load("_chosen", pa.table({"issuer_id": pa.array(sorted(issuer_ids), pa.string())}))
    engine.run(read_step("screener.identify.review", "_chosen_names"))
    return {row["issuer_id"]: row["name"] for row in engine.fetch("_chosen_names").to_pylist()}


def _unknown(issuer_id: str) -> str:
    scheme, _, code = issuer_id.partition(":")
    if scheme == "cik":
        return f"CIK {code} is not in the SEC's list of companies; look the company up by name at www.sec.gov"
    return f"'{issuer_id}' is no issuer that is known; {_EXPECTED}"
