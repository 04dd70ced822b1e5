"""People's match decisions in the stage: what each rested on, and the findings about those in doubt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener.findings import Finding, Severity
from screener.names import name_key

if TYPE_CHECKING:
    from collections.abc import Callable

FACTS = ("name", "cusip", "isin", "lei", "ticker")
"""What a person sees of a security and goes by; of a facility's owner the name alone."""

_COLUMNS = (
    *("subject", "issuer_id", "reason", "recorded_by", "recorded_on", "hash"),
    *(*FACTS, "name_key", "issuer_name", "issuer_name_key"),
)


def decision_facts(decisions: pa.Table) -> pa.Table:
    """Return the decisions in force with the facts that each rested on as columns.

    Parameters
    ----------
    decisions : pa.Table
        One row per subject: ``subject``, ``issuer_id``, ``reason``, ``facts`` (JSON), ``recorded_by``, ``recorded_at``,
        ``hash``.

    Returns
    -------
    pa.Table
        One row per subject. Keys are made here, from the names as the person saw them: a better `name_key` re-opens
        nothing.
    """
    rows = []
    for row in decisions.to_pylist():
        facts = json.loads(row["facts"])
        keys = {f"{column}_key": name_key(facts[column]) for column in ("name", "issuer_name") if facts.get(column)}
        rows.append({**row, **facts, **keys, "recorded_on": row["recorded_at"][:10]})
    return pa.Table.from_pylist(rows, schema=pa.schema([(column, pa.string()) for column in _COLUMNS]))


def as_findings(rows: pa.Table) -> list[Finding]:
    """Return the findings that the rows of ``decision_findings`` stand for."""
    return [_MAKERS[row["code"]](row) for row in rows.to_pylist()]


def _reopened(row: dict[str, Any]) -> Finding:
    return _finding(
        row,
        f"{_decision(row)} was not applied, because {row['detail']}",
        "run 'screener match export', which asks again, and import the answer",
    )


def _contradicted(row: dict[str, Any]) -> Finding:
    return _finding(
        row,
        f"{_decision(row)} was applied although an identifier says otherwise: {row['detail']}",
        "correct the identifier at its source, or decide again: 'screener match export' lists what is decided",
    )


def _decision(row: dict[str, Any]) -> str:
    chosen = f"is {row['issuer_name']}" if row["issuer_name"] else "has no issuer to be found"
    return f"the decision of {row['decided_by']} on {row['decided_on']} that '{row['name']}' {chosen}"


def _finding(row: dict[str, Any], message: str, hint: str) -> Finding:
    return Finding(
        row["code"],
        Severity.WARNING,
        message,
        where=row["first_line"],
        value=row["subject"],
        hint=hint,
        rows=int(row["rows"]),
        market_value=row["market_value"],
    )


_MAKERS: dict[str, Callable[[dict[str, Any]], Finding]] = {
    "decision-reopened": _reopened,
    "decision-against-identifier": _contradicted,
}
