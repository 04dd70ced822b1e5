"""Look-throughs that fit no line with a value: why, and what the declaration may have meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process, utils

from screener.findings import Finding, Severity
from screener.identify.codes import CHECKED, check_code
from screener.workspace import BENCHMARK

if TYPE_CHECKING:
    from screener.engine import Engine

NEAR = 75
"""Texts at least this alike, of 100 and whatever the order of their words, are offered: one wrong sign of four is."""


def unused(engine: Engine, looked_through: set[str]) -> list[Finding]:
    """Return a finding for each fund whose file was read for nothing.

    Parameters
    ----------
    engine : Engine
        Holds ``funds``, ``fund_identifiers``, ``fund_securities``, ``carried_codes`` and ``held_lines``.
    looked_through : set of str
        Funds that stand in ``look_throughs``.
    """
    used = {BENCHMARK, *looked_through}
    funds = [fund for fund in engine.fetch("funds").to_pylist() if fund["fund_id"] not in used]
    if not funds:
        return []
    held = set(engine.fetch("held_lines")["security_id"].to_pylist())
    carried = [row for row in engine.fetch("carried_codes").to_pylist() if row["security_id"] in held]
    carried.sort(key=lambda row: (row["scheme"], row["code"], row["security_id"]))
    fund_of = {row["security_id"]: row["fund_id"] for row in engine.fetch("fund_securities").to_pylist()}
    declared: dict[str, list[tuple[str, str]]] = {}
    for row in engine.fetch("fund_identifiers").to_pylist():
        declared.setdefault(row["fund_id"], []).append((row["scheme"], row["code"]))
    return [_finding(fund, declared[fund["fund_id"]], carried, fund_of) for fund in funds]


def _finding(
    fund: dict[str, Any], declared: list[tuple[str, str]], carried: list[dict[str, str]], fund_of: dict[str, str]
) -> Finding:
    written = ", ".join(f"{scheme}:{code}" for scheme, code in declared)
    own = [row for row in carried if fund_of.get(row["security_id"]) == fund["fund_id"]]
    if own:
        said, hint = f"The line {own[0]['line']} that carries {written} has no market value", "ask for its value"
    else:
        said, hint = f"No line carries {written}", "write fund as it stands on the line that holds it"
    wrong = [code for scheme, code in declared if not own and scheme in CHECKED and check_code(scheme, code) is None]
    check = f" {' and '.join(map(repr, wrong))} {'fails its' if len(wrong) == 1 else 'fail their'} check digit."
    return Finding(
        "look-through-unused",
        Severity.WARNING,
        f"{said}; the file of the fund was read for nothing.{check if wrong else ''}"
        f"{'' if own else _nearest(fund['fund_name'], declared, carried)}",
        where=fund["declared"],
        hint=hint,
        rows=0,
    )


def _nearest(name: str | None, declared: list[tuple[str, str]], carried: list[dict[str, str]]) -> str:
    """Return which held line is the most like what was declared, and what it carries; else what lines carry at all."""
    best: tuple[float, dict[str, str]] | None = None
    for scheme, code in [*declared, *([("name", name)] if name else [])]:
        rows = [row for row in carried if row["scheme"] == scheme]
        found = process.extractOne(
            code,
            [row["code"] for row in rows],
            scorer=fuzz.token_sort_ratio,
            processor=utils.default_process,
            score_cutoff=NEAR,
        )
        if found and (best is None or found[1] > best[0]):
            best = (found[1], rows[found[2]])
    if best:
        line, security = best[1]["line"], best[1]["security_id"]
        codes = ", ".join(f"{row['scheme']}:{row['code']}" for row in carried if row["security_id"] == security)
        return f" The nearest line is {line}, which carries {codes}."
    schemes = list(dict.fromkeys(row["scheme"] for row in carried))
    return f" The lines carry {', '.join(schemes)}, and nothing like it." if schemes else ""
