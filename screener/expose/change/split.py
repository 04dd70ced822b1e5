"""The calculation: two runs' tables in, `changes` out; both ends are what the runs themselves say."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from screener.engine import Step, open_engine, read_step
from screener.errors import IntegrityError, join_problems
from screener.tables import BASES, CHANGE_CAUSES, COUNT, EXACT_MONEY, FLAG, REGIONAL_INDUSTRIES, TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from screener.engine import Engine

    RunTables = Mapping[str, pa.Table | Path]
    Ends = tuple[Decimal, ...]

RUN_TABLES: dict[str, tuple[str, ...]] = {
    "holdings": (
        *("source_file", "source_row", "market_value", "quantity", "currency", "local_value", "fx_rate"),
        *("cusip", "isin", "sedol", "figi", "ticker", "issuer_name", "security_name"),
    ),
    "holding_positions": ("source_file", "source_row", "position_id", "market_value"),
    "positions": ("position_id", "account", "path", "security_id", "side", "footprint_id", "market_value"),
    "look_throughs": ("path", "fund_id", "security_id"),
    "securities": (
        *("security_id", "issuer_name", "security_name", "asset_class"),
        *("cusip", "isin", "sedol", "figi", "ticker"),
    ),
    "matches": ("security_id", "decided_by"),
    "instruments": ("source_file", "source_row", "position_id", "basis", "low", "best", "high"),
    "issuers": ("issuer_id", "total_employment"),
    "facility_owners": ("name_key", "issuer_id", "match_tier"),
    "establishments": ("issuer_id", "place", "naics", "employment", "location_tier", "dataset"),
    "data_sources": ("dataset",),
    "places": ("place", "state_fips", "cbsa"),
    "regions": ("grouping", "group", "place"),
    "definitions": ("rulebook_id", "criterion_id"),
    "decisions": ("rulebook_id", "criterion_id", "subject", "subject_id", "outcome", "evidence"),
    "footprint": (
        *("footprint_id", "basis", "place", "industry", "naics4", "advanced", "sprint_sector"),
        *("low", "best", "unlocated", "location_tier"),
    ),
    "exposures": ("measure", "basis", "grouping", "group", "low", "best", "high"),
}
"""Table of a run that a comparison reads → its columns."""

_GROUPS = {
    "in_state": ("in_state", "home", "home"),
    "in_state_manufacturing": ("in_state_manufacturing", "home", "home"),
    "community_development": ("community_development", "definition", "any definition or instrument"),
    "community_development_places": ("community_development", "definition", "any definition"),
}
"""What is compared → measure, grouping and group of its figure in `exposures`."""

_HERE, _STAGE = "screener.expose.change", "screener.expose"
_FILTERED = ("decisions", "exposures")
_SIDE = ("security_keys", "line_keys", "line_positions", "line_uses", "line_parts", "lines_held")
_SPLIT = (
    "change_values",
    "change_parts",
    "change_uses",
    "change_speakers",
    "change_footprints",
    "change_shares",
    "changes",
)
_ENDS = ("low", "best", "high")
_READ = re.compile(r"\b(FROM|JOIN) (\w+)")
_SCALE = Decimal(1).scaleb(-14)


def explain(before: RunTables, after: RunTables, *, same_data: bool, same_code: bool) -> tuple[pa.Table, list[Step]]:
    """Return `changes`, and the SQL that was executed.

    Parameters
    ----------
    before, after : mapping
        Name → table, or the Parquet file that holds it, of `RUN_TABLES`: two runs of one portfolio, in one base
        currency, with one home region.
    same_data : bool
        Both runs rest on the same reference data.
    same_code : bool
        One program made both runs. Where it did not, what it makes of the earlier run's tables now is set against what
        that run wrote, as the cause `program`; and where the reference data are the same, what they seem to change is.

    Raises
    ------
    IntegrityError
        An end of the split is not what the run itself says.
    """
    written = _figures(before), _figures(after)
    engine = open_engine()
    try:
        engine.load("change_steps", _steps("reference_data" if same_code or not same_data else "program"))
        engine.load("change_written", _written(written[0], _measures(before, after)))
        engine.load("regional_industries", REGIONAL_INDUSTRIES.empty())  # which cluster a cell is in is not asked
        for name, run in (("before", before), ("after", after)):
            _load(engine, name, run)
            for step in _SIDE:
                _run(engine, _HERE, step, name, _names(name))
        engine.run(read_step(_HERE, "change_decisions"))
        _share(engine)
        for step in _SPLIT:
            engine.run(read_step(_HERE, step))
        changes = engine.fetch("changes")
        _check_ends(changes, *written, same_code=same_code)
        return changes, engine.executed
    finally:
        engine.close()


def _steps(reference: str) -> pa.Table:
    """Return the causes in their order, and for each which footprints and places a later footprint means by then."""
    version = "located"  # the later run's footprints, the earlier one's places
    rows = []
    for step, cause in enumerate(CHANGE_CAUSES):
        version = {reference: "judged", "rules": "after"}.get(cause, version)
        rows.append((step, cause, cause == reference, version))
    return _table(rows, step=COUNT, cause=TEXT, is_reference=FLAG, version=TEXT)


def _measures(before: RunTables, after: RunTables) -> list[str]:
    """Return what is compared: community development only where both runs have a definition of it."""
    is_defined = all(_rows(run, "definitions", None).num_rows for run in (before, after))
    return [*(name for name, (_, grouping, _) in _GROUPS.items() if is_defined or grouping == "home"), "market_value"]


def _written(figures: Mapping[tuple[str, str], Ends], measures: Sequence[str]) -> pa.Table:
    """Return the earlier run's own figures of what is compared."""
    rows = [(*key, *ends) for key, ends in figures.items() if key[0] in measures]
    return _table(rows, measure=TEXT, basis=TEXT, low=EXACT_MONEY, best=EXACT_MONEY, high=EXACT_MONEY)


