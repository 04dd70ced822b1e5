"""Jurisdiction profiles: what a state or city adds to the rulebooks, as data in ``criteria/jurisdictions/``."""

from __future__ import annotations

from datetime import date  # noqa: TC003  pydantic reads the annotation
from typing import TYPE_CHECKING, Annotated, Literal

import us
from pydantic import AfterValidator, Field, JsonValue

from screener.errors import NotFoundError, nearest
from screener.rulebook.model import KEBAB, Review, Source, Strict
from screener.rulebook.parse import Document, raise_problems, read_yaml_file, validate
from screener.rulebook.values import Day  # noqa: TC001  pydantic reads the annotation
from screener.tables.vocabulary import DOL_VINTAGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from screener.rulebook.parse import Path as Place

CollateralUse = Literal["required_report", "candidate", "report_only"]
"""What benefits beside the financial one are for, see `screener.tables.COLLATERAL_USES`."""


_STATES: list[JsonValue] = sorted(us.states.mapping("abbr", "name"))


def _is_state(value: str) -> str:
    """Return a state's two letters, or say that they are none."""
    if us.states.lookup(value, field="abbr") is None:
        raise ValueError(f"{value!r} is no two-letter state")
    return value


def _is_vintage(value: str) -> str:
    """Return the name of a Department of Labor text, or say which is nearest."""
    if value not in DOL_VINTAGES:
        known = list(DOL_VINTAGES)
        raise ValueError(f"there is no text {value!r}{nearest(value, known)}; one of {', '.join(known)} is meant")
    return value


class InState(Strict):
    """What counts as in-state."""

    meaning: str = Field(min_length=1)
    """What counts, in a few words."""
    counties: tuple[Annotated[str, Field(pattern=r"^\d{5}$")], ...] = ()
    """Five-digit FIPS, in quotation marks; none given where it is the whole state."""
    source: str
    """Name of the source that says so."""


class CollateralFactor(Strict):
    """What collateral benefits may be used for from a day on; a null use says that nothing is known from then on."""

    use: CollateralUse | None
    """What they may be used for; null where nothing is known."""
    source: str
    """Name of the source that says so."""
    meaning: str = Field(min_length=1)
    """What it says, in a sentence."""


