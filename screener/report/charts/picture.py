"""One picture: drawn by Vega-Lite without a browser, and cleaned so that a page, a reader and a PDF can carry it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree
from markupsafe import Markup

from screener.report.formats import short

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

INK, SOFT, RULE, UP, DOWN = "#14202c", "#465564", "#b9c4ce", "#0072b2", "#d55e00"
"""Words; words beside them; lines; what is added; what is taken away (Okabe and Ito: safe for the colour-blind)."""

FONT = "Arial, Helvetica, sans-serif"
TEXT_SIZE = 12
"""Size of every word, in units of a picture that is `WIDTH` of them wide: about the pixels of a phone."""

WIDTH = 360

BAND = "#9cc7e3"
"""Ground of a range."""

LETTER = 0.6 * TEXT_SIZE
"""Width of a letter, about: what is drawn may not depend on the fonts of the machine."""

VEGA_LITE = "6.4"
"""Version of Vega-Lite that charts are written for, and drawn with."""

_PLACE = {"type": "quantitative", "scale": None, "axis": None}
_CHANNELS: dict[str, dict[str, Any]] = {
    "x": _PLACE, "y": _PLACE, "x2": {}, "y2": {}, "text": {"type": "nominal"}, "detail": {"type": "nominal"},
}  # fmt: skip
"""What a row says of its mark: places are those in the picture, so no scale and no axis is computed."""

_SVG = "http://www.w3.org/2000/svg"
_HATCH = {
    "unknown": ("#fff", "#6b7885", 45),
    "down": (DOWN, "#fff", -45),
    "beyond": ("#fff", BAND, 45),
}
"""Pattern → ground, stripe and angle."""

_KEPT = {
    "d", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "transform", "x", "y",
    "x1", "x2", "y1", "y2", "width", "height", "text-anchor", "font-size", "font-weight", "font-family", "opacity",
    "stroke-opacity", "stroke-miterlimit",
}  # fmt: skip
"""Attributes that draw; all others are the library's own notes, or roles that a part of a picture has no use for."""

