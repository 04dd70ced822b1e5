"""TOML files of a workspace: read with their lines, so that every fault can say where it stands."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from screener.errors import InputError, join_problems, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pydantic import ValidationError


def read_toml(file: Path) -> dict[str, Any]:
    """Return a TOML file as dictionaries, or raise with its line."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError("this is no UTF-8 text", where=str(file), hint="save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"{file}:{line.group(1)}" if line else str(file)
        hint = (
            "use straight quotes" if re.search("[\u2018\u2019\u201c\u201d]", file.read_text(encoding="utf-8")) else None
        )
        raise InputError(f"this is no TOML: {error}", where=where, hint=hint) from error


def report_faults(file: Path, raw: dict[str, Any], error: ValidationError, known: Sequence[str]) -> InputError:
    """Return one error that lists every fault of a TOML file, each with its line.

    Parameters
    ----------
    file : Path
    raw : dict
        The file as read, to call inputs by their names.
    error : ValidationError
        What the model found.
    known : sequence of str
        Keys there are, for a near-miss suggestion.
    """
    problems: dict[tuple[int, str], str] = {}
    for fault in error.errors():
        path = tuple(part for part in fault["loc"] if isinstance(part, int) or str(part).isidentifier())
        message = fault["msg"].removeprefix("Value error, ")
        line = line_of(file, path)
        if fault["type"] == "extra_forbidden":
            message = f"no such key{nearest(str(path[-1]), list(known))}"
        if fault["type"] == "missing":
            message, line = "is missing", line_of(file, path[:-1])
        problems.setdefault((line, _spoken(path, raw)), message)
    count = len(problems)
    said = [f"{file}:{line}: {name}: {message}" for (line, name), message in problems.items()]
    return InputError(join_problems(said, f"{file.name} has {count} fault{'s' if count > 1 else ''}"))


def _spoken(path: tuple[Any, ...], raw: dict[str, Any]) -> str:
    """Return a key path as a person would say it: an input by its name, a look-through by its fund."""
    if path[:1] in (("input",), ("look_through",)) and len(path) > 1 and isinstance(path[1], int):
        entry = raw[path[0]][path[1]]
        name = called(entry.get("name") or entry.get("fund")) if isinstance(entry, dict) else ""
        return ".".join([f"{path[0]} {name!r}" if name else f"{path[0]} {path[1] + 1}", *map(str, path[2:])])
    return ".".join(map(str, path))


def called(name: Any) -> str:
    """Return what an entry is called: its name, or the first of its names; empty where it has none."""
    return str((name[:1] or [""])[0] if isinstance(name, list) else name or "")


def line_of(file: Path, path: tuple[Any, ...]) -> int:
    """Return the line of a TOML file that a key path such as ``("input", 1, "reader")`` stands on, else 1.

    An entry of an array of tables is meant by its number, by its ``name`` or by the first text of its ``fund``.
    """
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    start = 0
    for part in path:
        start = _advance(lines, start, part)
    return start + 1


def _advance(lines: list[str], start: int, part: Any) -> int:
    """Return the line on which one more part of a key path is found at or after a line, else that line."""
    if isinstance(part, int):
        headings = [n for n in range(start, len(lines)) if lines[n].strip() == lines[start].strip()]
        return headings[part] if part < len(headings) else start
    key = re.escape(str(part))
    pattern = re.compile(
        rf"""^\s*(\[\[?(?:[\w-]+\.)*{key}\]?\]|["']?{key}["']?\s*=|(?:name|fund)\s*=\s*\[?\s*["']{key}["'])"""
    )
    return next((n for n in range(start, len(lines)) if pattern.match(lines[n])), start)
