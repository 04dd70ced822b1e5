"""Fills in a review workbook as a spreadsheet program does: the yellow cells change, everything else stays."""

from __future__ import annotations

import zipfile
from pathlib import Path

from lxml import etree
from python_calamine import CalamineWorkbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rows(file: Path, sheet: str) -> list[dict[str, object]]:
    """Return the rows of a sheet below its headings, each with its number in the sheet as ``row``."""
    grid = CalamineWorkbook.from_path(str(file)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    heads = [str(cell) for cell in grid[1]]
    return [{**dict(zip(heads, line, strict=True)), "row": number} for number, line in enumerate(grid[2:], start=3)]


def question(file: Path, sheet: str, name: str) -> dict[str, object]:
    """Return the numbered row of a sheet whose name begins so."""
    (found,) = [row for row in rows(file, sheet) if row["No."] != "" and str(row["Name"]).startswith(name)]
    return found


def write(file: Path, sheet: str, row: int, **cells: object) -> None:
    """Write cells of a row by their headings; an underscore stands for a space. A number is written as a number."""
    names = CalamineWorkbook.from_path(str(file)).sheet_names
    part = f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"
    heads = [str(cell) for cell in CalamineWorkbook.from_path(str(file)).get_sheet_by_name(sheet).to_python()[1]]
    with zipfile.ZipFile(file) as archive:
        contents = {entry: archive.read(entry) for entry in archive.namelist()}
    tree = etree.fromstring(contents[part])
    for heading, value in cells.items():
        _set(tree, f"{chr(ord('A') + heads.index(heading.replace('_', ' ')))}{row}", value)
    contents[part] = etree.tostring(tree)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in contents.items():
            archive.writestr(entry, content)


def _set(tree: etree._Element, address: str, value: object) -> None:
    (cell,) = [cell for cell in tree.iter(f"{MAIN}c") if cell.get("r") == address]
    for child in list(cell):
        cell.remove(child)
    if isinstance(value, int):
        cell.attrib.pop("t", None)
        etree.SubElement(cell, f"{MAIN}v").text = str(value)
    else:
        cell.set("t", "inlineStr")
        etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t").text = str(value)
