"""The list of what an edition withholds: how many values of which column, how much money it concerns, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from screener.tables import COUNT, MONEY, TEXT, Column, Table
from screener.tables.model import required

if TYPE_CHECKING:
    from collections.abc import Mapping

WORD = "withheld"
"""Stands where something is withheld, so that nobody takes it for unknown."""
KINDS = {
    "account": "Account: its lines; totals by kind of instrument stand for them",
    "complement": "Account withheld with another, whose value its totals would tell",
    "source": "Source: what it says of companies, places and the fund",
    "decision": "Decision on an investment: its record and memo",
    "people": "Names of persons",
    "identifier": "Identifier: its codes, wherever they stand",
}
"""Kind of thing that is withheld → in words, in printed order."""
LINES = "(line)"
"""Column of whole rows."""

WITHHELD = Table(
    "withheld",
    "one row per thing withheld × table × column",
    ("kind", "name", "table", "column"),
    (
        required(
            "kind",
            TEXT,
            "what kind of thing is withheld",
            one_of=tuple(KINDS),
        ),
        required("name", TEXT, "account, source, decision or scheme; * is every one"),
        required("table", TEXT, "table it was in"),
        required("column", TEXT, "column it was in; (line) is a whole row"),
        required("values", COUNT, "values, or rows, withheld", "values"),
        required("shown", COUNT, "rows that stand for them, such as the totals of an account", "rows"),
        Column("market_value", MONEY, "gross market value of the lines concerned; null: not counted", "base currency"),
        required("reason", TEXT, "why, as the definition of the edition says"),
    ),
)


class Entry(NamedTuple):
    """One thing that is withheld."""

    kind: str
    """One of `KINDS`."""
    name: str
    """Account, source, decision or scheme; * is every one."""
    reason: str
    """Why, as the definition says."""


@dataclass
class Listed:
    """What was withheld so far."""

    rows: dict[tuple[str, str, str, str], dict[str, Any]] = field(default_factory=dict)

    def add(
        self,
        what: Entry,
        table: str,
        column: str,
        values: int,
        *,
        shown: int = 0,
        market_value: Decimal | None = None,
    ) -> None:
        """Note that values were withheld; nothing is noted where there are none.

        Parameters
        ----------
        what : Entry
        table, column : str
        values : int
        shown : int
            Rows that stand for them.
        market_value : Decimal, optional
        """
        if not values:
            return
        row = self.rows.setdefault(
            (what.kind, what.name, table, column),
            {"values": 0, "shown": 0, "market_value": None, "reason": what.reason},
        )
        row["values"] += values
        row["shown"] += shown
        if market_value is not None:
            row["market_value"] = (row["market_value"] or Decimal(0)) + market_value

    def as_table(self) -> pa.Table:
        """Return the list as the table `WITHHELD`."""
        return WITHHELD.of([{**dict(zip(WITHHELD.key, key, strict=True)), **row} for key, row in self.rows.items()])


def lines_each(tables: Mapping[str, pa.Table]) -> pa.Array[Any]:
    """Return how many delivered lines each row of `holdings` is: one, or those that a total stands for."""
    holdings = tables["holdings"]
    numbers = [1] * holdings.num_rows
    if WITHHELD.name in tables:
        totals = tables["positions"].filter(pc.field("footprint_id") == WORD)
        of: dict[Any, Any] = dict(zip(totals["position_id"].to_pylist(), totals["lines"].to_pylist(), strict=True))
        at: dict[tuple[Any, Any], int] = {
            (row["source_file"], row["source_row"]): of[row["position_id"]]
            for row in tables["holding_positions"].to_pylist()
            if row["position_id"] in of
        }
        keys = zip(holdings["source_file"].to_pylist(), holdings["source_row"].to_pylist(), strict=True)
        numbers = [at.get(key, 1) for key in keys]
    return pa.array(numbers, pa.int64())


def things_withheld(tables: Mapping[str, pa.Table]) -> tuple[dict[str, Any], ...]:
    """Return what an edition withholds, thing by thing, each with its parts; none where nothing is withheld."""
    things: dict[tuple[str, str], dict[str, Any]] = {}
    rows = tables[WITHHELD.name].to_pylist() if WITHHELD.name in tables else []
    for row in sorted(rows, key=lambda row: (list(KINDS).index(row["kind"]), row["name"])):
        thing = things.setdefault(
            (row["kind"], row["name"]),
            {"kind": row["kind"], "name": row["name"], "reason": row["reason"], "values": 0, "parts": [],
             "lines": None, "shown": None, "market_value": None},
        )  # fmt: skip
        thing["values"] += row["values"]
        thing["parts"].append(row)
        if row["table"] == "holdings":
            thing |= {"lines": row["values"], "shown": row["shown"], "market_value": row["market_value"]}
    return tuple(things.values())


def gross(rows: Any) -> Decimal:
    """Return the gross market value of rows that have one."""
    return sum((abs(row["market_value"]) for row in rows if row["market_value"] is not None), Decimal(0))
