"""YAML text to plain data that remembers its lines, and plain data to models with every fault named.

Dates stay text until a model reads them, duplicate keys are faults, and nothing is constructed but mappings, lists,
text, whole and decimal numbers, true, false and null.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from screener.errors import RulebookError, join_problems, nearest
from screener.rulebook.expression import is_beyond_reach, percent_sign

if TYPE_CHECKING:
    from pathlib import Path as FilePath

Path = tuple[str | int, ...]
"""Keys and positions from the top of the file."""

Model = TypeVar("Model", bound=BaseModel)
Number = TypeVar("Number", int, Decimal)

MAX_DEPTH = 20
"""Deeper nesting is no rulebook."""


@dataclass(slots=True)
class Document:
    """The content of a YAML file, the line of every key and entry, and the faults found so far."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)
    sha256: str = ""
    """Hash of the file."""

    def line(self, path: Path) -> int:
        """Return the line of a key or entry, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, path: Path, message: str) -> None:
        """Note what is wrong at a place."""
        self.faults.append((self.line(path), message))


def raise_problems(problems: list[str], what: str) -> None:
    """Raise one error that lists every problem, if there is any.

    Parameters
    ----------
    problems : list of str
        Each begins with its file, or ``file:line``.
    what : str
        What they are in, such as "rulebooks".
    """
    if problems:
        count = f"{len(problems)} fault{'s' if len(problems) > 1 else ''}"
        raise RulebookError(join_problems(problems, f"the {what} cannot be used as written: {count}"))


def read_yaml_file(path: FilePath) -> Document:
    """Return the content of a YAML file; what is no UTF-8 text or no YAML is a fault with its line.

    Parameters
    ----------
    path : Path
    """
    content = path.read_bytes()
    try:
        document = read_yaml(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        document = Document(faults=[(line, "this is no UTF-8 text; save it as UTF-8")])
    document.sha256 = hashlib.sha256(content).hexdigest()
    return document


def read_yaml(text: str) -> Document:
    """Return the content of a YAML text; what is no YAML is a fault with its line, never an exception.

    A text is read once in a process; its content and lines are shared and not to be changed, its faults are the
    caller's own to add to.
    """
    read = _read_yaml(text)
    return replace(read, faults=list(read.faults))


@lru_cache(maxsize=256)
def _read_yaml(text: str) -> Document:
    """Return the content of a YAML text, which nobody may change."""
    document = Document()
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except RecursionError:
        document.faults.append((1, "this is no rulebook: it is nested too deeply"))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        document.faults.append((mark.line + 1 if mark else 1, f"this is no YAML: {error.problem or error.context}"))
    except (YAMLError, ValueError) as error:
        document.faults.append((1, f"this is no YAML: {str(error).splitlines()[0]}"))
    else:
        if node is None:
            document.faults.append((1, "the file is empty"))
        else:
            document.data = _construct(document, node, ())
    return document


def as_mapping(data: object) -> dict[str, Any]:
    """Return data if it is a mapping, else an empty one."""
    return data if isinstance(data, dict) else {}


def as_list(data: object) -> list[Any]:
    """Return data if it is a list, else an empty one."""
    return data if isinstance(data, list) else []


def _construct(document: Document, node: Node, path: Path) -> Any:
    """Return a node as plain data, noting its lines and faults."""
    document.lines.setdefault(path, node.start_mark.line + 1)
    if node.anchor or len(path) > MAX_DEPTH:
        document.fault(path, "anchors, aliases and deep nesting are not used in rulebooks; write the value out")
        return None
    if isinstance(node, MappingNode):
        return _mapping(document, node, path)
    if isinstance(node, SequenceNode):
        return [_construct(document, item, (*path, number)) for number, item in enumerate(node.value)]
    return _scalar(document, node, path)


def _mapping(document: Document, node: MappingNode, path: Path) -> dict[str, Any]:
    """Return a mapping; a key given twice is a fault, and the first one is kept to go on with."""
    data: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, ScalarNode) else "?"
        line = key_node.start_mark.line + 1
        if key in data:
            first = document.lines[(*path, key)]
            document.faults.append((line, f"{key} is given twice; the first is on line {first}"))
            continue
        document.lines[(*path, key)] = line
        data[key] = _construct(document, value_node, (*path, key))
    return data


def _scalar(document: Document, node: Node, path: Path) -> Any:
    """Return a scalar: numbers exact, dates as text."""
    text: str = node.value
    kind = str(node.tag).rpartition(":")[2]
    try:
        match kind:
            case "int":
                return _within_reach(int(text.replace("_", ""), 0))
            case "float":
                return _within_reach(Decimal(text.replace("_", "")))
            case "bool":
                return text.lower() == "true"
            case "null":
                return None
            case "str" | "timestamp":
                return text
    except (ValueError, InvalidOperation):
        pass
    document.fault(path, f"{text!r} is no number, date or text that a rulebook can hold")
    return None


def _within_reach(number: Number) -> Number:
    """Return a number, or refuse one that no fact could reach."""
    if is_beyond_reach(Decimal(number)):
        raise ValueError
    return number


def validate(document: Document, path: Path, data: Any, model: type[Model]) -> Model | None:
    """Return one part of a document as a model, or note each of its faults with its line."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for fault in error.errors():
            at: Path = (*path, *(part for part in fault["loc"] if part != "[key]"))
            document.fault(at, _in_words(at, fault, model))
    return None


def _in_words(at: Path, fault: Any, model: type[BaseModel]) -> str:
    """Return a validation fault as a sentence that starts with the place."""
    place = ".".join(map(str, at)) or "the file"
    message = fault["msg"].removeprefix("Value error, ")
    match fault["type"]:
        case "missing":
            place, message = ".".join(map(str, at[:-1])) or "the file", f"the key {at[-1]!r} is missing"
        case "extra_forbidden":
            message = f"there is no such key{nearest(str(at[-1]), _keys(model, fault['loc'][:-1]))}"
        case "model_type" | "dict_type":
            message = f"keys with values are meant; found {fault['input']!r}"
        case kind if kind != "value_error":
            message = f"{message[0].lower()}{message[1:]}; found {fault['input']!r}{_hint(fault['input'])}"
    return f"{place}: {message}"


def _hint(given: object) -> str:
    """Return what to write instead of a percent sign."""
    hint = percent_sign(given) if isinstance(given, str) else ""
    return f"; {hint}" if hint else ""


def _keys(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys that a model knows at a place inside it."""
    fields = {info.alias or name: info for name, info in model.model_fields.items()}
    if not path:
        return list(fields)
    inner = fields[str(path[0])].annotation if path[0] in fields else None
    return _keys(inner, path[1:]) if isinstance(inner, type) and issubclass(inner, BaseModel) else []