def _load(engine: Engine, name: str, run: RunTables) -> None:
    """Make the tables of a run known, each under its name after that of the run; what no step reads is left out."""
    for table, columns in RUN_TABLES.items():
        content = run[table]
        if table in _FILTERED:
            continue
        if isinstance(content, Path):
            engine.load_parquet(f"{name}_{table}", content)
        else:
            engine.load(f"{name}_{table}", content.select(columns))
    defining = _rows(run, "definitions", None)["rulebook_id"].unique()
    wanted = (pc.field("subject") == "place") & pc.field("rulebook_id").isin(defining)
    engine.load(f"{name}_decisions_place", _rows(run, "decisions", wanted))


def _share(engine: Engine) -> None:
    """Make the shares of each footprint with more and more of the later run in them; see `change_shares`."""
    earlier = {"decisions_place": "before_decisions_place", "definitions": "before_definitions"}
    versions: dict[str, tuple[str, dict[str, str]]] = {
        "before": ("before", {}),
        "located": ("after", earlier),
        "judged": ("after", {**earlier, "decisions_place": "change_decisions"}),
        "after": ("after", {}),
    }
    for run in ("before", "after"):
        _run(engine, _STAGE, "_region_cells", run, _names(run))
    for version, (run, given) in versions.items():
        cells = {"_region_cells": f"{run}_region_cells", "_cells": f"{version}_cells"}
        for step in ("_cells", "_home_shares"):
            _run(engine, _STAGE, step, version, {**_names(run), **cells, **given})


def _names(run: str) -> dict[str, str]:
    """Return table as a step reads it → as that of one run is called here."""
    return {table: f"{run}_{table}" for table in (*RUN_TABLES, "decisions_place", *_SIDE)}


def _run(engine: Engine, package: str, name: str, version: str, names: Mapping[str, str]) -> None:
    """Run a step over tables of other names, and have what it makes, and its text, say whose they are."""
    step = read_step(package, name)
    made = f"{version}_{name.removeprefix('_')}"
    sql = _READ.sub(lambda found: f"{found[1]} {names.get(found[2], found[2])}", step.sql)
    engine.run(Step(made, f"-- {made}: the step that follows, over tables of the runs that are compared.\n{sql}"))


def _check_ends(
    changes: pa.Table, before: Mapping[tuple[str, str], Ends], after: Mapping[tuple[str, str], Ends], *, same_code: bool
) -> None:
    """Raise where the causes' sum is not what the later run says; or the program moved the figures of its own run."""
    last: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
    moved: dict[tuple[str, str], tuple[Decimal, ...]] = {}
    for row in changes.to_pylist():
        key, ends = (row["measure"], row["basis"]), tuple(row[end] for end in _ENDS)
        last[key] = [total + end for total, end in zip(last[key], ends, strict=True)]
        if row["cause"] == "program":
            moved[key] = ends
    problems = [
        f"{measure} ({basis}) of the later run: the split says {got}, the run says {said}"
        for (measure, basis), ends in last.items()
        if (got := _spelled(ends)) != (said := _spelled(after[measure, basis]))
    ]
    problems += [
        f"{measure} ({basis}) of the earlier run: the run says {_spelled(before[measure, basis])}, "
        f"the same program now makes it other by {_spelled(ends)}"
        for (measure, basis), ends in moved.items()
        if same_code and any(ends)
    ]
    if problems:
        raise IntegrityError(
            join_problems(problems, "the change cannot be split:"),
            hint="make both runs again with this version of the program",
        )


def _spelled(ends: Sequence[Decimal]) -> str:
    """Return low, best and high as text."""
    return ", ".join(map(str, ends))


def _figures(run: RunTables) -> dict[tuple[str, str], Ends]:
    """Return measure and basis → low, best and high as a run's own tables have them."""
    wanted = pc.field("grouping").isin(pa.array(["home", "definition"], TEXT))
    exposures = _rows(run, "exposures", wanted).to_pylist()
    places = {place: name for name, place in _GROUPS.items()}
    figures = {(name, basis): [Decimal(0)] * 3 for name in _GROUPS for basis in BASES}
    for row in exposures:
        if name := places.get((row["measure"], row["grouping"], row["group"])):
            key = (name, row["basis"])
            figures[key] = [total + row[end] for total, end in zip(figures[key], _ENDS, strict=True)]
    value = pc.sum(_rows(run, "positions", None)["market_value"]).as_py() or Decimal(0)
    figures["market_value", "both"] = [value] * 3
    return {key: tuple(end.quantize(_SCALE) for end in ends) for key, ends in figures.items()}


def _rows(run: RunTables, name: str, wanted: pc.Expression | None) -> pa.Table:
    """Return what a comparison reads of a table: the rows that are wanted, of every row where nothing is said."""
    content, columns = run[name], RUN_TABLES[name]
    if isinstance(content, Path):
        return pq.read_table(content, columns=list(columns), filters=wanted)
    return (content if wanted is None else content.filter(wanted)).select(columns)


def _table(rows: Sequence[tuple[Any, ...]], **columns: pa.DataType) -> pa.Table:
    """Return rows as a table."""
    named = [dict(zip(columns, row, strict=True)) for row in rows]
    return pa.Table.from_pylist(named, schema=pa.schema(columns.items()))
