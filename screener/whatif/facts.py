"""Facts that are supposed: computed ones take another value, attested ones are stated as a file would state them."""

from __future__ import annotations

from math import isfinite, nan
from typing import TYPE_CHECKING

import pyarrow as pa

from screener import screen
from screener.errors import NotFoundError, nearest
from screener.tables import ATTESTATIONS, FACTS, FLAG, NUMBER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from screener.errors import ScreenerError
    from screener.pipeline import Question
    from screener.screen import Supposed

_NAMES = {
    "issuer": (("issuers", "issuer_id"), ("issuers", "cik"), ("issuers", "lei")),
    "holding": (("facts_holding", "subject_id"), ("positions", "security_id")),
}
"""Kind of subject → the columns by whose texts an attestation may call it; those of the others are their facts'."""
_SUPPOSED = [kind for kind in FACTS if kind != "candidate"]
"""Kinds of subject whose facts may be supposed."""


def supposed(
    facts: Supposed, tables: Mapping[str, pa.Table], question: Question, stated: pa.Table
) -> tuple[Supposed, pa.Table, list[ScreenerError]]:
    """Return the computed facts among those supposed, the attestations with the others, and what is wrong.

    Parameters
    ----------
    facts : mapping
        Kind of subject, subject and fact → what it is supposed to be; None is unknown. A fact that only the fund can
        say takes what an attestation may say of it: a number, yes or no, or one of its words.
    tables : mapping
        The tables of the screen: which subjects there are.
    question : Question
        Its rulebooks declare what may be attested.
    stated : pyarrow.Table
        `screener.tables.ATTESTATIONS`, as the portfolio's files state them.

    Returns
    -------
    computed : mapping
        As `facts`.
    attestations : pyarrow.Table
        `ATTESTATIONS`.
    faults : list of ScreenerError
        There is no such kind of subject, subject or fact, or the fact cannot have the value.
    """
    attested = {(fact.subject, name) for book in question.rulebooks for name, fact in book.facts.items()}
    computed: dict[tuple[str, str, str], float | str | bool | None] = {}
    said: dict[tuple[str, str, str], float | str | bool | None] = {}
    problems = []
    for (kind, called, fact), value in facts.items():
        subject = called or question.portfolio.id if kind == "plan" else called
        if kind not in FACTS:
            problems.append(f"{kind!r} is no kind of subject; there are {', '.join(_SUPPOSED)}")
            continue
        if kind == "candidate":
            problems.append(
                f"candidate {subject}: its facts are those of its decision file, measured when it was taken; change a "
                "copy of the file, or ask 'screener eti test' of other series"
            )
            continue
        names, stateable = FACTS[kind].names[1:], [name for of, name in attested if of == kind]
        if fact not in names and fact not in stateable:
            close = nearest(fact, sorted([*names, *stateable]))
            problems.append(f"{kind}: no fact {fact!r} is computed, and no rulebook here asks for it{close}")
            continue
        if fact in names:
            try:
                computed[kind, subject, fact] = _typed(value, FACTS[kind].schema.field(fact).type)
            except ValueError as error:
                problems.append(f"{kind} {subject}: {fact} is {error}; found {value!r}")
        else:
            said[kind, subject, fact] = value
        own = (("facts_" + kind, "subject_id"),)
        known = _known(tables, own if fact in names else _NAMES.get(kind, own))
        if subject not in known and not (fact not in names and _goes_by_name(kind, subject)):
            problems.append(f"there is no {kind} {subject!r} in this screen{nearest(subject, known)}")
    lines, faults = screen.stated(said, question.rulebooks, question.portfolio.id, question.as_of, question.known_at)
    wrong: list[ScreenerError] = [NotFoundError(problem, where="facts") for problem in (*problems, *faults)]
    return computed, ATTESTATIONS.check(pa.concat_tables([stated, lines])), wrong


def _typed(value: float | str | bool | None, kind: pa.DataType) -> float | str | bool | None:  # noqa: FBT001  as facts are
    """Return a value as a fact of the type has it, also where it is given as text."""
    if value is None or kind not in {NUMBER, FLAG}:
        return value if value is None else str(value)
    if kind == FLAG:
        said = {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value
        if not isinstance(said, bool):
            raise ValueError("yes or no")
        return said
    try:
        number = nan if isinstance(value, bool) else float(value)
    except ValueError:
        number = nan
    if not isfinite(number):
        raise ValueError("a number")
    return number


def _known(tables: Mapping[str, pa.Table], columns: tuple[tuple[str, str], ...]) -> list[str]:
    """Return the names in columns of tables."""
    texts = (tables[table][column].unique().to_pylist() for table, column in columns if table in tables)
    return [text for column in texts for text in column if text]


def _goes_by_name(kind: str, subject: str) -> bool:
    """Say whether no table has to know it: a partnership, and the plan, whose name is looked at when it is read."""
    return kind == "plan" or (kind == "place" and len(subject) > 2 and not subject.isdecimal())
