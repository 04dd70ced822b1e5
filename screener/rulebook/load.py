"""The folder of rulebooks, read and checked: every fault of every file at once."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from pydantic import Field

from screener.errors import NotFoundError, RulebookError, join_problems, nearest
from screener.rulebook.lint import check_criteria, check_sources
from screener.rulebook.model import KEBAB, SNAKE, Criterion, Parameter, Rulebook, Source, Strict
from screener.rulebook.parse import Document, as_list, as_mapping, read_yaml, validate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FILE = "rulebook.yaml"


class _File(Strict):
    """The top of a rulebook; its parts are read one by one, so that a fault in one does not hide those in others."""

    id: str = Field(pattern=KEBAB)
    title: str
    about: str = ""
    sources: dict[str, Any] = Field(min_length=1)
    parameters: dict[str, Any] = Field(default_factory=dict)
    criteria: list[Any] = Field(min_length=1)


def load_rulebooks(folder: Path, ids: Sequence[str] | None = None) -> list[Rulebook]:
    """Return rulebooks, checked.

    Parameters
    ----------
    folder : Path
        The workspace's ``criteria`` folder.
    ids : sequence of str, optional
        Rulebooks to read, in this order; all of them, by name, where none are given.

    Raises
    ------
    RulebookError
        Something is wrong in a file; the message lists every fault of every file asked for, as ``file:line``.
    NotFoundError
        There is no rulebook of that name; the message names the nearest.
    """
    known = sorted(file.parent.name for file in folder.glob(f"*/{FILE}"))
    for name in ids or ():
        if name not in known:
            hint = f"name one of: {', '.join(known)}" if known else f"make {folder / name / FILE}"
            raise NotFoundError(f"there is no rulebook {name!r} in {folder}{nearest(name, known)}", hint=hint)
    rulebooks = []
    problems = [] if ids is not None else _folders_without(folder, known)
    for name in known if ids is None else dict.fromkeys(ids):
        rulebook, document = read_rulebook(folder / name / FILE)
        problems += [f"criteria/{name}/{FILE}:{line}: {message}" for line, message in sorted(document.faults)]
        if rulebook:
            rulebooks.append(rulebook)
    raise_problems(problems, "rulebooks")
    return rulebooks


def _folders_without(folder: Path, known: list[str]) -> list[str]:
    """Return a fault for each folder that holds no rulebook: one misspelt would otherwise judge nothing, in silence."""
    names = sorted(entry.name for entry in folder.glob("[!._]*/"))
    return [f"criteria/{name}: there is no {FILE} in this folder" for name in names if name not in known]


def raise_problems(problems: list[str], what: str) -> None:
    """Raise one error that lists every problem, if there is any."""
    if problems:
        count = f"{len(problems)} fault{'s' if len(problems) > 1 else ''}"
        raise RulebookError(join_problems(problems, f"the {what} cannot be used as written: {count}"))


def read_rulebook(path: Path) -> tuple[Rulebook | None, Document]:
    """Return one rulebook, or None, and the document that holds its faults."""
    content = path.read_bytes()
    try:
        document = read_yaml(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return None, Document(faults=[(line, "this is no UTF-8 text; save it as UTF-8")])
    if document.faults and document.data is None:
        return None, document
    top = validate(document, (), document.data, _File)
    if not isinstance(document.data, dict):
        return None, document
    sources, parameters, criteria = _read_parts(document)
    check_sources(document, as_mapping(document.data.get("sources")))
    check_criteria(document, criteria, parameters)
    if top and top.id != path.parent.name:
        document.fault(("id",), f"the rulebook's id is {top.id!r} and its folder is {path.parent.name!r}")
    if document.faults or not top:
        return None, document
    rulebook = Rulebook(
        id=top.id,
        title=top.title,
        about=top.about,
        sources=sources,
        parameters={name: parameter for name, parameter in parameters.items() if parameter},
        criteria=tuple(criteria.values()),
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        lines={criterion.id: document.line(("criteria", number)) for number, criterion in criteria.items()},
    )
    return rulebook, document


def _read_parts(document: Document) -> tuple[dict[str, Source], dict[str, Parameter | None], dict[int, Criterion]]:
    """Return the sources, parameters and criteria that could be read; the faults of the others are noted."""
    data: dict[str, Any] = document.data
    sources: dict[str, Source] = {}
    for name, entry in as_mapping(data.get("sources")).items():
        _check_name(document, ("sources", name), KEBAB, "lower-case words joined by hyphens")
        if source := validate(document, ("sources", name), entry, Source):
            sources[name] = source
    parameters: dict[str, Parameter | None] = {}
    for name, entry in as_mapping(data.get("parameters")).items():
        _check_name(document, ("parameters", name), SNAKE, "lower-case words joined by underscores")
        parameters[name] = validate(document, ("parameters", name), entry, Parameter)
    criteria: dict[int, Criterion] = {}
    first: dict[str, int] = {}
    for number, entry in enumerate(as_list(data.get("criteria"))):
        path = ("criteria", number)
        given = as_mapping(entry).get("id")
        criterion = validate(document, path, entry, Criterion)
        if isinstance(given, str) and given in first:
            document.fault(path, f"{given} is there twice; the first is on line {first[given]}")
        elif criterion:
            criteria[number] = criterion
        first.setdefault(str(given), document.line(path))
    return sources, parameters, criteria


def _check_name(document: Document, path: tuple[str, str], pattern: str, form: str) -> None:
    """Note a name that is not in the form the others have."""
    if not re.match(pattern, path[1]):
        document.fault(path, f"the name {path[1]!r} is to be {form}")
