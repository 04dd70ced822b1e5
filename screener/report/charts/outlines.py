"""Outlines of counties and states as TopoJSON: what is drawn, and no more, because a library reads all it is given."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

COUNTRY = "us"
"""Outlines of the whole country, coarse: what a small map can show."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


@cache
def outlines(area: str) -> dict[str, Any]:
    """Return the outlines on file of an area: counties of 2017, on a plane of 975 by 610; empty where there are none.

    Parameters
    ----------
    area : str
        FIPS code of a state, or ``us``: the country, with its states and their borders.
    """
    with files("screener.report.charts").joinpath("us_counties.zip").open("rb") as packed, ZipFile(packed) as every:
        name = f"{area}.json"
        found: dict[str, Any] = json.loads(every.read(name)) if name in every.namelist() else {}
        return found


def outlined(state_fips: str) -> list[str]:
    """Return the FIPS codes of a state's counties that have an outline."""
    on_file = outlines(state_fips)
    return [one["id"] for one in on_file["objects"]["counties"]["geometries"]] if on_file else []


def merged(area: str, kind: str, classes: Mapping[str, str]) -> dict[str, Any]:
    """Return some of an area's outlines, those of one class as one shape.

    Parameters
    ----------
    area : str
        As `outlines` takes it.
    kind : str
        ``counties``; of the country also ``states`` and ``borders``, whose one id is ``us``.
    classes : mapping
        FIPS code → class; what has no class is left out.
    """
    on_file = outlines(area)
    shapes: dict[str, list[Any]] = {}
    for one in on_file["objects"][kind]["geometries"]:
        if one["id"] in classes:
            shapes.setdefault(classes[one["id"]], []).extend(one["arcs"])
    numbers: dict[int, int] = {}
    geometries = [
        {
            "type": "MultiLineString" if kind == "borders" else "MultiPolygon",
            "properties": {"class": name},
            "arcs": _renumbered(shapes[name], numbers),
        }
        for name in sorted(shapes)
    ]
    return {
        "type": "Topology",
        "transform": on_file["transform"],
        "objects": {"shapes": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [on_file["arcs"][number] for number in numbers],
    }


def _renumbered(arcs: Any, numbers: dict[int, int]) -> Any:
    """Return arcs by their numbers among those that are kept; one that is run backwards is a number's complement."""
    if isinstance(arcs, list):
        return [_renumbered(arc, numbers) for arc in arcs]
    number = max(arcs, ~arcs)
    kept = numbers.setdefault(number, len(numbers))
    return kept if arcs >= 0 else ~kept


def extent(topology: Mapping[str, Any]) -> Box:
    """Return the least and greatest x and y of a topology: left, top, right, bottom."""
    points = [point for arc in topology["arcs"] for point in _points(arc)]
    step = topology["transform"]["scale"][0]
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across) * step, min(down) * step, max(across) * step, max(down) * step


def middle(code: str) -> tuple[float, float]:
    """Return the middle of the box about a county, on the plane of the outlines."""
    left, top, right, bottom = extent(merged(code[:2], "counties", {code: ""}))
    return (left + right) / 2, (top + bottom) / 2


def _points(arc: list[list[int]]) -> Iterator[tuple[int, int]]:
    """Yield the points of an arc that is stored as steps."""
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield x, y
