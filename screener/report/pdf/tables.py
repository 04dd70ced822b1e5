"""A table of the page as Typst needs it: its columns as wide as their words, its rows, what repeats on every sheet."""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Any, Protocol

from screener.report.pdf.seen import is_left_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

MAY_BREAK = "\u200b"
"""Where a long word may go on in the next line: a space of no width."""
_ADVANCES = {0.25: " ,.:;ijIl|'’", 0.31: "!f()[]{}-–·tr/", 0.83: "mM%W@", 0.67: "wGHNUOQD&", 0.6: "ABCEKPRSTVXZ"}
_ADVANCE = {character: width for width, characters in _ADVANCES.items() for character in characters}
_PADDING = 1.0
"""Left and right of what is in a cell, in em."""
_ENOUGH = 45.0
"""A column of words asks for no more than this, in em, for one longest cell is no reason to starve the others."""
_WORDS = 11.0
"""A column of words is no narrower, in em, where it has so much to say: rather the type is smaller."""

_ONE_LINE = {"n", "nowrap", "best-cell", "range-cell"}
"""What is in these cells does not break: an amount, or both ends of a range."""

_TWO_SHEETS = 60
"""A table of more rows runs over three sheets at least."""

_TYPE = 7.5
"""Points in an em of a table's type, about."""
_TOGETHER = 26
"""A table of no more lines is not parted: it takes a third of a sheet at most."""

_TALL = 50
"""A row of more lines may break over sheets: it could not stand on one."""


class Reads(Protocol):
    """What reads what is in a cell."""

    roles: list[Any]

    def said(self, element: HtmlElement) -> dict[str, Any]:
        """Return what an element says of itself."""

    def children(self, element: HtmlElement) -> list[Any]:
        """Return what is in an element."""


def table_node(reader: Reads, element: HtmlElement) -> list[Any]:
    """Return a table: caption, columns, and its rows by part.

    Parameters
    ----------
    reader : Reads
        Reads what is in a cell.
    element : HtmlElement
    """
    said = reader.said(element)
    parts: list[Any] = []
    for part in _only(element, "caption", "thead", "tbody", "tfoot"):
        if part.tag != "caption":
            some = [_row(reader, row) for row in _only(part, "tr") if not is_left_out(row)]
            if some and "id" in (named := reader.said(part)):
                some[0][0].setdefault("id", named["id"])
            parts.append([part.tag, _unspanned(some) if part.tag == "thead" else some])
        elif "hidden" not in (part.get("class") or "").split():
            said["caption"] = reader.children(part)
    rows = [row for _, some in parts for row in some]
    said["widths"], said["right"], high = _columns(rows, available := _available(element))
    if sum(high) <= _TOGETHER:
        said["whole"] = True
    if max(high, default=0) > _TALL:
        said["tall"] = True
    head = [row for part, some in parts if part == "thead" for _, row in some]
    if head and len(rows) <= _TWO_SHEETS and _is_wordy(head[-1], said["widths"]):
        said["once"] = True
    reader.roles.append(_roles(parts))
    for row in rows:
        row[1] = [_lean(cell) for cell in row[1]]
    if (needed := sum(said["widths"])) > available:
        said["squeeze"] = round(available / needed, 3)
    return ["table", said, parts]


def _available(element: HtmlElement) -> float:
    """Return how wide a table may be, in em of its own type: on a card, a sheet, or a sheet on its side."""
    above = {name for parent in element.iterancestors() for name in (parent.get("class") or "").split()}
    if "card" in above:
        return 42.0
    if "map-and-table" in above:
        return 24.0
    if "appendix" not in above:
        return 64.0
    return 100.0 if "lines" in (element.get("class") or "").split() else 86.0


def _only(element: HtmlElement, *tags: str) -> Iterator[HtmlElement]:
    """Yield what is in a part of a table, and stop at what has no place there: it would be left out."""
    for child in element:
        if isinstance(child.tag, str):
            if child.tag not in tags:
                raise ValueError(f"line {child.sourceline}: the PDF does not know <{child.tag}> in a <{element.tag}>")
            yield child
    if "".join([element.text or "", *(child.tail or "" for child in element)]).strip():
        raise ValueError(
            f"line {element.sourceline}: the PDF does not know text in a <{element.tag}> outside its cells"
        )


def _row(reader: Reads, row: HtmlElement) -> list[Any]:
    """Return a row: what is said of it, and its cells."""
    cells = []
    for cell in _only(row, "th", "td"):
        said = reader.said(cell)
        for span in ("colspan", "rowspan"):
            if int(cell.get(span, "1")) > 1:
                said[span] = int(cell.get(span))
        if cell.tag == "th":
            said["scope"] = cell.get("scope", "col")
        cells.append([said, reader.children(cell)])
    return [reader.said(row), cells]


def _unspanned(rows: list[Any]) -> list[Any]:
    """Return the rows of a head with the words of a cell over several rows in the last of them, empty cells above.

    It looks the same, and checkers that count the cells of a row find the grid closed.
    """
    placed: dict[tuple[int, int], list[Any]] = {}
    for (y, x), (said, children) in _places(rows).items():
        down = said.pop("rowspan", 1)
        for i in range(down):
            placed[y + i, x] = [said | {"filler": i < down - 1}, children if i == down - 1 else []]
    return [[said, [placed[at] for at in sorted(placed) if at[0] == y]] for y, (said, _) in enumerate(rows)]


