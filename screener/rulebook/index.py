"""The way from a name to the criteria that use it: facts, numbers, lists and whole rulebooks."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from screener.rulebook.compile import level_of
from screener.rulebook.describe import as_page, indented, number_lines, source_lines, status_on
from screener.rulebook.lint import facts_of
from screener.rulebook.uses import named_by
from screener.tables import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from screener.rulebook.model import Criterion, Fact, Rulebook
    from screener.tables import Column

TEMPLATE = ("subject", "subject_id", "fact", "value", "as_of", "document", "note")
"""Headings of an attestation file with a line for each fact, to be filled in."""


@dataclass(frozen=True, slots=True)
class NamedFact:
    """A fact of one kind of subject: who declares it, and which criteria name it."""

    subject: str
    name: str
    column: Column
    declared: Fact | None = None
    """As a rulebook has it; None where the screen computes it."""
    rulebooks: list[str] = field(default_factory=list)
    """Rulebooks that declare it."""
    criteria: list[tuple[Rulebook, Criterion]] = field(default_factory=list)

    @property
    def form(self) -> str:
        """What its values can be, in words."""
        if pa.types.is_boolean(self.column.type):
            return "yes or no"
        if self.column.one_of:
            return f"one of {', '.join(self.column.one_of)}"
        if not self.column.unit:
            return "text"
        ends = self.declared.range if self.declared else ""
        if self.column.unit == "1":
            return f"share {ends or 'of 1'}; 0.62 is 62 percent"
        whole = "whole number of " if self.declared and self.declared.whole else ""
        return f"{whole}{self.column.unit} {ends}".rstrip()

    @property
    def judged(self) -> str:
        """Whom it describes, a place by the levels at which criteria ask for it."""
        levels = dict.fromkeys(str(level_of(criterion)) for _, criterion in self.criteria)
        return f"place ({', '.join(levels)})" if self.subject == "place" and levels else self.subject


def facts_named(rulebooks: Sequence[Rulebook]) -> list[NamedFact]:
    """Return every fact that the screen computes or a rulebook declares, by subject.

    Parameters
    ----------
    rulebooks : sequence of Rulebook
    """
    named: dict[tuple[str, str], NamedFact] = {}
    for subject in FACTS:
        for name, column in facts_of(subject).items():
            named[subject, name] = NamedFact(subject, name, column)
        for rulebook in rulebooks:
            for name, fact in rulebook.facts.items():
                if fact.subject == subject:
                    column = facts_of(subject, {name: fact})[name]
                    entry = named.setdefault((subject, name), NamedFact(subject, name, column, fact))
                    entry.rulebooks.append(rulebook.id)
    for rulebook in rulebooks:
        for criterion in rulebook.criteria:
            for name in named_by(rulebook, criterion).facts:
                named[criterion.subject, name].criteria.append((rulebook, criterion))
    return list(named.values())


def template(facts: Sequence[NamedFact]) -> str:
    """Return an attestation file to be filled in: a line for each fact that only the fund can say.

    Parameters
    ----------
    facts : sequence of NamedFact
        Those that the screen computes are left out.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(TEMPLATE)
    for fact in facts:
        if fact.declared:
            article = "an" if fact.judged.startswith("issuer") else "a"
            note = f"{fact.form}; of {article} {fact.judged}: {' '.join(fact.column.meaning.split())}"
            writer.writerow([fact.subject, "", fact.name, "", "", "", note])
    return file.getvalue()


def names_of(rulebooks: Sequence[Rulebook]) -> list[str]:
    """Return every name that `describe_name` knows.

    Parameters
    ----------
    rulebooks : sequence of Rulebook
    """
    facts = [name for subject in FACTS for name in facts_of(subject)]
    own = [name for book in rulebooks for name in (book.id, *book.facts, *book.parameters, *book.lists)]
    return list(dict.fromkeys([*own, *facts]))


