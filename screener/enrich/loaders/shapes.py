"""Outlines of counties and states, from the Census Bureau's cartographic boundaries as TopoJSON or GeoJSON.

Geometry is kept as well-known binary in degrees of longitude and latitude (NAD 83).
"""

from __future__ import annotations

import json
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import shape

from screener.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

Point = tuple[float, float]

OLD_CONNECTICUT = "0900"
"""Codes of Connecticut's eight old counties begin so (09001 to 09015); those of its nine planning regions with 091."""


def load_county_shapes(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return the outline of every county, Connecticut in both its geographies, from one file or two.

    Editions from 2022 on have Connecticut's planning regions, older ones its counties. Given both, the edition with
    the old counties says all else, since they are the place codes, and only the nine regions come from the other.
    """
    editions = [list(_features(path, "counties", 5)) for path in paths]
    editions.sort(key=lambda features: not any(code.startswith(OLD_CONNECTICUT) for code, _, _ in features))
    chosen = {code: (name, outline) for code, name, outline in editions[0]}
    for features in editions[1:]:
        chosen |= {code: (name, outline) for code, name, outline in features if code.startswith("091")}
    return [
        {
            "county_fips": code,
            "geography": "planning region" if code.startswith("091") else "county",
            "name": name,
            "geometry": shapely.to_wkb(outline),
        }
        for code, (name, outline) in chosen.items()
    ]


def load_state_shapes(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return the outline of every state and territory."""
    return [
        {"state_fips": code, "name": name, "geometry": shapely.to_wkb(outline)}
        for path in paths
        for code, name, outline in _features(path, "states", 2)
    ]


def _features(path: Path, layer: str, digits: int) -> Iterator[tuple[str, str, BaseGeometry]]:
    """Yield code, name and outline of each place of a file; its codes have so many digits."""
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise InputError(f"this file cannot be read as JSON: {error}", where=str(path)) from error
    kind = document.get("type") if isinstance(document, dict) else None
    found: list[tuple[str, str, BaseGeometry]] = []
    if kind == "Topology" and layer in document["objects"]:
        arcs = _arcs(document)
        places = document["objects"][layer]["geometries"]
        found = [(str(place.get("id", "")), place["properties"]["name"], _outline(place, arcs)) for place in places]
    elif kind == "FeatureCollection":
        named = [(place["properties"], place["geometry"]) for place in document["features"]]
        found = [(str(names.get("GEOID", "")), names.get("NAME", ""), shape(outline)) for names, outline in named]
    wrong = [code for code, _, _ in found if len(code) != digits]
    if wrong or not found:
        raise InputError(
            f"this is no map of {layer}: it is {kind or 'no object'}, with {len(found)} places, {len(wrong)} of them "
            f"without a code of {digits} digits",
            where=str(path),
            hint=f"give TopoJSON with an object {layer!r} (id = FIPS) or the Census Bureau's GeoJSON (GEOID, NAME)",
        )
    for code, name, outline in found:
        yield code, name, shapely.make_valid(outline, method="structure", keep_collapsed=False)


def _arcs(topology: dict[str, Any]) -> list[list[Point]]:
    """Return the arcs in degrees: they are stored as whole steps of a grid, each from the point before it."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    return [
        [
            (round(x * scale_x + left, 6), round(y * scale_y + bottom, 6))
            for x, y in accumulate(arc, lambda point, step: [point[0] + step[0], point[1] + step[1]])
        ]
        for arc in topology["arcs"]
    ]


def _outline(place: dict[str, Any], arcs: list[list[Point]]) -> BaseGeometry:
    """Return a TopoJSON polygon or multipolygon as a shape, without islands that the grid shrank to a line."""
    polygons = [place["arcs"]] if place["type"] == "Polygon" else place["arcs"]
    rings = [[_ring(ring, arcs) for ring in polygon] for polygon in polygons]
    solid = [[ring for ring in polygon if len(ring) >= 4] for polygon in rings if len(polygon[0]) >= 4]
    return shapely.MultiPolygon([(shell, holes) for shell, *holes in solid])


def _ring(indices: list[int], arcs: list[list[Point]]) -> list[Point]:
    """Return a ring: its arcs end to end, one with a negative number (its complement, ~n) backwards."""
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    return [*parts[0], *(point for part in parts[1:] for point in part[1:])]
