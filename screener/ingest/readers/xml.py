"""SEC filings: XML, bare or in its submission wrapper, read as a stream of entries. No entity is ever expanded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from lxml import etree

from screener.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

_WRAPPED = re.compile(rb"<XML>\s*(.*?)\s*</XML>", re.DOTALL | re.IGNORECASE)
_OPENED = re.compile(rb"<XML>", re.IGNORECASE)
_CHUNK = 1 << 20
_MARK = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Filing:
    """What was read of a filing: its entries, each by path, and the header elements that were asked for."""

    entries: list[dict[str, str]] = field(default_factory=list)
    header: dict[str, str] = field(default_factory=dict)
    wrapper: str = ""
    """What stands before the first XML document: the submission's own header."""


def read_filing(path: Path, file: str, entry: str, header: set[str]) -> Filing:
    """Return the entries of a filing, and elements of its header.

    Parameters
    ----------
    path : Path
    file : str
        Name of the file in messages.
    entry : str
        Local name of the element that stands for one holding.
    header : set of str
        Local names of the elements to keep from outside the entries; the first of each counts.

    Raises
    ------
    InputError
        It is no well-formed XML, declares entities, or holds no such entry.
    """
    data = path.read_bytes()
    spans = [found.span(1) for found in _WRAPPED.finditer(data)] or [_bare(data)]
    if len(_OPENED.findall(data)) > len(_WRAPPED.findall(data)):
        raise _broken_off(file)
    filing = Filing(wrapper=data[: spans[0][0]].decode("latin-1"))
    for start, end in spans:
        before = data[:start].count(b"\n")
        _stream(memoryview(data)[start:end], filing, entry, header, file=file, lines_before=before)
    if not filing.entries:
        raise InputError(
            f"the filing holds no <{entry}> element, so nothing to read",
            where=file,
            hint="check that it is the complete submission or the table itself, and that reader fits it",
        )
    return filing


def _broken_off(where: str) -> InputError:
    return InputError("the filing breaks off before its end", where=where, hint="download or copy it again, whole")


def _bare(data: bytes) -> tuple[int, int]:
    """Return where the document lies in a file that holds nothing else: after blank lines, before trailing ones."""
    begin = len(_MARK) if data.startswith(_MARK) else 0
    return begin + len(data[begin:]) - len(data[begin:].lstrip()), len(data.rstrip())


def _stream(
    document: memoryview, filing: Filing, entry: str, header: set[str], *, file: str, lines_before: int
) -> None:
    """Read one XML document, keeping no more of the tree than one entry."""
    parser = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,  # one inside a value would cut it in two
        remove_pis=True,
    )
    inside = 0
    try:
        for offset in range(0, len(document), _CHUNK):
            parser.feed(bytes(document[offset : offset + _CHUNK]))
            for event, found in parser.read_events():
                element = cast("etree._Element", found)
                name = etree.QName(element).localname
                inside += (event == "start") - (event == "end") if name == entry else 0
                if event == "start":
                    _refuse_doctype(element, file)
                elif name == entry:
                    filing.entries.append(flatten(element))
                    _forget(element)
                elif not inside and name in header:
                    filing.header.setdefault(name, (element.text or "").strip())
        parser.close()
    except etree.XMLSyntaxError as error:
        where = f"{file}:{lines_before + (error.lineno or 1)}"
        if re.match("Premature end|Couldn't find end|.*(?:not finished|no element found)", error.msg or ""):
            raise _broken_off(where) from error
        raise InputError(f"this is no well-formed XML: {error.msg}", where=where) from error


def _refuse_doctype(element: etree._Element, file: str) -> None:
    if element.getparent() is None and element.getroottree().docinfo.internalDTD is not None:
        raise InputError("the XML declares a document type, which no SEC filing does; it is not read", where=file)


def _forget(element: etree._Element) -> None:
    """Let go of an entry that was read and of what came before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def flatten(element: etree._Element) -> dict[str, str]:
    """Return path → text of an element's leaves and attributes, such as ``identifiers/isin/@value``.

    Examples
    --------
    >>> flatten(parse_xml(b'<e><a> 1 </a><b><c x="2"/></b><a>3</a></e>'))
    {'a': '1', 'b/c/@x': '2', 'a[2]': '3'}
    """
    flat: dict[str, str] = {}

    def keep(path: str, text: str) -> None:
        number, unique = 1, path
        while unique in flat:
            number += 1
            unique = f"{path}[{number}]"
        flat[unique] = text.strip()

    def walk(node: etree._Element, path: str) -> None:
        for key, value in node.attrib.items():
            keep(f"{path}/@{etree.QName(key).localname}", str(value))
        children = list(node.iterchildren(tag=etree.Element))
        for child in children:
            name = etree.QName(child).localname
            walk(child, f"{path}/{name}" if path else name)
        words = [node.text, *(child.tail for child in children)]
        if any(word and word.strip() for word in words) or not (children or node.attrib):
            keep(path, " ".join(map(str, node.itertext())) if children else node.text or "")  # never half of a value

    walk(element, "")
    return flat


def parse_xml(data: bytes) -> etree._Element:
    """Return the root of a small XML document, nothing expanded or fetched."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
