"""Our own page as a tree that Typst reads: a closed set of elements, white space as a browser sees it, text as data.

A node is a text, or a list: its kind, what is said about it, and its children. An element that is not known here stops
the report; nothing is left out but what a print of the page leaves out too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from screener.report.pdf.glyphs import shown
from screener.report.pdf.seen import is_left_out
from screener.report.pdf.tables import MAY_BREAK, table_node

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from screener.report.pdf.pictures import Pictures

Node: TypeAlias = "str | list[Any]"

INLINE = {
    "a", "abbr", "b", "br", "code", "data", "em", "i", "img", "small", "span", "strong", "sub", "sup", "svg", "time",
}  # fmt: skip
BLOCK = {
    "article", "aside", "body", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3",
    "h4", "header", "li", "main", "nav", "ol", "p", "section", "summary", "table", "ul",
}  # fmt: skip
TABLE = {"caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
OPENING = {"brief", "conclusion"}
"""Sections that are page one: the next begins a sheet."""
_UNBROKEN = re.compile(r"\S{32}(?=\S{8})")
"""As much of a long word as a cell takes without a break, such as of an address or a name without a space."""
_WHITE = re.compile(r"[ \t\n\r\f]+")


class Reader:
    """Walks a page once, and knows what of it is linked to and what its pictures look like.

    Parameters
    ----------
    body : HtmlElement
        The body of the page.
    pictures : Pictures
        Makes a picture of each inline SVG.
    """

    def __init__(self, body: HtmlElement, pictures: Pictures) -> None:
        self.pictures = pictures
        self.there = {str(named.get("id")) for named in body.xpath("//*[@id]") if not _is_within_left_out(named)}
        self.linked = {href[1:] for href in body.xpath("//a/@href") if href.startswith("#")} & self.there
        self.roles: list[Any] = []
        self.has_stand_in = False
        self._after_space = True

    def node(self, element: HtmlElement) -> list[Any]:
        """Return an element with all that is in it."""
        tag = str(element.tag)
        if tag not in INLINE | BLOCK:
            raise ValueError(
                f"line {element.sourceline}: the PDF does not know <{tag}> here. Write it with an element that it "
                f"knows ({', '.join(sorted(INLINE | BLOCK | TABLE))}), or teach screener/report/pdf"
            )
        said = self.said(element)
        if tag == "svg":
            said |= self.pictures.of(element)
            self._after_space = "width" not in said  # as wide as its block: what follows is a line of its own
            return ["svg", said, []]
        if tag == "img":
            return ["img", said | self.pictures.of_file(element), []]
        if tag == "table":
            return table_node(self, element)
        if tag == "br":
            self._after_space = True
            return ["br", said, []]
        return [tag, said, self.children(element)]

    def said(self, element: HtmlElement) -> dict[str, Any]:
        """Return what a node says of itself: its classes, its name where something links to it, where it links."""
        said: dict[str, Any] = {}
        if classes := element.get("class"):
            said["class"] = classes.split()
        if (name := element.get("id")) in self.linked:
            said["id"] = name
        if element.get("aria-hidden") == "true":
            said["hidden"] = True
        if element.tag == "section" and name in OPENING:
            said["opening"] = True
        href = element.get("href")
        if href is not None and not href.startswith("#"):
            said["url"] = href
        elif href is not None and href[1:] in self.there:
            said["to"] = href[1:]
        return said

    def children(self, element: HtmlElement) -> list[Node]:
        """Return what is in an element, spaces collapsed as a browser collapses them."""
        is_block = element.tag not in INLINE
        if is_block:
            self._after_space = True
        nodes: list[Node] = []
        self._text(nodes, element.text)
        for child in element:
            if isinstance(child.tag, str) and not is_left_out(child):
                if starts_line(child):
                    _strip_end(nodes)
                    self._after_space = True
                nodes.append(self.node(child))
                if starts_line(child):
                    self._after_space = True
            self._text(nodes, child.tail)
        if is_block:
            _strip_end(nodes)
            self._after_space = True
        return nodes

    def _text(self, nodes: list[Node], text: str | None) -> None:
        """Add a text, unless it is white space that nobody sees."""
        text = _WHITE.sub(" ", text or "")
        if self._after_space:
            text = text.removeprefix(" ")
        if text:
            self._after_space = text.endswith(" ")
            drawn = shown(text)
            self.has_stand_in = self.has_stand_in or drawn != text
            nodes.append(_UNBROKEN.sub(rf"\g<0>{MAY_BREAK}", drawn))


def starts_line(element: HtmlElement) -> bool:
    """Return whether an element is a block, or an inline one that the style sheet makes one."""
    is_title = element.tag == "b" and element.getparent().tag == "figcaption"
    return element.tag in BLOCK | TABLE or is_title or (element.tag == "span" and is_block_span(element))


def is_block_span(element: HtmlElement) -> bool:
    """Return whether the style sheet gives a span a line of its own: what says more under a name or a title."""
    classes = (element.get("class") or "").split()
    return bool({"id", "ends"} & set(classes)) or (element.getparent().tag == "caption" and "badge" not in classes)


def _is_within_left_out(element: HtmlElement) -> bool:
    """Return whether a print leaves an element out, by itself or with what it is in."""
    return is_left_out(element) or any(map(is_left_out, element.iterancestors()))


def _strip_end(nodes: list[Node]) -> None:
    """Take away a space that ends a line."""
    if nodes and isinstance(nodes[-1], str):
        nodes[-1] = nodes[-1].removesuffix(" ")
        if not nodes[-1]:
            nodes.pop()


__all__ = ["Node", "Reader"]
