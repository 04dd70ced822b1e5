"""Workbooks that tests write, for publishers who hand out workbooks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter


def a_workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    """Write a workbook, its sheets as named (an underscore is a blank), row by row, and return where it is."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name.replace("_", " "))
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path
