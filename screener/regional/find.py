"""Which region a name means: a state, a county, a statistical area, a commuting zone, or a region of the fund's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import us

from screener.errors import InputError, NotFoundError, join_problems, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

KINDS = {
    "state": "state",
    "county": "county",
    "cbsa": "statistical area",
    "commuting_zone": "commuting zone",
    "region": "region of the fund's own",
}
"""Kind of region → what a person calls it."""
MOST_SHOWN = 12
"""A refusal lists at most so many regions that a name may mean."""

_NAMES = (
    "give a state (IL), a county ('Peoria County, IL' or 17143), a statistical area ('Peoria, IL' or 37900), "
    "a commuting zone's number where a workspace holds the zones, or, with --portfolio, a region of its own"
)
"""What a region may be called, in a refusal."""
_SUFFIX = re.compile(r" (county|parish|borough|census area|city and borough|municipality|municipio|city)$")


@dataclass(frozen=True)
class Region:
    """Counties under one name."""

    kind: str
    code: str
    """Two letters of a state, FIPS of a county, code of an area or zone, name of a region of the fund's own."""
    name: str
    places: tuple[str, ...]
    """FIPS of its counties, in order."""

    @property
    def written(self) -> str:
        """The name that means this region and no other."""
        return f"{self.kind}:{self.code}"


def all_regions(
    places: Iterable[dict[str, Any]], own: Iterable[dict[str, Any]], units: Iterable[dict[str, Any]] = ()
) -> list[Region]:
    """Return every region there is; an area that is not drawn by the counties of `places` has no place.

    Parameters
    ----------
    places : iterable of dict
        Rows of the table `places`.
    own : iterable of dict
        Rows of the table `user_regions`.
    units : iterable of dict
        Rows of the dataset `counties`: every unit that areas are drawn by.
    """
    found: dict[tuple[str, str, str], list[str]] = {}
    for row in places:
        state = us.states.lookup(row["state"], field="abbr")
        named = [
            ("state", row["state"], str(state.name) if state else row["state"]),
            ("county", row["place"], f"{row['place_name']}, {row['state']}"),
        ]
        if row["cbsa"]:
            named.append(("cbsa", row["cbsa"], row["cbsa_name"] or row["cbsa"]))
        if row["commuting_zone"]:
            named.append(("commuting_zone", row["commuting_zone"], f"Commuting zone {row['commuting_zone']}"))
        for key in named:
            found.setdefault(key, []).append(row["place"])
    for row in own:
        found.setdefault(("region", row["region"], row["region"]), []).append(row["place"])
    for row in units:
        if row["cbsa"]:
            found.setdefault(("cbsa", row["cbsa"], row["cbsa_name"] or row["cbsa"]), [])
    return [Region(*key, tuple(sorted(codes))) for key, codes in sorted(found.items())]


def find_region(name: str, regions: Sequence[Region]) -> Region:
    """Return the one region that a name means: its code or full name first, then a short name, then a part of one.

    Parameters
    ----------
    name : str
        As a person writes it; ``county:17143`` or ``cbsa:37900`` leaves no doubt.
    regions : sequence of Region

    Raises
    ------
    NotFoundError
        There is none; the message names the nearest. Or it is an area whose counties are not on file.
    InputError
        There are several; the message lists them. Or the name is empty.
    """
    if not _key(name):
        raise InputError(f"the name of the region is empty: {name!r}", where="NAME", hint=_NAMES)
    found = _meant(name, [region for region in regions if region.places])
    if len(found) == 1:
        return found[0]
    if found:
        lines = [f"{region.written}  {region.name} ({KINDS[region.kind]})" for region in found[:MOST_SHOWN]]
        lines += [f"… and {len(found) - MOST_SHOWN} more"] if len(found) > MOST_SHOWN else []
        raise InputError(
            join_problems(lines, f"{name!r} may be any of {len(found)} regions:"),
            hint="name one as it is written at the start of its line",
        )
    for area in _meant(name, [region for region in regions if not region.places])[:1]:
        raise NotFoundError(
            f"the counties of {area.name} (statistical area {area.code}) are not on file: the area is drawn by "
            "planning regions, and what is known of places is known of the older counties",
            hint=f"name the state ({area.name.rpartition(', ')[2]}) or one of its counties",
        )
    close = nearest(name, [region.name for region in regions] + [region.code for region in regions], cutoff=0.75)
    raise NotFoundError(
        f"there is no region {name!r}{close}",
        hint=_NAMES,
    )


def _meant(name: str, regions: Sequence[Region]) -> list[Region]:
    """Return the regions that a name means: in full, else by a short name, else by a part of one."""
    key = _key(name)
    full = [region for region in regions if key in {_key(region.written), _key(region.code), _key(region.name)}]
    short = [] if full else [region for region in regions if key in _short_names(region)]
    part = [] if full or short or len(key) < 3 else [region for region in regions if key in _key(region.name)]
    return full or short or part


def _key(name: str) -> str:
    return " ".join(re.sub(r"[^\w:]+", " ", name.casefold()).split())


def _short_names(region: Region) -> set[str]:
    """Return what a person may call a county without the word, or an area by one of its cities."""
    head, _, tail = region.name.casefold().rpartition(", ")
    if not head:
        return set()  # an area without a name, known by its code
    if region.kind == "county":
        names = {head, _SUFFIX.sub("", head)}
    elif region.kind == "cbsa":
        names = {head, *head.split("--"), *re.split("-+", head)}  # Nashville-Davidson--Murfreesboro--Franklin
    else:
        return set()
    states = {tail, *tail.split("-")}
    return {_key(found) for one in names for found in (one, *(f"{one}, {state}" for state in states))}
