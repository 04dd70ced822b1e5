"""What a run flags on money or on a person, and since when: followed from the run that it looks back to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from screener.tables import EVERY, EXCEPTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from screener.pipeline.earlier import MadeRun

_FLAGGED = ("watch", "fail")
_FOLLOWED = ("rulebook_id", "criterion_id", "subject", "followed_as")


def exceptions_of(tables: Mapping[str, pa.Table], earlier: MadeRun | None, as_of: date) -> pa.Table:
    """Return the table `exceptions` of a run.

    A subject that the earlier run flagged by the same criterion, on watch or failing, is flagged since that run says it
    was. Nothing is said of dates between two runs.

    Parameters
    ----------
    tables : mapping
        Reads `decisions`, `holdings`, `holding_positions`, `positions` and `issuers`.
    earlier : MadeRun or None
        The run that it looks back to, its table of exceptions checked; see `MadeRun.faults`.
    as_of : date
        Date of the run.
    """
    decisions = tables["decisions"]
    found = decisions.filter(
        pc.field("outcome").isin(pa.array(_FLAGGED))
        & (pc.field("subject") != "place")
        & (pc.field("subject_id") != EVERY)
        & ~pc.field("describes")
    )
    kept = earlier.looks_back.get(EXCEPTIONS.name) if earlier else None
    past = pq.read_table(kept).to_pylist() if kept else []
    since = {_key(row): row["since"] for row in past if row["followed_as"]}
    lines, issuers = _lines(tables, found), _issuers(tables)
    rows = []
    for decision in found.select(["rulebook_id", "criterion_id", "subject", "subject_id", "outcome"]).to_pylist():
        plain = {"market_value": None, "name": None, "followed_as": decision["subject_id"]}
        of_kind = {"holding": lines, "issuer": issuers}.get(decision["subject"], {})
        row = {**decision, **plain, **of_kind.get(decision["subject_id"], {})}
        rows.append({**row, "since": since.get(_key(row), as_of) if row["followed_as"] else None})
    return EXCEPTIONS.of(rows)


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what an exception is known by in every quarter."""
    return tuple(row[name] for name in _FOLLOWED)


def _lines(tables: Mapping[str, pa.Table], found: pa.Table) -> dict[str, dict[str, Any]]:
    """Return flagged line → its gross value, its name, and what it is called in every quarter."""
    flagged = set(found.filter(pc.field("subject") == "holding")["subject_id"].to_pylist())
    if not flagged:
        return {}
    names = ("source_file", "source_row", "account", "market_value", "issuer_name", "security_name")
    lines = {
        f"{row['source_file']}:{row['source_row']}": {
            "market_value": None if row["market_value"] is None else abs(row["market_value"]),
            "name": ", ".join(filter(None, (row["issuer_name"], row["security_name"]))) or None,
            "followed_as": None,
        }
        for row in tables["holdings"].select(names).to_pylist()
        if f"{row['source_file']}:{row['source_row']}" in flagged
    }
    held = {row["position_id"]: row for row in tables["positions"].to_pylist()}
    for row in tables["holding_positions"].to_pylist():
        line, position = f"{row['source_file']}:{row['source_row']}", held[row["position_id"]]
        # what is looked through has many securities, and a line without an identifier goes by its number
        if line in lines and not position["path"] and not position["security_id"].startswith("line:"):
            lines[line]["followed_as"] = f"{position['account']}|{position['security_id']}"
    return lines


def _issuers(tables: Mapping[str, pa.Table]) -> dict[str, dict[str, Any]]:
    """Return issuer → gross value held, directly or through funds, and its name."""
    gross: dict[str, Decimal] = {}
    for row in tables["positions"].select(["issuer_id", "market_value"]).to_pylist():
        if row["issuer_id"]:
            gross[row["issuer_id"]] = gross.get(row["issuer_id"], 0) + abs(row["market_value"])
    named = tables["issuers"].select(["issuer_id", "issuer_name"]).to_pylist()
    return {
        row["issuer_id"]: {"market_value": gross.get(row["issuer_id"]), "name": row["issuer_name"]} for row in named
    }