def _places(rows: list[Any]) -> dict[tuple[int, int], list[Any]]:
    """Return each cell by the row and the column that it begins in."""
    cells: dict[tuple[int, int], list[Any]] = {}
    taken: set[tuple[int, int]] = set()
    for y, (_, row) in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            cells[y, x] = cell
            across, down = cell[0].get("colspan", 1), cell[0].get("rowspan", 1)
            if down > 1:
                taken |= {(y + i, x + j) for i in range(1, down) for j in range(across)}
            x += across
    return cells


def _columns(rows: list[Any], available: float) -> tuple[list[float], list[bool], list[int]]:
    """Return how wide each column is, as parts of the whole, whether it holds figures, and the lines of each row."""
    count = sum(cell[0].get("colspan", 1) for cell in rows[0][1]) if rows else 0
    least, most, right = [1.5] * count, [1.5] * count, [False] * count
    found: list[tuple[int, int, list[float]]] = []
    for (y, x), (said, children) in _places(rows).items():
        if "colspan" not in said:
            longest, lines = _measure(children)
            whole = max(lines)
            is_figure = "n" in said.get("class", ())
            if "scope" not in said and not _ONE_LINE.isdisjoint(said.get("class", ())):
                longest = whole
            elif not is_figure and said.get("scope") != "col":
                longest = max(longest, min(whole, _WORDS))
            least[x] = max(least[x], longest + _PADDING)
            most[x] = max(most[x], min(whole, _ENOUGH) + _PADDING)
            right[x] = right[x] or is_figure
            found.append((y, x, lines))
    widths = _shared(least, most, available)
    high = [1] * len(rows)
    for y, x, lines in found:
        high[y] = max(high[y], sum(ceil(max(line, 1) / (widths[x] - _PADDING / 2)) for line in lines))
    return widths, right, high


def _roles(parts: list[Any]) -> list[list[str]]:
    """Return of each cell the role that Typst would not give it: what heads a row, and what only fills a head.

    Where heads are more than half of the cells, the corner stays plain: checkers of accessibility take such a table
    for a layout, and what the corner heads are heads of rows themselves.
    """
    roles = [
        ["TD" if said.pop("filler", False) else "TH" if said.get("scope") == "row" else "" for said, _ in row]
        for _, rows in parts
        for _, row in rows
    ]
    head = sum(len(rows) for part, rows in parts if part == "thead")
    heads = sum(role == "TH" or (y < head and not role) for y, row in enumerate(roles) for role in row)
    if head and 2 * heads > sum(map(len, roles)) and any("TH" in row for row in roles):
        roles[head - 1][0] = "TD"
    return roles


def _is_wordy(row: list[Any], widths: list[float]) -> bool:
    """Return whether the last row of a head reads like prose: repeated on one more sheet, checkers take it for hidden.

    A head that runs over several lines has as many words fewer on each.
    """
    words = lower = 0
    for (said, children), width in zip(row, widths, strict=False):
        if "colspan" not in said:
            found = "".join(_words(children)).split()
            lines = ceil(max(_measure(children)[1][1:]) / max(width - _PADDING, 1)) or 1
            words += ceil(len(found) / lines)
            lower += ceil(sum(word[0].islower() for word in found) / lines)
    return words >= 8 and lower >= 4


def _lean(cell: list[Any]) -> Any:
    """Return a cell without what only its column needed; a bare text where nothing else is left."""
    said, children = cell
    if kept := [name for name in said.pop("class", ()) if name in {"soft", "span"}]:
        said["class"] = kept
    return children[0] if not said and len(children) == 1 and isinstance(children[0], str) else cell


def _shared(least: list[float], most: list[float], available: float) -> list[float]:
    """Return how the room is shared: each column its least, and what is left by how much more each would like."""
    room, wishes = available - sum(least), [max(b - a, 0) for a, b in zip(least, most, strict=True)]
    if room >= sum(wishes):
        return [round(max(a, b), 2) for a, b in zip(least, most, strict=True)]
    if room <= 0:
        return [round(width, 2) for width in least]
    return [round(a + room * wish / sum(wishes), 2) for a, wish in zip(least, wishes, strict=True)]


def _measure(children: list[Any]) -> tuple[float, list[float]]:
    """Return the width of the longest word and of each line of a cell, in em."""
    lines = [line.split(" ") for line in "".join(_words(children)).split("\n")]
    drawn = max(
        (child[1]["width"] / _TYPE for child in children if child[0] == "svg" and "width" in child[1]), default=0
    )
    parts = [
        part
        for line in lines
        for word in line
        for part in word.replace("/", "/ ").replace("-", "- ").replace(MAY_BREAK, " ").split(" ")
    ]
    widths = [sum(map(_width, line)) + 0.25 * (len(line) - 1) for line in lines]
    return max(drawn, *map(_width, parts)), [drawn, *widths]


def _words(children: list[Any]) -> list[str]:
    """Return the words of a cell, a line break where one is."""
    words = []
    for child in children:
        if isinstance(child, str):
            words.append(child)
        elif child[0] == "br" or "id" in child[1].get("class", ()):
            words += ["\n", *_words(child[2])]
        elif child[0] in {"details", "summary", "div", "p", "li", "dd", "dt", "ul", "dl"}:
            words += ["\n", *_words(child[2]), "\n"]
        elif child[0] != "svg" and child[0] != "table":
            words += _words(child[2])
    return words


@lru_cache(10_000)
def _width(word: str) -> float:
    """Return about how wide a word is, in em; most words of a report stand in it often."""
    return sum(_ADVANCE.get(character, 0.54) for character in word)


__all__ = ["table_node"]
