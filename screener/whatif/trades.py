"""Sales, purchases, swaps and prices, made on the delivered lines before anything is calculated."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener.errors import InputError, NotFoundError, join_problems, nearest
from screener.tables import ASSET_CLASSES, HOLDINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SOURCE = "(what if)"
"""What stands for a delivered file on the lines of a purchase, and of the cash that trades leave or take."""

_CODES = ("ticker", "cusip", "isin", "sedol", "figi")
_CENT, _UNIT = Decimal("0.01"), Decimal("0.00000001")
_ALL = Decimal(1)


@dataclass(frozen=True)
class Trades:
    """Trades at market value, and changes of price."""

    sell: Mapping[str, Decimal] = field(default_factory=dict)
    """Which lines → the part of them that is sold, 0 to 1. Lines are named by ticker, CUSIP, ISIN, SEDOL or FIGI, by
    ``security_id``, by ``file:line``, or all at once by ``account:NAME`` or ``asset_class:NAME``."""
    add: Sequence[Mapping[str, Any]] = ()
    """Purchases: ``market_value``, ``asset_class`` and a code or names, as columns of `holdings`."""
    swap: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Which lines → what is bought instead, for the same money: as `add`, without a value."""
    price: Mapping[str, Decimal] = field(default_factory=dict)
    """Which lines → the change of their price: -0.2 is a fifth less."""

    @property
    def is_any(self) -> bool:
        """Whether there is a trade or a price at all."""
        return bool(self.sell or self.add or self.swap or self.price)


def traded(holdings: pa.Table, trades: Trades, tables: Mapping[str, pa.Table], currency: str) -> pa.Table:
    """Return the holdings after the trades: prices first, then sales and swaps, then purchases.

    Parameters
    ----------
    holdings : pyarrow.Table
        `screener.tables.HOLDINGS`.
    trades : Trades
    tables : mapping
        ``holding_positions`` and ``positions`` of the screen: by which ``security_id`` a line is known.
    currency : str
        Base currency: that of purchases.

    Returns
    -------
    pyarrow.Table
        `HOLDINGS`. What trades leave, or take, stands on a line of cash, so that trades alone move no value; a line
        that is sold whole is gone.

    Raises
    ------
    ScreenerError
        A name means no line, a part is not from 0 to 1, a purchase is incomplete; every fault at once.
    """
    lines = _Lines(holdings, tables)
    problems = [*lines.problems([*trades.sell, *trades.swap, *trades.price]), *_faults(trades)]
    if problems:
        raise NotFoundError(
            join_problems(problems, "trades that cannot be made:"),
            hint="name lines by ticker, cusip, isin, security_id, file:line, account:NAME or asset_class:NAME",
        )
    values: dict[int, Decimal] = {}
    for name, change in trades.price.items():
        for row in lines.of(name):
            values[row] = _cents(lines.value(row, values) * (1 + Decimal(change)))
    quantities: dict[int, Decimal] = {}
    cash = Decimal(0)
    bought = [dict(purchase) for purchase in trades.add]
    cash -= sum((Decimal(one["market_value"]) for one in bought), Decimal(0))
    sold: list[tuple[str, Decimal, Mapping[str, Any] | None]]
    sold = [(name, Decimal(part), None) for name, part in trades.sell.items()]
    sold += [(name, _ALL, into) for name, into in trades.swap.items()]
    for name, part, into in sold:
        proceeds = Decimal(0)
        for row in lines.of(name):
            before = lines.value(row, values)
            values[row] = before - _cents(before * part)
            quantities[row] = quantities.get(row, _ALL) * (1 - part)
            proceeds += before - values[row]
        if into is None:
            cash += proceeds
        else:
            bought.append({**into, "market_value": proceeds})
    if cash:
        bought.append({"security_name": "Cash of the trades", "asset_class": "cash", "market_value": cash})
    return _written(holdings, values, quantities, bought, currency)


