"""The other files of a decision: cash flows of a private fund, levels of an index, weights before and after."""

from __future__ import annotations

from calendar import monthrange
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from screener.eti.columns import Faults, parse_number, parse_period, read_columns
from screener.eti.effect import Weight
from screener.eti.private import Flow, Level

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from screener.workspace.decisions import SeriesSpec

_Said = TypeVar("_Said")


def read_flows(path: Path, file: str, *, asked_by: str = "") -> tuple[Flow, ...]:
    """Return the cash flows and net asset values in a file with the columns date, contribution, distribution and nav.

    Parameters
    ----------
    path : Path
    file : str
        The file as messages call it.
    asked_by : str
        The decision file, for messages.

    Raises
    ------
    InputError
        The file cannot be read, or cells in it; all of them, line by line.
    """
    faults = Faults(file, asked_by)
    flows = []
    for line, (on, *cells) in read_columns(path, ["date", "contribution", "distribution", "nav"], faults):
        day = _parsed(on, _day, "date", line, faults)
        paid_in = _parsed(cells[0], _amount, "contribution", line, faults)
        paid_out = _parsed(cells[1], _amount, "distribution", line, faults)
        nav = _parsed(cells[2], parse_number, "nav", line, faults)
        if day:
            flows.append(Flow(day, paid_in or Decimal(0), paid_out or Decimal(0), nav))
    faults.refuse()
    return tuple(flows)


def read_levels(path: Path, spec: SeriesSpec, *, asked_by: str = "") -> tuple[Level, ...]:
    """Return the levels of an index; one of a month or quarter is of its last day.

    Parameters
    ----------
    path : Path
        The file that `spec` names.
    spec : SeriesSpec
        Of prices.
    asked_by : str
        The decision file, for messages.

    Raises
    ------
    InputError
        The file cannot be read, or cells in it; all of them, line by line.
    """
    faults = Faults(spec.file, asked_by)
    if spec.kind != "prices":
        faults.add(0, f'an index has levels, and {spec.column!r} is declared as returns; declare kind = "prices"')
    levels = []
    for line, (on, cell) in read_columns(path, [spec.month, spec.column], faults, sheet=spec.sheet):
        day = _parsed(on, lambda said: parse_period(said, spec.frequency), spec.month, line, faults)
        level = _parsed(cell, parse_number, spec.column, line, faults)
        if day and level is not None:
            levels.append(Level(day if spec.frequency == "daily" else _last_day(day, spec.frequency), level))
    faults.refuse()
    return tuple(levels)


def read_weights(path: Path, file: str, *, asked_by: str = "") -> tuple[Weight, ...]:
    """Return the plan's weights in a file with the columns issuer, industry, state, asset_class, before and after.

    Parameters
    ----------
    path : Path
    file : str
        The file as messages call it.
    asked_by : str
        The decision file, for messages.

    Raises
    ------
    InputError
        The file cannot be read, or cells in it; all of them, line by line.
    """
    faults = Faults(file, asked_by)
    weights = []
    for line, cells in read_columns(path, ["issuer", "industry", "state", "asset_class", "before", "after"], faults):
        issuer, industry, state, asset_class = ("" if cell is None else str(cell).strip() for cell in cells[:4])
        before, after = (
            _parsed(cell, _weight, heading, line, faults)
            for cell, heading in zip(cells[4:], ("before", "after"), strict=True)
        )
        if before is not None and after is not None:
            weights.append(Weight(issuer, industry, state, asset_class, before, after))
    faults.refuse()
    return tuple(weights)


def _parsed(cell: Any, parse: Callable[[Any], _Said], heading: str, line: int, faults: Faults) -> _Said | None:
    """Return what a cell says; what it cannot say is added to the faults, and is null."""
    try:
        return parse(cell)
    except ValueError as error:
        faults.add(line, f"{heading} {error}")
        return None


def _day(cell: Any) -> date:
    return parse_period(cell, "daily")


def _amount(cell: Any) -> Decimal | None:
    """Return an amount; none where the cell is empty, for nothing was paid, while NA is not known."""
    amount = parse_number(cell)
    if amount is None and cell is not None and str(cell).strip():
        raise ValueError(f"{cell!r} leaves it unknown; a fund is measured by all it paid: state it, or 0")
    return amount


def _weight(cell: Any) -> Decimal:
    """Return a weight, which must be there."""
    weight = parse_number(cell)
    if weight is None:
        raise ValueError("is missing; write 0 where nothing is held")
    return weight


def _last_day(day: date, frequency: str) -> date:
    """Return the last day of a month or quarter."""
    month = (day.month + 2) // 3 * 3 if frequency == "quarterly" else day.month
    return day.replace(month=month, day=monthrange(day.year, month)[1])
