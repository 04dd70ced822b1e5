"""Report: the tables of a run become figures, a page, a workbook and plain files. It computes no screen.

Reads the tables of `screener.tables` by name. Writes ``report.html``, ``report.pdf``, ``report.xlsx``,
``findings.csv``, ``quarantine.csv`` and ``tables/``. Equal tables give equal bytes; the clock is never read.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from screener.report.about import About, CriterionInfo, EarlierRun, FactInfo, RulebookInfo
from screener.report.as_json import summary_json
from screener.report.charts import HATCHED, THEME, county_map, waterfall, with_patterns
from screener.report.console import summary_lines
from screener.report.definition import WHOLE, Definition, definition_files, list_definitions, load_definition
from screener.report.files import write_findings, write_quarantine, write_tables
from screener.report.formats import UNKNOWN, amount, count, number, percent, short
from screener.report.history import trends_of
from screener.report.law import ProfileInfo, TextInfo
from screener.report.memo import records_json, render_memo, write_memos
from screener.report.model import Summary, summarise
from screener.report.page import render_page
from screener.report.pdf import render_pdf
from screener.report.site import SiteRun, write_site
from screener.report.stored import ABOUT, about_json, load
from screener.report.withhold import withhold as redact
from screener.report.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa


def write(
    folder: Path,
    summary: Summary,
    tables: Mapping[str, pa.Table],
    faults: Sequence[Mapping[str, Any]],
    definition: Definition = WHOLE,
) -> None:
    """Write the report of a run and its files into a folder that exists.

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
    definition : Definition
        Which sections the page has, for whom and in whose name.
    """
    write_edition(folder, summary, tables, faults, definition)
    write_memos(folder / "memos", summary.prudence)
    (folder / ABOUT).write_bytes(about_json(summary.about))


def write_edition(
    folder: Path,
    summary: Summary,
    tables: Mapping[str, pa.Table],
    faults: Sequence[Mapping[str, Any]],
    definition: Definition,
) -> None:
    """Write the page, the PDF of the page, the workbook, the findings, the quarantine and the tables."""
    page = render_page(summary, tables, faults, definition)
    (folder / "report.html").write_text(page, encoding="utf-8")
    about = summary.about
    title = f"{about.portfolio_name}: {definition.title}"
    author = definition.branding.name or about.portfolio_name
    # The PDF is set outside Python, so the other files are written meanwhile.
    with ThreadPoolExecutor(1) as beside:
        printed = beside.submit(render_pdf, page, title=title, author=author, as_of=about.as_of)
        write_workbook(folder / "report.xlsx", summary, tables, faults, definition)
        write_findings(folder / "findings.csv", tables["findings"])
        write_quarantine(folder / "quarantine.csv", faults)
        write_tables(folder / "tables", tables)
        (folder / "report.pdf").write_bytes(printed.result())


__all__ = [
    "ABOUT",
    "HATCHED",
    "THEME",
    "UNKNOWN",
    "WHOLE",
    "About",
    "CriterionInfo",
    "Definition",
    "EarlierRun",
    "FactInfo",
    "ProfileInfo",
    "RulebookInfo",
    "SiteRun",
    "Summary",
    "TextInfo",
    "amount",
    "count",
    "county_map",
    "definition_files",
    "list_definitions",
    "load",
    "load_definition",
    "number",
    "percent",
    "records_json",
    "redact",
    "render_memo",
    "short",
    "summarise",
    "summary_json",
    "summary_lines",
    "trends_of",
    "waterfall",
    "with_patterns",
    "write",
    "write_edition",
    "write_memos",
    "write_site",
]
