"""Sales, purchases, swaps and prices, made on the delivered lines before anything is calculated."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from functools import reduce
from math import inf
from operator import or_
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from screener.errors import InputError, NotFoundError, nearest
from screener.tables import ASSET_CLASSES, DATE, HOLDINGS, MONEY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from screener.errors import ScreenerError

PERCENT_FROM = 5
"""A rise of a price by this many times the price was surely meant as percent."""
SOURCE = "(what if)"
"""What stands for a delivered file on the lines of a purchase, and of the cash that trades leave or take."""

_CODES = ("ticker", "cusip", "isin", "sedol", "figi")
_GROUPS = ("account", "asset_class")
_PLACE = ["source_file", "source_row"]
_CENT, _UNIT = Decimal("0.01"), Decimal("0.00000001")
_ALL = Decimal(1)
_NAMING = "name lines by ticker, cusip, isin, security_id, file:line, account:NAME or asset_class:NAME"
_SHARES = "a part and a change of price are shares: one percent is 0.01"


@dataclass(frozen=True)
class Trades:
    """Trades at market value, and changes of price.

    A line leaves once: it is named once in `sell` and `swap` together, and once in `price`. Its price may change and it
    may be sold at the new one.
    """

    sell: Mapping[str, Decimal] = field(default_factory=dict)
    """Which lines → the part of them that is sold, 0 to 1. Lines are named by ticker, CUSIP, ISIN, SEDOL or FIGI, by
    ``security_id``, by ``file:line``, or all at once by ``account:NAME`` or ``asset_class:NAME``."""
    add: Sequence[Mapping[str, Any]] = ()
    """Purchases: ``market_value`` in the base currency, ``asset_class`` and a code or names, as columns of `holdings`.
    One in another ``currency`` says ``fx_rate``, base currency per unit of it, and its ``local_value`` follows."""
    swap: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Which lines → what is bought instead, for the same money: as `add`, without a value."""
    price: Mapping[str, Decimal] = field(default_factory=dict)
    """Which lines → the change of their price: -0.2 is a fifth less."""

    @property
    def is_any(self) -> bool:
        """Whether there is a trade or a price at all."""
        return bool(self.sell or self.add or self.swap or self.price)


