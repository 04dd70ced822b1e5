"""Pages that follow from the code: commands, Python, tables, files, findings, words."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

import typer
from markdown_of import cell, code, codes, page, table

import screener
from screener import api, errors
from screener.cli import app
from screener.findings import CODES, OVERLAPPING, Severity
from screener.report.dictionary import dictionary_rows
from screener.report.glossary import glossary
from screener.schemas import KINDS, file_schema
from screener.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TYPES = {
    "string": "text",
    "date32[day]": "date",
    "int64": "whole number",
    "double": "number",
    "bool": "yes or no",
    "decimal128(20, 2)": "money, to the cent",
    "decimal128(38, 14)": "money, exact to 14 places",
    "decimal128(13, 12)": "share, to 12 places",
    "decimal128(28, 8)": "quantity, to 8 places",
}
"""Arrow type → what it is to a reader."""


def commands_page(readme: Path) -> str:
    """Return every command with its arguments and options, and examples from the README."""
    shown = re.findall(r"^```sh\n(.*?)^```", readme.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    examples = [line for block in shown for line in block.splitlines()]
    intro = (
        "Every command takes `--help`. `--traceback` prints where in the program an error arose. In the examples RUN "
        "and EARLIER stand for ids that `screener run` printed, or their first characters."
    )
    return page(["# Command line", "", intro], *(_command(*found, examples) for found in _commands()))


def _commands() -> Iterator[tuple[str, Any]]:
    """Yield every command with its full name."""
    top = typer.main.get_command(app)
    for name, command in sorted(top.commands.items()):  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        if inner is None:
            yield f"screener {name}", command
        else:
            for below, one in inner.items():
                yield f"screener {name} {below}", one


def _command(name: str, command: Any, examples: list[str]) -> Iterator[str]:
    """Yield what one command is for, how it is called, what it takes, and examples."""
    context = typer.Context(command, info_name=name)
    said = [record for param in command.get_params(context) if (record := param.get_help_record(context))]
    usage = command.get_usage(context).removeprefix("Usage: ").replace("{", "").replace("}", "")
    yield from ("", f"## {name} {{#{name.removeprefix('screener ').replace(' ', '-')}}}", "")
    yield from (paragraph + "\n" for paragraph in inspect.cleandoc(command.help or "").split("\n\n"))
    yield from ("```text", " ".join(usage.split()), "```")
    rows = [(code(re.sub(r" <[^>]+>", "", given)), cell(meaning)) for given, meaning in said if "--help" not in given]
    yield from table(("given", "meaning"), rows)
    used = [line for line in examples if re.match(rf"{name}(\s|$)", line)]
    if used:
        yield from ("```sh", *used, "```")


def python_page() -> str:
    """Return the public names of the package, each with what its docstring says."""
    lead = "Everything that the command line does, with data frames out. `import screener` imports nothing heavy."
    names = [f"screener.{name}" for name in sorted(screener.__all__, key=_reading_order)]
    shown = {id(getattr(screener, name)) for name in screener.__all__}
    more = [f"screener.api.{name}" for name in api.__all__ if id(getattr(api, name)) not in shown]
    faults = [
        f"screener.errors.{name}"
        for name, kind in vars(errors).items()
        if inspect.isclass(kind) and issubclass(kind, errors.ScreenerError) and id(kind) not in shown
    ]
    sections = [("", names), ("What they give", more), ("Errors", faults)]
    return page(["# Python", "", lead], *(_objects(*section) for section in sections))


def _reading_order(name: str) -> tuple[int, str]:
    """Return a key that puts what is begun with first."""
    first = ("open", "new", "Workspace", "Run")
    return (first.index(name) if name in first else len(first), name)


def _objects(heading: str, names: list[str]) -> Iterator[str]:
    """Yield the directives that write objects, under a heading if there is one."""
    if heading and names:
        yield from ("", f"## {heading}")
    level = 3 if heading else 2
    for name in names:
        yield from ("", f"::: {name}", "    options:", f"      heading_level: {level}")


def tables_page() -> str:
    """Return the data dictionary: every table of a run, its columns, and the words of fixed choice."""
    lead = (
        "Every table of a run, as `tables/*.parquet` in the run's folder and as a frame in Python. The workbook's data "
        "dictionary says the same. A cell may be empty where the last column says so: empty is unknown, never zero."
    )
    return page(["# Data dictionary", "", lead], *(_table(name) for name in TABLES), _vocabularies())


def _table(name: str) -> Iterator[str]:
    """Yield one table: grain, key and columns."""
    declared = TABLES[name]
    yield from ("", f"## {name} {{#{name}}}", "", f"{cell(declared.grain[:1].upper() + declared.grain[1:])}.", "")
    yield f"Key: {codes(declared.key) or 'none'}."
    rows = []
    for column in declared.columns:
        meaning = cell(column.meaning) + (f" One of: {codes(column.one_of)}." if column.one_of else "")
        unknown = "yes" if column.nullable else "no"
        kind = _TYPES.get(str(column.type), str(column.type))
        rows.append((code(column.name), cell(kind), cell(column.unit), meaning, unknown))
    yield from table(("column", "type", "unit", "meaning", "may be unknown"), rows)


def _vocabularies() -> Iterator[str]:
    """Yield the words that stand in columns of fixed choice."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, word, _, kind, _, _, _, meaning in dictionary_rows({}):
        if kind == "word":
            found.setdefault(name, []).append((code(word), cell(meaning)))
    for name, rows in found.items():
        yield from ("", f"## Words: {name}")
        yield from table(("word", "meaning"), rows)


