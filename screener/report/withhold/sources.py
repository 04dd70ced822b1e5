"""Licensed sources: the rows that come from a dataset or a file, and the facts that were read from them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener.report.withhold.evidence import ANY, hide_evidence
from screener.report.withhold.listed import LINES, WORD, Entry
from screener.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from screener.report.withhold.listed import Listed

_FROM = {
    "observations": "source",
    "establishments": "dataset",
    "company_figures": "source_file",
    "attestations": "source_file",
    "votes": "source_file",
    "identifiers": "dataset",
}
"""Table whose rows come from one source each → the column that names it."""
_BENCHMARK = "benchmark"
_JOBS = ("counted_jobs", "counted_manufacturing_jobs", "is_manufacturing_at_least", "jobs_score")
"""Columns of `attributions` that are counted at an issuer's sites."""
_OWN_COLUMNS = {
    "naics_dataset": ("naics",),
    "headquarters_dataset": ("headquarters_place", "headquarters_text", "headquarters_agreed"),
}
"""Column of `issuers` that names a source → what was read from it."""
_OF_NAICS = frozenset({"naics", "naics_sector", "is_manufacturer", "is_advanced_industry", "sprint_sector"})
_OF_FIGURE = {
    "enterprise_value": (
        "enterprise_value", "enterprise_value_basis", "enterprise_value_as_of", "attribution_factor", "is_above_whole",
    ),
    "revenue": ("revenue",),
    "emissions": ("emissions", "emissions_basis", "emissions_score"),
}  # fmt: skip
"""Figure of a company → columns of `attributions` that are it, or are worked out of it and the value held."""

Facts = dict[tuple[str, str], set[str]]


def known_sources(tables: Mapping[str, pa.Table]) -> set[str]:
    """Return the names of the sources that can be withheld: datasets, and files of the portfolio's own."""
    columns = [*_FROM.items(), *(("issuers", name) for name in _OWN_COLUMNS)]
    columns += [("data_sources", "dataset")]
    found = {str(name) for table, column in columns for name in tables[table][column].drop_null().to_pylist()}
    return found | {row["source_file"] for row in tables["fund_lines"].to_pylist() if row["account"] == _BENCHMARK}


def withhold_sources(
    tables: Mapping[str, pa.Table],
    bare: frozenset[tuple[str, str]],
    reasons: Mapping[str, str],
    listed: Listed,
) -> dict[str, pa.Table]:
    """Return the tables without the values that some sources say of companies, places and the fund.

    Their rows are taken out; the facts read from them are null in the tables of facts and out of the evidence of
    decisions. What was worked out of many values stays: outcomes, footprints, exposures. A figure of impact that
    rests on one issuer is that issuer's, and is withheld as well.

    Parameters
    ----------
    tables : mapping
        Tables by name.
    bare : frozenset
        Rulebook and criterion of the measures without a condition.
    reasons : mapping
        Source → why.
    listed : Listed
        Takes what was withheld.
    """
    made = dict(tables)
    for source, reason in sorted(reasons.items()):
        what = Entry("source", source, reason)
        facts = _facts(made, source)
        taken = {name: _split(made[name], column, source) for name, column in _FROM.items()}
        for name, (gone, kept) in taken.items():
            made[name] = kept
            listed.add(what, name, LINES, gone.num_rows)
        _hide_figures(made, taken["company_figures"][0].to_pylist(), listed, what)
        counted = {row["issuer_id"] for row in taken["establishments"][0].to_pylist() if row["employment"] is not None}
        made["attributions"] = _nulls(
            made["attributions"],
            lambda row, counted=counted: _JOBS if row["issuer_id"] in counted else (),
            listed,
            what,
            "attributions",
        )
        _hide_benchmark(made, source, listed, what)
        _hide_issuers(made, source, listed, what)
        made["facts_issuer"] = _nulls(
            made["facts_issuer"],
            lambda row, facts=facts: facts.get(("issuer", row["subject_id"]), ()),
            listed,
            what,
            "facts_issuer",
        )
        frozen = {subject: frozenset(names) for subject, names in facts.items()}
        made["decisions"] = hide_evidence(made["decisions"], frozen, bare, listed, what)
        for name in ("matches", "issuer_links", "facility_owners"):
            made[name] = _hide_words(made[name], name, source, listed, what)
        has_figures = taken["company_figures"][0].num_rows > 0
        about = {source, "company_figures"} if has_figures else {source}
        made["findings"] = _hide_findings(made["findings"], about, listed, what)
    return made