def read_purchase(cells: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Return a purchase from texts, and what is wrong with them.

    Parameters
    ----------
    cells : mapping
        Column of `screener.tables.HOLDINGS` → its value as a person writes it.

    Examples
    --------
    >>> read_purchase({"ticker": "CAT", "market_value": "5000000"})
    ({'ticker': 'CAT', 'market_value': Decimal('5000000.00')}, [])
    >>> read_purchase({"ticket": "CAT", "market_value": "much"})[1]
    ["'ticket' is no column of a holding; did you mean 'ticker'?", "market_value: 'much' is no amount in cents"]
    """
    purchase: dict[str, Any] = {}
    problems = []
    kinds = {column.name: column.type for column in HOLDINGS.columns}
    for name, text in cells.items():
        if name not in kinds:
            meant = "market_value" if name in ("value", "amount") else name
            problems.append(f"{name!r} is no column of a holding{nearest(meant, HOLDINGS.names)}")
            continue
        try:
            purchase[name] = pa.array([text]).cast(kinds[name])[0].as_py()
        except pa.ArrowInvalid:
            what = {MONEY: "amount in cents", DATE: "date such as 2024-12-31"}.get(kinds[name], "number")
            problems.append(f"{name}: {text!r} is no {what}")
    return purchase, problems


def traded(
    holdings: pa.Table, trades: Trades, tables: Mapping[str, pa.Table], currency: str
) -> tuple[pa.Table, list[ScreenerError]]:
    """Return the holdings after the trades: prices first, then sales and swaps, then purchases.

    Parameters
    ----------
    holdings : pyarrow.Table
        `screener.tables.HOLDINGS`.
    trades : Trades
    tables : mapping
        ``holding_positions`` and ``positions`` of the screen: by which ``security_id`` a line is known.
    currency : str
        Base currency: that of purchases which say no other.

    Returns
    -------
    traded : pyarrow.Table
        `HOLDINGS`. What trades leave, or take, stands on a line of cash, so that trades alone move no value; a line
        that is sold whole is gone.
    faults : list of ScreenerError
        A name means no line, two names mean one, a part is not from 0 to 1, a purchase is incomplete: each with the
        part of `Trades` that it is of. The holdings are as they were then.
    """
    lines = _Lines(holdings, tables)
    if faults := [*lines.faults(trades), *_faults(trades, currency)]:
        return holdings, faults
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
        # without a name: a name more would be sought among the registers' again
        bought.append({"asset_class": "cash", "market_value": cash})
    return _written(holdings, values, quantities, bought, currency), []


class _Lines:
    """The delivered lines by each name that they may be called: whole columns are asked, not line by line."""

    def __init__(self, holdings: pa.Table, tables: Mapping[str, pa.Table]) -> None:
        self._values = holdings["market_value"]
        named = holdings.select([*_CODES, "account", "asset_class", *_PLACE])
        self._lines = named.append_column("row", pa.array(range(named.num_rows), pa.int64()))
        self._positions, self._line_positions = tables["positions"], tables["holding_positions"]
        self._found: dict[str, list[int]] = {}

    def of(self, name: str) -> list[int]:
        """Return the lines of a name that have a value."""
        return [row for row in self._named(name) if self._values[row].is_valid]

    def value(self, row: int, changed: Mapping[int, Decimal]) -> Decimal:
        """Return the value of a line, as changed so far."""
        return changed[row] if row in changed else self._values[row].as_py()

    def faults(self, trades: Trades) -> list[ScreenerError]:
        """Return a fault for each name that means no line, or lines without a value only, and for lines named twice."""
        parts = {"sell": trades.sell, "swap": trades.swap, "price": trades.price}
        said = [(where, name) for where, names in parts.items() for name in names]
        known = [] if all(self._named(name) for _, name in said) else self._known()
        faults: list[ScreenerError] = []
        for where, name in said:
            if not self._named(name):
                message = f"{name}: no line is called so{nearest(name, known)}"
                faults.append(NotFoundError(message, where=where, hint=_NAMING))
            elif not self.of(name):
                faults.append(NotFoundError(f"{name}: its lines have no market value", where=where))
        leaving = [(where, name) for where, name in said if where != "price"]
        return faults + self._twice(leaving) + self._twice([("price", name) for name in trades.price])

    def _twice(self, said: Sequence[tuple[str, str]]) -> list[ScreenerError]:
        """Return a fault for lines that several names mean: nobody can tell which of the names counts."""
        meant: dict[int, list[tuple[str, str]]] = {}
        for where, name in said:
            for row in self.of(name):
                meant.setdefault(row, []).append((where, name))
        shared: dict[tuple[tuple[str, str], ...], list[int]] = {}
        for row, names in meant.items():
            shared.setdefault(tuple(names), []).append(row)
        faults: list[ScreenerError] = []
        for ways, rows in shared.items():
            if len(ways) == 1:
                continue
            in_both = len({where for where, _ in ways}) > 1
            said_so = " and ".join(f"by {name} in {where}" if in_both else f"by {name}" for where, name in ways)
            first = self._lines.select(_PLACE).slice(rows[0], 1).to_pylist()[0]
            line = f"{first['source_file']}:{first['source_row']}"
            what = f"{line} is" if len(rows) == 1 else f"{line} and {len(rows) - 1:,} more are"
            faults.append(InputError(f"{what} meant {said_so}; name a line once", where=ways[-1][0]))
        return faults

    def _named(self, name: str) -> list[int]:
        """Return the lines of a name."""
        if name not in self._found:
            self._found[name] = self._sought(name)
        return self._found[name]

    def _sought(self, name: str) -> list[int]:
        """Seek the lines of a name."""
        is_named = reduce(or_, (pc.field(code) == name for code in _CODES))
        kind, _, group = name.partition(":")
        if kind in _GROUPS:
            is_named |= pc.field(kind) == group
        file, _, line = name.rpartition(":")
        if line.isdecimal():
            is_named |= (pc.field("source_file") == file) & (pc.field("source_row") == int(line))
        positions = self._positions.filter(pc.field("security_id") == name)["position_id"].combine_chunks()
        places = self._line_positions.filter(pc.field("position_id").isin(positions)).select(_PLACE)
        found = [self._lines.filter(is_named), self._lines.join(places, _PLACE, join_type="inner")]
        rows: set[Any] = {row for lines in found for row in lines["row"].to_pylist()}
        return sorted(rows)

    def _known(self) -> list[str]:
        """Return what lines are called, but for their places."""
        named = [(self._lines[code], "") for code in _CODES] + [(self._positions["security_id"], "")]
        named += [(self._lines[kind], f"{kind}:") for kind in _GROUPS]
        return sorted({f"{kind}{text}" for column, kind in named for text in column.unique().to_pylist() if text})


def _faults(trades: Trades, currency: str) -> list[ScreenerError]:
    """Return what is wrong with the numbers and with purchases, whatever is held."""
    faults: list[ScreenerError] = [
        InputError(f"{name}: {part} is no part; give 0 to 1", where="sell", hint=_SHARES)
        for name, part in trades.sell.items()
        if not 0 <= Decimal(part) <= 1
    ]
    faults += [
        InputError(f"{name}: a price cannot fall by more than all of it", where="price", hint=_SHARES)
        for name, by in trades.price.items()
        if by < -1
    ]
    faults += [
        InputError(f"{name}: {by} is {1 + by} times the price, surely meant as percent", where="price", hint=_SHARES)
        for name, by in trades.price.items()
        if by >= PERCENT_FROM
    ]
    for number, one in enumerate(trades.add, start=1):
        value = one.get("market_value")
        problems = ["it has no market_value"] if value is None else []
        if value is not None and value <= 0:
            problems.append(f"its market_value is {value}, and a purchase is above 0; what is sold goes into sell")
        problems += _of_purchase(one, currency)
        faults += [InputError(f"purchase {number}: {problem}", where="add") for problem in problems]
    for name, one in trades.swap.items():
        problems = ["leave market_value out; a swap buys for what the lines bring"] if "market_value" in one else []
        problems += _of_purchase(one, currency)
        faults += [InputError(f"{name}: {problem}", where="swap") for problem in problems]
    return faults


def _of_purchase(one: Mapping[str, Any], base: str) -> list[str]:
    """Return what is wrong with a purchase, but for its value."""
    problems = [] if one.get("asset_class") is not None else ["it has no asset_class"]
    problems += [f"{name!r} is no column of a holding" for name in one if name not in HOLDINGS.names]
    if (asset := one.get("asset_class")) is not None and asset not in ASSET_CLASSES:
        close = nearest(str(asset), list(ASSET_CLASSES)) or f"; there are {', '.join(ASSET_CLASSES)}"
        problems.append(f"{asset!r} is no asset class{close}")
    if not any(one.get(name) for name in (*_CODES, "security_name", "issuer_name")):
        problems.append("it names nothing; give a ticker, a cusip, an isin or a security_name")
    if "local_value" in one:
        problems.append("leave local_value out; it follows from market_value and fx_rate")
    currency, rate = one.get("currency") or base, one.get("fx_rate")
    if rate is None:
        problems += (
            []
            if currency == base
            else [f"it is bought in {currency}; say fx_rate, {base} per {currency} (market_value stays in {base})"]
        )
    elif currency == base:
        said = f"fx_rate is {rate}, and it is bought in {base}, the base currency; say its currency"
        problems += [] if rate == 1 else [said]
    elif not 0 < rate < inf:
        problems.append(f"fx_rate is {rate}; {base} per {currency} is above 0")
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
    numbers = sorted(values)
    changed = []
    for number, row in zip(numbers, holdings.take(pa.array(numbers, pa.int64())).to_pylist(), strict=True):
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
        value, rate = _cents(Decimal(purchase["market_value"])), purchase.get("fx_rate") or 1
        own = {name: said for name, said in purchase.items() if said is not None}
        row = {**base, "source_row": number, "as_of": first["as_of"], **own, "fx_rate": float(rate)}
        changed.append({**row, "market_value": value, "local_value": _cents(value / Decimal(str(rate)))})
    kept = holdings.filter(pa.array([row not in values for row in range(holdings.num_rows)])) if values else holdings
    return HOLDINGS.check(pa.concat_tables([kept, pa.Table.from_pylist(changed, schema=HOLDINGS.schema)]))


def _cents(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_EVEN)
