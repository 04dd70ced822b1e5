"""``inputs/<date>/delivery.toml``: what holds of one quarter's delivery alone, such as its control totals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import Field, ValidationError, field_validator

from screener.errors import nearest
from screener.workspace.inputs import BENCHMARK, Exactly, Strict, text_to_decimal
from screener.workspace.portfolio import DELIVERY
from screener.workspace.toml import read_toml, report_faults

if TYPE_CHECKING:
    from pathlib import Path

    from screener.workspace.portfolio import Portfolio

Entry = TypeVar("Entry", bound=Strict)


class _Totals(Strict):
    """What the portfolio expects of a whole delivery."""

    rows: int | None = Field(default=None, ge=0)
    """Number of lines over all inputs."""
    market_value: Decimal | None = None
    """Control total over all inputs, in the base currency."""

    _exact = field_validator("market_value", mode="before", json_schema_input_type=Exactly | None)(text_to_decimal)


class _File(Strict):
    """What is said of a file on one date; the keys mean what they mean in ``portfolio.toml``."""

    label: str = ""
    """What the file is, in a sentence for the report."""
    as_of: date | None = None
    """Date the data describe, where the file does not say it."""
    control_total: Decimal | None = None
    """Market value of all lines, exact, as the custodian states it."""
    rows: int | None = Field(default=None, ge=0)
    """Number of lines, as the custodian states it."""

    _exact = field_validator("control_total", mode="before", json_schema_input_type=Exactly | None)(text_to_decimal)


class _Input(_File):
    """What is said of an input."""

    manager: str | None = None
    """Who manages the account."""


class _List(_File):
    """What is said of the list of a fund, or of the benchmark."""

    net_assets: Annotated[Decimal | None, Field(gt=0)] = None
    """Net assets in the file's currency, exact."""

    _text = field_validator("net_assets", mode="before", json_schema_input_type=Exactly | None)(text_to_decimal)


class Delivery(Strict):
    """A ``delivery.toml``: by input and fund, what goes before ``portfolio.toml`` on its date."""

    expect: _Totals = _Totals()
    """What is expected of the whole delivery."""
    input: dict[str, _Input] = Field(default_factory=dict)
    """What is said of an input, by its name: ``[input.<name>]``."""
    look_through: dict[str, _List] = Field(default_factory=dict)
    """What is said of the list of a fund, by its first identifier: ``[look_through."ticker:VTI"]``."""
    benchmark: _List | None = None
    """What is said of the benchmark's list."""


def as_delivered(portfolio: Portfolio, as_of: date) -> Portfolio:
    """Return a portfolio as it stands on a date: with what the delivery of that date says of its files.

    Parameters
    ----------
    portfolio : Portfolio
    as_of : date
        Date of the run.

    Raises
    ------
    InputError
        The file of that date is wrong, or speaks of an input or a fund that ``portfolio.toml`` does not declare.
    """
    file = portfolio.folder / "inputs" / as_of.isoformat() / DELIVERY
    if not file.is_file():
        return portfolio
    raw = read_toml(file)
    keys = [key for model in (Delivery, _Totals, _Input, _List) for key in model.model_fields]
    undeclared = _undeclared(raw, portfolio)
    try:
        delivery = Delivery.model_validate(raw)
    except ValidationError as error:
        raise report_faults(file, raw, error, keys, undeclared) from error
    if undeclared:
        raise report_faults(file, raw, None, keys, undeclared)
    return portfolio.model_copy(
        update={
            "expect": _changed(portfolio.expect, delivery.expect),
            "input": [_changed(entry, delivery.input.get(entry.name)) for entry in portfolio.input],
            "look_through": [_changed(fund, delivery.look_through.get(fund.id)) for fund in portfolio.look_through],
            "benchmark": portfolio.benchmark and _changed(portfolio.benchmark, delivery.benchmark),
            "delivery": file,
        }
    )


def stated_in(portfolio: Portfolio, *path: str) -> Path:
    """Return the file that states a key path: the delivery of the date where it does, else ``portfolio.toml``."""
    here: Any = read_toml(portfolio.delivery) if portfolio.delivery else {}
    for key in path:
        here = here.get(key, {}) if isinstance(here, dict) else {}
    return portfolio.delivery if portfolio.delivery and here != {} else portfolio.folder / "portfolio.toml"


def _changed(entry: Entry, said: Strict | None) -> Entry:
    """Return an entry of the portfolio with what the delivery says of it."""
    return entry.model_copy(update=said.model_dump(exclude_unset=True)) if said else entry


def _undeclared(raw: dict[str, Any], portfolio: Portfolio) -> dict[tuple[Any, ...], str]:
    """Return key path → what is wrong, of every name in the file that the portfolio does not declare."""
    declared = {
        "input": [entry.name for entry in portfolio.input],
        "look_through": [fund.id for fund in portfolio.look_through],
    }
    problems: dict[tuple[Any, ...], str] = {
        (table, name): f"portfolio.toml declares no {table} {name!r}{nearest(name, names)}"
        for table, names in declared.items()
        for name in (raw.get(table) if isinstance(raw.get(table), dict) else {}) or {}
        if name not in names
    }
    if BENCHMARK in raw and not portfolio.benchmark:
        problems[BENCHMARK,] = "portfolio.toml declares no benchmark"
    for name in declared["input"]:
        if name in raw and name not in Delivery.model_fields:
            problems[name,] = f"this is an input: write [input.{name}]"
    return problems
