"""Rules about the SQL of the project: headers that tell the truth, and facts of one row that stay together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

PACKAGE = Path(__file__).parents[2] / "screener"
STEPS = sorted(PACKAGE.rglob("*.sql"))
NEVER_NULL_IN = {
    "identity_findings": {"n.line", "d.line", "line"},
    "decision_findings": {"line", "cik", "evidence"},
    "matches": {"evidence"},
    "carried_codes": {"line"},
    "identifier_changes": {"name"},
    "sec_names": {"legal_form"},
    "fund_edges": {"l.source_file || ':' || CAST(l.source_row AS TEXT)"},
    "parent_questions": {"f.name || ' (' || f.state || ')'"},
}
"""Step → what it takes by min_by or max_by from columns that are never null there."""


def _parsed(path: Path) -> exp.Expression:
    return sqlglot.parse_one(path.read_text(encoding="utf-8"), read="duckdb")


@pytest.mark.parametrize("path", STEPS, ids=lambda path: path.stem)
def test_the_header_of_a_step_names_the_tables_it_reads(path):
    """An auditor follows a figure from header to header: what FROM and JOIN read is what `Reads:` says."""
    header = "".join(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("--"))
    said = re.search(r"-- Reads:(.*?)(?:-- [A-Z][a-z]+:|$)", header)
    assert said, "the header has no line 'Reads:'"
    named = set(re.findall(r"[a-z_0-9]+", re.sub(r"\([^)]*\)|\.\s.*", "", said[1].replace("--", " "))))
    query = _parsed(path)
    read = {table.name for table in query.find_all(exp.Table)} - {cte.alias for cte in query.find_all(exp.CTE)}

    assert named == read


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("identify/**/*.sql")), ids=lambda path: path.stem)
def test_facts_of_two_rows_are_never_mixed(path):
    """Engines differ on nulls in min_by and max_by: they may take what is never null, or filtered, and no more."""
    faults = {
        call.this.sql(dialect="duckdb")
        for call in _parsed(path).find_all(exp.ArgMin, exp.ArgMax)
        if not isinstance(call.parent, exp.Filter)
    }

    assert faults <= NEVER_NULL_IN.get(path.stem, set())
