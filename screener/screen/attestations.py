"""What only the fund can say: every CSV in ``portfolios/<id>/attestations/``, checked line by line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import us

from screener.dates import parse_date
from screener.errors import InputError, join_problems, nearest
from screener.tables import ATTESTATIONS, FACTS
from screener.workspace import read_csv_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pyarrow as pa

    from screener.rulebook import Fact, Rulebook
    from screener.workspace import Line

FOLDER = "attestations"
"""Folder of a portfolio that holds the files."""
REQUIRED = ("subject", "fact", "value", "as_of", "document")
COLUMNS = (*REQUIRED, "subject_id", "published", "attested_by", "note")
"""The headings there are; those that are not required may be left out or left empty."""

_FLAGS = {"yes": 1.0, "true": 1.0, "no": 0.0, "false": 0.0}
_NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_ISSUER = re.compile(r"\d{1,10}|[A-Z0-9]{20}|[a-z]+:\S+")
_HOLDING = re.compile(r"[a-z]+:\S.*|\S.*:\d+")

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
    rows = [_read(line, folder.name, facts, problems) for line in given.lines]
    problems += _repeats(rows)
    if problems:
        said = join_problems(problems, f"{len(problems)} faults in the portfolio's attestations")
        raise InputError(said, where=str(folder), hint=f"the columns are: {', '.join(COLUMNS)}")
    return Attestations(ATTESTATIONS.of(rows), given.files)


def _read(line: Line, plan: str, facts: Facts, problems: list[str]) -> dict[str, Any]:
    """Return the typed cells of one line; what cannot be read is missing and a problem."""
    cells = line.cells
    read: dict[str, Any] = {
        "source_file": line.file,
        "source_row": line.number,
        **{name: cells[name] or None for name in ("subject", "fact", "document", "attested_by", "note")},
    }
    readers: dict[str, Callable[[], dict[str, Any]]] = {
        "document": lambda: _filled(cells["document"], "name the document, its date and page, or its address"),
        "fact": lambda: _fact(cells, facts),
        "subject_id": lambda: {"subject_id": _subject_id(cells, plan)},
        "as_of": lambda: {"as_of": parse_date(cells["as_of"])},
        "published": lambda: {"published": parse_date(cells["published"] or cells["as_of"])},
    }
    for column, read_cell in readers.items():
        try:
            read |= read_cell()
        except InputError as error:
            if column != "published" or cells["published"]:
                hint = f"; {error.hint}" if error.hint else ""
                problems.append(f"{line.where}: column {column!r}: {error.message}{hint}")
    if (known := read.get("published")) and (about := read.get("as_of")) and known < about:
        problems.append(f"{line.where}: column 'published': {known} is before {about}, the day that it describes")
    return read


def _filled(text: str, expected: str) -> dict[str, Any]:
    """Refuse an empty cell."""
    if not text:
        raise InputError(f"the cell is empty; {expected}")
    return {}


def _fact(cells: dict[str, str], facts: Facts) -> dict[str, Any]:
    """Return the value of the fact that a line names; an empty value says that it is not known any more."""
    subject, name, text = cells["subject"], cells["fact"], cells["value"]
    if subject not in FACTS:
        raise InputError(f"{subject!r} is no subject{nearest(subject, list(FACTS))}; one of {', '.join(FACTS)}")
    fact = facts.get((subject, name))
    if fact is None:
        known = [other for kind, other in facts if kind == subject]
        raise InputError(f"no rulebook asks for a fact {name!r} of a {subject}{nearest(name, known)}")
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
    if not _NUMBER.fullmatch(text):
        raise InputError(f"{name} is a number (unit {fact.unit}), such as 1250 or 0.95; found {text!r}")
    return {"value": float(text.replace(",", "")), "text": None}


def _subject_id(cells: dict[str, str], plan: str) -> str:
    """Return which subject a line is about, as the run may know it."""
    subject, text = cells["subject"], cells["subject_id"]
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
    if text.isdecimal() and len(text) not in {5, 11}:
        raise InputError(f"{text!r} has {len(text)} digits; a county has five, a tract eleven")
    return text


def _repeats(rows: list[dict[str, Any]]) -> list[str]:
    """Return a problem for each line that says again what another says of the same day, known since the same day."""
    first: dict[tuple[Any, ...], str] = {}
    problems = []
    for row in rows:
        where = f"{row['source_file']}:{row['source_row']}"
        key = tuple(row.get(name) for name in ("subject", "subject_id", "fact", "as_of", "published"))
        if None not in key and (other := first.setdefault(key, where)) != where:
            problems.append(f"{where}: {row['fact']} of this subject and day stands in {other} already")
    return problems
