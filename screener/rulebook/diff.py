"""What differs: between two days, two criteria, or two folders or files of rulebooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from screener.errors import NotFoundError
from screener.rulebook.describe import status_on
from screener.rulebook.effective import is_enforced_on, value_on
from screener.rulebook.expression import amount
from screener.rulebook.load import FILE, SECTIONS
from screener.rulebook.parse import as_list, as_mapping, raise_problems, read_yaml_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from screener.rulebook.model import Criterion, Rulebook, Text


def between_days(rulebooks: Sequence[Rulebook], first: date, second: date) -> list[str]:
    """Return what is in force, and what parameters are worth, on one day and otherwise on another.

    Parameters
    ----------
    rulebooks : sequence of Rulebook
    first, second : date
    """
    lines = []
    for rulebook in rulebooks:
        stated = {
            f"text {name} ({text.title})": tuple(_standing(text, day) for day in (first, second))
            for name, text in rulebook.texts.items()
        }
        stated |= {
            f"{criterion.id} ({criterion.title})": tuple(status_on(criterion.in_force, day) for day in (first, second))
            for criterion in rulebook.criteria
        }
        stated |= {
            f"{name} ({parameter.title})": tuple(
                amount(value_on(parameter, day), parameter.unit) for day in (first, second)
            )
            for name, parameter in rulebook.parameters.items()
        }
        changed = [f"  {what}: {before} → {after}" for what, (before, after) in stated.items() if before != after]
        lines += [rulebook.id, *changed] if changed else []
    return lines


def between_criteria(first: Criterion, second: Criterion) -> list[str]:
    """Return the keys in which two criteria differ."""
    return list(_changes(_as_written(first), _as_written(second)))


def between_files(first: Path, second: Path) -> list[str]:
    """Return what was added, removed and changed from one folder or file of rulebooks to another.

    Parameters
    ----------
    first, second : Path
        A ``criteria`` folder, the folder of one rulebook, or a ``rulebook.yaml``. What is compared is the text as
        written, whether or not it is a rulebook without fault.

    Raises
    ------
    NotFoundError
        There is no rulebook.
    RulebookError
        A file is no YAML.
    """
    before, after = _read(first), _read(second)
    if len(before) == len(after) == 1:  # two versions of one rulebook, whatever their folders are called
        [old], [new] = before.values(), after.values()
        return list(_changes(old, new))
    lines = []
    for name in dict.fromkeys([*before, *after]):
        if name in before and name in after:
            changed = [f"  {line}" for line in _changes(before[name], after[name])]
            lines += [name, *changed] if changed else []
        else:
            lines.append(f"{'removed' if name in before else 'added  '}  {_called(name, (before | after)[name])}")
    return lines


def _as_written(criterion: Criterion) -> dict[str, Any]:
    """Return the keys of a criterion that its file gives."""
    return criterion.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _standing(text: Text, day: date) -> str:
    """Return whether a text is in force on a day, and enforced."""
    status = status_on(text.in_force, day)
    return status if status != "in force" or is_enforced_on(text, day) else "in force, not enforced"


def _read(path: Path) -> dict[str, Mapping[str, Any]]:
    """Return rulebooks by id, as written; criteria by id."""
    files = [path] if path.is_file() else sorted([*path.glob(FILE), *path.glob(f"*/{FILE}")])
    if not files:
        raise NotFoundError(f"there is no {FILE} in {path}", hint="name a folder of rulebooks or one such file")
    problems: list[str] = []
    rulebooks: dict[str, Mapping[str, Any]] = {}
    for file in files:
        document = read_yaml_file(file)
        problems += [f"{file}:{line}: {message}" for line, message in sorted(document.faults)]
        data = as_mapping(document.data)
        sections: dict[str, Any] = {section: {} for section in SECTIONS}  # so that a whole new one is told part by part
        criteria = {str(as_mapping(entry).get("id")): entry for entry in as_list(data.get("criteria"))}
        rulebooks[str(data.get("id", file.parent.name))] = sections | data | {"criteria": criteria}
    raise_problems(problems, "rulebooks")
    return rulebooks


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """Yield a line for each key that was added, removed or changed, the innermost that tells them apart."""
    for key in dict.fromkeys([*before, *after]):
        path = f"{at}.{key}" if at else key
        if key not in after:
            yield f"removed  {_called(path, before[key])}"
        elif key not in before:
            yield f"added    {_called(path, after[key])}"
        elif isinstance(before[key], Mapping) and isinstance(after[key], Mapping):
            yield from _changes(before[key], after[key], path)
        elif before[key] != after[key]:
            yield f"changed  {path}: {_plain(before[key])} → {_plain(after[key])}"


def _called(path: str, value: Any) -> str:
    """Return a path with what stands there, a mapping by its title."""
    said = value.get("title") or value.get("citation") or value.get("meaning") if isinstance(value, Mapping) else value
    return path if said is None else f"{path}: {_plain(said)}"


def _plain(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_plain(item)}" for key, item in value.items())
    return ", ".join(map(_plain, value)) if isinstance(value, list) else " ".join(str(value).split())
