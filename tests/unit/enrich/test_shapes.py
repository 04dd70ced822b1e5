"""Outlines: TopoJSON decoded by hand-worked arcs, real excerpts, and a point's county in the shipped outlines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from screener.enrich.loaders.counties import Counties
from screener.enrich.loaders.shapes import load_county_shapes, load_state_shapes
from screener.errors import InputError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

DATA = Path(__file__).parents[2] / "data" / "enrich"

TWO_SQUARES = {
    # Steps of half a degree from (-90, 40). Arc 0 is the side both squares share, from (-89, 40) up to (-89, 41).
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [-90, 40]},
    "arcs": [
        [[2, 0], [0, 2]],
        [[2, 2], [-2, 0], [0, -2], [2, 0]],
        [[2, 0], [2, 0], [0, 2], [-2, 0]],
        [[0, 0], [1, 0], [-1, 0]],
    ],
    "objects": {
        "counties": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "id": "17001", "properties": {"name": "West"}, "arcs": [[0, 1]]},
                {
                    "type": "MultiPolygon",
                    "id": "17003",
                    "properties": {"name": "East"},
                    # The shared side backwards (~0 = -1); and an island that the grid shrank to a line.
                    "arcs": [[[2, -1]], [[3]]],
                },
            ],
        }
    },
}


def a_map(folder: Path, document: Any, name: str = "map.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def outlines(rows: list[dict[str, Any]]) -> dict[str, BaseGeometry]:
    """Return code → outline."""
    return {row["county_fips"]: shapely.from_wkb(row["geometry"]) for row in rows}


def test_arcs_are_steps_of_a_grid_and_may_run_backwards(tmp_path: Path) -> None:
    """Each square is one degree a side: -90 to -89 and -89 to -88, from 40 to 41 north."""
    shapes = outlines(load_county_shapes([a_map(tmp_path, TWO_SQUARES)]))

    assert shapes["17001"].equals(shapely.box(-90, 40, -89, 41))
    assert shapes["17003"].equals(shapely.box(-89, 40, -88, 41))


def test_neighbours_share_their_border_exactly(tmp_path: Path) -> None:
    """They touch and do not overlap: no point is in two counties, none in a gap."""
    west, east = outlines(load_county_shapes([a_map(tmp_path, TWO_SQUARES)])).values()

    assert west.touches(east)
    assert shapely.union(west, east).equals(shapely.box(-90, 40, -88, 41))


def test_the_census_bureaus_geojson_is_read_too(tmp_path: Path) -> None:
    """GEOID and NAME, as its cartographic boundary files have them."""
    square = {"type": "Polygon", "coordinates": [[[-90, 40], [-89, 40], [-89, 41], [-90, 41], [-90, 40]]]}
    place = {"type": "Feature", "properties": {"GEOID": "17001", "NAME": "Adams"}, "geometry": square}
    (row,) = load_county_shapes([a_map(tmp_path, {"type": "FeatureCollection", "features": [place]})])

    assert (row["name"], row["geography"]) == ("Adams", "county")
    assert shapely.from_wkb(row["geometry"]).equals(shapely.box(-90, 40, -89, 41))


def test_connecticut_has_both_geographies_whatever_the_order_of_the_files() -> None:
    """Eight old counties of the edition of 2017 and nine planning regions of that of 2023; Delaware's three once."""
    files = [DATA / "us_atlas_counties_2017.json", DATA / "us_atlas_counties_2023.json"]
    rows = load_county_shapes(files)
    kinds = sorted((row["county_fips"][:2], row["geography"]) for row in rows)

    assert kinds == [("09", "county")] * 8 + [("09", "planning region")] * 9 + [("10", "county")] * 3
    assert {row["county_fips"]: row for row in rows} == {
        row["county_fips"]: row for row in load_county_shapes(files[::-1])
    }


@pytest.mark.parametrize(
    ("place", "longitude", "latitude", "codes"),
    [
        ("Connecticut State Capitol", -72.6828, 41.7641, {"09003", "09110"}),  # Hartford County, Capitol region
        ("Delaware Legislative Hall", -75.5197, 39.1573, {"10001"}),  # Kent County
    ],
)
def test_capitols_lie_in_their_counties(place: str, longitude: float, latitude: float, codes: set[str]) -> None:
    """Well-known points, in the real excerpts."""
    shapes = outlines(load_county_shapes([DATA / f"us_atlas_counties_{year}.json" for year in (2017, 2023)]))
    point = shapely.Point(longitude, latitude)

    assert {code for code, outline in shapes.items() if outline.contains(point)} == codes, place


def test_states_are_read_from_their_own_layer() -> None:
    """Connecticut and Delaware; Delaware is 96 miles long: 38.45 to 39.84 degrees north."""
    rows = {row["state_fips"]: row for row in load_state_shapes([DATA / "us_atlas_states_2023.json"])}
    _, south, _, north = shapely.from_wkb(rows["10"]["geometry"]).bounds

    assert {code: row["name"] for code, row in rows.items()} == {"09": "Connecticut", "10": "Delaware"}
    assert (south, north) == (pytest.approx(38.45, abs=0.01), pytest.approx(39.84, abs=0.01))


def test_a_map_of_states_is_no_map_of_counties() -> None:
    """The message says what the file is and what is wanted."""
    with pytest.raises(InputError, match=r"this is no map of counties.*\n.*TopoJSON with an object 'counties'"):
        load_county_shapes([DATA / "us_atlas_states_2023.json"])


@pytest.fixture(scope="module")
def counties() -> Counties:
    return Counties()


@pytest.mark.parametrize(
    ("longitude", "latitude", "county"),
    [
        (-87.6325, 41.8837, "17031"),  # Chicago City Hall
        (-72.6828, 41.7641, "09003"),  # Connecticut's capitol: the old county, which is the place code
        (-87.5995, 41.8917, "17031"),  # the end of Navy Pier, a kilometre into the lake
        (-87.5000, 41.8917, None),  # the lake, nine kilometres out
        (-93.5323, 27.3671, None),  # Nansen Spar, a platform in the Gulf
    ],
)
def test_a_points_county_is_the_one_it_lies_in_or_barely_misses(
    counties: Counties, longitude: float, latitude: float, county: str | None
) -> None:
    """Outlines are generalised: two kilometres off the shore is the shore, more is the sea."""
    assert counties.by_point(longitude, latitude) == county


def test_a_point_beside_the_county_line_agrees_with_both_sides(counties: Counties) -> None:
    """Illinois ends at 42.49 degrees north, where Lake County (17097) meets Kenosha County, Wisconsin (55059)."""
    assert counties.is_near(-87.95, 42.4817, "17097")
    assert counties.is_near(-87.95, 42.4817, "55059")
    assert not counties.is_near(-87.95, 42.3, "55059")
