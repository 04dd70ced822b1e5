"""What only Python can say about the names in the registers: other spellings, legal forms, and the aliases on file."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from screener.engine import read_step
from screener.identify.registers.owners import public_names
from screener.identify.registers.spellings import Name, Register
from screener.names import is_cut, legal_form, name_key
from screener.tables.model import SHARE

if TYPE_CHECKING:
    from screener.engine import Engine

_TEXT = pa.string()
ALIASES = pa.schema(
    [(name, _TEXT) for name in ("name_key", "cik", "relation", "why")]
    + [(name, pa.date32()) for name in ("effective_from", "effective_to")]
    + [("share", SHARE)]
)
SPELLINGS = pa.schema([(name, _TEXT) for name in ("name", "legal_form", "register_key", "spelling")])


def load_registers(engine: Engine, as_of: date) -> None:
    """Make ``run_date``, ``aliases``, ``public_names``, ``sec_names``, ``known_names`` and ``spellings`` known.

    Parameters
    ----------
    engine : Engine
        Holds the reference tables, ``name_keys`` and ``agency_names``.
    as_of : date
        The run's date.
    """
    engine.load("run_date", pa.table({"as_of": pa.array([as_of], pa.date32())}))
    engine.load("aliases", aliases())
    owners = pc.unique(engine.fetch("ref_ghgrp_facilities")["parent_name"]).to_pylist()
    engine.load("public_names", pa.table({"name": pa.array(public_names(name or "" for name in owners), _TEXT)}))
    for step in ("sec_names", "known_names", "sought_names"):
        engine.run(read_step("screener.identify.registers", step))
    engine.load("spellings", _spellings(engine.fetch("sought_names"), engine.fetch("sec_names")))


def aliases() -> pa.Table:
    """Return the aliases on file, ``aliases.csv``: another name of a registrant, with the dates it holds for.

    ``share`` is what a registrant owns of a joint venture; null where it owns the whole.
    """
    text = files("screener.identify.registers").joinpath("aliases.csv").read_text(encoding="utf-8")
    rows = [
        {
            **{name: row[name] for name in ("cik", "relation", "why")},
            "name_key": name_key(row["alias"]),
            **{name: _day(row[name]) for name in ("effective_from", "effective_to")},
            "share": Decimal(row["share"]) if row.get("share") else None,
        }
        for row in csv.DictReader(text.splitlines())
    ]
    return pa.Table.from_pylist(rows, schema=ALIASES)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _spellings(sought: pa.Table, register: pa.Table) -> pa.Table:
    """Return each name's legal form and, where it is another spelling of one registered name, that name's key."""
    keys = _register(frozenset(register["name_key"].to_pylist()))
    rows = []
    for row in sought.to_pylist():
        form = legal_form(row["name"])
        name = Name(row["name_key"], form != "none", is_cut(row["name"]))
        register_key, spelling = keys.spelled(name) or (None, None)
        rows.append({"name": row["name"], "legal_form": form, "register_key": register_key, "spelling": spelling})
    return pa.Table.from_pylist(rows, schema=SPELLINGS)


@lru_cache(maxsize=2)
def _register(keys: frozenset[str]) -> Register:
    """Return the register of some keys; the one that a screen built serves the questions of what if after it."""
    return Register(keys)
