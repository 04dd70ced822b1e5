"""What of a page a print shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def is_left_out(element: HtmlElement) -> bool:
    """Return whether a print of the page leaves an element out: what is for the screen alone."""
    classes = set((element.get("class") or "").split())
    if element.tag == "nav":  # on paper the contents give pages
        return "contents" not in classes
    if classes & {"on-screen", "on-narrow", "skip", "defs"} or (element.tag == "span" and "on-paper" in classes):
        return True  # such a span stands in a browser's print for links, which here give pages
    parent = element.getparent()
    above = set((parent.get("class") or "").split()) if parent is not None else set()
    return (element.tag == "a" and "basis" in above) or ("small" in classes and "chart" in above)


__all__ = ["is_left_out"]
