"""The workbook: one sheet per table, for people who sort, filter and add up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from screener.report.book import SUMMARY, Book, Head, Sheet, collector_paused
from screener.report.definition import WHOLE
from screener.report.dictionary import DICTIONARY_HEADS, cut_to, dictionary_rows, sheet_rows, table_heads
from screener.report.method import METHOD, VERIFY
from screener.report.outcomes import DECIDED, MEASURED
from screener.report.overview import opening_lines, overview_blocks
from screener.report.sheets import exposure_sheets, impact_sheets
from screener.report.sheets_held import held_sheets
from screener.report.sheets_judged import judged_sheets
from screener.report.withhold import WITHHELD
from screener.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from screener.report.about import About
    from screener.report.book import Entry
    from screener.report.definition import Definition
    from screener.report.model import Summary

MOST_ROWS = 5_000
"""Rows of a table on a sheet; one with more says so and is whole in ``tables/``."""

_RECORDS = {
    "exceptions": "Exceptions",
    "findings": "Findings",
    "decisions": "Decisions",
    "issuers": "Issuers",
    "establishments": "Sites",
    "company_figures": "Company figures",
    "observations": "Observations",
    "instruments": "Direct instruments",
    "look_throughs": "Look-throughs",
    "benchmark_positions": "Benchmark",
    "attestations": "Attestations",
    "vote_agreement": "Votes",
    "definitions": "Definitions",
    "history": "History",
    "data_sources": "Data sources",
}
"""Table of the run that people open → its sheet."""
_SECTIONS = {
    **dict.fromkeys(("Holdings", "Decisions", "Issuers", "Sites", "Company figures", "Observations"), "holdings"),
    **dict.fromkeys(("Direct instruments", "Look-throughs"), "holdings"),
    "Quarantine": "quarantine",
    "Exceptions": "exceptions",
    "Findings": "findings",
}
"""Sheet of single lines → the section of the page without which an edition leaves it out."""
_OVER_ALL = {
    *("By state", "Evidence", "Upper end", "Tilt", "Community development", "Outcomes by value", "Changes", "History"),
    *("Jobs", "Jobs by issuer", "Emissions", "Emissions by issuer"),
    *("Approaches", "PRI assets by approach", "PRI screening"),
}
"""Sheets of figures over all accounts, which an edition leaves out that withholds one."""
_SHOWN = {**_RECORDS, "holdings": "Holdings", "exposures": "Exposures", "faults": "Quarantine"}
_PARTLY_OWN = {"Holdings", "Exposures"}
"""Sheets of a table with columns that it has not."""
_ADDS_UP = {
    "instruments": ("market_value",),
    "benchmark_positions": ("market_value",),
    "vote_agreement": ("matched_votes", "agreeing_votes"),
}
"""Table → columns of which a sum over its rows means something; of others rows overlap, or are of many units."""
_COLOURS = {
    "Exposure": "#0B4A75",
    "Impact and change": "#2E7D5B",
    "Judgement": "#8A5A00",
    "Holdings": "#5B4B8A",
    "Records": "#596773",
    "About": "#1F2933",
}
"""Group of sheets → the colour of their tabs."""


def write_workbook(
    file: Path,
    summary: Summary,
    tables: Mapping[str, pa.Table],
    faults: Sequence[Mapping[str, Any]],
    definition: Definition = WHOLE,
) -> None:
    """Write the workbook of an edition; equal tables give equal bytes.

    Excel keeps 15 digits of a number: an amount above ten trillion loses its cents there, not in the tables.

    Parameters
    ----------
    file : Path
    summary : Summary
        Every printed figure, from `summarise`.
    tables : mapping
        The run's tables by name, as `screener.tables` declares them.
    faults : sequence of mappings
        One per faulty cell, with the columns of `files.QUARANTINE`.
    definition : Definition
        For whom it is; sheets of single lines are left out where it leaves out the section that prints them.
    """
    with collector_paused():
        _write(Book(file, summary.about), summary, tables, faults, definition)


def _write(
    book: Book,
    summary: Summary,
    tables: Mapping[str, pa.Table],
    faults: Sequence[Mapping[str, Any]],
    definition: Definition,
) -> None:
    """Write every sheet; the first last, for it lists the others."""
    groups = {
        "Exposure": exposure_sheets(summary),
        "Impact and change": impact_sheets(summary),
        "Judgement": judged_sheets(summary),
        "Holdings": held_sheets(summary, tables, faults),
        "Records": _record_sheets(tables, summary.about),
        "About": _about_sheets(book.index, summary.about.base_currency),
    }
    for group, sheets in groups.items():
        for sheet in sheets:
            if not summary.is_whole and sheet.name in _OVER_ALL:
                continue
            if (section := _SECTIONS.get(sheet.name)) is None or section in definition.sections:
                book.add_sheet(sheet, group, _COLOURS[group])
    book.add_summary(opening_lines(summary, definition), overview_blocks(summary, book.index))
    book.close()


def _record_sheets(tables: Mapping[str, pa.Table], about: About) -> Iterator[Sheet]:
    """Yield tables of the run as they are."""
    for name, title in _RECORDS.items():
        table = _decided(tables[name], about) if name == "decisions" else tables[name]
        grain = f"{TABLES[name].grain[:1].upper()}{TABLES[name].grain[1:]}."
        rows = zip(*table.slice(0, MOST_ROWS).to_pydict().values(), strict=True)
        note = f"{cut_to(name, table.num_rows, MOST_ROWS)}{grain}{_DECIDED if name == 'decisions' else ''}"
        yield Sheet(title, table_heads(TABLES[name], _ADDS_UP.get(name, ())), rows, note)
    if WITHHELD.name in tables:
        rows = zip(*tables[WITHHELD.name].to_pydict().values(), strict=True)
        yield Sheet("Withheld", table_heads(WITHHELD, ()), rows, "One row per thing withheld × table × column.")


_DECIDED = (
    " Passes, watches and fails of all but places; places, and what does not apply or cannot be judged, are in "
    "tables/decisions.csv, where what is measured here is a pass."
)


def _decided(decisions: pa.Table, about: About) -> pa.Table:
    """Return the decisions that say something of a holding, an issuer, a manager, the plan or a candidate.

    A figure that nothing is asked of is measured, and no pass.
    """
    said = decisions.filter(pc.field("outcome").isin(DECIDED) & (pc.field("subject") != "place"))
    bare = [f"{rulebook}/{criterion}" for rulebook, criterion in sorted(about.bare_measures)]
    names: list[Any] = [said["rulebook_id"], said["criterion_id"], "/"]
    is_bare = pc.is_in(pc.binary_join_element_wise(*names), pa.array(bare, pa.string()))
    outcome = pc.if_else(pc.and_(is_bare, pc.equal(said["outcome"], pa.scalar("pass"))), MEASURED, said["outcome"])
    return said.set_column(said.column_names.index("outcome"), "outcome", outcome)


def _about_sheets(index: Sequence[Entry], currency: str) -> Iterator[Sheet]:
    """Yield how the figures are made, and what every column means; `index` fills while the sheets before are added."""
    method = [*METHOD, *(("How to verify", text) for text in VERIFY)]
    yield Sheet("Method", [Head("heading"), Head("text", "long")], method, "How the figures are made.", preface="")
    words = "What every table, column and word of a fixed choice means. An empty cell does not apply."
    present = {entry.sheet for entry in index}
    shown = {table: sheet for table, sheet in _SHOWN.items() if sheet in present}
    whole = set(shown.values()) - _PARTLY_OWN
    made = [
        (SUMMARY, "The figures of page one by name, and the list of sheets.", ()),
        *((entry.sheet, entry.note, entry.heads) for entry in index if entry.sheet not in whole),
        ("Dictionary", words, DICTIONARY_HEADS),
    ]
    rows = [*sheet_rows(made, currency), *dictionary_rows(shown)]
    yield Sheet("Dictionary", DICTIONARY_HEADS, rows, words, preface="")
