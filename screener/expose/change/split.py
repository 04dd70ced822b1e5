"""The calculation: two runs' tables in, `changes` out; both ends are what the runs themselves say."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from screener.engine import open_engine, read_step
from screener.errors import IntegrityError, join_problems
from screener.tables import BASES, CHANGE_CAUSES, CHANGES, COUNT, FLAG, REGIONAL_INDUSTRIES, TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from screener.engine import Engine

    RunTables = Mapping[str, pa.Table]

RUN_TABLES = (
    "holdings",
    "holding_positions",
    "positions",
    "look_throughs",
    "securities",
    "matches",
    "issuers",
    "facility_owners",
    "establishments",
    "places",
    "regions",
    "definitions",
    "decisions",
    "footprint",
    "exposures",
    "data_sources",
)
"""Tables of a run that a comparison reads."""

_GROUPS = {
    "in_state": ("home", "home"),
    "in_state_manufacturing": ("home", "home"),
    "community_development": ("definition", "any definition"),
}
"""Measure → where its figure stands in `exposures`."""

_HERE, _STAGE = "screener.expose.change", "screener.expose"
_SIDE = ("line_positions", "line_parts", "lines_held")
_SHARES = ("_region_cells", "_cells", "_home_shares")
_SPLIT = ("change_values", "change_parts", "change_speakers", "change_footprints", "changes")
_ENDS = ("low", "best", "high")


def explain(engine: Engine, before: RunTables, after: RunTables, *, is_program: bool) -> pa.Table:
    """Make `changes` inside an engine, and return it.

    Parameters
    ----------
    engine : Engine
        Keeps the SQL that was executed.
    before, after : mapping
        Name → table, of `RUN_TABLES`: two runs of one portfolio, in one base currency, with one home region.
    is_program : bool
        The reference data are the same in both runs and the program is not: what they seem to change, it did.

    Raises
    ------
    IntegrityError
        An end of the split is not what the run itself says.
    """
    engine.load("change_steps", _steps(is_program=is_program))
    for name, run in (("before", before), ("after", after)):
        made = _made(engine, _HERE, _SIDE, run)
        for table, content in {**{known: run[known] for known in RUN_TABLES}, **made}.items():
            engine.load(f"{name}_{table}", content)
    engine.run(read_step(_HERE, "change_decisions"))
    engine.load("change_measures", _measures(before, after))
    engine.load("change_shares", _versions(engine, before, after))
    for step in _SPLIT:
        engine.run(read_step(_HERE, step))
    changes = CHANGES.check(engine.fetch("changes"))
    _check_ends(changes, before, after)
    return changes


def _steps(*, is_program: bool) -> pa.Table:
    """Return the causes in their order, and for each which footprints and places a later footprint means by then."""
    reference = "program" if is_program else "reference_data"
    version = "located"  # the later run's footprints, the earlier one's places
    rows = []
    for step, cause in enumerate(CHANGE_CAUSES):
        version = {reference: "judged", "rules": "after"}.get(cause, version)
        rows.append((step, cause, cause == reference, version))
    return _table(rows, step=COUNT, cause=TEXT, is_reference=FLAG, version=TEXT)


def _measures(before: RunTables, after: RunTables) -> pa.Table:
    """Return what is compared: community development only where both runs have a definition of it."""
    defined = before["definitions"].num_rows and after["definitions"].num_rows
    measures = [name for name in _GROUPS if defined or _GROUPS[name][0] == "home"]
    return _table(
        [*((name, basis) for name in measures for basis in BASES), ("market_value", "both")], measure=TEXT, basis=TEXT
    )


def _versions(engine: Engine, before: RunTables, after: RunTables) -> pa.Table:
    """Return the shares of each footprint with more and more of the later run in them."""
    earlier, later = (run["decisions"].filter(pc.field("subject") == "place") for run in (before, after))
    old, new = before["definitions"], after["definitions"]
    versions = {
        "before": (before, earlier, old),
        "located": (after, earlier, old),
        "judged": (after, engine.fetch("change_decisions"), old),
        "after": (after, later, new),
    }
    tables = []
    for version, (run, decisions, definitions) in versions.items():
        judged = {"decisions_place": decisions, "definitions": definitions}
        # the cells of a footprint also say their cluster, which no figure here asks for
        given = {**run, **judged, "regional_industries": REGIONAL_INDUSTRIES.empty()}
        shares = _made(engine, _STAGE, _SHARES, given)["_home_shares"]
        tables.append(shares.append_column("version", pa.array([version] * shares.num_rows, TEXT)))
    return pa.concat_tables(tables)


def _made(engine: Engine, package: str, steps: Sequence[str], given: RunTables) -> dict[str, pa.Table]:
    """Run steps over the tables of one run, apart from those of the other; return what they made."""
    apart = open_engine()
    try:
        for name, table in given.items():
            apart.load(name, table)
        for step in steps:
            apart.run(read_step(package, step))
        engine.executed += apart.executed
        return {step: apart.fetch(step) for step in steps}
    finally:
        apart.close()


def _check_ends(changes: pa.Table, before: RunTables, after: RunTables) -> None:
    """Raise where the earlier figure, or the causes' sum, is not what that run's own tables say."""
    first: dict[tuple[str, str], tuple[Decimal, ...]] = {}
    last: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
    for row in changes.to_pylist():
        key, ends = (row["measure"], row["basis"]), tuple(row[end] for end in _ENDS)
        if row["step"] == 0:
            first[key] = ends
        last[key] = [total + end for total, end in zip(last[key], ends, strict=True)]
    problems = [
        f"{measure} ({basis}) of the {when} run: the split says {got}, the run says {said}"
        for when, figures, run in (("earlier", first, before), ("later", last, after))
        for (measure, basis), ends in figures.items()
        if (got := ", ".join(map(str, ends))) != (said := ", ".join(map(str, _figure(run, measure, basis))))
    ]
    if problems:
        raise IntegrityError(
            join_problems(problems, "the change cannot be split:"),
            hint="make both runs again with this version of the program",
        )


def _figure(run: RunTables, measure: str, basis: str) -> list[Decimal]:
    """Return low, best and high of a measure as a run's own tables have them."""
    if measure == "market_value":
        value = pc.sum(run["positions"]["market_value"]).as_py() or Decimal(0)
        return [value.quantize(Decimal(1).scaleb(-14))] * 3
    grouping, group = _GROUPS[measure]
    rows = run["exposures"].filter(
        (pc.field("measure") == measure)
        & (pc.field("basis") == basis)
        & (pc.field("grouping") == grouping)
        & (pc.field("group") == group)
    )
    return [(pc.sum(rows[end]).as_py() or Decimal(0)).quantize(Decimal(1).scaleb(-14)) for end in _ENDS]


def _table(rows: Sequence[tuple[Any, ...]], **columns: pa.DataType) -> pa.Table:
    """Return rows as a table."""
    named = [dict(zip(columns, row, strict=True)) for row in rows]
    return pa.Table.from_pylist(named, schema=pa.schema(columns.items()))
