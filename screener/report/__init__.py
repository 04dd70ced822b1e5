"""Report: the tables of a run become figures, a page, a workbook and plain files. It computes no screen.

Reads the tables of `screener.tables` by name. Writes ``report.html``, ``report.xlsx``, ``findings.csv``,
``quarantine.csv`` and ``tables/*.parquet``. Equal tables give equal bytes; the clock is never read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.report.about import About, CriterionInfo, EarlierRun, FactInfo, RulebookInfo
from screener.report.as_json import summary_json
from screener.report.console import summary_lines
from screener.report.files import write_findings, write_quarantine, write_tables
from screener.report.law import ProfileInfo, TextInfo
from screener.report.memo import records_json, render_memo, write_memos
from screener.report.model import Summary, summarise
from screener.report.page import render_page
from screener.report.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa


def write(folder: Path, summary: Summary, tables: Mapping[str, pa.Table], faults: Sequence[Mapping[str, Any]]) -> None:
    """Write the report and its files into a folder that exists.

    Parameters
    ----------
    folder : Path
        The run's folder.
    summary : Summary
        Every printed figure, from `summarise`.
    tables : mapping
        The run's tables by name, as `screener.tables` declares them.
    faults : sequence of mappings
        One per faulty cell, with the columns of `files.QUARANTINE`.
    """
    (folder / "report.html").write_text(render_page(summary, tables, faults), encoding="utf-8")
    write_workbook(folder / "report.xlsx", summary, tables, faults)
    write_findings(folder / "findings.csv", tables["findings"])
    write_quarantine(folder / "quarantine.csv", faults)
    write_tables(folder / "tables", tables)
    write_memos(folder / "memos", summary.prudence)


__all__ = [
    "About",
    "CriterionInfo",
    "EarlierRun",
    "FactInfo",
    "ProfileInfo",
    "RulebookInfo",
    "Summary",
    "TextInfo",
    "records_json",
    "render_memo",
    "summarise",
    "summary_json",
    "summary_lines",
    "write",
    "write_memos",
]
