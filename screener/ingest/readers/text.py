"""Delimited text: bytes → records, each with the physical line it starts on."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING

from screener.errors import InputError
from screener.findings import Finding, Severity

if TYPE_CHECKING:
    from pathlib import Path

_PRINTABLE = str.maketrans(
    {
        **{code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n\r"},
        **dict.fromkeys((0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x1F, 0x85), " "),
        **dict.fromkeys((*range(0x80, 0x85), *range(0x86, 0xA0)), "\ufffd"),
        0x7F: "\u2421",
    }
)
_FOREIGN = ((b"PK\x03\x04", "a workbook or another zip archive"), (b"PAR1", "a Parquet file"), (b"%PDF", "a PDF"))

Record = tuple[int, list[str]]
"""Line on which a record starts (1 = first), and its cells."""

_MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
DELIMITERS = (",", ";", "\t", "|")


def read_text(path: Path, file: str, encoding: str | None = None) -> tuple[str, list[Finding]]:
    """Return the text of a file, and a finding where its encoding had to be inferred.

    Parameters
    ----------
    path : Path
    file : str
        Name of the file in messages.
    encoding : str, optional
        Encoding as declared; a byte-order mark outranks it.

    Raises
    ------
    InputError
        A byte has no meaning in the encoding; with its line.
    """
    data = path.read_bytes()
    if not data:
        raise InputError("the file is empty (0 bytes)", where=file, hint="have it sent again")
    for start, kind in _FOREIGN:
        if data.startswith(start):
            raise InputError(
                f"this is no text but {kind}", where=file, hint="set reader to what it is, or correct the path"
            )
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decode(data[len(mark) :], name, file), []
    if encoding:
        return _decode(data, encoding, file), []
    inferred = _utf16_by_zeros(data)
    if not inferred:
        try:
            return printable(data.decode("utf-8")), []
        except UnicodeDecodeError:
            inferred = "cp1252"
    text = _decode(data, inferred, file)
    return text, [_assumed(file, inferred)]


def _decode(data: bytes, encoding: str, file: str) -> str:
    try:
        return printable(data.decode(encoding))
    except LookupError as error:
        raise InputError(f"{encoding!r} is no text encoding", where=file, hint='for example "utf-8"') from error
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(encoding, errors="replace").count("\n") + 1
        raise InputError(
            f"byte {data[error.start]:#04x} has no meaning in {encoding}",
            where=f"{file}:{line}",
            hint="set encoding in portfolio.toml to the one the custodian uses, or have the file delivered as UTF-8",
        ) from error


def printable(text: str) -> str:
    r"""Return text with control characters shown by their pictures, so that none reaches a report unseen.

    Examples
    --------
    >>> printable("AC\x00ME Co")
    'AC␀ME Co'
    """
    return text.translate(_PRINTABLE)


def _utf16_by_zeros(data: bytes) -> str | None:
    """Return UTF-16 where every other byte is zero, as in English text without a byte-order mark."""
    sample = data[:4096]
    if len(sample) < 4:
        return None
    even, odd = sample[0::2].count(0) / len(sample[0::2]), sample[1::2].count(0) / len(sample[1::2])
    if odd > 0.5 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.5 and odd < 0.1 else None


def _assumed(file: str, encoding: str) -> Finding:
    name = {"cp1252": "Windows-1252 (Latin-1)"}.get(encoding, encoding.upper())
    return Finding(
        "encoding-assumed",
        Severity.INFO,
        f"The file carries no byte-order mark and is not UTF-8; it was read as {name}.",
        where=file,
        hint=f'look at names with accents; set encoding = "{encoding}" in portfolio.toml to confirm',
        rows=0,
    )


def split_records(text: str, delimiter: str, file: str) -> list[Record]:
    """Return the records of delimited text; a quoted cell may hold line breaks.

    Raises
    ------
    InputError
        A quote is never closed, or text follows a closing quote; with its line.
    """
    records: list[Record] = []
    start = 1
    usual = csv.field_size_limit(min(len(text) + 1, 2**31 - 1))  # else an open quote is reported as a long cell
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for cells in reader:
            records.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"the quotes of the record that starts here do not pair up ({error})",
            where=f"{file}:{start}",
            hint="double a quote inside a quoted cell, and close every quoted cell",
        ) from error
    finally:
        csv.field_size_limit(usual)
    return records


def join_cells(cells: list[str], delimiter: str | None) -> str:
    """Return cells as one line of delimited text.

    Examples
    --------
    >>> join_cells(["1,5", "x"], ",")
    '"1,5",x'
    """
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter or ",", lineterminator="").writerow(cells)
    return line.getvalue()