_DECIMALS = re.compile(r"(\.\d)\d+|\.0+(?!\d)")


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing: what it is called, what it shows in words and figures, and the drawing itself."""

    title: str
    finding: str
    svg: Markup

    @property
    def says(self) -> str:
        """What it says to who cannot see it."""
        return f"{self.title}: {self.finding}"


def hatch(name: str) -> str:
    """Return the paint of a hatched area: ``unknown``, ``down`` or ``beyond``."""
    return f"url(#{name})"


def draw(chart: Mapping[str, Any], name: str, title: str, finding: str) -> Picture:
    """Return a chart as a picture; equal charts give equal text on every machine.

    Parameters
    ----------
    chart : mapping
        As `still` writes it: no word in it is measured, because fonts differ between machines.
    name : str
        Begins the ids in the picture, which are the page's too.
    title : str
        What it is called.
    finding : str
        What it shows, with its figures.
    """
    import vl_convert  # noqa: PLC0415  loads an engine: only when a report is made

    drawn = etree.fromstring(vl_convert.vegalite_to_svg(json.dumps(chart), vl_version=VEGA_LITE).encode())
    box = str(drawn.get("viewBox"))
    _clean(drawn)
    drawn.attrib.clear()
    # the size is the page's to say; the box keeps the shape
    drawn.attrib.update({"class": "drawing", "viewBox": box, "width": "100%", "focusable": "false"})
    drawn.attrib.update({"role": "img", "aria-label": f"{title}: {finding}"})
    define(drawn)
    text = etree.tostring(drawn, encoding="unicode")
    text = re.sub(r'url\(#|\bid="', lambda found: f"{found[0]}{name}-", text)
    return Picture(title, finding, Markup(text))  # noqa: S704  drawn by us; every delivered word in it was escaped by the writer


def _clean(drawn: etree._Element) -> None:
    """Take out of a drawing what does not draw, and digits that nobody sees."""
    # nothing of ours passes an edge, and the library counts the edges of all the drawings that it ever made
    etree.strip_elements(drawn, f"{{{_SVG}}}defs", f"{{{_SVG}}}clipPath", with_tail=False)
    for node in drawn.iterdescendants():
        for key in set(node.attrib) - _KEPT:
            del node.attrib[key]
        for key in ("d", "transform"):
            if key in node.attrib:
                node.set(key, _DECIMALS.sub(r"\1", node.get(key, "")))
    # from the inside out: what paints nothing goes, and then a group that has lost all it held
    for node in reversed(list(drawn.iterdescendants())):
        is_path = node.tag == f"{{{_SVG}}}path" and not {"fill", "stroke"} & set(node.attrib)
        parent = node.getparent()
        if parent is not None and (is_path or (node.tag == f"{{{_SVG}}}g" and len(node) == 0)):
            parent.remove(node)
    etree.cleanup_namespaces(drawn)


def define(drawn: etree._Element) -> None:
    """Give a drawing the patterns that it paints with.

    Parameters
    ----------
    drawn : lxml element
        The ``svg``; it is changed.
    """
    used = {name for name in _HATCH if any(node.get("fill") == hatch(name) for node in drawn.iter())}
    if not used:
        return
    defs = etree.Element(f"{{{_SVG}}}defs")
    for name in sorted(used):
        ground, stripe, angle = _HATCH[name]
        pattern = etree.SubElement(
            defs, f"{{{_SVG}}}pattern", id=name, width="6", height="6", patternUnits="userSpaceOnUse"
        )
        pattern.set("patternTransform", f"rotate({angle})")
        etree.SubElement(pattern, f"{{{_SVG}}}rect", width="6", height="6", fill=ground)
        etree.SubElement(pattern, f"{{{_SVG}}}rect", width="2", height="6", fill=stripe)
    drawn.insert(0, defs)


def still(
    layers: Sequence[Mapping[str, Any]], width: float, height: float, *, top: int = 2, bottom: int = 2
) -> dict[str, Any]:
    """Return layers as a Vega-Lite chart of fixed size in the report's type, in which no word is measured.

    Parameters
    ----------
    layers : sequence of mappings
        From the back to the front.
    width, height : float
        Of the plot.
    top, bottom : int
        Room for words beyond it.
    """
    return {
        "$schema": f"https://vega.github.io/schema/vega-lite/v{VEGA_LITE}.json",
        "width": round(width),
        "height": round(height),
        "autosize": "none",
        "padding": {"left": 2, "right": 2, "top": top, "bottom": bottom},
        "background": "white",
        "config": {"font": FONT, "view": {"stroke": None}, "text": {"fontSize": TEXT_SIZE, "color": INK}},
        "layer": list(layers),
    }


def marks(kind: str, rows: Sequence[Mapping[str, Any]], channels: str, **style: Any) -> dict[str, Any]:
    """Return a layer: a mark for each row.

    Parameters
    ----------
    kind : str
        ``rule``, ``rect``, ``text``, ``line``, ``area`` or ``point``.
    rows : sequence of mappings
        Channel → value.
    channels : str
        Which of a row's are drawn: ``x``, ``y``, ``x2``, ``y2``, ``text`` and ``detail``, with spaces between them.
    **style
        What all marks share, as Vega-Lite names it.
    """
    names = channels.split()
    return {
        "data": {"values": [{name: row[name] for name in names} for row in rows]},
        "mark": {"type": kind, **style},
        "encoding": {name: {"field": name, **_CHANNELS[name]} for name in names},
    }


def round_amount(amount: Decimal) -> str:
    """Return a round amount in words, without decimals that are zero.

    Examples
    --------
    >>> from decimal import Decimal
    >>> round_amount(Decimal(100000)), round_amount(Decimal(2500000)), round_amount(Decimal(-1000000000))
    ('100 thousand', '2.5 million', '−1 billion')
    """
    return re.sub(r"\.0+(?=\D)", "", short(amount))


def money(amount: Decimal, currency: str) -> str:
    """Return an amount as one reads it aloud, the currency first, as in the text of the page.

    Examples
    --------
    >>> from decimal import Decimal
    >>> money(Decimal(3438374), "USD")
    'USD 3.4 million'
    """
    return f"{currency} {short(amount)}"
