"""TOML files of a workspace: read with their lines, so that every fault can say where it stands."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from screener.errors import InputError, join_problems, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_DOTTED = rf"(?:{_PART.pattern})(?:\s*\.\s*(?:{_PART.pattern}))*"
_HEADING = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=\s*")
_NAMED = re.compile(r"""\s*(?:name|fund)\s*=\s*\[?\s*(["'])(.*?)\1""")
_LONG_TEXT = re.compile(r"""(\"{3}|'{3})""")

_TEXT_NUMBER = 'write it as text like "25000000.00", without commas or percent signs'
_DAY = "write a day such as 2019-01-31, without quotes and without a time"
_WHOLE = "write a whole number, without quotes"
_FLAG = "write true or false, without quotes"
_TABLE = "a table is meant, whose lines stand under its heading in brackets"
_LIST = "a list is meant; give each entry a heading in double brackets, or put the values into brackets"
_PLAIN: dict[str, str] = {
    "missing": "is missing",
    "string_too_short": "is empty",
    "too_short": "names nothing",
    "string_type": "write it as text, in quotes",
    **dict.fromkeys(("decimal_type", "decimal_parsing"), _TEXT_NUMBER),
    "finite_number": "is no number that can be reckoned with",
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), _WHOLE),
    **dict.fromkeys(("bool_type", "bool_parsing"), _FLAG),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        _DAY,
    ),
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), _TABLE),
    **dict.fromkeys(("list_type", "tuple_type"), _LIST),
}
"""Kind of fault → what to do, in words of the file and not of the model."""
_BOUNDED: dict[str, tuple[str, str]] = {
    "greater_than": ("gt", "above"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "below"),
    "less_than_equal": ("le", "at most"),
}