def describe_name(rulebooks: Sequence[Rulebook], name: str, day: date) -> list[str]:
    """Return a page on each rulebook, fact, number and list of a name.

    Parameters
    ----------
    rulebooks : sequence of Rulebook
    name : str
    day : date
        Decides what a number is worth and what is in force.
    """
    pages = [_rulebook_page(book, day) for book in rulebooks if book.id == name]
    if name in names_of(rulebooks):
        pages += [_fact_page(fact) for fact in facts_named(rulebooks) if fact.name == name]
        pages += [_number_page(book, name, day) for book in rulebooks if name in book.parameters]
        pages += [_list_page(book, name) for book in rulebooks if name in book.lists]
    return [as_page(page) for page in pages]


def _rulebook_page(book: Rulebook, day: date) -> Iterator[str]:
    """Yield what a rulebook holds."""
    yield f"{book.id}: {book.title}"
    if book.about:
        yield from ("", book.about)
    under = ", ".join(book.jurisdictions)
    yield from ("", f"In force: {f'under {under} alone' if under else 'everywhere'}")
    yield f"Written in: criteria/{book.id}/{book.path.name}"
    criteria = [
        f"- {item.id} ({level_of(item) or item.subject}; {status_on(item.in_force, day)}): {item.title}"
        for item in book.criteria
    ]
    yield from _section(f"Criteria ({len(criteria)}), as of {day}", criteria)
    yield from _section(
        "Facts that the fund attests", [f"- {name}: {fact.meaning}" for name, fact in book.facts.items()]
    )
    yield from _section(f"Numbers, as of {day}", [number_lines(name, book, day)[0] for name in book.parameters])
    yield from _section("Lists", [f"- {name}: {listed.title}" for name, listed in book.lists.items()])
    yield from _section("Sources", [line for name in book.sources for line in source_lines(name, book)])


def _fact_page(fact: NamedFact) -> Iterator[str]:
    """Yield what a fact is, who says it and who asks for it."""
    yield f"{fact.name}: {fact.column.meaning}"
    yield from ("", f"Describes: {fact.judged}", f"Its value: {fact.form}")
    if fact.declared:
        yield "Attested by the fund, in the portfolio's folder attestations; lines of it: screener criteria facts --csv"
        yield f"Declared in: {', '.join(f'criteria/{name}/rulebook.yaml' for name in fact.rulebooks)}"
    else:
        yield "Computed by the screen"
    yield from _section(f"Criteria that name it ({len(fact.criteria)})", _criteria(fact.criteria) or ["- none"])


def _number_page(book: Rulebook, name: str, day: date) -> Iterator[str]:
    """Yield what a number is worth, on what source, and who asks for it."""
    users = [(book, item) for item in book.criteria if name in named_by(book, item).parameters]
    yield f"{book.id}/{name}: {book.parameters[name].title}"
    yield from _section(f"Its value, as of {day}", number_lines(name, book, day))
    yield from _section(f"Criteria that name it ({len(users)})", _criteria(users))
    sources = dict.fromkeys(dated.source for dated in book.parameters[name].values.values())
    yield from _section("Sources", [line for source in sources for line in source_lines(source, book)])


def _list_page(book: Rulebook, name: str) -> Iterator[str]:
    """Yield what a list is, which versions of it are held, and who asks for it."""
    users = [(book, item) for item in book.criteria if name in named_by(book, item).lists]
    folder = book.path.parent / "lists" / name
    held = [f"- {file.stem}" for file in sorted(folder.glob("[!._]*.csv"))]
    yield f"{book.id}/{name}: {book.lists[name].title}"
    yield from _section(
        f"Versions in criteria/{book.id}/lists/{name}", held or ["- none: nobody passes or fails by it"]
    )
    yield from _section(f"Criteria that name it ({len(users)})", _criteria(users))
    yield from _section("Sources", source_lines(book.lists[name].source, book))


def _criteria(users: Sequence[tuple[Rulebook, Criterion]]) -> list[str]:
    """Return criteria, a line each."""
    return [f"- {book.id}/{criterion.id}: {criterion.title}" for book, criterion in users]


def _section(heading: str, lines: Sequence[str]) -> list[str]:
    """Return lines under a heading; nothing where there are none."""
    return ["", heading, *indented(lines)] if lines else []
