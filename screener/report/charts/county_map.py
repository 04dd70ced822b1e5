"""Maps by county: the home state large, and the country; the darker, the more money by best estimate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screener.report.charts.classes import PAINTS, Classes, classes_of
from screener.report.charts.outlines import COUNTRY, Box, extent, merged, middle, outlined
from screener.report.charts.picture import INK, LETTER, TEXT_SIZE, WIDTH, Picture, draw, marks, money, still
from screener.report.figures import ZERO
from screener.report.formats import count, percent, share_of
from screener.report.words import state_codes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from screener.report.counties import Counties

TALLEST = 430
NAMED = 3
"""Counties whose name stands on the map."""

_BORDER = "#6b7885"


@dataclass(frozen=True, slots=True)
class Map:
    """A map, and what its classes mean: class and words, in printed order."""

    picture: Picture
    legend: tuple[tuple[str, str], ...]

    def paint(self, shade: str) -> str:
        """Return the paint of a class."""
        return PAINTS[shade]


def home_map(counties: Counties, measure: str, where: str, currency: str) -> Map | None:
    """Return the map of the home state; null where there is nothing to draw.

    Parameters
    ----------
    counties : Counties
    measure : str
        ``in_state`` or ``in_state_manufacturing``.
    where : str
        The state, in words.
    currency : str
        Of the amounts.
    """
    if not counties.is_placed or measure not in counties.measures:
        return None
    amounts = counties.best(measure)
    # one scale for both maps of the state: the same shade is the same money
    scale = classes_of(amount for name in counties.measures for amount in counties.best(name).values())
    found = shaded(amounts, counties.names, counties.state, scale)
    if found is None:
        return None
    chart, legend = found
    what = "manufacturing" if measure == "in_state_manufacturing" else "all industries"
    title = f"{where} by county, {what}"
    shows = finding(amounts, counties.names, currency)
    return Map(draw(chart, f"map-{measure.replace('_', '-')}", title, shows), legend)


def shaded(
    amounts: Mapping[str, Decimal], names: Mapping[str, str], state: str, scale: Classes | None = None
) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]] | None:
    """Return a state's counties as a chart, and what its shades mean; null where its outlines are not on file.

    Parameters
    ----------
    amounts : mapping
        County FIPS → best estimate; a county that is not in it is hatched.
    names : mapping
        County FIPS → its short name.
    state : str
        Two letters.
    scale : Classes, optional
        By default that of the amounts.
    """
    fips = {code: number for number, code in state_codes().items()}.get(state, "")
    drawn = outlined(fips)
    if not drawn:
        return None
    scale = scale or classes_of(amounts.values())
    shades = {code: scale.of(amounts[code]) if code in amounts else "unknown" for code in drawn}
    words = {code: names[code] for code in _largest(amounts, drawn)}
    shapes = merged(fips, "counties", shades)
    left, top, right, bottom = box = extent(shapes)
    zoom = min(WIDTH / (right - left), TALLEST / (bottom - top))
    return _shapes([(shapes, _BORDER, 0.6)], box, zoom, words), scale.legend(shades.values())


def nation_map(counties: Counties, currency: str) -> Map | None:
    """Return the map of the country, all industries; null where no money is in any county."""
    scale = classes_of(counties.nation.values())
    held = {code: scale.of(amount) for code, amount in counties.nation.items() if amount}
    if not held:
        return None
    home = {number: "edge" for number, code in state_codes().items() if code == counties.state}
    names = {row.code: row.label for row in counties.largest if row.code}
    title = "United States by county, all industries"
    shows = finding(counties.nation, names, currency)
    layers = [
        (merged(COUNTRY, "counties", held), "", 0.0),
        (merged(COUNTRY, "borders", {COUNTRY: "edge"}), _BORDER, 1.0),
        (merged(COUNTRY, "states", home), INK, 2.8),
    ]
    # one unit of the picture is a step of the coarse grid: coordinates are whole numbers
    chart = _shapes(layers, extent(layers[1][0]), 1, {})
    return Map(draw(chart, "map-nation", title, shows), scale.legend({"none", *held.values()}))


def _largest(amounts: Mapping[str, Decimal], drawn: list[str]) -> list[str]:
    """Return the counties with the most, the largest first."""
    held = [code for code in drawn if amounts.get(code, 0) > 0]
    return sorted(held, key=lambda code: (-amounts[code], code))[:NAMED]


def finding(amounts: Mapping[str, Decimal], names: Mapping[str, str], currency: str) -> str:
    """Return what a map shows: where the most is, how much of all, and in how many counties."""
    held = {code: amount for code, amount in amounts.items() if amount}
    if not held:
        return "No money is placed in any county."
    first = min(held, key=lambda code: (-held[code], code))
    share = share_of(held[first], sum(held.values(), ZERO))
    part = f", {percent(share)} of what is placed in a county" if share is not None else ""
    others = len(amounts) - len(held)
    rest = f"; nothing is placed in the other {others:,}" if others else ""
    return (
        f"The most is in {names[first]}: {money(held[first], currency)}{part}. "
        f"{count(len(held), 'county has', 'counties have')} money by best estimate{rest}."
    )


def _shapes(
    layers: Sequence[tuple[Any, str, float]], box: Box, zoom: float, words: Mapping[str, str]
) -> dict[str, Any]:
    """Return a chart of shapes on top of each other, and names of counties on them."""
    left, top, right, bottom = box
    scale = {"domain": [*PAINTS, "edge"], "range": [*PAINTS.values(), "none"]}
    paint = {"field": "properties.class", "type": "nominal", "scale": scale, "legend": None}
    drawn: list[dict[str, Any]] = [
        {
            "data": {"values": shapes, "format": {"type": "topojson", "feature": "shapes"}},
            "mark": {"type": "geoshape", "stroke": edge or None, "strokeWidth": width, "strokeJoin": "round"},
            "encoding": {"color": paint},
            "projection": {"type": "identity", "scale": zoom, "translate": [-left * zoom, -top * zoom]},
        }
        for shapes, edge, width in layers
    ]
    width = (right - left) * zoom
    names: list[dict[str, Any]] = []
    for code, word in words.items():
        x, y = middle(code)
        half = len(word) * LETTER / 2
        name = {"x": min(max((x - left) * zoom, half), width - half), "y": (y - top) * zoom, "text": word}
        if not any(_collide(name, before) for before in names):
            names.append(name)
    if names:
        # a white edge first, so that the name is read on every shade
        drawn.append(marks("text", names, "x y text", fontWeight="bold", stroke="#fff", strokeWidth=3.5))
        drawn.append(marks("text", names, "x y text", fontWeight="bold"))
    return still(drawn, width, (bottom - top) * zoom)


def _collide(name: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two names would stand on each other."""
    room = (len(name["text"]) + len(other["text"])) * LETTER / 2
    return bool(abs(name["y"] - other["y"]) < TEXT_SIZE and abs(name["x"] - other["x"]) < room)
