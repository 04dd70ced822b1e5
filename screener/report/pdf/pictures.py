"""Inline SVG of the page as pictures that stand alone: the page's own colours, patterns and sizes go into each."""

from __future__ import annotations

import re
from base64 import b64decode
from functools import partial
from typing import TYPE_CHECKING, Any

from lxml import etree

from screener.report.pdf.glyphs import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.html import HtmlElement

_SVG = "http://www.w3.org/2000/svg"
_SPACES: Any = {None: _SVG}
_NAMES = {
    name.lower(): name
    for name in (
        "clipPath", "clipPathUnits", "gradientTransform", "gradientUnits", "linearGradient", "markerHeight",
        "markerUnits", "markerWidth", "patternContentUnits", "patternTransform", "patternUnits", "preserveAspectRatio",
        "radialGradient", "refX", "refY", "startOffset", "textLength", "textPath", "viewBox",
    )
}  # fmt: skip
"""HTML is read in small letters; these names have large ones in SVG."""
_DRAWN = re.compile(r"fill|stroke|opacity|paint-order|vector-effect|text-anchor|font|dominant-baseline|visibility")
_FILE = re.compile(r"data:image/(png|svg\+xml);base64,(.+)", re.DOTALL)
_TYPE = "text { font-family: 'Source Sans 3'; }"
_NAMED = re.compile(r"[.]?[A-Za-z][\w-]*")
"""Elements and classes that a selector names."""

_REFERENCE = re.compile(r"#[A-Za-z][\w-]*")
_CARD, _PAGE = 400.0, 640.0
"""The width in CSS pixels of a picture that is as wide as the card, or the page, that it stands in."""

_HIGHEST = 330.0
"""No picture is higher, in points: two stand side by side, and a sheet has room for its words and figures."""


class Pictures:
    """The pictures of one page.

    Parameters
    ----------
    style : str
        The page's style sheet.
    defs : list of HtmlElement
        What pictures refer to by name: patterns, none of which refers to another.
    """

    def __init__(self, style: str, defs: list[HtmlElement]) -> None:
        self.files: dict[str, bytes] = {}
        """Pictures that the page carries as files, such as a logo, by the names that their nodes give."""
        self._defs = {f"#{one.get('id')}": one for group in defs for one in group if isinstance(one.tag, str)}
        self._rules = _rules(style)

    def of(self, element: HtmlElement) -> dict[str, Any]:
        """Return a picture: its SVG, its size in points where it has one of its own, and what it says."""
        width, most, box = _size(element)
        root = _framed(element) if "plot" in (element.get("class") or "").split() else _copy(element)
        root.attrib.update({"width": f"{box[2]:g}", "height": f"{box[3]:g}"})
        if "viewBox" not in root.attrib:
            root.set("viewBox", " ".join(f"{value:g}" for value in box))
        said: dict[str, Any] = {"svg": self._alone(root)}
        if width is not None:
            said["width"] = width
        elif most is not None:
            said["most"] = most
        if element.get("aria-hidden") != "true":
            said["alt"] = shown(element.attrib["aria-label"])
        return said

    def _alone(self, root: etree._Element) -> str:
        """Return a picture with the rules and the patterns of the page that it uses, and no others."""
        there = {etree.QName(each).localname for each in root.iter()}
        there |= {f".{name}" for each in root.iter() for name in (each.get("class") or "").split()}
        used = [f"{of} {{ {said} }}" for of, said in self._rules if there.issuperset(_NAMED.findall(of))]
        style = etree.Element(f"{{{_SVG}}}style")
        style.text = "\n".join([_TYPE, *used] if "text" in there else used)
        asked = _REFERENCE.findall(etree.tostring(root, encoding="unicode") + style.text)
        defs = etree.Element(f"{{{_SVG}}}defs")
        defs.extend(_copy(self._defs[name]) for name in dict.fromkeys(asked) if name in self._defs)
        root[:0] = [part for part in (style, defs) if part.text or len(part)]
        return etree.tostring(root, encoding="unicode")

    def of_file(self, element: HtmlElement) -> dict[str, Any]:
        """Return a picture that the page carries as a file within an address."""
        found = _FILE.fullmatch(element.get("src", ""))
        if not found:
            raise ValueError(f"line {element.sourceline}: the PDF takes an <img> only as a data: address, PNG or SVG")
        kind = "svg" if found[1] == "svg+xml" else found[1]
        name = f"picture-{len(self.files)}.{kind}"
        self.files[name] = b64decode(found[2])
        return {"file": name, "alt": shown(element.attrib["alt"])}


