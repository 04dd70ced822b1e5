"""Report definitions: which sections an edition has, for whom, in whose name, and what it may not show."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import ConfigDict, Field, ValidationError, field_validator
from pydantic.json_schema import SkipJsonSchema  # noqa: TC002  pydantic reads the annotation

from screener.errors import NotFoundError, nearest
from screener.report.branding import Branding
from screener.report.sections import SECTIONS
from screener.report.withhold import Withhold
from screener.workspace import Strict, read_toml, report_faults

if TYPE_CHECKING:
    from screener.report.model import Summary

FOLDER = Path("reports", "definitions")

Audience = Literal["trustee", "treasury", "public-records", "pri"]


AUDIENCES: dict[Audience, str] = {
    "trustee": "for trustees",
    "treasury": "for treasury staff",
    "public-records": "for the public record",
    "pri": "for reporting to the PRI",
}
"""Audience → what the masthead says of it."""


REQUIRED = ("title", "audience", "sections")
"""Keys that a file must have: what is printed by nobody's choice is nobody's report."""


class Definition(Strict):
    """What an edition of a report is made of: one file ``reports/definitions/<id>.toml``."""

    model_config = ConfigDict(json_schema_extra={"required": list(REQUIRED)})

    id: SkipJsonSchema[str] = "full"
    title: str = "Responsible-investment screen"
    """Printed above the portfolio's name."""
    audience: Audience = "treasury"
    """Whom it is written for; printed with the title."""
    sections: tuple[str, ...] = Field(
        default=tuple(SECTIONS),
        min_length=1,
        json_schema_extra={"items": {"type": "string", "enum": list(SECTIONS)}, "uniqueItems": True},
    )
    """Sections in printed order; see `screener.report.sections.SECTIONS`."""
    lines: int = Field(default=2_000, ge=0)
    """Most delivered lines that are printed, those with the largest value; all of them are in the tables."""
    branding: Branding = Branding()
    """In whose name it is printed, with which logo and colour."""
    withhold: Withhold = Withhold()
    """What is withheld; each entry with its reason."""

    @field_validator("sections", mode="before")
    @classmethod
    def _are_known(cls, value: object) -> object:
        if not isinstance(value, (list, tuple)):
            return value
        names, known = [str(name) for name in value], list(SECTIONS)
        problems = [f"there is no section {name!r}{nearest(name, known)}" for name in names if name not in SECTIONS]
        problems += [f"section {name!r} stands twice" for name in dict.fromkeys(names) if names.count(name) > 1]
        if problems:
            raise ValueError(f"{'; '.join(problems)}; there are {', '.join(SECTIONS)}")
        return value

    def printed(self, summary: Summary) -> list[str]:
        """Return the sections that a run has something for, in printed order."""
        return [name for name in self.sections if SECTIONS[name].has_something(summary)]


WHOLE = Definition()
"""Every section, nothing withheld."""


def list_definitions(root: Path) -> list[str]:
    """Return the names of a workspace's report definitions, in alphabetical order."""
    return sorted(file.stem for file in (root / FOLDER).glob("*.toml"))


def load_definition(root: Path, name: str, *, where: str) -> Definition:
    """Return a report definition of a workspace.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    name : str
        Name of the file in ``reports/definitions/``, without its ending.
    where : str
        What named it, for the message.

    Raises
    ------
    NotFoundError
        There is no such definition; the message names those there are.
    InputError
        The file is wrong; every fault with its line.
    """
    known = list_definitions(root)
    if name not in known:
        raise NotFoundError(
            f"there is no report definition {name!r}{nearest(name, known)}",
            where=where,
            hint=f"name one of: {', '.join(known)}" if known else f"make {FOLDER.as_posix()}/{name}.toml",
        )
    file = root / FOLDER / f"{name}.toml"
    raw = read_toml(file)
    also: dict[tuple[object, ...], str] = {(key,): "is missing" for key in REQUIRED if key not in raw}
    if "id" in raw:
        also["id",] = "follows from the file's name; remove the line"
    try:
        definition = Definition.model_validate({**raw, "id": name}, context={"folder": file.parent})
    except ValidationError as error:
        raise report_faults(file, raw, error, _keys(), also) from error
    if also:
        raise report_faults(file, raw, None, _keys(), also)
    return definition


@cache
def _keys() -> list[str]:
    return [key for model in (Definition, Branding, Withhold) for key in model.model_fields]


def definition_files(root: Path, definition: Definition) -> list[Path]:
    """Return the files that an edition's look rests on: the definition, and its logo."""
    logo = definition.branding.logo_file
    return [root / FOLDER / f"{definition.id}.toml", *([root / FOLDER / logo] if logo else [])]
