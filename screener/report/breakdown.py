"""Best estimates by account, industry, county and issuer: positions spread over their footprints, exactly."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from screener.errors import IntegrityError
from screener.report.figures import ZERO, Footed
from screener.report.formats import apportion
from screener.report.words import EVIDENCE, INDUSTRIES, KINDS, asset_class_label, group_label, industry_label
from screener.tables import ASSET_CLASSES, MONEY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

LARGEST = 10
"""Issuers and counties printed by name; the others are one line, so that the table still adds up."""


@dataclass(frozen=True, slots=True)
class AssetClass:
    """What is held of one kind: lines, of these unpriced, long, short and net money."""

    name: str
    plain: str
    meaning: str
    lines: int
    unpriced: int
    long: Decimal
    short: Decimal

    @property
    def net(self) -> Decimal:
        """Long and short together."""
        return self.long + self.short

    @property
    def gross(self) -> Decimal:
        """Long plus short counted as positive."""
        return self.long - self.short


@dataclass(frozen=True, slots=True)
class Part:
    """One row of a breakdown (operations basis): money held, and the best estimate of it in the home state."""

    label: str
    code: str
    held: Decimal
    in_state: Decimal
    manufacturing: Decimal


_AMOUNTS = ("held", "in_state", "manufacturing")


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The portfolio's net money by account and industry, and its in-state money by issuer and county.

    `evidence` maps the code of an issuer's row to what its place rests on.
    """

    accounts: Footed[Part]
    industries: Footed[Part]
    issuers: Footed[Part]
    counties: Footed[Part]
    evidence: dict[str, str]


def asset_classes(holdings: pa.Table) -> tuple[AssetClass, ...]:
    """Return what is held by asset class, largest gross value first."""
    value = holdings["market_value"]
    zero = pa.scalar(ZERO, MONEY)
    rows = holdings.select(["asset_class"]).append_column("long", pc.max_element_wise(value, zero))
    rows = rows.append_column("short", pc.if_else(pc.less(value, zero), value, zero))
    rows = rows.append_column("unpriced", pc.cast(pc.is_null(value), pa.int64()))
    sums = rows.group_by("asset_class").aggregate(
        [("long", "sum"), ("short", "sum"), ("unpriced", "sum"), ([], "count_all")]
    )
    classes = [
        AssetClass(
            asset_class_label(row["asset_class"]),
            KINDS.get(row["asset_class"], row["asset_class"]),
            ASSET_CLASSES.get(row["asset_class"], ""),
            row["count_all"],
            row["unpriced_sum"],
            row["long_sum"] or ZERO,
            row["short_sum"] or ZERO,
        )
        for row in sums.to_pylist()
    ]
    return tuple(sorted(classes, key=lambda c: (c.short - c.long, c.name)))


def break_down(tables: Mapping[str, pa.Table], state: str, state_fips: str) -> Breakdown:
    """Return the breakdowns of a run.

    Parameters
    ----------
    tables : mapping
        Reads `positions`, `footprint`, `issuers` and `places`.
    state, state_fips : str
        Home state: postal and FIPS code.

    Raises
    ------
    IntegrityError
        The footprints do not spread the positions' money to the cent.
    """
    positions = tables["positions"]
    cells = _spread(positions, tables["footprint"])
    spread, held = (pc.sum(column).as_py() or ZERO for column in (cells["held"], positions["market_value"]))
    if spread != held:
        raise IntegrityError(f"footprints spread {spread:f} of money, positions hold {held:f}: a footprint is missing")
    home = cells.filter(pc.starts_with(cells["place"], state_fips))
    order = {code: number for number, code in enumerate(INDUSTRIES)}
    industries = _parts(cells, home, "industry", industry_label)
    evidence = {
        row["footprint_id"]: EVIDENCE[row["location_tier"]]
        for row in tables["footprint"].filter(pc.field("basis") == "operations").to_pylist()
    }
    issuers = _parts(home, home, "footprint_id", _issuer_labels(tables["issuers"]))
    return Breakdown(
        accounts=_foot(sorted(_parts(cells, home, "account", str), key=lambda part: (-abs(part.held), part.label))),
        industries=_foot(sorted(industries, key=lambda part: order.get(part.code, len(order)))),
        issuers=_foot(_largest(issuers, "issuers")),
        counties=_foot(_largest(_parts(home, home, "place", _county_labels(tables["places"], state)), "places")),
        evidence=evidence,
    )


