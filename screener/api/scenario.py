"""What a screen would come to with something changed, and over a range of a parameter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener import pipeline, whatif
from screener.api.frames import Tables, as_frame
from screener.dates import parse_date
from screener.errors import InputError, join_problems
from screener.tables import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import pandas as pd


class Scenario(Tables):
    """The answer to a question of what if. Every table is an attribute, as of a `Run`; nothing is on disk.

    Parameters
    ----------
    session : Session
        The portfolio as it is.
    change : Change
        What is supposed to be other.
    """

    def __init__(self, session: whatif.Session, change: whatif.Change) -> None:
        self._base = session.base
        self._change = change
        self._made = session.ask(change)

    @property
    def change(self) -> whatif.Change:
        """What was supposed to be other."""
        return self._change

    @property
    def remade(self) -> tuple[str, ...]:
        """Tables that had to be made again, in order."""
        return self._made.remade

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """The main figures before and after, one row per ``figure`` and ``basis``.

        Of ``low``, ``best``, ``high`` (base currency, exact), ``share`` (of net market value) and ``coverage`` (0–1):
        ``_before``, ``_after`` and ``_change``; ``<NA>`` where one of the two is unknown.
        """
        return as_frame(whatif.compared(self._base.tables, self._made.tables))

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """Decisions whose outcome is another: ``rulebook_id``, ``criterion_id``, ``subject``, ``subject_id``.

        ``outcome_before`` and ``outcome_after`` are ``<NA>`` where the subject was not judged.
        """
        return as_frame(whatif.outcomes_changed(self._base.tables, self._made.tables))

    def __repr__(self) -> str:
        return f"<Scenario of {self._made.question.portfolio.id} as of {self._made.question.as_of}: {self._change}>"

    def _arrow(self, name: str) -> pa.Table:
        return self._made.tables[name]

    def _names(self) -> tuple[str, ...]:
        return tuple(self._made.tables)


@dataclass(frozen=True)
class Sensitivity:
    """What a screen comes to at each value of a parameter."""

    parameter: str
    figures_table: pa.Table
    outcomes_table: pa.Table

    @property
    def figures(self) -> pd.DataFrame:
        """One row per ``value`` × ``figure`` × ``basis``: low, best, high, share and coverage, as of `Run.figures`."""
        return as_frame(self.figures_table)

    @property
    def outcomes(self) -> pd.DataFrame:
        """One row per ``value`` × criterion × ``outcome`` whose number of ``subjects`` changes with the value."""
        return as_frame(self.outcomes_table)


def change_of(
    *,
    sell: Mapping[str, Decimal | float] | Iterable[str],
    add: Sequence[Mapping[str, Any]],
    swap: Mapping[str, Mapping[str, Any]] | None,
    price: Mapping[str, Decimal | float] | None,
    parameters: Mapping[str, Decimal | float] | None,
    rulebooks: Sequence[str] | None,
    state: str | None,
    facts: Mapping[tuple[str, str, str], float | str | bool | None] | None,
) -> whatif.Change:
    """Return a change from what an analyst wrote; floats become the decimals that they are written as."""
    if isinstance(sell, str):
        sell = [sell]
    sold = sell if isinstance(sell, Mapping) else dict.fromkeys(sell, 1)
    bought = [
        {key: Decimal(str(value)) if key == "market_value" else value for key, value in one.items()} for one in add
    ]
    trades = whatif.Trades(_decimals(sold), bought, dict(swap or {}), _decimals(price or {}))
    return whatif.Change(trades, _decimals(parameters or {}), rulebooks, state, dict(facts or {}))


def swept(session: whatif.Session, parameter: str, values: Iterable[Decimal | float]) -> Sensitivity:
    """Ask the screen at each value of a parameter."""
    rows: list[dict[str, Any]] = []
    counts: list[dict[str, Any]] = []
    for value in values:
        made = session.ask(whatif.Change(parameters=_decimals({parameter: value})))
        at = {"value": float(value)}
        rows += [{**at, **row} for row in whatif.figures(made.tables).to_pylist()]
        counts += [{**at, **row} for row in whatif.outcomes(made.tables).to_pylist()]
    asked = {row["value"] for row in counts}
    seen: dict[tuple[str, ...], dict[float, int]] = {}
    for row in counts:
        key = (row["rulebook_id"], row["criterion_id"], row["outcome"])
        seen.setdefault(key, {})[row["value"]] = row["subjects"]
    moving = [
        {"value": value, **dict(zip(whatif.OUTCOMES.names, (*key, found.get(value, 0)), strict=True))}
        for key, found in sorted(seen.items())
        for value in sorted(asked)
        if len(set(found.values())) > 1 or len(found) < len(asked)
    ]
    first = pa.field("value", NUMBER)
    return Sensitivity(
        parameter,
        pa.Table.from_pylist(rows, schema=pa.schema([first, *whatif.FIGURES])),
        pa.Table.from_pylist(moving, schema=pa.schema([first, *whatif.OUTCOMES])),
    )


def session_of(root: Path, folder: Path, manifest: Mapping[str, Any]) -> whatif.Session:
    """Return the session of a run that is on disk, if its inputs are what they were.

    Raises
    ------
    InputError
        They are not.
    """
    session = whatif.open_session(
        root,
        str(manifest["portfolio"]),
        as_of=parse_date(str(manifest["as_of"])),
        state=str(manifest["state"]),
        known_at=pipeline.known_at_of(manifest),
        rulebooks=list(manifest["rulebooks"]),
    )
    if changed := pipeline.changed_since(session.job, manifest):
        raise InputError(
            join_problems(changed, "what this run was made of has changed since:"),
            where=str(folder),
            hint=f"screen again: ws.screen({manifest['portfolio']!r})",
        )
    return session


def _decimals(values: Mapping[str, Decimal | float]) -> dict[str, Decimal]:
    """Return numbers as the decimals that they are written as."""
    said = {name: Decimal(str(value)) for name, value in values.items()}
    if wrong := [f"{name}: {value}" for name, value in said.items() if not value.is_finite()]:
        raise InputError(f"no number: {', '.join(wrong)}", hint="give a number, such as 0.2")
    return said
