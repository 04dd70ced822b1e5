"""Every table and every text of a run is covered by what an edition withholds, or stands here as open, with why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from screener.report.withhold import Withhold, withhold
from screener.tables import TABLES, TEXT

LINES_LEAVE = {
    "holdings": "totals stand for the lines of a withheld account",
    "positions": "as the lines",
    "holding_positions": "as the lines",
    "facts_holding": "of the line",
    "instruments": "of the line",
    "faults": "of the account",
    "fund_lines": "of a fund that a withheld account alone holds",
    "look_throughs": "of a fund that a withheld account holds",
    "securities": "that nobody else names",
    "matches": "of such a security",
    "identifiers": "of such a security",
    "issuers": "that nobody else names",
    "issuer_links": "of such an issuer",
    "facility_owners": "of such an issuer",
    "establishments": "of such an issuer",
    "observations": "of such an issuer",
    "company_figures": "of such an issuer",
    "facts_issuer": "of such an issuer",
    "attestations": "of such a line, security, issuer or manager",
    "decisions": "on such a line, issuer or manager",
    "exceptions": "of such a line, issuer or manager",
    "facts_manager": "of a manager who would give the account away",
    "vote_agreement": "of such a manager",
    "votes": "of a manager who runs a withheld account",
}
"""Tables whose rows leave with the line, security, issuer or manager that they are about: a new column leaves too."""

EMPTY = {"exposures", "footprint", "attributions", "impacts", "tilts", "approaches", "coverage", "changes", "history"}
"""Figures over all accounts; of exposures the home region alone stays."""

CHANGED = {
    "findings": "code severity message where column value hint",
    "quarantined": "source_file account faults delivered",
}
"""Tables whose rows stay and whose cells are gone through → the text columns that somebody thought of."""

OPEN = {
    "places": "public facts of every county",
    "facts_place": "public facts of every county and state",
    "regional_industries": "public employment of whole labor markets",
    "regions": "which counties a region is",
    "definitions": "rules",
    "vote_policy": "the fund's own policy, by category",
    "data_sources": "the register of public datasets; the money that rests on each is taken out",
    "benchmark_positions": "what a benchmark holds, not the portfolio",
    "facts_plan": "one row on the plan; the figures over all accounts are taken out",
    "eti_figures": "a decision's own, withheld by the decision",
    "eti_answers": "a decision's own, withheld by the decision",
    "facts_candidate": "a decision's own, withheld by the decision",
}
"""Tables that a withheld account leaves as they are → why nothing of a line is in them."""

OPEN_COLUMNS = {
    "places": "place place_name state state_fips cbsa cbsa_name commuting_zone urban_influence_code "
    "delineation_vintage indicators_vintage opportunity_zones_vintage",
    "facts_place": "subject_id level state urban_influence_code",
    "regional_industries": "grouping group name naics period strong_cluster",
    "regions": "grouping group name place",
    "definitions": "rulebook_id criterion_id",
    "vote_policy": "category vote document",
    "data_sources": "dataset title publisher address licence vintage sha256 attribution traps",
    "benchmark_positions": "security_id issuer_id footprint_id side",
    "facts_plan": "subject_id adopted_dol_vintage",
    "eti_figures": "decision_id check_id alternative statistic estimator hypothesis note",
    "eti_answers": "decision_id text criterion outcome text_outcome benefits",
    "facts_candidate": "subject_id adopted_dol_vintage sleeve return_basis benefit_use",
}

NAMES_OF_SOURCES = {
    ("observations", "source"),
    ("establishments", "dataset"),
    ("company_figures", "source_file"),
    ("attestations", "source_file"),
    ("votes", "source_file"),
    ("fund_lines", "source_file"),
    ("identifiers", "dataset"),
    ("data_sources", "dataset"),
    ("issuers", "naics_dataset"),
    ("issuers", "headquarters_dataset"),
    ("matches", "datasets"),
    ("issuer_links", "datasets"),
}
"""Columns by which rows are found that a withheld source says."""

NO_SOURCE = {
    ("holdings", "source_file"): "a delivery of an account: it is withheld as an account",
    ("holding_positions", "source_file"): "as holdings",
    ("instruments", "source_file"): "as holdings",
    ("quarantined", "source_file"): "as holdings",
    ("faults", "source_file"): "as holdings",
    ("look_throughs", "source_file"): "a list of what a fund holds: as holdings",
    ("company_figures", "source"): "where the fund read a figure; the file is withheld as a whole",
    ("establishments", "source_row"): "goes with its row",
}


def test_every_table_has_its_place() -> None:
    """A new table leaks until somebody says what of it a withheld account takes away."""
    places = [set(LINES_LEAVE), EMPTY, set(CHANGED), set(OPEN)]
    assert set().union(*places) == set(TABLES)
    assert sum(map(len, places)) == len(TABLES)


@pytest.mark.parametrize("name", [*CHANGED, *OPEN])
def test_every_text_of_a_table_that_stays_was_thought_of(name: str) -> None:
    """A new text in a table whose rows stay leaks until somebody says why it does not."""
    texts = {column.name for column in TABLES[name].columns if column.type == TEXT}
    assert texts == set((CHANGED | OPEN_COLUMNS)[name].split())


def test_every_column_that_names_a_source_was_thought_of() -> None:
    """A new table of a licensed dataset leaks until its rows are found by that dataset's name."""
    named = {
        (table.name, column.name)
        for table in TABLES.values()
        for column in table.columns
        if column.type == TEXT and ("dataset" in column.name or column.name.startswith("source"))
    }
    assert named == NAMES_OF_SOURCES | NO_SOURCE.keys()


def test_no_table_has_what_a_withheld_account_alone_says(example: Any) -> None:
    """A text that stands with the account's lines alone is put into every text of every table that is gone through."""
    alone = "Cook Cnty IL Forest Preserve 4.00 % 2030"
    lines = example.tables["holdings"].to_pylist()
    line = next(row for row in lines if row["account"] == "In-state municipal")
    line["security_name"] = alone
    findings = [
        {"code": "x", "severity": "info", "message": "m", "rows": 1, column: f"about {alone}, a line"}
        for column in ("message", "value", "hint")
    ]
    at = f"{line['source_file']}:{line['source_row']}"
    tables = example.tables | {
        "holdings": TABLES["holdings"].of(lines),
        "findings": TABLES["findings"].of(findings),
        "exceptions": TABLES["exceptions"].of(
            [
                {"rulebook_id": "b", "criterion_id": "c", "subject": "holding", "subject_id": at, "outcome": "watch",
                 "name": alone, "followed_as": f"In-state municipal/{alone}"}
            ]
        ),
        "attestations": TABLES["attestations"].of(
            [{**_filled("attestations"), "subject": "holding", "subject_id": at, "note": alone}]
        ),
    }  # fmt: skip
    rules = Withhold.model_validate({"accounts": [{"names": ["In-state municipal"], "reason": "Example"}]})
    _, made = withhold(example.about, tables, rules)
    assert [name for name, table in made.items() if alone in str(table.to_pylist())] == []


def _filled(name: str) -> dict[str, Any]:
    """Return a row of a table with its required columns filled by what their type is."""
    example = {"string": "x", "int64": 1, "date32[day]": date(2024, 12, 31)}
    columns = [column for column in TABLES[name].columns if not column.nullable]
    made: dict[str, Any] = {column.name: example.get(str(column.type)) for column in columns}
    return made
