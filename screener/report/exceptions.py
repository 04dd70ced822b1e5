"""What has to be chased: words that expire, data that are overdue, and every watch and fail on money or on a person."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from screener.tables import EVERY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from screener.report.about import About
    from screener.report.attested import Attested

OVERDUE = ("stale-input", "correction-stale", "decision-reopened")
"""Findings about something that is overdue and whose limit no table holds."""
FACTS_NAMED = 4
"""A flag that rests on more facts names these and counts the others."""
PRINTED = 100
"""Most flags and most due entries that the page prints; the tables and the workbook hold all."""
_FIGURE_MONTHS = 24
"""Age from which a figure of a company is old: see finding company-figure-old."""
_LAST = {"fail": 0, "watch": 1}


@dataclass(frozen=True, slots=True)
class Due:
    """Something on file that counts until a day.

    Parameters
    ----------
    kind, name, where : str
        What it is, which one, and where it stands.
    as_of : date, optional
        Day that it describes.
    until : date, optional
        Last day on which it counts, or is no longer old; null where it is overdue by a limit that no table holds.
    is_overdue : bool
        Whether that day is before the run's.
    """

    kind: str
    name: str
    where: str
    as_of: date | None
    until: date | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """A watch or fail on one subject.

    Parameters
    ----------
    market_value : Decimal, optional
        Gross; null of who holds none, and where unpriced.
    since : date, optional
        First date in an unbroken row of runs; null where the subject cannot be followed.
    evidence : str
        What it rests on, in words.
    """

    outcome: str
    subject: str
    subject_id: str
    name: str
    rulebook: str
    criterion_id: str
    title: str
    market_value: Decimal | None
    since: date | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What treasury has to chase, what is due first on top; and how many attested facts no rule lets expire."""

    due: tuple[Due, ...] = ()
    flags: tuple[Flag, ...] = ()
    without_end: int = 0

    @property
    def overdue(self) -> int:
        """How much of it is overdue."""
        return sum(entry.is_overdue for entry in self.due)

    @property
    def criteria(self) -> int:
        """How many criteria the watches and fails are of: one criterion flags many subjects."""
        return len({(flag.rulebook, flag.criterion_id) for flag in self.flags})


def exceptions_of(tables: Mapping[str, pa.Table], about: About, attested: Sequence[Attested]) -> Exceptions:
    """Return what has to be chased.

    Parameters
    ----------
    tables : mapping
        Reads `exceptions`, `decisions`, `look_throughs`, `company_figures` and `findings`.
    about : About
    attested : sequence of Attested
        What the plan attested that counts on the date.
    """
    limits = _limits(tables["decisions"], about)
    words = [_word(row, limits.get((row.subject, row.fact)), about) for row in attested]
    due = [*filter(None, words), *_lists(tables["look_throughs"], about), *_figures(tables["company_figures"], about)]
    described = {file.path: file.as_of for file in about.inputs}
    due += [
        Due(row["code"].replace("-", " "), row["message"], row["where"], described.get(row["where"]), None, True)  # noqa: FBT003
        for row in tables["findings"].to_pylist()
        if row["code"] in OVERDUE
    ]
    return Exceptions(
        due=tuple(sorted(due, key=lambda entry: (entry.until or date.min, entry.kind, entry.name, entry.where))),
        flags=_flags(tables, about),
        without_end=words.count(None),
    )


def expiry(day: date, months: int) -> date:
    """Return the last day on which what describes a day is not more than so many whole months old.

    Examples
    --------
    >>> expiry(date(2024, 6, 30), 24)
    datetime.date(2026, 7, 29)
    >>> expiry(date(2023, 5, 31), 24)  # there is no 31 June: 25 months are full on 1 July
    datetime.date(2025, 6, 30)
    """
    years, month = divmod(day.month + months, 12)
    try:
        return date(day.year + years, month + 1, day.day) - timedelta(days=1)
    except ValueError:
        years, month = divmod(day.month + months + 1, 12)
        return date(day.year + years, month + 1, 1) - timedelta(days=1)


