"""Branding of an edition: in whose name it is printed, with which logo and colour; nothing that could hide a word."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Self

from lxml import etree
from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from screener.workspace import Strict

ACCENT = "#0b4a75"
"""Colour of links and headings where a definition names none."""
PAPER, WASH = "#ffffff", "#f3f6f9"
"""What accented text stands on in ``report.css``, beside its own wash."""
READABLE = 4.5
"""Least contrast of text, WCAG 2.1 success criterion 1.4.3."""
MOST_BYTES = 200_000

_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset({
    "svg", "g", "defs", "symbol", "use", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline",
    "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern",
})  # fmt: skip
"""What a logo may be drawn with: no script, style sheet, image, link, animation or page within the picture."""
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo as it is printed."""

    file: str
    """Name of the file, beside the definition."""
    uri: str
    """The file itself, as a ``data:`` address."""


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours by WCAG 2.1, 1 to 21.

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    >>> round(contrast("#767676", "#ffffff"), 2)
    4.54
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def wash_of(accent: str) -> str:
    """Return the pale background that goes with a colour: one part of it in ten, the rest white.

    Examples
    --------
    >>> wash_of("#000000")
    '#e6e6e6'
    """
    return _hex(tuple(0.1 * channel + 0.9 * 255 for channel in _rgb(accent)))


def readable(accent: str) -> str:
    """Return the nearest darker shade that can be read on white and on both washes; the colour itself where it can."""
    shades = (_hex(tuple(channel * step / 100 for channel in _rgb(accent))) for step in range(100, -1, -1))
    return next(shade for shade in shades if _least_contrast(shade) >= READABLE)


def _least_contrast(accent: str) -> float:
    return min(contrast(accent, ground) for ground in (PAPER, WASH, wash_of(accent)))


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def _hex(channels: tuple[float, ...]) -> str:
    return "#" + bytes(round(channel) for channel in channels).hex()


def _luminance(colour: str) -> float:
    """Return the relative luminance as WCAG 2.1 defines it."""
    shares = [channel / 255 for channel in _rgb(colour)]
    red, green, blue = (share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _read_logo(value: Any, info: ValidationInfo) -> Logo | None:
    """Return the logo that a definition names, or refuse it with every reason."""
    if not isinstance(value, str) or not value:
        raise ValueError("give the name of an SVG or PNG file, in quotes")
    path = (info.context or {}).get("folder", Path()) / value
    if Path(value).name != value or not path.is_file():
        raise ValueError(f"there is no file {value!r} beside the definition; put it there and give its name alone")
    content = path.read_bytes()
    problems = [f"has {len(content):,} bytes; at most {MOST_BYTES:,} are carried"] if len(content) > MOST_BYTES else []
    kind = {".svg": "svg+xml", ".png": "png"}.get(path.suffix.lower())
    if kind is None:
        problems.append("is neither .svg nor .png; save it as one of the two")
    elif kind == "png" and not content.startswith(_PNG):
        problems.append("is no PNG picture; save it as PNG")
    elif kind == "svg+xml":
        problems += _svg_faults(content)
    if problems:
        raise ValueError(f"{value} " + "; ".join(problems))
    return Logo(value, f"data:image/{kind};base64,{b64encode(content).decode('ascii')}")


def _svg_faults(content: bytes) -> list[str]:
    """Return what in an SVG picture could run, fetch or style something, each once."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        return [f"is no SVG: {error.msg}"]
    faults = [] if root.tag == f"{_SVG}svg" else ["is no SVG: its outermost element is not <svg>"]
    faults += [f"has {mark.decode()}" for mark in (b"<!DOCTYPE", b"<?xml-stylesheet") if mark in content]
    faults += [fault for element in root.iter(etree.Element) for fault in _element_faults(element)]
    return [*dict.fromkeys(faults), *(["save it as plain SVG, with shapes and attributes only"] if faults else [])]


def _element_faults(element: Any) -> list[str]:
    name = str(element.tag)
    faults = [] if name.removeprefix(_SVG) in _SHAPES else [f"has an element <{name.rpartition('}')[2]}>"]
    for key, value in element.attrib.items():
        plain, text = str(key).rpartition("}")[2].lower(), str(value)
        if plain.startswith("on"):
            faults.append(f"has an event handler {plain}")
        elif plain == "style":
            faults.append("has a style attribute")
        elif (plain in ("href", "src", "base") and not text.startswith("#")) or re.search(r"url\(\s*(?!#)", text):
            faults.append(f"refers to {text[:60]!r} outside of itself")
    return faults


_LogoName = Annotated[str, Field(pattern=r"^[^/\\]+\.([sS][vV][gG]|[pP][nN][gG])$")]


class Branding(Strict):
    """In whose name an edition is printed."""

    name: str = ""
    """Printed above the title; what the logo is called for those who do not see it."""
    logo: Annotated[Logo | None, BeforeValidator(_read_logo, json_schema_input_type=_LogoName)] = None
    """Name of an SVG or PNG file beside the definition."""
    accent: Annotated[str, Field(json_schema_extra={"pattern": "^#[0-9A-Fa-f]{6}$"})] = ACCENT
    """Colour of links, headings and rules, such as "#0b4a75"; refused where text in it could not be read."""

    @field_validator("accent")
    @classmethod
    def _can_be_read(cls, value: str) -> str:
        if not _HEX.fullmatch(value):
            raise ValueError(f'{value!r} is no colour; write "#" and six digits from 0 to f, such as "{ACCENT}"')
        if (least := _least_contrast(value)) < READABLE:
            raise ValueError(
                f"text in {value} has a contrast of {least:.2f} where {READABLE} is needed; "
                f'the nearest darker shade that can be read is "{readable(value)}"'
            )
        return value.lower()

    @model_validator(mode="after")
    def _is_called(self) -> Self:
        if self.logo and not self.name.strip():
            # the fault is of the key that is missing, not of the table
            said = "is missing; the logo is read aloud by it"
            raise PydanticCustomError("unnamed", "name {said}", {"said": said, "at": ("logo",)})
        return self

    @property
    def logo_file(self) -> str:
        """Name of the logo's file beside the definition; empty where there is none."""
        return self.logo.file if self.logo else ""

    @property
    def wash(self) -> str:
        """The pale background that goes with the accent."""
        return wash_of(self.accent)

    @property
    def style(self) -> str:
        """Style that sets the colours; empty where they are the report's own."""
        if self.accent == ACCENT:
            return ""
        return f"\n:root {{ --accent: {self.accent}; --accent-wash: {self.wash}; }}\n"
