"""``portfolio.toml`` → the files and queries to read. Every input that is missing is reported, all at once."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from screener.errors import InputError, nearest
from screener.findings import Finding, Severity
from screener.ingest.delivered import Problems, Source
from screener.workspace import BENCHMARK, DELIVERY

if TYPE_CHECKING:
    from datetime import date

    from screener.workspace import Input, Portfolio

CORRECTIONS = "corrections.csv"
_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".parquet": "parquet",
    ".pq": "parquet",
}


def locate(portfolio: Portfolio, as_of: date) -> list[Source]:
    """Return every file and query that a portfolio declares for a date, in declared order; funds and benchmark last.

    Raises
    ------
    InputError
        An input is missing, outside the folder, declared twice, or does not say how it is to be read; all of them.
    """
    problems = Problems("inputs cannot be found")
    sources: list[Source] = []
    toml = portfolio.folder / "portfolio.toml"
    for entry in portfolio.input:
        with problems.caught():
            sources += _sources(portfolio, Source(entry, f"sql:{entry.name}", None, "sql", toml), as_of)
    for fund in portfolio.lists:
        with problems.caught():
            sources += _sources(portfolio, Source(fund.as_input(), "", None, "", toml, fund), as_of)
    problems.refuse()
    return _told_apart(sources)


def _sources(portfolio: Portfolio, source: Source, as_of: date) -> list[Source]:
    """Return the files or the query of one input, or the one file of a fund."""
    entry = source.input
    if entry.url or entry.query or entry.reader == "sql":
        if not (entry.url and entry.query) or entry.path or entry.reader not in (None, "sql"):
            raise InputError(
                f"{source.said} mixes a file and a query",
                where=source.declared(),
                hint="give either path, or both url and query",
            )
        return [source]
    if not entry.path:
        raise InputError(f"{source.said} has no path", where=source.declared(), hint='set path = "inputs/…"')
    found = _files(portfolio.folder, entry.path.replace("{as_of}", as_of.isoformat()), source)
    if source.fund and len(found) > 1:
        # Two quarters of one fund would count its assets twice.
        raise InputError(
            f"{source.said} is read from one file; path names {', '.join(path.name for path in found)}",
            where=source.declared("path"),
            hint="name the one that describes the fund nearest to the date",
        )
    return [
        replace(source, file=_relative(portfolio.folder, path), path=path, reader=_reader(entry, path, source))
        for path in found
    ]


def _files(folder: Path, pattern: str, source: Source) -> list[Path]:
    """Return the files that a path or pattern names, by name; the corrections are never one of them."""
    if Path(pattern).is_absolute():
        raise InputError(
            f"path {pattern!r} is absolute, so that it means nothing on another machine",
            where=source.declared("path"),
            hint="write it relative to the portfolio's folder",
        )
    if ".." in Path(pattern).parts:
        raise _outside(pattern, source)
    has_wildcards = any(sign in pattern for sign in "*?[")
    try:
        matches = folder.glob(_any_case(pattern)) if has_wildcards else [folder / pattern]
        files = sorted(path for path in matches if path.is_file() and not is_aside(path))
    except ValueError as error:
        raise InputError(f"path {pattern!r}: {error}", where=source.declared("path")) from error
    for path in files:
        if not is_inside(folder, path):
            raise _outside(_relative(folder, path), source)
    if not files:
        raise _missing(folder, pattern, source)
    return files


def _any_case(pattern: str) -> str:
    """Return a pattern whose suffix is matched in capitals too: ``*.csv`` means ``*.CSV`` as well."""
    stem, dot, suffix = pattern.rpartition(".")
    if not suffix.isalnum():
        return pattern
    return stem + dot + "".join(f"[{sign.lower()}{sign.upper()}]" if sign.isalpha() else sign for sign in suffix)


def is_inside(folder: Path, path: Path) -> bool:
    """Return whether a path stays in a folder once links are followed."""
    return path.resolve().is_relative_to(folder.resolve())


def _outside(path: str, source: Source) -> InputError:
    return InputError(
        f"path {path!r} leads out of the portfolio's folder",
        where=source.declared("path"),
        hint="copy the delivered file into inputs/",
    )


def is_aside(path: Path) -> bool:
    """Return whether a file is nothing delivered: the fund's own beside it, hidden files, locks of an open workbook."""
    return path.name in (CORRECTIONS, DELIVERY) or path.name.startswith((".", "~$"))


