"""Proxy votes: managers' SEC Form N-PX files and the fund's own voting policy, in ``portfolios/<id>/votes/``."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from screener.dates import parse_date
from screener.errors import InputError, nearest
from screener.findings import Finding, Severity
from screener.ingest.numbers import is_null, parse_amount
from screener.ingest.readers.xml import read_filing
from screener.tables import POLICY_VOTES, VOTE_CATEGORIES, VOTE_POLICY, VOTES
from screener.workspace import read_csv_lines, refusal, sha256_of
from screener.workspace.toml import read_toml, report_faults

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

    import pyarrow as pa

    from screener.workspace import Line

FOLDER = "votes"
"""Folder of a portfolio that holds the files."""
FILINGS, POLICY = "votes.toml", "policy.csv"
COLUMNS = ("category", "vote", "as_of", "document")
"""The headings of the policy, all required."""
SHOWN = 5
"""Matters that cannot be used are named in a finding up to this number; the rest is counted."""

_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_WITH_MANAGEMENT = {"FOR": True, "AGAINST": False}

Row = dict[str, Any]


class Votes(NamedTuple):
    """What a portfolio has on file about votes."""

    table: pa.Table
    """`screener.tables.VOTES`."""
    policy: pa.Table
    """`screener.tables.VOTE_POLICY`."""
    files: dict[str, str]
    """File relative to the portfolio's folder → SHA-256."""
    findings: list[Finding]
    """Matters that cannot be used, and votes without a policy to compare them with."""


class _Filing(BaseModel):
    """One file, as ``votes.toml`` declares it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"(?i)^[^/\\]+\.(xml|txt)$")]
    manager: Annotated[str, Field(min_length=1)]
    filed: date

    @property
    def path(self) -> str:
        """The file relative to the portfolio's folder."""
        return f"{FOLDER}/{self.name}"


