"""Which county an address means: by the county's name, by a ZIP code, by coordinates."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import shapely

from screener.enrich.copies import shipped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

TOLERANCE = 0.02
"""Degrees by which a point may miss a county and still agree with it: 2.2 km from south to north, 1.6 km or more from
west to east up to 45 degrees north. The outlines are drawn at 1:10,000,000 on a grid of 0.0036 × 0.0009 degrees, with
bays and harbours cut off: a plant on the water, or beside a county line that follows a river, may lie just outside."""

_SUFFIX = re.compile(r" (COUNTY|PARISH|BOROUGH|CENSUS AREA|CITY AND BOROUGH|MUNICIPALITY|MUNICIPIO|CITY)$")


class Counties:
    """Counties, ZIP codes and outlines. Old Connecticut counties only: they are the place codes.

    Parameters
    ----------
    held : callable
        Dataset → the copy of it to read; by default the newest that ships.
    """

    def __init__(self, held: Callable[[str], Path] = shipped) -> None:
        self._held = held
        rows = [row for row in pq.read_table(held("counties")).to_pylist() if row["geography"] == "county"]
        self.codes = {row["county_fips"] for row in rows}
        self.state_fips: dict[str, str] = {row["state"]: row["state_fips"] for row in rows}
        self._in_state: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            self._in_state[row["state"]].add(row["county_fips"])
        self._by_name: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in rows:
            full = _county_key(row["name"])
            # A short name may mean a county or an independent city (St. Louis, Baltimore): then it means neither.
            for key in {full, _SUFFIX.sub("", full)}:
                self._by_name[(row["state"], key.replace(" ", ""))].add(row["county_fips"])

    def by_name(self, name: str, state: str) -> set[str]:
        """Return the counties a name may mean in a state, with or without the word "County"; none if there is none."""
        full = _county_key(name)
        found = [self._by_name.get((state, key.replace(" ", "")), set()) for key in (full, _SUFFIX.sub("", full))]
        return next((counties for counties in found if len(counties) == 1), found[0] or found[1])

    def by_zip(self, code: str | None, state: str | None) -> set[str]:
        """Return the counties that a ZIP code lies in, of that state where one is given."""
        found = self._by_zip.get(code or "", set())
        return found if state is None else found & self.in_state(state)

    def in_state(self, state: str) -> set[str]:
        """Return the counties of a state."""
        return self._in_state.get(state, set())

    def by_point(self, longitude: float, latitude: float) -> str | None:
        """Return the county that a point lies in, else the nearest one within `TOLERANCE`, else None: it is at sea."""
        codes, _, tree = self._outlines
        point = shapely.Point(longitude, latitude)
        # On a line two counties share, the first in order of their codes.
        inside = sorted(codes[i] for i in tree.query(point, predicate="intersects"))
        nearest = sorted(codes[i] for i in tree.query_nearest(point, max_distance=TOLERANCE))
        return next(iter(inside or nearest), None)

    def is_near(self, longitude: float, latitude: float, county_fips: str) -> bool:
        """Return whether a point lies in a county or within `TOLERANCE` of it."""
        _, outlines, _ = self._outlines
        outline = outlines.get(county_fips)
        return outline is not None and outline.distance(shapely.Point(longitude, latitude)) <= TOLERANCE

    @cached_property
    def _by_zip(self) -> dict[str, set[str]]:
        """The counties that each ZIP code lies in; read when the first is asked."""
        counties: dict[str, set[str]] = defaultdict(set)
        of_state = defaultdict(set)
        for fips in self.codes:
            of_state[fips[:2]].add(fips)
        for row in pq.read_table(self._held("zip_to_county")).to_pylist():
            fips = row["county_fips"]
            # A planning region of Connecticut, or a county since divided, may be any county of its state.
            counties[row["zip"]] |= {fips} if fips in self.codes else of_state[fips[:2]]
        return counties

    @cached_property
    def _outlines(self) -> tuple[list[str], dict[str, BaseGeometry], shapely.STRtree]:
        """The counties' codes, their outlines by code, and an index of these in the order of the codes."""
        rows = [row for row in pq.read_table(self._held("county_shapes")).to_pylist() if row["geography"] == "county"]
        outlines = {row["county_fips"]: shapely.from_wkb(row["geometry"]) for row in rows}
        return list(outlines), outlines, shapely.STRtree(list(outlines.values()))


def _county_key(name: str) -> str:
    """Return a county's name without accents and punctuation, "Saint" written out."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    text = re.sub(r"[^A-Z ]", "", text.replace("-", " "))
    return re.sub(r"\bST\b", "SAINT", re.sub(r"\bSTE\b", "SAINTE", " ".join(text.split())))