def _missing(folder: Path, pattern: str, source: Source) -> InputError:
    """Return the error for a path that names no file, with what lies there instead."""
    if (folder / pattern).is_dir():
        return InputError(
            f"{source.said}: {pattern} is a folder, not a file",
            where=source.declared("path"),
            hint=f'name the files in it, such as path = "{pattern.rstrip("/")}/*.csv"',
        )
    parent = (folder / PurePosixPath(pattern)).parent
    while not parent.is_dir() or not is_inside(folder, parent):
        parent = parent.parent
    there = sorted(path.name + ("/" if path.is_dir() else "") for path in parent.iterdir())
    shown = ", ".join(there[:12]) + (f" and {len(there) - 12} more" if len(there) > 12 else "") or "nothing"
    return InputError(
        f"{source.said}: there is no file {pattern}; {_relative(folder, parent)}/ holds {shown}"
        f"{nearest(PurePosixPath(pattern).name, there)}",
        where=source.declared("path"),
        hint="put the delivered file there, or correct the path",
    )


def unread_files(portfolio: Portfolio, sources: list[Source], as_of: date) -> list[Finding]:
    """Return a finding for each file in the folder of a date that no input reads: it may hold what is missing."""
    folder = portfolio.folder / "inputs" / as_of.isoformat()
    read = {source.path for source in sources}
    databases = {Path((entry.url or "").rpartition("/")[2]).name for entry in portfolio.input}
    declared = (*portfolio.input, *portfolio.lists)
    patterns = [entry.path.replace("{as_of}", as_of.isoformat()) for entry in declared if entry.path]
    findings = []
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or not path.is_file() or path in read or is_aside(path) or path.name in databases:
            continue
        name = _relative(portfolio.folder, path)
        findings.append(
            Finding(
                "file-not-read",
                Severity.WARNING,
                f"Nothing that portfolio.toml declares reads this file{_nearest_pattern(name, patterns)}.",
                where=name,
                hint="declare it in portfolio.toml, correct the path of an input, or take it out of the folder",
                rows=0,
            )
        )
    return findings


def _nearest_pattern(name: str, patterns: list[str]) -> str:
    """Return ``; the nearest path is '…'``, or an empty text."""
    close = nearest(name, patterns)
    return f"; the nearest path is {close.removeprefix('; did you mean ').removesuffix('?')}" if close else ""


def _relative(folder: Path, path: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()


def _reader(entry: Input, path: Path, source: Source) -> str:
    """Return how a file is to be read: as declared, else by its suffix."""
    reader = entry.reader or _SUFFIXES.get(path.suffix.lower())
    if not reader:
        raise InputError(
            f"{source.said}: the suffix of {path.name} does not say how to read it",
            where=source.declared(),
            hint="save it as .xlsx"
            if path.suffix.lower() in (".xls", ".xlsb", ".ods")
            else 'set reader to "csv", "tsv", "xlsx", "parquet", "sec-13f" or "sec-nport"',
        )
    return reader


def _told_apart(sources: list[Source]) -> list[Source]:
    """Return the sources, sheets of one workbook told apart by ``#sheet``; the same lines twice are refused."""
    uses = Counter(source.file for source in sources)
    marked = [
        replace(source, file=f"{source.file}#{source.input.sheet}")
        if uses[source.file] > 1 and source.input.sheet
        else source
        for source in sources
    ]
    problems = Problems("inputs cannot be found")
    seen: dict[str, Source] = {}
    for source in marked:
        with problems.caught():
            if source.file in seen:
                raise InputError(
                    f"{source.file} is read by {seen[source.file].said} and by {source.said}",
                    where=source.declared("path"),
                    hint=_apart(seen[source.file], source),
                )
        seen[source.file] = source
    problems.refuse()
    return marked


def _apart(first: Source, second: Source) -> str:
    """Return how to keep two readings of one file apart; a source that is a fund's comes second."""
    if second.table == BENCHMARK:
        return "give the benchmark a copy of the file, such as benchmark/<name>"
    if first.fund:
        return "name all share classes of the fund in one list, fund = [..]"
    if second.fund:
        return (
            "put a fund's list where no input's path matches, such as inputs/<date>/funds/, or make that path narrower"
        )
    return "read each file once, or name a sheet in each input"