class _Filings(BaseModel):
    """``votes.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: list[_Filing] = []


class _UnusableError(Exception):
    """Why a matter of a filing cannot be used."""


def read_votes(folder: Path) -> Votes:
    """Return the votes and the policy that a portfolio has on file; nothing where it has no such folder.

    Parameters
    ----------
    folder : Path
        The portfolio's folder. ``votes/votes.toml`` names for each file the manager and the day it was filed;
        ``votes/policy.csv`` says what the fund asks of a vote category, and from which day.

    Raises
    ------
    InputError
        A file is not declared, missing or broken, or a line of the declarations or the policy is wrong; all faults of
        all files at once. What cannot be read inside a well-formed filing is a finding: nobody may edit a filing.
    """
    home = folder / FOLDER
    if not home.is_dir():
        return Votes(VOTES.empty(), VOTE_POLICY.empty(), {}, [])
    problems: list[str] = []
    filings = _declared(home, problems)
    policy = _policy(home, problems)
    rows: list[Row] = []
    findings: list[Finding] = []
    for filing in filings:
        if (home / filing.name).is_file():
            rows += _votes_of(home, filing, problems, findings)
    if problems:
        raise refusal(problems, "the portfolio's votes", where=home, hint=_hint(problems))
    if rows and not policy:
        findings.append(_no_policy(rows))
    names = [file for file in (FILINGS, POLICY, *(filing.name for filing in filings)) if (home / file).is_file()]
    hashes = {f"{FOLDER}/{name}": sha256_of(home / name) for name in sorted(names)}
    return Votes(VOTES.of(rows), VOTE_POLICY.of(policy), hashes, findings)


def _hint(problems: list[str]) -> str:
    """Return what the files that are wrong are to look like."""
    of_policy = [problem.startswith(f"{FOLDER}/{POLICY}") for problem in problems]
    said = [] if all(of_policy) else [f"{FILINGS} has [[file]] with name, manager and filed"]
    return "; ".join([*said, f"{POLICY} has the columns {', '.join(COLUMNS)}"] if any(of_policy) else said)


def _declared(home: Path, problems: list[str]) -> list[_Filing]:
    """Return the filings that are declared; what is declared and missing, or there and not declared, is a problem."""
    file = home / FILINGS
    filings: list[_Filing] = []
    if file.is_file():
        try:
            raw = read_toml(file)
            try:
                filings = _Filings.model_validate(raw).file
            except ValidationError as error:
                raise report_faults(file, raw, error, list(_Filing.model_fields)) from error
        except InputError as error:
            problems.append(f"{error.where}: {error.message}" if error.where else error.message)
            return []
    names = [filing.name for filing in filings]
    given = {f.name for f in home.iterdir() if not f.name.startswith(".") and f.stem.upper() != "README"}
    problems += [
        f"{FOLDER}/{FILINGS}: {name} is declared twice" for name in sorted(set(names)) if names.count(name) > 1
    ]
    problems += [f"{FOLDER}/{FILINGS}: there is no file {name}" for name in sorted(set(names) - given)]
    problems += [
        f"{FOLDER}/{name}: not declared in {FILINGS}; say there who voted and when it was filed, or move it elsewhere"
        for name in sorted(given - {*names, FILINGS, POLICY})
    ]
    return filings


def _policy(home: Path, problems: list[str]) -> list[Row]:
    """Return what the fund asks of votes."""
    file = home / POLICY
    rows: list[Row] = []
    first: dict[tuple[str, date], int] = {}
    for line in read_csv_lines(file, f"{FOLDER}/{POLICY}", COLUMNS, COLUMNS, problems) if file.is_file() else []:
        row = _policy_line(line, problems)
        rows.append(row)
        key = (row["category"], row["as_of"])
        if row["as_of"] and (number := first.setdefault(key, line.number)) != line.number:
            problems.append(f"{line.where}: {key[0]} from {key[1]} on stands on line {number} already")
    return rows


def _policy_line(line: Line, problems: list[str]) -> Row:
    """Return the typed cells of one line; what cannot be read is missing and a problem."""
    cells = line.cells
    category, vote = cells["category"].upper(), cells["vote"].lower()
    problems += [f"{line.where}: column {name!r} is empty" for name in COLUMNS if not cells[name]]
    if category and category not in VOTE_CATEGORIES:
        problems.append(
            f"{line.where}: column 'category': {cells['category']!r} is no vote category of Form N-PX"
            f"{nearest(category, list(VOTE_CATEGORIES))}"
        )
    if vote and vote not in POLICY_VOTES:
        problems.append(
            f"{line.where}: column 'vote': {cells['vote']!r} is none of {', '.join(POLICY_VOTES)}"
            f"{nearest(vote, list(POLICY_VOTES))}"
        )
    as_of = None
    try:
        as_of = parse_date(cells["as_of"]) if cells["as_of"] else None
    except InputError as error:
        problems.append(f"{line.where}: column 'as_of': {error.message}; write YYYY-MM-DD")
    return {"category": category, "vote": vote, "as_of": as_of, "document": cells["document"]}


def _votes_of(home: Path, filing: _Filing, problems: list[str], findings: list[Finding]) -> list[Row]:
    """Return the votes of one filing; a file that cannot be read is a problem, a matter that cannot a finding."""
    try:
        entries = read_filing(home / filing.name, filing.path, "proxyTable", set()).entries
    except InputError as error:
        problems.append(f"{error.where}: {error.message}")
        return []
    rows: list[Row] = []
    unusable: list[str] = []
    for number, entry in enumerate(entries, start=1):
        try:
            rows += _matter(entry, filing, number)
        except _UnusableError as why:
            unusable.append(f"matter {number} ({_text(entry, 'issuerName') or 'no name'}): {why}")
    if unusable:
        more = f"; and {len(unusable) - SHOWN} more" if len(unusable) > SHOWN else ""
        findings.append(
            Finding(
                "votes-not-used",
                Severity.WARNING,
                f"{len(unusable)} of {len(entries)} matters cannot be used: {'; '.join(unusable[:SHOWN])}{more}",
                where=filing.path,
                hint="compare the file with the one on EDGAR; a filing itself is never edited",
                rows=0,
            )
        )
    return rows


def _matter(entry: dict[str, str], filing: _Filing, number: int) -> list[Row]:
    """Return one matter: a row for each vote category and each way the shares were voted."""
    meeting = _meeting(_text(entry, "meetingDate"))
    if meeting > filing.filed:
        raise _UnusableError(f"the meeting of {meeting} is after the day it was filed, {filing.filed}")
    matter = {
        "source_file": filing.path,
        "source_row": number,
        "manager": filing.manager,
        "filed": filing.filed,
        "series": _text(entry, "voteSeries") or None,
        "issuer_name": _text(entry, "issuerName"),
        "cusip": _text(entry, "cusip") or None,
        "isin": _text(entry, "isin") or None,
        "meeting_date": meeting,
        "description": _text(entry, "voteDescription"),
        "proposed_by": _text(entry, "voteSource").lower() or None,
    }
    categories = list(dict.fromkeys(text.upper() for text in _all(entry, "voteCategories/voteCategory/categoryType")))
    strange = [category for category in categories if category not in VOTE_CATEGORIES]
    if strange or not categories:
        raise _UnusableError(f"{', '.join(strange) or 'nothing'} is no vote category of Form N-PX")
    records = _records(entry)
    return [{**matter, **record, "category": category} for category in categories for record in records]


def _records(entry: dict[str, str]) -> list[Row]:
    """Return the ways in which the shares were voted; one without a vote where none is reported."""
    columns = [
        _all(entry, f"vote/voteRecord/{name}") for name in ("howVoted", "sharesVoted", "managementRecommendation")
    ]
    if len({len(column) for column in columns}) > 1:
        # The elements are told apart by their order alone, so that none of several may lack one.
        raise _UnusableError("a vote lacks how it was voted, its shares, or whether it was with management")
    return [
        {
            "record": number,
            "vote": how.lower(),
            "shares": _shares(shares),
            "with_management": _WITH_MANAGEMENT.get(management.upper()),
        }
        for number, (how, shares, management) in enumerate(zip(*columns, strict=True), start=1)
    ] or [{"record": 0}]


def _shares(text: str) -> Decimal | None:
    try:
        return parse_amount(text)
    except ValueError as error:
        raise _UnusableError(f"the number of shares {text!r} {error}") from error


def _meeting(text: str) -> date:
    """Return the day of a meeting: MM/DD/YYYY as the form asks, or YYYY-MM-DD."""
    try:
        if found := _DAY.fullmatch(text):
            return date(int(found[3]), int(found[1]), int(found[2]))
        return date.fromisoformat(text)
    except ValueError as error:
        raise _UnusableError(f"the meeting date {text!r} is no date") from error


def _text(entry: dict[str, str], path: str) -> str:
    """Return the text of an element on one line; empty where it says that there is none."""
    text = " ".join(entry.get(path, "").split())
    return "" if is_null(text) else text


def _all(entry: dict[str, str], path: str) -> list[str]:
    """Return the texts of an element that repeats, in order."""
    found = [entry[path]] if path in entry else []
    while (again := f"{path}[{len(found) + 1}]") in entry:
        found.append(entry[again])
    return [" ".join(text.split()) for text in found]


def _no_policy(rows: list[Row]) -> Finding:
    """Return the finding that there is nothing to compare votes with."""
    matters = len({(row["source_file"], row["source_row"]) for row in rows})
    return Finding(
        "votes-not-used",
        Severity.INFO,
        f"votes on {matters} matters are on file, and no policy to compare them with",
        where=f"{FOLDER}/{POLICY}",
        hint=f"write {FOLDER}/{POLICY} with the columns {', '.join(COLUMNS)}",
        rows=0,
    )


__all__ = ["Votes", "read_votes"]