def files_page() -> str:
    """Return the keys of every file that people write, as its schema has them."""
    lead = (
        "The files that people write, key by key. `screener schema` writes the same as JSON Schemas, by which an "
        "editor completes and checks as you type."
    )
    return page(["# Files", "", lead], *(_file(name) for name in KINDS))


def _file(name: str) -> Iterator[str]:
    """Yield one kind of file and what its parts may hold."""
    schema = file_schema(name)
    yield from ("", f"## {KINDS[name].pattern} {{#{name}}}", "")
    yield f"{KINDS[name].about[:1].upper()}{KINDS[name].about[1:]}. Schema: {code(name)}."
    parts = {"": schema} | schema.get("$defs", {})
    for part, described in parts.items():
        if "properties" not in described:
            continue
        if part:
            yield from ("", f"### {part} {{#{name}-{part}}}", "", cell(described.get("description", "")))
        needed = described.get("required", [])
        rows = [
            (code(key), _kind_of(one, name), "yes" if key in needed else "", cell(one.get("description", "")))
            for key, one in described["properties"].items()
        ]
        yield from table(("key", "holds", "needed", "meaning"), rows)
    if "items" in schema:
        yield f"A list of {_kind_of(schema['items'], name)}."


def _kind_of(one: dict[str, Any], file: str) -> str:
    """Return what a key may hold, in a few words."""
    choices = one.get("anyOf") or one.get("oneOf")
    if choices:
        return " or ".join(dict.fromkeys(_kind_of(choice, file) for choice in choices))
    inner = (
        one.get("items") or one.get("additionalProperties") or next(iter(one.get("patternProperties", {}).values()), 0)
    )
    of = f" of {_kind_of(inner, file)}" if inner else ""
    if "$ref" in one:
        part = one["$ref"].rsplit("/", 1)[1]
        said = f"[{cell(part)}](#{file}-{part})"
    elif "enum" in one or "const" in one:
        said = codes(one.get("enum", [one.get("const")]))
    elif one.get("format") == "date":
        said = "date"
    elif "eE" in one.get("pattern", ""):
        said = "text that is a number"
    else:
        said = {"array": f"list{of}", "object": f"table{of}", "string": "text"}.get(one["type"], one["type"])
    return said


def findings_page() -> str:
    """Return every code that a finding may carry."""
    lead = (
        "What a run says of the data and the rules, in `findings.csv`, in the table `findings` and in the report. "
        "A code never changes its meaning. `screener run PORTFOLIO --fail-on CODE` ends with exit code 1 where it is "
        "raised."
    )
    levels = [(code(level.value), cell(_meanings_of(Severity)[level.name])) for level in Severity]
    rows = [
        (f'<a id="{name}"></a>{code(name)}', cell(meaning), "yes" if name in OVERLAPPING else "")
        for name, meaning in CODES.items()
    ]
    heads = ("code", "meaning", "lines may be another's too")
    return page(
        ["# Findings", "", lead],
        table(("severity", "meaning"), levels),
        ["## Codes", "", "Rows and money of codes that share lines with others are never added up."],
        table(heads, rows),
    )


def _meanings_of(kind: type) -> dict[str, str]:
    """Return name → the docstring beneath it."""
    return dict(re.findall(r'^    (\w+) = .*\n    """(.*?)"""', inspect.getsource(kind), re.MULTILINE))


def glossary_page() -> str:
    """Return the words of the report with their definitions."""
    lines = ["# Glossary", "", "The words of the report, as its own glossary defines them.", ""]
    for anchor, term in glossary():
        source = f" *Source: {cell(term.source)}.*" if term.source else ""
        lines += [f"## {cell(term.term)} {{#{anchor}}}", "", f"{cell(term.definition)}{source}", ""]
    return page(lines)
