"""Look-through: lines of pooled vehicles replaced by what the vehicles hold, level by level, to the cent."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from screener.engine import Step, read_step
from screener.errors import InputError, join_problems
from screener.findings import Finding, Severity
from screener.identify.lookthrough.unused import unused

if TYPE_CHECKING:
    from screener.engine import Engine

MUCH = 0.5
"""A fund that discloses over this part of its net assets too little, or too much, is a warning."""

_PACKAGE = "screener.identify.lookthrough"


def look_through(engine: Engine) -> None:
    """Make ``parts``: every delivered line, and what it becomes where funds are replaced by what they hold.

    Parameters
    ----------
    engine : Engine
        Holds ``lines``, ``security_lines``, ``funds`` and ``fund_identifiers``.

    Raises
    ------
    InputError
        Two files are declared for one fund, or funds hold each other in a circle; all, before anything is split.
    """
    for name in ("carried_codes", "fund_securities", "fund_edges"):
        engine.run(read_step(_PACKAGE, name))
    funds = {row["fund_id"]: row for row in engine.fetch("funds").to_pylist()}
    pairs = sorted((row["security_id"], row["fund_id"]) for row in engine.fetch("fund_securities").to_pylist())
    edges = engine.fetch("fund_edges").to_pylist()
    problems = [*_doubles(pairs, funds), *_cycles(edges, funds)]
    if problems:
        many = "look-throughs mean nothing" if len(problems) > 1 else "look-through means nothing"
        raise InputError(
            join_problems(problems, f"{len(problems)} {many}"),
            hint="correct fund or path of these look-throughs, or leave one of them out",
        )
    engine.run(read_step(_PACKAGE, "fund_claims"))
    # each level is a table of its own, so that a table is made once, and what is made of it can be told from it
    levels = [*(f"_parts_{level}" for level in range(_depth({fund for _, fund in pairs}, edges))), "parts"]
    engine.run(Step(levels[0], read_step(_PACKAGE, "parts").sql))
    before, middle, after = read_step(_PACKAGE, "parts_below").sql.split("FROM parts\n")  # it reads that table twice
    for above, level in pairwise(levels):
        engine.run(Step(level, f"FROM {above}\n".join((before, middle, after))))


def _doubles(pairs: list[tuple[str, str]], funds: dict[str, dict[str, Any]]) -> list[str]:
    """Return a problem for each instrument that is several funds."""
    of_security: dict[str, list[str]] = {}
    for security, fund in pairs:
        of_security.setdefault(security, []).append(fund)
    return [
        f"{funds[held[0]]['declared']}: {security} is both {' and '.join(held)}"
        for security, held in of_security.items()
        if len(held) > 1
    ]


def _cycles(edges: list[dict[str, str]], funds: dict[str, dict[str, Any]]) -> list[str]:
    """Return a problem for each circle of funds, with the lines that close it."""
    lines = {(edge["holder"], edge["held"]): edge["line"] for edge in edges}
    left = set(lines)
    problems = []
    while True:
        graph: dict[str, set[str]] = {}
        for holder, held in left:
            graph.setdefault(holder, set()).add(held)
        try:
            TopologicalSorter({fund: sorted(graph[fund]) for fund in sorted(graph)}).prepare()
        except CycleError as error:
            circle = error.args[1][::-1]  # from holder to held
            steps = list(pairwise(circle))
            path = ", which".join(f" holds {held} ({lines[holder, held]})" for holder, held in steps)
            problems.append(f"{funds[circle[0]]['declared']}: the funds go round in a circle: {circle[0]}{path}")
            left.remove(steps[-1])
        else:
            return problems


def _depth(held: set[str], edges: list[dict[str, str]]) -> int:
    """Return how many levels of funds lie below the portfolio at most; 0 where it holds none."""
    below: dict[str, set[str]] = {fund: set() for fund in held}
    for edge in edges:
        below.setdefault(edge["holder"], set()).add(edge["held"])
    levels: dict[str, int] = {}
    for fund in TopologicalSorter(below).static_order():
        levels[fund] = 1 + max((levels[inner] for inner in below[fund]), default=0)
    return max((levels[fund] for fund in held), default=0)


def findings(engine: Engine) -> list[Finding]:
    """Return what a person should know about the funds looked through: old, incomplete, or declared for nothing."""
    looked = engine.fetch("look_throughs").to_pylist()
    by_fund: dict[str, list[dict[str, Any]]] = {}
    for row in looked:
        by_fund.setdefault(row["fund_id"], []).append(row)
    found = []
    for rows in by_fund.values():
        found += [_stale(rows)] if rows[0]["is_stale"] else []
        found += [_undisclosed(rows)] if any(row["undisclosed_value"] for row in rows) else []
        found += [_assumed(rows)] if rows[0]["net_assets_basis"] == "sum of the lines" else []
    return found + unused(engine, set(by_fund))


def _stale(rows: list[dict[str, Any]]) -> Finding:
    first = rows[0]
    return Finding(
        "look-through-stale",
        Severity.WARNING,
        f"{first['fund_name']} is looked through by its holdings of {first['as_of']}, {first['age_days']} days before "
        f"the run's date; more than {first['max_age_days']} are not expected.",
        where=first["source_file"],
        hint="ask for a newer list, or allow more in max_age_days of the look_through",
        rows=sum(row["lines"] for row in rows),
        market_value=sum(abs(row["market_value"]) for row in rows),
    )


def _undisclosed(rows: list[dict[str, Any]]) -> Finding:
    first = rows[0]
    value = sum(row["undisclosed_value"] for row in rows)
    return Finding(
        "look-through-undisclosed",
        Severity.WARNING if abs(first["disclosed_share"] - 1) > MUCH else Severity.INFO,
        f"The file of {first['fund_name']} accounts for {first['disclosed_share']:,.2%} of its net assets; the rest of "
        f"what is held of it, {value:,.2f}, is kept under the fund's name, its place unknown.",
        where=first["source_file"],
        hint="look whether net_assets is right; cash, claims and debts of a fund are often not listed",
        rows=sum(row["lines"] for row in rows),
        market_value=sum(abs(row["undisclosed_value"]) for row in rows),
    )


def _assumed(rows: list[dict[str, Any]]) -> Finding:
    first = rows[0]
    value = sum(abs(row["market_value"]) for row in rows)
    return Finding(
        "look-through-assumed-whole",
        Severity.WARNING,
        f"The list of {first['fund_name']} is taken for all that the fund has, for its net assets are not given: what "
        f"the list leaves out would be counted as more of its lines. {value:,.2f} rests on that.",
        where=first["source_file"],
        hint="set net_assets of the look_through, as the fund states them for the day of the list",
        rows=sum(row["lines"] for row in rows),
        market_value=value,
    )
