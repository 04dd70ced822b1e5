"""What only the fund can say: every CSV in ``portfolios/<id>/attestations/``, checked line by line."""

from __future__ import annotations

import re
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

import us

from screener.dates import parse_date
from screener.errors import InputError, nearest
from screener.tables import ATTESTATIONS, ETI_CANDIDATES, ETI_PLAN, EVERY, FACTS
from screener.workspace import read_csv_folder, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pyarrow as pa

    from screener.rulebook import Fact, Rulebook
    from screener.workspace import Line

FOLDER = "attestations"
"""Folder of a portfolio that holds the files."""
DECISION = "eti/<decision>.toml"
"""File of a portfolio that proposes an investment as economically targeted."""
REQUIRED = ("subject", "fact", "value", "as_of", "document")
COLUMNS = ("subject", "subject_id", "fact", "value", "as_of", "published", "document", "attested_by", "note")
"""The headings there are; those that are not required may be left out or left empty."""

_OF_A_DECISION = {("candidate", name) for name in ETI_CANDIDATES.names} | {("plan", name) for name in ETI_PLAN.names}
_FLAGS = {"yes": 1.0, "true": 1.0, "no": 0.0, "false": 0.0}
_NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*(%|percent)?")
_ISSUER = re.compile(r"\d{1,10}|[A-Z0-9]{20}|[a-z]+:\S.*")
_HOLDING = re.compile(r"[a-z]+:\S.*|\S.*:\d+")

_STATES = {state.name.casefold(): state.abbr for state in (*us.states.STATES_AND_TERRITORIES, us.states.DC)}

Facts = dict[tuple[str, str], "Fact"]


class Attestations(NamedTuple):
    """What a portfolio attests."""

    table: pa.Table
    """`screener.tables.ATTESTATIONS`, one row per line of the files."""
    files: dict[str, str]
    """File relative to the portfolio's folder → SHA-256."""


def read_attestations(folder: Path, rulebooks: Sequence[Rulebook]) -> Attestations:
    """Return what a portfolio's own files attest; nothing where it has no such files.

    Parameters
    ----------
    folder : Path
        The portfolio's folder; the plan itself is called by its name.
    rulebooks : sequence of Rulebook
        They declare the facts that may be attested.

    Raises
    ------
    InputError
        A file is no CSV, or a heading, a cell or two lines together are wrong; every fault with its file and line.
    """
    facts = {(fact.subject, name): fact for rulebook in rulebooks for name, fact in rulebook.facts.items()}
    given = read_csv_folder(folder, FOLDER, COLUMNS, REQUIRED)
    problems = list(given.problems)
    rows = []
    for line in given.lines:
        row, faults = read_line(line, folder.name, facts)
        problems += faults
        # a line with a fault says nothing yet, and is not the first of two
        rows += [] if faults else [row]
    problems += _repeats(rows)
    if problems:
        hint = f"the columns are: {', '.join(COLUMNS)}"
        raise refusal(problems, "the portfolio's attestations", where=folder, hint=hint)
    return Attestations(ATTESTATIONS.of(rows), given.files)


def read_line(line: Line, plan: str, facts: Facts) -> tuple[dict[str, Any], list[str]]:
    """Return the typed cells of one line, and its faults; what cannot be read is missing.

    Parameters
    ----------
    line : Line
    plan : str
        What the plan is called.
    facts : dict
        Subject and name → the facts that may be attested.
    """
    cells, problems = line.cells, []
    read: dict[str, Any] = {
        "source_file": line.file,
        "source_row": line.number,
        **{name: cells[name] or None for name in ("subject", "fact", "document", "attested_by", "note")},
    }
    readers: dict[str, Callable[[], dict[str, Any]]] = {
        "as_of": lambda: {"as_of": parse_date(cells["as_of"])},
        "document": lambda: _filled(cells["document"], "name the document, its date and page, or its address"),
    }
    fact = facts.get((cells["subject"], cells["fact"]))
    if fact:
        readers["value"] = lambda: _value(cells["fact"], cells["value"], fact)
    if cells["subject"] in FACTS:
        readers["subject_id"] = lambda: {"subject_id": _subject_id(cells, plan)}
        readers["fact"] = lambda: _asked(cells, facts)
    else:
        # what is said, and of whom, cannot be judged then
        readers["subject"] = lambda: _no_subject(cells["subject"])
    if cells["published"]:
        readers["published"] = lambda: {"published": parse_date(cells["published"])}
    for column in COLUMNS:
        try:
            read |= readers[column]() if column in readers else {}
        except InputError as error:
            hint = f"; {error.hint}" if error.hint else ""
            problems.append(f"{line.where}: column {column!r}: {error.message}{hint}")
    known_on, about = read.setdefault("published", read.get("as_of")), read.get("as_of")
    if known_on and about and known_on < about:
        problems.append(f"{line.where}: column 'published': {known_on} is before {about}, the day that it describes")
    return read, problems


def _filled(text: str, expected: str) -> dict[str, Any]:
    """Refuse an empty cell."""
    if not text:
        raise InputError(f"the cell is empty; {expected}")
    return {}


def _no_subject(text: str) -> dict[str, Any]:
    """Refuse a subject that there is none of."""
    raise InputError(f"{text!r} is no subject{nearest(text, list(FACTS))}", hint=f"one of {', '.join(FACTS)}")


