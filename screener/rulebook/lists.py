"""Lists of issuers, such as a state's restricted list: dated CSV files that a workspace keeps beside its rulebooks."""

from __future__ import annotations

import csv
import hashlib
import re
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from stdnum import lei as lei_number

from screener.dates import parse_date
from screener.errors import InputError, nearest
from screener.rulebook.parse import raise_problems

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from screener.rulebook.model import Rulebook

COLUMNS = ("name", "cik", "lei", "listed_on", "reason")
"""Columns of a list; the name is required, the others may be empty or left out."""


@dataclass(frozen=True, slots=True)
class Member:
    """An issuer on a list, as the list writes it."""

    name: str
    cik: str | None
    """The SEC's number of the issuer, ten digits."""
    lei: str | None
    listed_on: date | None
    """Day it was put on the list."""
    reason: str | None


@dataclass(frozen=True, slots=True)
class ListVersion:
    """A list as it stood from a day on."""

    list_id: str
    rulebook_id: str
    dated: date
    path: Path
    sha256: str
    members: tuple[Member, ...]


def read_lists(rulebooks: Iterable[Rulebook], day: date) -> dict[str, ListVersion]:
    """Return the version of each list that is in force on a day.

    Parameters
    ----------
    rulebooks : iterable of Rulebook
        Members of a list are files ``lists/<list>/<date>.csv`` beside the rulebook that declares it.
    day : date
        The newest file dated on or before it counts.

    Returns
    -------
    dict of str to ListVersion
        By id of the list. A list without a file on that day is left out: who is on it is unknown, not nobody.

    Raises
    ------
    RulebookError
        Something is wrong in a file, of any date; the message lists every fault of every file, as ``file:line``.
    """
    held: dict[str, ListVersion] = {}
    problems: list[str] = []
    for rulebook in rulebooks:
        folder = rulebook.path.parent / "lists"
        for entry in sorted(folder.glob("[!._]*/")):
            if entry.name not in rulebook.lists:
                close = nearest(entry.name, list(rulebook.lists))
                problems.append(f"{_where(rulebook, entry)}: the rulebook declares no list of this name{close}")
                continue
            for path in sorted(entry.glob("[!._]*")):
                version, faults = _read_version(rulebook.id, path)
                problems += [f"{_where(rulebook, path)}:{line}: {message}" for line, message in sorted(faults)]
                if version and version.dated <= day:
                    held[entry.name] = version
    raise_problems(problems, "lists")
    return held


def _where(rulebook: Rulebook, path: Path) -> str:
    """Return where a list's file or folder is."""
    return f"{rulebook.place}/{path.relative_to(rulebook.path.parent).as_posix()}"


def _read_version(rulebook_id: str, path: Path) -> tuple[ListVersion | None, list[tuple[int, str]]]:
    """Return one dated file, or None, and its faults with their lines."""
    content = path.read_bytes()
    faults: list[tuple[int, str]] = []
    dated = _day(path.stem)
    if path.suffix != ".csv":
        called = f"{path.stem}.csv" if dated else "the day of the list, as 2026-07-01.csv"
        return None, [(1, f"only CSV files are read here; save it as CSV UTF-8, called {called}, or move it elsewhere")]
    if dated is None:
        faults.append((1, f"the file is to be called by the day of the list, as 2026-07-01.csv; found {path.name!r}"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return None, [*faults, (line, "this is no UTF-8 text; save it as CSV UTF-8")]
    members = _read_members(text, dated, faults)
    if faults or dated is None:
        return None, faults
    sha256 = hashlib.sha256(content).hexdigest()
    return ListVersion(path.parent.name, rulebook_id, dated, path, sha256, tuple(members)), faults


def _read_members(text: str, dated: date | None, faults: list[tuple[int, str]]) -> list[Member]:
    """Return the members of a list; what is wrong is noted with its line."""
    reader = csv.DictReader(StringIO(text, newline=""), strict=True)
    members: list[Member] = []
    first: dict[tuple[str, str], int] = {}
    try:
        columns = list(reader.fieldnames or [])
        if len(columns) == 1 and (found := re.search("[;\t]", columns[0])):
            sign = "semicolons" if found[0] == ";" else "tabs"
            faults.append((1, f"the cells are separated by {sign}; save it as CSV with commas between them"))
            return members
        if "name" not in columns:
            faults.append((1, f"the column name is missing; found {', '.join(columns) or 'no columns'}"))
        for column in columns:
            if column not in COLUMNS:
                close = nearest(column, list(COLUMNS))
                faults.append((1, f"there is no column {column!r}{close}; {', '.join(COLUMNS)} are meant"))
        if faults and "name" not in columns:
            return members
        for row in reader:
            if None in row or None in row.values():
                faults.append((reader.line_num, f"{len(columns)} fields are meant, as in the first line"))
                continue
            member = _read_member(row, reader.line_num, dated, faults)
            _check_once(member, reader.line_num, first, faults)
            members.append(member)
    except csv.Error as error:
        line = reader.line_num + 1  # after the last record that could be read
        faults.append((line, f"this is no CSV: {error}; is a quotation mark left open?"))
    return members


def _read_member(row: dict[str, str], line: int, dated: date | None, faults: list[tuple[int, str]]) -> Member:
    """Return one line of a list."""
    value = {column: text.strip() for column, text in row.items()}
    name, cik, lei, listed = (value.get(column, "") for column in COLUMNS[:4])
    if not name:
        faults.append((line, "the name is empty"))
    if cik and not (cik.isascii() and cik.isdigit() and len(cik) <= 10):
        faults.append((line, f"a CIK has up to ten digits; found {cik!r}"))
    if lei and not lei_number.is_valid(lei):
        faults.append((line, f"{lei!r} is no LEI: its check digits do not agree"))
    listed_on = _day(listed)
    if listed and listed_on is None:
        faults.append((line, f"listed_on is a day such as 2026-07-01; found {listed!r}"))
    elif listed_on and dated and listed_on > dated:
        faults.append((line, f"listed_on is {listed_on}, after the list itself, which is of {dated}"))
    return Member(name, cik.zfill(10) if cik else None, lei.upper() or None, listed_on, value.get("reason") or None)


def _check_once(member: Member, line: int, first: dict[tuple[str, str], int], faults: list[tuple[int, str]]) -> None:
    """Note a member that is there twice: by CIK, by LEI, and where it has neither by name."""
    keys = [(key, value) for key, value in (("CIK", member.cik), ("LEI", member.lei)) if value]
    repeated = [key for key in keys or [("name", member.name.casefold())] if first.setdefault(key, line) != line]
    if repeated:
        [(what, value), *_] = repeated
        faults.append((line, f"{member.name} is there twice, by its {what}; the first is on line {first[what, value]}"))


def _day(text: str) -> date | None:
    """Return the day that a text names, or None."""
    try:
        return parse_date(text)
    except InputError:
        return None