def read_toml(file: Path) -> dict[str, Any]:
    """Return a TOML file as dictionaries, or raise with its line."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError("this is no UTF-8 text", where=str(file), hint="save the file as UTF-8") from error
    except OSError as error:
        raise InputError(f"the file cannot be opened: {error.strerror}", where=str(file)) from error
    except RecursionError as error:
        raise InputError("its tables lie too deep in one another", where=str(file)) from error
    except ValueError as error:  # a number of thousands of digits is no TOMLDecodeError
        line = re.search(r"line (\d+)", str(error))
        where = f"{file}:{line.group(1)}" if line else str(file)
        hint = (
            "use straight quotes" if re.search("[\u2018\u2019\u201c\u201d]", file.read_text(encoding="utf-8")) else None
        )
        raise InputError(f"this is no TOML: {error}", where=where, hint=hint) from error


def report_faults(
    file: Path,
    raw: dict[str, Any],
    error: ValidationError | None,
    known: Sequence[str],
    also: Mapping[tuple[Any, ...], str] | None = None,
) -> InputError:
    """Return one error that lists every fault of a TOML file, each with its line.

    Parameters
    ----------
    file : Path
    raw : dict
        The file as read, to call inputs by their names.
    error : ValidationError, optional
        What the model found.
    known : sequence of str
        Keys there are, for a near-miss suggestion.
    also : mapping, optional
        Key path → what else is wrong there.
    """
    problems: dict[tuple[int, str], str] = {}
    for fault in error.errors() if error else ():
        path = _path(fault["loc"], raw) + fault.get("ctx", {}).get("at", ())
        if fault["type"] == "extra_forbidden":
            message = f"no such key{nearest(str(path[-1]), list(known))}"
        else:
            message = _plain(fault)
        problems.setdefault((line_of(file, path), _spoken(path, raw)), message)
    for path, message in (also or {}).items():
        problems.setdefault((line_of(file, path), _spoken(path, raw)), message)
    count = len(problems)
    said = [f"{file}:{line}: {name}: {message}" for (line, name), message in sorted(problems.items())]
    return InputError(join_problems(said, f"{file.name} has {count} fault{'s' if count > 1 else ''}"))


def _path(loc: tuple[Any, ...], raw: dict[str, Any]) -> tuple[Any, ...]:
    """Return the key path of a fault: what the file has, however it is spelled, and no word of the model for a kind."""
    path: tuple[Any, ...] = ()
    here: Any = raw
    for part in loc:
        found = (isinstance(here, dict) and part in here) or (isinstance(here, list) and part in range(len(here)))
        if found or isinstance(part, int) or str(part).isidentifier():
            here = here[part] if found else None
            path += (part,)
    return path


def _plain(fault: ErrorDetails) -> str:
    """Return what is wrong and how to write it."""
    kind, said, limits = fault["type"], fault["input"], fault.get("ctx", {})
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind in _BOUNDED:
        limit, word = _BOUNDED[kind]
        return f"{said} cannot be; it must be {word} {limits[limit]}"
    if kind == "literal_error":
        known = re.findall(r"'([^']*)'", limits["expected"])
        return f"{said!r} is not known{nearest(str(said), known)}; one of {', '.join(known)}"
    if kind == "too_long":
        return f"gives {limits['actual_length']} where {limits['max_length']} are meant"
    return fault["msg"].removeprefix("Value error, ")


def _spoken(path: tuple[Any, ...], raw: dict[str, Any]) -> str:
    """Return a key path as a person would say it: an entry of a list by its name, its fund or its claim."""
    said: list[str] = []
    here: Any = raw
    for part in path:
        found = (isinstance(here, dict) and part in here) or (isinstance(here, list) and part in range(len(here)))
        here = here[part] if found else None
        if isinstance(part, int) and said:
            entry = here if isinstance(here, dict) else {}
            name = called(entry.get("name") or entry.get("fund") or entry.get("claim"))
            said[-1] += f" {name!r}" if name else f" {part + 1}"
        else:
            said.append(str(part))
    return ".".join(said)


def called(name: Any) -> str:
    """Return what an entry is called: its name, or the first of its names; empty where it has none."""
    return str((name[:1] or [""])[0] if isinstance(name, list) else name or "")


def line_of(file: Path, path: tuple[Any, ...]) -> int:
    """Return the line of a TOML file that a key path such as ``("input", 1, "reader")`` stands on, else 1.

    An entry of an array of tables is meant by its number, by its ``name`` or by the first text of its ``fund``. Of a
    path that is not there it is the line of as much of it as there is; of a table in braces the line of its key.
    """
    lines, numbers = _places(file.read_text(encoding="utf-8-sig"))
    here: tuple[Any, ...] = ()
    line = 1
    for part in path:
        named = (*here, part)
        if named not in lines:
            break
        line, here = lines[named], (*here, numbers.get(named, part))
    return line


def _places(text: str) -> tuple[dict[tuple[Any, ...], int], dict[tuple[Any, ...], int]]:
    """Return the line of each key path, and the number of each entry of a list of tables by what it is called."""
    lines: dict[tuple[Any, ...], int] = {}
    numbers: dict[tuple[Any, ...], int] = {}
    counts: dict[tuple[Any, ...], int] = {}
    table: tuple[Any, ...] = ()
    closing = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if closing:
            closing = "" if closing in line else closing
            continue
        if heading := _HEADING.match(line):
            table = ()
            keys = _parts(heading[2])
            for at, key in enumerate(keys, start=1):
                table = (*table, key)
                lines.setdefault(table, number)
                if at == len(keys) and heading[1] == "[[":
                    counts[table] = counts.get(table, -1) + 1
                if table in counts:
                    table = (*table, counts[table])
                    lines.setdefault(table, number)
        elif found := _KEY.match(line):
            path = table
            for key in _parts(found[1]):
                path = (*path, key)
                lines.setdefault(path, number)
            called_so = _NAMED.match(line)
            if called_so and table and isinstance(table[-1], int):
                entry = (*table[:-1], called_so[2])
                numbers.setdefault(entry, table[-1])
                lines.setdefault(entry, number)
            opened = _LONG_TEXT.search(line, found.end())
            closing = opened[1] if opened and opened[1] not in line[opened.end() :] else ""
    return lines, numbers


def _parts(keys: str) -> list[str]:
    """Return the keys of a dotted key, without quotes."""
    return [key.strip("\"'") for key in _PART.findall(keys)]