def _facts(made: Mapping[str, pa.Table], source: str) -> Facts:
    """Return subject → the facts that a source says of it."""
    facts: Facts = defaultdict(set)
    issuers = set(made["facts_issuer"]["subject_id"].to_pylist())
    for row in made["observations"].to_pylist():
        if row["source"] == source:
            kind = "issuer" if row["subject_id"] in issuers else "place"
            facts[kind, row["subject_id"]].add(row["fact"])
    for row in made["attestations"].to_pylist():
        if row["source_file"] == source:
            # the file may write a subject otherwise than the decisions do
            facts[row["subject"], ANY].add(row["fact"])
    for row in made["issuers"].to_pylist():
        if row["naics_dataset"] == source:
            facts["issuer", row["issuer_id"]] |= _OF_NAICS
    for row in made["establishments"].to_pylist():
        if row["dataset"] == source == "ghgrp_facilities":
            facts["issuer", row["issuer_id"]] |= {"facilities", "manufacturing_facility_share"}
    return facts


def _split(table: pa.Table, column: str, source: str) -> tuple[pa.Table, pa.Table]:
    """Return the rows of a source, and the others."""
    is_its = pa.array([name == source for name in table[column].to_pylist()], pa.bool_())
    return table.filter(is_its), table.filter(pa.array([not one for one in is_its.to_pylist()], pa.bool_()))


def _nulls(table: pa.Table, columns: Any, listed: Listed, what: Entry, name: str) -> pa.Table:
    """Return a table with some columns of each row null, and list how many values that are."""
    rows = table.to_pylist()
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        for column in columns(row):
            if row.get(column) is not None:
                row[column] = None
                counts[column] += 1
    for column, number in sorted(counts.items()):
        listed.add(what, name, column, number)
    return TABLES[name].of(rows) if counts else table


def _hide_figures(made: dict[str, pa.Table], gone: Iterable[Mapping[str, Any]], listed: Listed, what: Entry) -> None:
    """Take out what the file's figures of companies are in other tables."""
    hidden: dict[str, set[str]] = defaultdict(set)
    for row in gone:
        hidden[row["issuer_id"]] |= set(_OF_FIGURE[row["figure"]])
    if not hidden:
        return
    made["attributions"] = _nulls(
        made["attributions"], lambda row: hidden.get(row["issuer_id"], ()), listed, what, "attributions"
    )
    made["impacts"] = _nulls(
        made["impacts"], lambda row: ("value",) if row["issuers"] == 1 else (), listed, what, "impacts"
    )


def _hide_issuers(made: dict[str, pa.Table], source: str, listed: Listed, what: Entry) -> None:
    def columns(row: Mapping[str, Any]) -> list[str]:
        return [column for named, read in _OWN_COLUMNS.items() if row[named] == source for column in read]

    made["issuers"] = _nulls(made["issuers"], columns, listed, what, "issuers")


def _hide_words(table: pa.Table, name: str, source: str, listed: Listed, what: Entry) -> pa.Table:
    """Return chains of look-ups without the words of those that rest on a source."""
    if "datasets" not in table.column_names:
        return table
    rows, cells = table.to_pylist(), 0
    for row in rows:
        if source in (row["datasets"] or "").split():
            row["evidence"] = WORD
            cells += 1
    listed.add(what, name, "evidence", cells)
    return TABLES[name].of(rows) if cells else table


def _hide_benchmark(made: dict[str, pa.Table], source: str, listed: Listed, what: Entry) -> None:
    """Take out what a benchmark is made of, where it comes from a source; what it is compared with stays."""
    lines = made["fund_lines"].to_pylist()
    if not any((row["account"], row["source_file"]) == (_BENCHMARK, source) for row in lines):
        return
    gone, made["fund_lines"] = _split(made["fund_lines"], "source_file", source)
    listed.add(what, "fund_lines", LINES, gone.num_rows)
    listed.add(what, "benchmark_positions", LINES, made["benchmark_positions"].num_rows)
    made["benchmark_positions"] = TABLES["benchmark_positions"].empty()


def _hide_findings(findings: pa.Table, about: set[str], listed: Listed, what: Entry) -> pa.Table:
    """Return the findings; those about a source say only what kind they are."""
    rows, cells = findings.to_pylist(), 0
    for row in rows:
        if (row["where"] or "").partition(":")[0] in about:
            row |= {"message": WORD, "value": WORD, "hint": ""}
            cells += 1
    listed.add(what, "findings", "message", cells)
    return TABLES["findings"].of(rows)
