"""Markdown of generated pages: tables whose cells cannot break them, and texts shown as they are."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def cell(text: object) -> str:
    """Return a text as one cell: nothing in it is markup, and it is on one line."""
    shown = html.escape(" ".join(str(text).split()), quote=False)
    for sign in "\\`*_[]|":
        shown = shown.replace(sign, f"&#{ord(sign)};")
    return shown


def code(text: object) -> str:
    """Return a text as code within a cell or a sentence; nothing where there is none."""
    return f"<code>{cell(text)}</code>" if str(text) else ""


def codes(texts: Iterable[object]) -> str:
    """Return texts as code, one after another."""
    return ", ".join(code(text) for text in texts)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table of cells that are Markdown already; nothing where there is no row."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return ["", f"| {' | '.join(headings)} |", f"|{' --- |' * len(headings)}", *lines, ""] if lines else []


def words(text: str, width: int) -> list[str]:
    """Return a page of plain text, which was wrapped at a width, as paragraphs set in as its lines are.

    What was wrapped is joined again: a line goes on where its first word had no room in the line before. The search
    leaves it out.
    """
    lines: list[str] = []
    before = width
    for line in text.splitlines():
        if lines and before + 1 + len(line.split()[0]) > width:
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
        before = len(line)
    shown = "".join(_set_in(line) for line in lines)
    return ["", f'<div class="words" data-search-exclude>{shown}</div>', ""]


def _set_in(line: str) -> str:
    """Return one line as a paragraph; the text after a bullet or a number hangs."""
    text = line.lstrip(" ")
    bullet = re.match(r"- |\d+\. ", text)
    hang = bullet.end() if bullet else 0
    style = f"--in: {len(line) - len(text) + hang}; --hang: {hang}"
    return f'<p style="{style}">{html.escape(text, quote=False)}</p>'


def page(*parts: Iterable[str]) -> str:
    """Return parts as the text of a page."""
    return "\n".join(line for part in parts for line in part) + "\n"
