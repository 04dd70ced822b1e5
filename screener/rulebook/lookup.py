"""Criteria and what they name, looked up as a person writes them: an id, a fact, a number, a list, two dates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from screener.dates import ISO_DATE, parse_date
from screener.errors import InputError, NotFoundError, nearest
from screener.rulebook import diff
from screener.rulebook.cases import load_cases
from screener.rulebook.describe import describe
from screener.rulebook.index import describe_name, facts_named, names_of
from screener.rulebook.load import load_rulebooks
from screener.tables import FACTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from screener.rulebook.index import NamedFact
    from screener.rulebook.model import Criterion, Rulebook


def pages(folder: Path, name: str, day: date) -> list[str]:
    """Return what is said of a criterion, a fact, a number, a list or a rulebook, a page for each that it may mean.

    Parameters
    ----------
    folder : Path
        Folder of rulebooks.
    name : str
        With or without the rulebook before it: ``un-pri/pri1-h1``, ``pri1-h1``, ``fresh_age``, ``un-pri``.
    day : date
        Day to look at.

    Raises
    ------
    NotFoundError
        Nothing is called so.
    """
    asked = name.lower()
    book = asked.rpartition("/")[0]
    rulebooks = load_rulebooks(folder, [book] if book else None)
    ids = _by_id(rulebooks)
    found = [describe(owner, one, day, load_cases(owner)) for owner, one in [ids[asked]]] if asked in ids else []
    found += describe_name(rulebooks, asked.rpartition("/")[2], day)
    if not found:
        close = nearest(name, [*ids, *names_of(rulebooks)])
        said = f"there is no criterion, fact, number, list or rulebook {name!r}{close}"
        raise NotFoundError(said, hint="screener criteria list, or screener criteria facts")
    return found


def differences(folder: Path, first: str, second: str) -> list[str]:
    """Return what differs between two dates, two criteria, or two folders or files of rulebooks, a line each.

    Parameters
    ----------
    folder : Path
        Folder of rulebooks, where dates or criteria are named.
    first, second : str
        Folders and files are looked for in the current folder, then in the workspace.

    Raises
    ------
    ScreenerError
        One is a date and the other none, or there is no such criterion.
    """
    given = (first, second)
    dates = [bool(ISO_DATE.fullmatch(text)) for text in given]
    if any(dates):
        if not all(dates):
            raise InputError(f"{first!r} and {second!r} are not both dates", hint="name two dates as YYYY-MM-DD")
        return diff.between_days(load_rulebooks(folder), parse_date(first), parse_date(second))
    paths = [next((path for path in (Path(text), folder.parent / text) if path.exists()), None) for text in given]
    if paths[0] and paths[1]:
        return diff.between_files(paths[0], paths[1])
    ids = _by_id(load_rulebooks(folder))
    for name in given:
        if name.lower() not in ids:
            close = nearest(name, list(ids))
            raise NotFoundError(f"there is no criterion {name!r}{close}", hint="screener criteria list")
    return diff.between_criteria(ids[first.lower()][1], ids[second.lower()][1])


def facts_of(rulebooks: Sequence[Rulebook], subject: str | None, *, named_only: bool) -> list[NamedFact]:
    """Return the facts that criteria may name; of one kind of subject, or those that criteria do name.

    Raises
    ------
    InputError
        There is no such kind of subject.
    """
    if subject is not None and subject not in FACTS:
        said = f"there is no subject {subject!r}{nearest(subject, list(FACTS))}"
        raise InputError(said, where="subject", hint=f"name one of: {', '.join(FACTS)}")
    named = [fact for fact in facts_named(rulebooks) if subject in (None, fact.subject)]
    return [fact for fact in named if fact.criteria or not named_only]


def _by_id(rulebooks: Sequence[Rulebook]) -> dict[str, tuple[Rulebook, Criterion]]:
    """Return criteria by their id, with and without the rulebook's."""
    ids = {f"{book.id}/{criterion.id}": (book, criterion) for book in rulebooks for criterion in book.criteria}
    return ids | {criterion.id: (book, criterion) for book, criterion in ids.values()}
