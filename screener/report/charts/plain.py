"""Pictures of the report as charts that stand alone: plain Vega-Lite with title, finding and legend in the chart."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

from lxml import etree

from screener.report.change import changes_of
from screener.report.charts.classes import PAINTS
from screener.report.charts.county_map import finding as map_finding
from screener.report.charts.county_map import shaded
from screener.report.charts.picture import BAND, DOWN, FONT, INK, RULE, SOFT, TEXT_SIZE, UP, define, hatch, marks
from screener.report.charts.waterfall import fall
from screener.report.charts.waterfall import finding as fall_finding

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    import pyarrow as pa

THEME = {"font": FONT, "ink": INK, "soft": SOFT, "rule": RULE, "band": BAND, "up": UP, "down": DOWN}
"""Type and colours of every picture of the project."""

HATCHED = {name: f"{hatch(name)} {plain}" for name, plain in (("unknown", "#dde3e8"), ("down", DOWN), ("beyond", BAND))}
"""Pattern → its paint in an SVG, with the plain colour for who draws a chart without `with_patterns`."""

_LINE = 60
"""Letters of a line over a picture."""
_ROOM = 390
"""Width of such a line, about."""
_STEP = 20
"""Height of a line of the legend."""


def county_map(
    amounts: Mapping[str, Decimal], names: Mapping[str, str], state: str, title: str, currency: str
) -> dict[str, Any] | None:
    """Return the map of a state by county as Vega-Lite; null where its outlines are not on file.

    Parameters
    ----------
    amounts : mapping
        County FIPS → best estimate.
    names : mapping
        County FIPS → its short name.
    state : str
        Two letters.
    title : str
        What the map is called.
    currency : str
        Of the amounts.
    """
    found = shaded(amounts, names, state)
    if found is None:
        return None
    chart, legend = found
    below = chart["height"] + 10
    rows = [{"x": 0, "x2": 22, "y": below + n * _STEP, "y2": below + n * _STEP + 13} for n in range(len(legend))]
    for row, (shade, _) in zip(rows, legend, strict=True):
        chart["layer"].append(marks("rect", [row], "x y x2 y2", fill=PAINTS[shade], stroke=SOFT, strokeWidth=0.6))
    words = [{"x": 30, "y": row["y"] + 7, "text": text} for row, (_, text) in zip(rows, legend, strict=True)]
    chart["layer"].append(marks("text", words, "x y text", align="left", baseline="middle"))
    chart["height"] = below + len(legend) * _STEP
    return _framed(chart, title, f"{map_finding(amounts, names, currency)} Shades: {currency}, best estimate.")


def waterfall(changes: pa.Table, measure: str, currency: str) -> dict[str, Any] | None:
    """Return why a figure changed (operations basis) as Vega-Lite; null where nothing changed it.

    Parameters
    ----------
    changes : pyarrow.Table
        `screener.tables.CHANGES`.
    measure : str
        One of `screener.tables.CHANGED_MEASURES`.
    currency : str
        Of the amounts.
    """
    for change in changes_of(changes):
        if (change.measure, change.basis) == (measure, "operations") and any(a.best for _, a in change.causes):
            return _framed(fall(change), change.label, fall_finding(change, currency))
    return None


def with_patterns(svg: str) -> str:
    """Return an SVG with the patterns that it paints with, as long as it has the colours of `HATCHED`.

    Examples
    --------
    >>> with_patterns('<svg xmlns="http://www.w3.org/2000/svg"><rect fill="#fff"/></svg>')
    '<svg xmlns="http://www.w3.org/2000/svg"><rect fill="#fff"/></svg>'
    """
    drawn = etree.fromstring(svg.encode())
    for node in drawn.iter():
        for name, paint in HATCHED.items():
            if node.get("fill") == paint:
                node.set("fill", hatch(name))
    define(drawn)
    return etree.tostring(drawn, encoding="unicode")


def _framed(chart: dict[str, Any], title: str, finding: str) -> dict[str, Any]:
    """Return a chart with its title and finding over it, and the paints that stand without patterns."""
    lines, heads = wrap(finding, _LINE), wrap(title, _LINE - 10)
    chart["title"] = {
        "text": heads, "subtitle": lines, "anchor": "start", "frame": "group", "offset": 10, "fontSize": 14,
        "subtitleFontSize": TEXT_SIZE, "color": INK, "subtitleColor": SOFT, "lineHeight": 16, "subtitleLineHeight": 16,
    }  # fmt: skip
    # no word is measured: a narrow map leaves the lines over it the room of a wide chart
    room = max(6, _ROOM - chart["width"])
    chart["padding"] = {"left": 6, "right": room, "top": 20 + 16 * (len(heads) + len(lines)), "bottom": 6}
    chart["description"] = f"{title}: {finding}"
    painted: dict[str, Any] = _repainted(chart)
    return painted


def _repainted(part: Any) -> Any:
    """Return a part of a chart in which every pattern has its plain colour beside it."""
    if isinstance(part, dict):
        return {key: _repainted(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_repainted(value) for value in part]
    return next((paint for name, paint in HATCHED.items() if part == hatch(name)), part)
