"""``report.pdf``: the very page, set by Typst for paper and for screen readers (PDF/UA-1).

What stands in the PDF is what stands in the HTML: `render_pdf` reads the page and sets it, and works out no figure.
"""

from __future__ import annotations

import json
import re
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from lxml import html

from screener.report.pdf.glyphs import FONTS, NOTE, shown
from screener.report.pdf.pictures import Pictures
from screener.report.pdf.tree import Reader

if TYPE_CHECKING:
    from datetime import date


def render_pdf(page: str, *, title: str, author: str, as_of: date) -> bytes:
    """Return a page of ours as PDF; equal pages give equal bytes.

    Parameters
    ----------
    page : str
        The HTML of a report or of a memo.
    title : str
        The name of the document; it stands at the head of every sheet but the first.
    author : str
        Who made it.
    as_of : date
        The day it is of, which is also the day that the file says it was made: no clock is read.

    Raises
    ------
    ValueError
        The page has an element that the PDF does not know.
    """
    # What only a print needs is loaded by the first print, not by every command.
    import typst  # noqa: PLC0415

    from screener.report.pdf.finish import finish  # noqa: PLC0415

    document: Any = html.document_fromstring(page)
    style = "\n".join(document.xpath("//style/text()"))
    body = document.body
    pictures = Pictures(style, body.xpath("//svg[contains(@class, 'defs')]/defs"))
    reader = Reader(body, pictures)
    content = reader.children(body)
    data: dict[str, Any] = {
        "title": shown(title),
        "author": author,
        "as_of": [as_of.year, as_of.month, as_of.day],
        "language": document.get("lang", "en-US").split("-"),
        "accent": _accent(style),
        "content": content,
        "note": NOTE if reader.has_stand_in else "",
    }
    template = files("screener.report.pdf").joinpath("report.typ")
    with as_file(FONTS) as fonts:
        made: bytes = typst.compile(  # type: ignore[call-overload]  # its stub knows no dict of files
            {"main.typ": template.read_bytes(), "page.json": json.dumps(data, ensure_ascii=False).encode()}
            | pictures.files,
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    return finish(made, reader.roles)


def _accent(style: str) -> str:
    """Return the one colour that a report has for its own: the last that is said, as in a browser."""
    found = re.findall(r"--accent:\s*(#[0-9a-fA-F]{6})", style)
    return found[-1] if found else "#0b4a75"


__all__ = ["render_pdf"]
