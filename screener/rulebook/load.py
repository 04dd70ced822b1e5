"""The folder of rulebooks, read and checked: every fault of every file at once."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, Field

from screener.errors import InputError, NotFoundError, join_problems, nearest
from screener.rulebook.lint import (
    check_across,
    check_criteria,
    check_facts,
    check_jurisdictions,
    check_sources,
    check_texts,
)
from screener.rulebook.model import (
    KEBAB,
    SNAKE,
    Criterion,
    Fact,
    ListOfIssuers,
    Parameter,
    Parts,
    Rulebook,
    Source,
    Strict,
    Text,
)
from screener.rulebook.parse import Document, as_list, as_mapping, raise_problems, read_yaml_file, validate
from screener.rulebook.profiles import load_profiles

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE = "rulebook.yaml"
PROFILES = "jurisdictions"
"""Folder beside the rulebooks that holds the jurisdiction profiles."""


_Kebab = Annotated[str, Field(pattern=KEBAB)]
_Snake = Annotated[str, Field(pattern=SNAKE)]


class _File(Strict):
    """The top of a rulebook; its parts are read one by one, so that a fault in one does not hide those in others."""

    id: str = Field(pattern=KEBAB)
    title: str
    about: str = ""
    sources: dict[str, Any] = Field(min_length=1)
    facts: dict[str, Any] = Field(default_factory=dict)
    parameters: dict[str, Any] = Field(default_factory=dict)
    lists: dict[str, Any] = Field(default_factory=dict)
    texts: dict[str, Any] = Field(default_factory=dict)
    criteria: list[Any] = Field(min_length=1)


class RulebookFile(_File):
    """A rulebook as its file writes it, every part in its place: what the schema for editors describes."""

    id: str = Field(pattern=KEBAB)
    """Its name, which is its folder's."""
    title: str
    """What it is called in reports."""
    about: str = ""
    """What it asks of whom, in a sentence or two."""
    sources: dict[_Kebab, Source] = Field(min_length=1)
    """Where its rules and numbers were read, by name."""
    facts: dict[_Snake, Fact] = Field(default_factory=dict)
    """What only the fund can say, by name."""
    parameters: dict[_Snake, Parameter] = Field(default_factory=dict)
    """Dated numbers that criteria name."""
    lists: dict[_Kebab, ListOfIssuers] = Field(default_factory=dict)
    """Lists of issuers, by name; their members lie in the folder lists."""
    texts: dict[_Kebab, Text] = Field(default_factory=dict)
    """Dated texts that criteria belong to, by name."""
    criteria: list[Criterion] = Field(min_length=1)
    """The rules, in the order in which they are printed."""


SECTIONS: dict[str, tuple[type[BaseModel], str]] = {
    "sources": (Source, KEBAB),
    "facts": (Fact, SNAKE),
    "parameters": (Parameter, SNAKE),
    "lists": (ListOfIssuers, KEBAB),
    "texts": (Text, KEBAB),
}
"""Section of named parts → what each is, and the form of its name."""
Named = TypeVar("Named")
FORMS = {KEBAB: "lower-case words joined by hyphens", SNAKE: "lower-case words joined by underscores"}


def load_rulebooks(folder: Path, ids: Sequence[str | Path] | None = None) -> list[Rulebook]:
    """Return rulebooks, checked.

    Parameters
    ----------
    folder : Path
        The workspace's ``criteria`` folder.
    ids : sequence of str or path, optional
        Rulebooks to read, in this order; all of them, by name, where none are given. A path is that of a draft kept
        elsewhere, its folder or its ``rulebook.yaml``, from the current folder or else from the workspace; a draft
        takes the place of the rulebook of its name.

    Raises
    ------
    RulebookError
        Something is wrong in a file; the message lists every fault of every file asked for, as ``file:line``.
    NotFoundError
        There is no rulebook of that name; the message names the nearest.
    InputError
        Two drafts have one name.
    """
    files = _files(folder, ids)
    profiles = load_profiles(folder / PROFILES)
    read = [(name, *read_rulebook(file)) for name, file in files.items()]
    for _, rulebook, document in read:
        if rulebook:
            check_jurisdictions(document, rulebook, list(profiles))
    check_across([(rulebook, document) for _, rulebook, document in read if rulebook])
    problems = [] if ids is not None else _folders_without(folder, list(files))
    for name, _, document in read:
        place = f"{folder.name}/{name}/{FILE}" if files[name] == folder / name / FILE else files[name]
        problems += [f"{place}:{line}: {message}" for line, message in sorted(document.faults)]
    raise_problems(problems, "rulebooks")
    return [
        replace(
            rulebook,
            jurisdictions=tuple(p for p, profile in profiles.items() if name in profile.rulebooks),
            is_draft=files[name] != folder / name / FILE,
        )
        for name, rulebook, _ in read
        if rulebook
    ]


