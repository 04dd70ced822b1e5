"""The figures of a screen that a question of what if is about, side by side with those of another."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from screener.tables import EXACT_MONEY, NUMBER, SHARE, TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

_GROUPS = {
    ("in_state", "home", "home"),
    ("in_state_manufacturing", "home", "home"),
    ("community_development", "definition", "any definition"),
    ("community_development", "definition", "any definition or instrument"),
    ("community_development", "definition", "direct instruments"),
}
_ENDS = ("low", "best", "high")
_SCALE = Decimal(1).scaleb(-14)

_FIGURES: list[pa.Field[Any]] = [
    *(pa.field(name, TEXT) for name in ("figure", "basis")),
    *(pa.field(end, EXACT_MONEY) for end in _ENDS),
    pa.field("share", NUMBER),
    pa.field("coverage", SHARE),
]
FIGURES = pa.schema(_FIGURES)


def figures(tables: Mapping[str, pa.Table]) -> pa.Table:
    """Return the main figures of a screen: money by measure and basis, and coverage.

    Returns
    -------
    pyarrow.Table
        One row per figure × basis: low, best and high in base currency (long and short money added up); share, the
        best estimate ÷ net market value, null where that is zero; of the six figures of coverage, the share alone.
    """
    net = pc.sum(tables["positions"]["market_value"]).as_py() or Decimal(0)
    sums: dict[tuple[str, str], list[Decimal]] = {}
    wanted = pc.field("grouping").isin(pa.array(["home", "definition"], TEXT))
    for row in tables["exposures"].filter(wanted).to_pylist():
        if (row["measure"], row["grouping"], row["group"]) in _GROUPS:
            name = row["measure"] if row["grouping"] == "home" else f"{row['measure']}: {row['group']}"
            ends = sums.setdefault((name, row["basis"]), [Decimal(0)] * 3)
            sums[name, row["basis"]] = [end + row[key] for end, key in zip(ends, _ENDS, strict=True)]
    rows: list[dict[str, Any]] = [
        {
            "figure": "market_value",
            "basis": "",
            **dict.fromkeys(_ENDS, net.quantize(_SCALE)),
            "share": 1.0 if net else None,
        }
    ]
    for (name, basis), ends in sorted(sums.items()):
        share = float(ends[1] / net) if net else None
        rows.append({"figure": name, "basis": basis, **dict(zip(_ENDS, ends, strict=True)), "share": share})
    rows += [
        {"figure": f"coverage: {row['figure']}", "basis": "", "coverage": row["share"]}
        for row in tables["coverage"].to_pylist()
    ]
    return pa.Table.from_pylist(rows, schema=FIGURES)


def overdrawn(before: Mapping[str, pa.Table], after: Mapping[str, pa.Table]) -> Decimal:
    """Return how far a change brings cash below zero, in base currency; zero where it does not.

    Trades are made whether there is cash for them or not; an answer that rests on borrowed money has to say so.
    """
    cash = [
        pc.sum(side["holdings"].filter(pc.field("asset_class") == "cash")["market_value"]).as_py() or Decimal(0)
        for side in (before, after)
    ]
    return -cash[1] if cash[1] < min(cash[0], 0) else Decimal(0)


def compared(before: Mapping[str, pa.Table], after: Mapping[str, pa.Table]) -> pa.Table:
    """Return the figures of two screens side by side.

    Returns
    -------
    pyarrow.Table
        One row per figure × basis of either: each end ``_before``, ``_after`` and ``_change``; null where a screen has
        no such figure, or a figure of coverage no money.
    """
    sides = [{(row["figure"], row["basis"]): row for row in figures(side).to_pylist()} for side in (before, after)]
    columns = [*_ENDS, "share", "coverage"]
    rows = []
    for key in dict.fromkeys([*sides[0], *sides[1]]):
        old, new = (side.get(key, {}) for side in sides)
        row: dict[str, Any] = {"figure": key[0], "basis": key[1]}
        for name in columns:
            first, last = old.get(name), new.get(name)
            row |= {f"{name}_before": first, f"{name}_after": last}
            row[f"{name}_change"] = None if first is None or last is None else last - first
        rows.append(row)
    parts = [(f"{name}_{part}", FIGURES.field(name).type) for name in columns for part in ("before", "after", "change")]
    return pa.Table.from_pylist(rows, schema=pa.schema([("figure", TEXT), ("basis", TEXT), *parts]))