def _spread(positions: pa.Table, footprint: pa.Table) -> pa.Table:
    """Return money by account, footprint, place and industry (operations basis, best estimate)."""
    held = positions.group_by(["account", "footprint_id"]).aggregate([("market_value", "sum")])
    cells = footprint.filter(pc.field("basis") == "operations")
    joined = held.join(cells.select(["footprint_id", "place", "industry", "best"]), "footprint_id", join_type="inner")
    money = pc.multiply(joined["market_value_sum"].cast(MONEY), joined["best"])
    made = pc.invert(pc.is_in(joined["industry"], pa.array(["other", "unknown"])))
    nothing = pa.scalar(ZERO, money.type)
    return (
        joined.select(["account", "footprint_id", "place", "industry"])
        .append_column("held", money)
        .append_column("manufacturing", pc.if_else(made, money, nothing))
    )


def _sums(cells: pa.Table, home: pa.Table, key: str) -> dict[str, list[Decimal]]:
    """Return key → money held, in state, and in-state manufacturing."""
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [ZERO] * 3)
    for row in cells.group_by(key).aggregate([("held", "sum")]).to_pylist():
        sums[row[key]][0] = row["held_sum"]
    for row in home.group_by(key).aggregate([("held", "sum"), ("manufacturing", "sum")]).to_pylist():
        sums[row[key]][1:] = [row["held_sum"], row["manufacturing_sum"]]
    return sums


def _parts(cells: pa.Table, home: pa.Table, key: str, label: Callable[[str], str]) -> list[Part]:
    """Return one exact part a key."""
    return [Part(label(code), code, *sums) for code, sums in _sums(cells, home, key).items()]


def _foot(parts: Sequence[Part]) -> Footed[Part]:
    """Return parts in whole units that add up to their total."""
    columns = [apportion([getattr(part, name) for part in parts]) for name in _AMOUNTS]
    rows = tuple(
        Part(part.label, part.code, *amounts) for part, amounts in zip(parts, zip(*columns, strict=True), strict=True)
    )
    return Footed(rows, Part("Total", "", *(sum(column, ZERO) for column in columns)))


def _largest(parts: list[Part], many: str) -> list[Part]:
    """Return the largest parts by in-state manufacturing, then in-state money, and the others as one."""
    ordered = sorted(parts, key=lambda p: (-abs(p.manufacturing), -abs(p.in_state), p.label, p.code))
    rest = ordered[LARGEST:]
    if len(rest) < 2:
        return ordered
    others = (sum((getattr(part, name) for part in rest), ZERO) for name in _AMOUNTS)
    return [*ordered[:LARGEST], Part(f"{len(rest)} other {many}", "", *others)]


def _issuer_labels(issuers: pa.Table) -> Callable[[str], str]:
    """Return what names a footprint: its issuer, or the municipal issuers of a state."""
    names: dict[str, str] = {row["issuer_id"]: row["issuer_name"] for row in issuers.to_pylist()}

    def label(code: str) -> str:
        if code.startswith("state:"):
            return f"Municipal issuers of {group_label(code.removeprefix('state:'))}"
        return names.get(code, code)

    return label


def _county_labels(places: pa.Table, state: str) -> Callable[[str], str]:
    """Return what names a county of the home state; a place that is only the state has no county."""
    home = places.filter(pc.field("state") == state)
    names: dict[str, str] = {row["place"]: row["place_name"] for row in home.to_pylist()}
    return lambda code: names.get(code, "County not known")