def _files(folder: Path, ids: Sequence[str | Path] | None) -> dict[str, Path]:
    """Return the file of each rulebook that is asked for."""
    known = list_rulebooks(folder)
    files: dict[str, Path] = {}
    problems = []
    twice = []
    for given in known if ids is None else ids:
        own = folder / given / FILE
        if given in known:
            files.setdefault(str(given), own)
            continue
        path = Path(given).expanduser()
        places = [place / (path if path.suffix == ".yaml" else path / FILE) for place in (Path.cwd(), folder.parent)]
        file = next((place.absolute() for place in places if place.is_file()), None)
        if file:
            before = files.get(file.parent.name, file)
            twice += [f"{before} and {file}"] if before not in {file, folder / file.parent.name / FILE} else []
            files[file.parent.name] = file
        elif isinstance(given, Path) or path.name != given:
            problems.append(f"there is no rulebook file {' or '.join(map(str, dict.fromkeys(places)))}")
        else:
            problems.append(f"there is no rulebook {given!r} in {folder}{nearest(given, known)}")
    if twice:
        message = join_problems(twice, "drafts of one name:")
        raise InputError(message, where="rulebooks", hint="leave one out, or give it another folder and id")
    if problems:
        hint = f"name one of: {', '.join(known)}" if known else f"make {folder / 'my-rules' / FILE}"
        message = problems[0] if len(problems) == 1 else join_problems(problems, "rulebooks that are not there:")
        raise NotFoundError(message, hint=f"{hint}; or give the path of one that is kept elsewhere")
    return files


def list_rulebooks(folder: Path) -> list[str]:
    """Return the names of the rulebooks in a folder, in alphabetical order."""
    return sorted(file.parent.name for file in folder.glob(f"*/{FILE}"))


def _folders_without(folder: Path, known: list[str]) -> list[str]:
    """Return a fault for each folder that holds no rulebook: one misspelt would otherwise judge nothing, in silence."""
    names = sorted(entry.name for entry in folder.glob("[!._]*/"))
    return [
        f"{folder.name}/{name}: there is no {FILE} in this folder" for name in names if name not in (*known, PROFILES)
    ]


def read_rulebook(path: Path) -> tuple[Rulebook | None, Document]:
    """Return one rulebook, or None, and the document that holds its faults."""
    document = read_yaml_file(path)
    if document.faults and document.data is None:
        return None, document
    top = validate(document, (), document.data, _File)
    if not isinstance(document.data, dict):
        return None, document
    parts = _read_parts(document)
    check_sources(document, parts.sources)
    check_facts(document, parts.facts)
    check_texts(document, parts.texts)
    check_criteria(document, parts)
    if top and top.id != path.parent.name:
        document.fault(("id",), f"the rulebook's id is {top.id!r} and its folder is {path.parent.name!r}")
    if document.faults or not top:
        return None, document
    rulebook = Rulebook(
        id=top.id,
        title=top.title,
        about=top.about,
        sources=_whole(parts.sources),
        parameters=_whole(parts.parameters),
        criteria=tuple(parts.criteria.values()),
        path=path,
        sha256=document.sha256,
        lines={criterion.id: document.line(("criteria", number)) for number, criterion in parts.criteria.items()},
        facts=_whole(parts.facts),
        lists=_whole(parts.lists),
        texts=_whole(parts.texts),
    )
    return rulebook, document


def _whole(parts: dict[str, Named | None]) -> dict[str, Named]:
    """Return the parts of a section in which every one could be read."""
    return {name: part for name, part in parts.items() if part is not None}


def _read_parts(document: Document) -> Parts:
    """Return the parts of a rulebook that could be read; the faults of the others are noted."""
    data: dict[str, Any] = document.data
    parts = Parts()
    for section, (model, form) in SECTIONS.items():
        for name, entry in as_mapping(data.get(section)).items():
            _check_name(document, (section, name), form)
            getattr(parts, section)[name] = validate(document, (section, name), entry, model)
    first: dict[str, int] = {}
    for number, entry in enumerate(as_list(data.get("criteria"))):
        path = ("criteria", number)
        given = as_mapping(entry).get("id")
        criterion = validate(document, path, entry, Criterion)
        if isinstance(given, str) and given in first:
            document.fault(path, f"{given} is there twice; the first is on line {first[given]}")
        elif criterion:
            parts.criteria[number] = _with_period(document, number, criterion, parts.texts)
        first.setdefault(str(given), document.line(path))
    return parts


def _with_period(document: Document, number: int, criterion: Criterion, texts: dict[str, Text | None]) -> Criterion:
    """Return a criterion with the period of the text that it belongs to, where it names one; note what cannot be."""
    if criterion.text and criterion.text not in texts:
        message = f"there is no text {criterion.text!r} in this rulebook{nearest(criterion.text, list(texts))}"
        document.fault(("criteria", number, "text"), message)
    text = texts.get(criterion.text or "")
    dated = criterion.model_copy(update={"in_force": text.in_force}) if text else criterion
    if dated.in_force.precision != "day" and dated.review.status == "verified":
        message = "a date known only to the month or year is not verified; say `status: unverified`"
        document.fault(("criteria", number, "review"), f"{criterion.id}: {message}")
    return dated


def _check_name(document: Document, path: tuple[str, str], pattern: str) -> None:
    """Note a name that is not in the form the others have."""
    if not re.match(pattern, path[1]):
        document.fault(path, f"the name {path[1]!r} is to be {FORMS[pattern]}")
