"""Pages that follow from the registers: rulebooks and their criteria, jurisdictions, reference data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml
from markdown_of import cell, code, codes, page, table, words

from screener.enrich.catalogue import catalogue
from screener.rulebook import Case, Criterion, Rulebook, load_profiles, load_rulebooks
from screener.rulebook.compile import level_of
from screener.rulebook.describe import WIDTH, describe, period_of
from screener.rulebook.uses import review_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_REVIEWS = {
    "verified": "Every line was confirmed against its source.",
    "text verified; numbers ours": "The text was confirmed; some number is a proposal of this project.",
    "unverified": "The text or its dates were not confirmed line by line. Read its outcome with care.",
}


def criteria_pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and text of the page of rulebooks, and of one page for each of them."""
    books = load_rulebooks(folder)
    yield "index", _overview(books, folder)
    for book in books:
        cases = _cases(folder / book.id / "cases.yaml")
        yield book.id, page(_head(book), *(_criterion(book, one, cases) for one in book.criteria))


def _cases(file: Path) -> list[tuple[str, Case]]:
    """Return worked cases with what is shown of them; the loader that checks every key takes ten times as long."""
    shown = ("criterion", "name", "date", "outcome")
    read = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return [("", Case.model_construct(**{key: case[key] for key in shown})) for case in read]


def _badge(review: str) -> str:
    """Return how far a criterion is confirmed, as a mark that is words and colour."""
    kind = "text-verified" if review.startswith("text") else review
    return f'<span class="badge {kind}">{cell(review)}</span>'


def _overview(books: list[Rulebook], folder: Path) -> str:
    """Return the list of rulebooks and of the jurisdictions that bring some of them."""
    lead = "What authorities and adopted texts ask, as data: dated, cited text files under `criteria/`."
    meanings = table(("review", "meaning"), [(_badge(name), cell(said)) for name, said in _REVIEWS.items()])
    rows = []
    for book in books:
        reviews = [review_of(book, one) for one in book.criteria]
        counts = [str(reviews.count(review)) for review in _REVIEWS]
        where = codes(book.jurisdictions) or "everywhere"
        rows.append((f"[{cell(book.title)}]({book.id}.md)", where, str(len(reviews)), *counts))
    heads = ("rulebook", "in force", "criteria", *_REVIEWS)
    profiles = [
        (cell(one.title), code(one.id), one.state, codes(one.rulebooks) or "none", cell(one.about))
        for one in load_profiles(folder).values()
    ]
    jurisdictions = table(("jurisdiction", "name", "state", "rulebooks of its own", "what it asks"), profiles)
    return page(
        ["# Rulebooks and criteria", "", lead, "", "## How far they are confirmed"],
        meanings,
        ["## Rulebooks"],
        table(heads, rows),
        ["## Jurisdictions"],
        jurisdictions,
    )


def _head(book: Rulebook) -> Iterator[str]:
    """Yield what a rulebook is, where it is in force, and its criteria at a glance."""
    yield from (f"# {cell(book.title)}", "", cell(book.about), "")
    where = f"under {codes(book.jurisdictions)} alone" if book.jurisdictions else "everywhere"
    yield f"Rulebook {code(book.id)}, in force {where}. Written in {code(f'criteria/{book.id}/{book.path.name}')}."
    rows = [
        (f"[{cell(one.id)}](#{one.id})", cell(one.title), cell(period_of(one.in_force)), _badge(review_of(book, one)))
        for one in book.criteria
    ]
    yield from table(("criterion", "asks", "in force", "review"), rows)


def _criterion(book: Rulebook, criterion: Criterion, cases: list[tuple[str, Case]]) -> Iterator[str]:
    """Yield one criterion: whom it judges, since when, on what source, and the test in words.

    What its numbers are worth is said as of the day on which it was last looked at, not of the day of the build.
    """
    source, review = book.sources[criterion.source], review_of(book, criterion)
    cited = f"[{cell(source.citation)}]({source.url})" if source.url else cell(source.citation)
    read = f"read against the rule on {source.checked_on}" if source.checked_on else "not read"
    day = criterion.review.checked_on
    yield from ("", f"## {criterion.id}: {cell(criterion.title)} {{#{criterion.id}}}", "")
    yield from (f"{_badge(review)} {cell(criterion.meaning)}", "")
    rows = {
        "judges": level_of(criterion) or criterion.subject,
        "in force": cell(period_of(criterion.in_force)),
        "only under": codes(criterion.jurisdictions or book.jurisdictions),
        "source": f"{cited}; {read}",
        "review": f"{cell(_REVIEWS[review])} Last looked at on {day}.",
    }
    yield from table(("", ""), [(f"**{name}**", said) for name, said in rows.items() if said])
    _, *sections = describe(book, criterion, day, cases).split("\n\n")
    for section in sections:
        heading, _, body = section.partition("\n")
        if body.startswith("  "):
            fold = "??? note" if heading.startswith("Worked cases") else ""
            yield from _section(heading, body, fold)


def _section(heading: str, body: str, fold: str) -> Iterator[str]:
    """Yield a part of a criterion's page in words, as ``screener criteria show`` prints it."""
    lines = words(body, WIDTH)
    if fold:
        yield from ("", f'{fold} "{cell(heading)}"', *(f"    {line}" if line else "" for line in lines))
    else:
        yield from ("", f"**{cell(heading)}**", *lines)


def datasets_page(package: Path) -> str:
    """Return every dataset of the register: whose it is, how old, and which steps of the calculation read it."""
    lead = (
        "The reference data that ship with the screener or can be fetched from their publishers. A run uses the newest "
        "vintage published by its date and prints it beneath each figure. `screener data show NAME` says the same."
    )
    steps = {file: file.read_text(encoding="utf-8") for file in sorted(package.rglob("*.sql"))}
    entries = catalogue()
    rows = [
        (f"[{cell(one['dataset'])}](#{one['dataset']})", cell(one["title"]), cell(one["publisher"]), _newest(one))
        for one in entries
    ]
    heads = ("dataset", "what", "publisher", "newest that ships")
    return page(["# Datasets", "", lead], table(heads, rows), *(_dataset(one, steps, package) for one in entries))


def _newest(entry: dict[str, Any]) -> str:
    """Return the period of the newest vintage that ships."""
    return cell(entry["vintages"][-1]["describes"]) if entry["vintages"] else "none; fetch it"


def _dataset(entry: dict[str, Any], steps: dict[Path, str], package: Path) -> Iterator[str]:
    """Yield one dataset."""
    name = entry["dataset"]
    readers = [
        file.relative_to(package).as_posix() for file, text in steps.items() if re.search(rf"\bref_{name}\b", text)
    ]
    yield from ("", f"## {cell(name)} {{#{name}}}", "", f"{cell(entry['title'])}.", "")
    rows = {
        "publisher": f"[{cell(entry['publisher'])}]({entry['address']})",
        "licence": cell(entry["licence"]),
        "cited as": cell(entry["attribution"]),
        "grain": cell(entry["grain"]),
        "key": codes(entry["key"]),
        "mind": cell(entry["traps"]),
        "read by": codes(readers),
        "columns": ", ".join(f"{code(column)} ({kind})" for column, kind in entry["columns"].items()),
    }
    yield from table(("", ""), [(f"**{label}**", said) for label, said in rows.items() if said])
    vintages = [
        (cell(one["describes"]), one["published"], one["retrieved"], f"{one['rows']:,}", cell(one["traps"] or ""))
        for one in entry["vintages"]
    ]
    yield from table(("vintage", "published by", "retrieved", "rows", "mind"), vintages)