def _limits(decisions: pa.Table, about: About) -> dict[tuple[str, str], int]:
    """Return subject and fact → the least age in months that a criterion in force still takes its word at."""
    asking = {(book.id, item.id): item for book in about.rulebooks for item in book.criteria if item.ages}
    judged = decisions.filter((pc.field("subject_id") != EVERY) & (pc.field("outcome") != "not_applicable"))
    keys = ["rulebook_id", "criterion_id", "parameters"]
    limits: dict[tuple[str, str], int] = {}
    for row in judged.group_by(keys, use_threads=False).aggregate([]).to_pylist():
        if (item := asking.get((row["rulebook_id"], row["criterion_id"]))) is None:
            continue
        numbers = json.loads(row["parameters"])
        for fact, parameter, is_inclusive in item.ages:
            if (number := numbers.get(parameter)) is not None:
                months = int(number) if is_inclusive else int(number) - 1
                limits[item.subject, fact] = min(months, limits.get((item.subject, fact), months))
    return limits


def _word(row: Attested, months: int | None, about: About) -> Due | None:
    """Return until when an attested fact counts; null where no criterion asks how old it is."""
    if months is None:
        return None
    until = expiry(row.as_of, months)
    name = f"{row.subject_id}: {row.meaning or row.fact}"
    return Due("attested fact", name, row.where, row.as_of, until, until < about.as_of)


def _lists(look_throughs: pa.Table, about: About) -> list[Due]:
    """Return until when the lists of funds that are looked through are not old."""
    found = []
    for row in look_throughs.to_pylist():
        until = row["as_of"] + timedelta(days=row["max_age_days"])
        found.append(
            Due("list of a fund", row["fund_name"], row["source_file"], row["as_of"], until, until < about.as_of)
        )
    return found


def _figures(company_figures: pa.Table, about: About) -> list[Due]:
    """Return until when the figures of companies in use are not old, those of one file and day together."""
    used = company_figures.filter(pc.field("standing") == "used")
    counts = Counter((row["source_file"], row["as_of"]) for row in used.select(["source_file", "as_of"]).to_pylist())
    found = []
    for (file, day), number in counts.items():
        until = expiry(day + timedelta(days=1), _FIGURE_MONTHS - 1)  # whole months to the day are not old yet
        name = f"{number} figure{'' if number == 1 else 's'} of companies"
        found.append(Due("figures of companies", name, file, day, until, until < about.as_of))
    return found


def _flags(tables: Mapping[str, pa.Table], about: About) -> tuple[Flag, ...]:
    """Return the watches and fails: fails first, then the most money."""
    keys = ["rulebook_id", "criterion_id", "subject", "subject_id"]
    evidence = tables["decisions"].select([*keys, "evidence"])
    rows = tables["exceptions"].join(evidence, keys, join_type="left outer", use_threads=False)
    books = {book.id: book.title for book in about.rulebooks}
    titles = {(book.id, item.id): item.title for book in about.rulebooks for item in book.criteria}
    records = {record.decision_id: record.title for record in about.prudence}
    return tuple(
        Flag(
            outcome=row["outcome"],
            subject=row["subject"],
            subject_id=row["subject_id"],
            name=row["name"] or records.get(row["subject_id"], row["subject_id"]),
            rulebook=books.get(row["rulebook_id"], row["rulebook_id"]),
            criterion_id=row["criterion_id"],
            title=titles.get((row["rulebook_id"], row["criterion_id"]), row["criterion_id"]),
            market_value=row["market_value"],
            since=row["since"],
            evidence=_in_words(json.loads(row["evidence"] or "{}")),
        )
        for row in sorted(rows.to_pylist(), key=_urgency)
    )


def _urgency(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what watches and fails are sorted by; no two are equal in it."""
    key = (row["criterion_id"], row["subject_id"], row["rulebook_id"], row["subject"])
    return (_LAST[row["outcome"]], -(row["market_value"] or 0), *key)


def _in_words(evidence: Mapping[str, Any]) -> str:
    """Return the facts that are known, each with its value, the first few of them."""
    known = [f"{name.replace('_', ' ')} {_said(value)}" for name, value in evidence.items() if value is not None]
    more = len(known) - FACTS_NAMED
    return "; ".join(known[:FACTS_NAMED]) + (f"; and {more} more" if more > 0 else "")


def _said(value: Any) -> str:
    """Return a fact's value in words: a flag is yes or no, a number has at most four digits after the point."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