class RequiredReport(Strict):
    """A report that the jurisdiction asks for."""

    title: str
    """What the report is."""
    due: str
    """When it is due, in words."""
    source: str
    """Name of the source that asks for it."""
    criterion: str | None = Field(default=None, pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")
    """``rulebook/criterion`` that judges it."""
    from_: Day = Field(alias="from")
    """First day on which it is asked for."""


class Cap(Strict):
    """A limit on how much may be invested in a way."""

    title: str
    """What is limited, and to how much."""
    criterion: str = Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")
    """``rulebook/criterion`` that judges it."""
    source: str
    """Name of the source that limits it."""


class ProfileFile(Strict):
    """A profile as its file writes it."""

    id: str = Field(pattern=KEBAB)
    """Its name, which is its file's."""
    title: str
    """What it is called in reports."""
    about: str
    """What it asks of its public funds, in a sentence or two."""
    state: Annotated[str, AfterValidator(_is_state), Field(json_schema_extra={"enum": _STATES})]
    """Its state, two letters."""
    in_state: InState
    """What counts as in-state."""
    sources: dict[str, Source] = Field(min_length=1)
    """Where all of it was read, by name."""
    rulebooks: tuple[str, ...] = ()
    """Rulebooks that are in force only under the profiles that list them."""
    adopted_dol_vintage: (
        Annotated[str, AfterValidator(_is_vintage), Field(json_schema_extra={"enum": list(DOL_VINTAGES)})] | None
    )
    """Department of Labor text that law adopts for every plan there; a board's own choice is the portfolio's."""
    collateral_factors: dict[Day, CollateralFactor] = Field(default_factory=dict)
    """First day of each use of benefits beside the financial one, and the use."""
    required_reports: tuple[RequiredReport, ...] = ()
    """Reports that it asks for."""
    caps: tuple[Cap, ...] = ()
    """Limits on how much may be invested in a way."""
    review: Review
    """Whether it was confirmed against its sources."""


class Profile(ProfileFile):
    """A jurisdiction: which rulebooks it brings, what is in-state, and what collateral benefits may be used for."""

    sha256: str
    """Hash of its file."""

    def collateral_use_on(self, day: date) -> CollateralUse | None:
        """Return what collateral benefits may be used for on a day; None where nothing is known."""
        dates = [since for since in self.collateral_factors if since <= day]
        return self.collateral_factors[max(dates)].use if dates else None


def load_profiles(folder: Path, ids: Sequence[str] | None = None) -> dict[str, Profile]:
    """Return jurisdiction profiles by id, checked.

    Parameters
    ----------
    folder : Path
        The workspace's ``criteria/jurisdictions``; where there is no such folder there are no profiles.
    ids : sequence of str, optional
        Profiles to read, in this order; all of them, by name, where none are given.

    Raises
    ------
    RulebookError
        Something is wrong in a file; the message lists every fault of every file asked for, as ``file:line``.
    NotFoundError
        There is no profile of that name; the message names the nearest.
    """
    known = list_profiles(folder)
    for name in ids or ():
        if name not in known:
            hint = f"name one of: {', '.join(known)}" if known else f"make {folder / name}.yaml"
            raise NotFoundError(f"there is no jurisdiction profile {name!r}{nearest_profile(name, known)}", hint=hint)
    profiles: dict[str, Profile] = {}
    problems: list[str] = []
    for name in known if ids is None else dict.fromkeys(ids):
        profile, document = _read_profile(folder / f"{name}.yaml")
        problems += [
            f"{folder.parent.name}/{folder.name}/{name}.yaml:{line}: {text}" for line, text in sorted(document.faults)
        ]
        if profile:
            profiles[name] = profile
    raise_problems(problems, "jurisdiction profiles")
    return profiles


def list_profiles(folder: Path) -> list[str]:
    """Return the names of the profiles in a folder, in alphabetical order."""
    return sorted(file.stem for file in folder.glob("*.yaml"))


def nearest_profile(name: str, known: list[str]) -> str:
    """Return ``; did you mean 'x'?`` for the profiles that a name or an abbreviation may mean, or an empty string.

    Examples
    --------
    >>> known = ["florida", "new-york-city", "new-york-state"]
    >>> [nearest_profile(name, known) for name in ("FL", "NYC", "NY", "Flordia")]  # doctest: +NORMALIZE_WHITESPACE
    ["; did you mean 'florida'?", "; did you mean 'new-york-city'?",
     "; did you mean 'new-york-city' or 'new-york-state'?", "; did you mean 'florida'?"]
    """
    state = us.states.lookup(name.upper(), field="abbr")
    stem = state.name.lower().replace(" ", "-") if state else None
    meant = [
        profile
        for profile in known
        if (stem and profile.startswith(stem)) or "".join(word[0] for word in profile.split("-")) == name.lower()
    ]
    return f"; did you mean {' or '.join(map(repr, meant))}?" if meant else nearest(name, known)


def _read_profile(path: Path) -> tuple[Profile | None, Document]:
    """Return one profile, or None, and the document that holds its faults."""
    document = read_yaml_file(path)
    if document.faults and document.data is None:
        return None, document
    file = validate(document, (), document.data, ProfileFile)
    if file is None:
        return None, document
    if file.id != path.stem:
        document.fault(("id",), f"the profile's id is {file.id!r} and its file is {path.name!r}")
    for number, name in enumerate(file.rulebooks):
        if not (path.parent.parent / name / "rulebook.yaml").is_file():
            folders = sorted(entry.parent.name for entry in path.parent.parent.glob("*/rulebook.yaml"))
            document.fault(("rulebooks", number), f"there is no rulebook {name!r}{nearest(name, folders)}")
    for place, source in _named_sources(file):
        if source not in file.sources:
            close = nearest(source, list(file.sources))
            document.fault(place, f"there is no source {source!r} in this profile{close}")
    if document.faults:
        return None, document
    return Profile(**dict(file), sha256=document.sha256), document


def _named_sources(file: ProfileFile) -> list[tuple[Place, str]]:
    """Return each source that a profile names, and where."""
    named: list[tuple[Place, str]] = [(("in_state", "source"), file.in_state.source)]
    for day, factor in file.collateral_factors.items():
        named.append((("collateral_factors", day.isoformat(), "source"), factor.source))
    for section in ("required_reports", "caps"):
        named += [((section, n, "source"), part.source) for n, part in enumerate(getattr(file, section))]
    return named