def _asked(cells: dict[str, str], facts: Facts) -> dict[str, Any]:
    """Refuse a fact that the run computes, and one that no rulebook asks for."""
    subject, name = cells["subject"], cells["fact"]
    if (subject, name) not in facts and name in FACTS[subject].names:
        hint = f"it comes of a decision file, {DECISION}" if (subject, name) in _OF_A_DECISION else "drop the line"
        raise InputError(f"{name} of a {subject} is not attested here; the run finds it itself", hint=hint)
    if (subject, name) not in facts:
        others = [kind for kind, other in facts if other == name]
        known = [other for kind, other in facts if kind == subject]
        close = f"; it is one of subject {' and '.join(others)}" if others else nearest(name, known)
        hint = f"'screener criteria facts --subject {subject}' lists them"
        raise InputError(f"no rulebook asks for a fact {name!r} of subject {subject}{close}", hint=hint)
    return {}


def _value(name: str, text: str, fact: Fact) -> dict[str, Any]:
    """Return the value of a fact; an empty one says that it is not known any more."""
    if not text:
        return {"value": None, "text": None}
    if fact.type == "text":
        if text not in fact.one_of:
            words = list(fact.one_of)
            raise InputError(f"{name} is one of {', '.join(words)}; found {text!r}{nearest(text, words)}")
        return {"value": None, "text": text}
    if fact.type == "flag":
        if text.lower() not in _FLAGS:
            raise InputError(f"{name} is yes or no; found {text!r}")
        return {"value": _FLAGS[text.lower()], "text": None}
    number = Decimal(text.replace(",", "")) if _NUMBER.fullmatch(text) else None
    if number is None or not isfinite(float(number)) or not _is_in_range(number, fact):
        raise InputError(f"{name} is {_expected(fact)}; found {text!r}{_as_share(text, fact)}")
    return {"value": float(number), "text": None}


def _is_in_range(number: Decimal, fact: Fact) -> bool:
    """Return whether a fact can have a value."""
    fits = (fact.least is None or fact.least <= number) and (fact.most is None or number <= fact.most)
    return fits and not (fact.whole and number % 1)


def _expected(fact: Fact) -> str:
    """Return in words what numbers a fact can have."""
    is_share = fact.unit == "1" and fact.least == 0 and fact.most == 1
    kind = "a share" if is_share else "a whole number" if fact.whole else "a number"
    unit = "" if fact.unit == "1" else f" (unit {fact.unit})"
    said = " ".join(part for part in (kind, fact.range) if part) + unit
    return said if fact.range or fact.whole else f"{said}, such as 1250 or 0.95"


def _as_share(text: str, fact: Fact) -> str:
    """Return how to write what was given in percent, where that may be meant."""
    percent = _PERCENT.fullmatch(text)
    if percent and percent[2] and fact.unit == "percent":
        return f"; write {percent[1]}, without the sign"
    # a bare number is taken for a percentage only where it can be nothing else
    if fact.unit != "1" or not percent or not (percent[2] or (fact.most == 1 and 1 < Decimal(percent[1]) <= 100)):
        return ""
    return f"; write {percent[1]} percent as {(Decimal(percent[1]) / 100).normalize():f}"


def _subject_id(cells: dict[str, str], plan: str) -> str:
    """Return which subject a line is about, as the run may know it."""
    subject, text = cells["subject"], cells["subject_id"]
    if text == EVERY:
        raise InputError(f"{EVERY} stands for every subject of a kind and is the name of none")
    match subject:
        case "plan":
            if text not in {"", plan}:
                raise InputError(
                    f"the plan is called {plan!r} here, as its folder; found {text!r}", hint="leave it empty"
                )
            return plan
        case "issuer":
            if not _ISSUER.fullmatch(text):
                raise InputError(f"{text!r} is no CIK, LEI or issuer id such as cik:0000066740")
            return text.zfill(10) if text.isdecimal() else text
        case "holding":
            if not _HOLDING.fullmatch(text):
                raise InputError(f"{text!r} is no security such as cusip:00287Y109, and no delivered file:line")
            return text
        case "place":
            return _place(text)
    _filled(text, "give its name")
    return text


def _place(text: str) -> str:
    """Return a place: a county of five digits, a tract of eleven, a state of two letters, or a partnership's name."""
    _filled(text, "give a county's five digits, a tract's eleven, a state's two letters, or a partnership's name")
    if len(text) == 2 and us.states.lookup(text, field="abbr") is None:
        raise InputError(f"{text!r} is no state")
    if state := _STATES.get(text.casefold()):
        raise InputError(f"{text!r} would be a partnership of this name", hint=f"write {state} for the state")
    if text.isdecimal() and len(text) not in {5, 11}:
        raise InputError(f"{text!r} has {len(text)} digits; a county has five, a tract eleven")
    return text


def _repeats(rows: list[dict[str, Any]]) -> list[str]:
    """Return a problem for each line that says again what another says of the same day, known since the same day."""
    first: dict[tuple[Any, ...], str] = {}
    problems = []
    for row in rows:
        where = f"{row['source_file']}:{row['source_row']}"
        key = tuple(row[name] for name in ("subject", "subject_id", "fact", "as_of", "published"))
        if (other := first.setdefault(key, where)) != where:
            problems.append(f"{where}: {row['fact']} of this subject and day stands in {other} already")
    return problems