class _Lines:
    """The delivered lines by each name that they may be called."""

    def __init__(self, holdings: pa.Table, tables: Mapping[str, pa.Table]) -> None:
        self._values: list[Any] = holdings["market_value"].to_pylist()
        self._rows: dict[str, list[int]] = {}
        keys: dict[str, list[Any]] = {name: holdings[name].to_pylist() for name in (*_CODES, "account", "asset_class")}
        securities = dict(_rows(tables["positions"], "position_id", "security_id"))
        of_line: dict[tuple[str, int], set[str]] = {}
        for file, line, position in _rows(tables["holding_positions"], "source_file", "source_row", "position_id"):
            of_line.setdefault((file, line), set()).add(securities[position])
        for row, place in enumerate(_rows(holdings, "source_file", "source_row")):
            names: set[str] = {keys[name][row] for name in _CODES} - {None}
            names |= {f"{name}:{keys[name][row]}" for name in ("account", "asset_class")}
            names |= {f"{place[0]}:{place[1]}", *of_line.get(place, ())}
            for name in names:
                self._rows.setdefault(name, []).append(row)

    def of(self, name: str) -> list[int]:
        """Return the lines of a name that have a value."""
        return [row for row in self._rows[name] if self._values[row] is not None]

    def value(self, row: int, changed: Mapping[int, Decimal]) -> Decimal:
        """Return the value of a line, as changed so far."""
        return changed.get(row, self._values[row])

    def problems(self, names: Sequence[str]) -> list[str]:
        """Return a problem for each name that means no line, or lines without a value only."""
        found = [
            f"{name}: no line is called so{nearest(name, list(self._rows))}" for name in names if name not in self._rows
        ]
        return found + [
            f"{name}: its lines have no market value" for name in names if name in self._rows and not self.of(name)
        ]


def _rows(table: pa.Table, *names: str) -> Iterable[tuple[Any, ...]]:
    """Return columns of a table, row by row."""
    return zip(*(table[name].to_pylist() for name in names), strict=True)


def _faults(trades: Trades) -> list[str]:
    """Return what is wrong with the numbers and with purchases."""
    problems = [
        f"{name}: {part} is no part; give 0 to 1" for name, part in trades.sell.items() if not 0 <= Decimal(part) <= 1
    ]
    problems += [f"{name}: a price cannot fall by more than all of it" for name, by in trades.price.items() if by < -1]
    purchases: list[tuple[str, Mapping[str, Any], tuple[str, ...]]]
    purchases = [(f"add {number}", one, ("market_value",)) for number, one in enumerate(trades.add, start=1)]
    purchases += [(f"swap {name}", one, ()) for name, one in trades.swap.items()]
    for where, one, needed in purchases:
        problems += [f"{where}: it has no {name}" for name in ("asset_class", *needed) if one.get(name) is None]
        problems += [f"{where}: {name!r} is no column of a holding" for name in one if name not in HOLDINGS.names]
        if (asset := one.get("asset_class")) is not None and asset not in ASSET_CLASSES:
            problems.append(f"{where}: {asset!r} is no asset class{nearest(str(asset), list(ASSET_CLASSES))}")
        if not any(one.get(name) for name in (*_CODES, "security_name", "issuer_name")):
            problems.append(f"{where}: it names nothing; give a ticker, a cusip, an isin or a security_name")
    return problems


def _written(
    holdings: pa.Table,
    values: Mapping[int, Decimal],
    quantities: Mapping[int, Decimal],
    bought: Sequence[dict[str, Any]],
    currency: str,
) -> pa.Table:
    """Return the holdings with changed lines and further ones; a line without value left by a sale is gone."""
    if not holdings.num_rows:
        raise InputError("the portfolio has no line to trade")
    rows = holdings.to_pylist() if values else []
    changed = []
    for number in sorted(values):
        row = rows[number]
        before, after = row["market_value"], values[number]
        if after == 0 and number in quantities:
            continue
        row["local_value"] = _cents(row["local_value"] * after / before) if before else row["local_value"]
        row["market_value"] = after
        if row["quantity"] is not None and number in quantities:
            row["quantity"] = (row["quantity"] * quantities[number]).quantize(_UNIT, ROUND_HALF_EVEN)
        changed.append(row)
    first = holdings.slice(0, 1).to_pylist()[0]
    base = {"source_file": SOURCE, "account": "What if", "asset_class_basis": "what if", "currency": currency}
    for number, purchase in enumerate(bought, start=1):
        value = _cents(Decimal(purchase["market_value"]))
        row = {**base, "source_row": number, "fx_rate": 1.0, "as_of": first["as_of"], **purchase}
        changed.append({**row, "market_value": value, "local_value": value})
    kept = holdings.filter(pa.array([row not in values for row in range(holdings.num_rows)])) if values else holdings
    return HOLDINGS.check(pa.concat_tables([kept, pa.Table.from_pylist(changed, schema=HOLDINGS.schema)]))


def _cents(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_EVEN)
