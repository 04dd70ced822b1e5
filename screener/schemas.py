"""JSON Schemas of the files that people write, generated from the models that read them, for editors to help with.

A schema describes the file, so it says what its loader takes: a key that follows from a folder's name is no key of the
file, an exact amount is a text or a whole number. It cannot say what one part of a file asks of another, or of other
files; the loader does.
"""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from screener.errors import NotFoundError, nearest
from screener.report import Definition
from screener.rulebook import Case, ProfileFile, RulebookFile
from screener.workspace import DECIMAL, Decision, Delivery, Layout, Portfolio

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DAY = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
"""TOML's own dates too: the editors that check TOML by a schema hand a date over as its text."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that people write: where it lies, what it is, and the model that reads it."""

    pattern: str
    """Path in a workspace, with wildcards."""
    about: str
    """What the file is, in a few words."""
    model: Any

    @property
    def is_toml(self) -> bool:
        """Whether it is TOML, which has no null; else it is YAML."""
        return self.pattern.endswith(".toml")


KINDS = {
    "portfolio": FileKind("portfolios/*/portfolio.toml", "what a portfolio is made of", Portfolio),
    "delivery": FileKind("portfolios/*/inputs/*/delivery.toml", "what holds of one delivery alone", Delivery),
    "layout": FileKind("portfolios/layouts/*.toml", "how a custodian lays out a table", Layout),
    "decision": FileKind("portfolios/*/eti/*.toml", "a decision on an investment", Decision),
    "rulebook": FileKind("criteria/*/rulebook.yaml", "criteria adopted together", RulebookFile),
    "cases": FileKind("criteria/*/cases.yaml", "what criteria must answer", list[Case]),
    "jurisdiction": FileKind("criteria/jurisdictions/*.yaml", "what a state or city adds", ProfileFile),
    "report": FileKind("reports/definitions/*.toml", "what an edition of a report is made of", Definition),
}
"""Name of a schema → the kind of file that it describes."""


def file_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a kind of file.

    Parameters
    ----------
    name : str
        One of `KINDS`.

    Raises
    ------
    NotFoundError
        There is no schema of that name; the message names the nearest.

    Examples
    --------
    >>> schema = file_schema("portfolio")
    >>> schema["$id"], schema["properties"]["state"]["enum"][:3]
    ('portfolio.schema.json', ['AK', 'AL', 'AR'])
    """
    if name not in KINDS:
        hint = f"name one of: {', '.join(KINDS)}"
        raise NotFoundError(f"there is no schema {name!r}{nearest(name, list(KINDS))}", hint=hint)
    kind = KINDS[name]
    generator = _OfToml if kind.is_toml else _OfFile
    schema = TypeAdapter(kind.model).json_schema(schema_generator=generator)
    return {"$schema": DIALECT, "$id": f"{name}.schema.json", "title": f"{kind.pattern}: {kind.about}", **schema}


def schema_text(name: str) -> str:
    """Return the JSON Schema of a kind of file as the text of a file."""
    return json.dumps(file_schema(name), ensure_ascii=False, indent=2) + "\n"


class _OfFile(GenerateJsonSchema):
    """Says of each key what the model's docstrings say, and what the file may hold there."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Describe a mapping and its keys, without the titles that only repeat their names."""
        described = super().model_schema(schema)
        model: type[BaseModel] = schema["cls"]
        described.pop("title", None)
        described["description"] = _first_paragraph(model.__doc__ or "")
        docs = _docs_of(model)
        names = {info.alias or name: name for name, info in model.model_fields.items()}
        for key, one in described["properties"].items():
            said = docs.get(names[key])
            described["properties"][key] = {**one, "description": said} if said else one
        return described

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Leave out titles that repeat the key."""
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Print a default that a person would write; nothing, or a table of defaults, is what no key means anyway."""
        described = super().default_schema(schema)
        if not described.get("default") or isinstance(described["default"], dict):
            described.pop("default", None)
        return described

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Refuse names that are not in the form asked for: a day, or words joined by hyphens."""
        described = super().dict_schema(schema)
        if "patternProperties" in described:
            described.pop("propertyNames", None)
            described["additionalProperties"] = False
        return described

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """Take a number, or a text that is one."""
        described = super().decimal_schema(schema)
        return {
            "anyOf": [one | ({"pattern": DECIMAL} if one["type"] == "string" else {}) for one in described["anyOf"]]
        }

    def date_schema(self, schema: core_schema.DateSchema) -> JsonSchemaValue:
        """Ask for a day as YYYY-MM-DD."""
        return dict(DAY)


class _OfToml(_OfFile):
    """Knows no null, which TOML does not have."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Describe what the key may hold when it is there."""
        return self.generate_inner(schema["schema"])


@cache
def _docs_of(model: type[BaseModel]) -> dict[str, str]:
    """Return field → the docstring beneath it, in the model or in what it inherits from."""
    docs: dict[str, str] = {}
    for parent in reversed(model.__mro__[: model.__mro__.index(BaseModel)]):
        tree: Any = ast.parse(textwrap.dedent(inspect.getsource(parent)))
        body = tree.body[0].body
        for field, below in pairwise(body):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    docs[name] = _first_paragraph(text)
    return docs


def _first_paragraph(text: str) -> str:
    """Return the first paragraph of a docstring on one line, in plain text."""
    return " ".join(inspect.cleandoc(text).split("\n\n")[0].split()).replace("``", "`")