def _copy(element: HtmlElement) -> etree._Element:
    """Return an element of the page as SVG that stands alone: names as SVG writes them, no words for a browser."""
    made = etree.Element(f"{{{_SVG}}}{_NAMES.get(element.tag, element.tag)}", nsmap=_SPACES)
    for name, value in element.attrib.items():
        if not name.startswith(("aria-", "data-")) and name not in {"role", "focusable", "tabindex", "xmlns"}:
            made.set(_NAMES.get(name, name) if ":" not in name else name.partition(":")[2], shown(value))
    made.text = shown(element.text) if element.text else None
    for child in element:
        if isinstance(child.tag, str) and child.tag not in {"style", "title", "desc"}:
            copied = _copy(child)
            copied.tail = shown(child.tail) if child.tail else None
            made.append(copied)
    return made


def _framed(element: HtmlElement) -> etree._Element:
    """Return a plot with room for what hangs over it: words left of its axis, above its highest level and below."""
    frame = etree.Element(f"{{{_SVG}}}svg", nsmap=_SPACES)
    inner = _copy(element)
    inner.attrib.update({"x": "52", "y": "14", "width": f"{_CARD:g}", "height": "190", "overflow": "visible"})
    frame.append(inner)
    return frame


def _size(element: HtmlElement) -> tuple[float | None, float | None, tuple[float, float, float, float]]:
    """Return the width in points, the most it may be where it takes the room there is, and the picture's own box."""
    own = set((element.get("class") or "").split())
    above = {name for parent in element.iterancestors() for name in (parent.get("class") or "").split()}
    if view := element.get("viewbox"):
        x, y, wide, high = (float(value) for value in re.split(r"[ ,]+", view.strip()))
        return None, round(min(wide, _HIGHEST * wide / high), 2), (x, y, wide, high)
    if "plot" in own:
        return None, None, (0.0, 0.0, _CARD + 60, 208.0)
    if "mini" in above and "chart" not in above:
        return 48.0, None, (0.0, 0.0, 96.0, 8.0)
    if "bar-cell" in above:
        return 40.0, None, (0.0, 0.0, 64.0, 8.0)
    if height := element.get("height"):
        wide = 220.0 if "range-cell" in above else _CARD if "card" in above else _PAGE
        return None, None, (0.0, 0.0, wide, float(height))
    return (20.0, None, (0.0, 0.0, 30.0, 11.0)) if "stroke" in own else (9.3, None, (0.0, 0.0, 14.0, 11.0))


def _rules(style: str) -> list[tuple[str, str]]:
    """Return the rules of a style sheet that draw, each a selector and what it says, its variables as values."""
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    style = re.sub(r"@[^{;]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", style)  # what holds for a medium or a width alone
    values = {name: value.strip() for name, value in re.findall(r"(--[\w-]+):\s*([^;}]+)", style)}
    rules: list[tuple[str, str]] = []
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", style):
        if drawn := "; ".join(said.strip() for said in body.split(";") if _DRAWN.match(said.strip())):
            drawn = re.sub(r"var\(([^()]*)\)", partial(_value, values, selectors.strip()), drawn)
            rules += [(within, drawn) for selector in selectors.split(",") if (within := _within(selector))]
    return rules


def _value(values: Mapping[str, str], where: str, asked: re.Match[str]) -> str:
    """Return the value of a variable, or say which has none and where it is asked for."""
    if (name := asked[1].strip()) not in values:
        raise ValueError(
            f"style sheet, rule {where!r}: {asked[0]} has no value for the PDF. Write var(--name), without another "
            f"value to fall back on, and give the name a value in :root; there are {', '.join(values) or 'none'}"
        )
    return values[name]


def _within(selector: str) -> str:
    """Return a selector as it holds within a picture alone, or nothing where it says nothing of one."""
    selector = re.sub(r"^.*\s(?=svg\b)", "", selector.strip())
    is_of_page = re.search(
        r":|\b(?:a|p|b|h[1-6]|li|dl|dt|dd|th|td|tr|table|tbody|thead|tfoot|caption|span|body|html)\b", selector
    )
    return "" if is_of_page else selector


__all__ = ["Pictures"]
