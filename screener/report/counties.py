"""Money by county: the home state's with their ranges, and the best estimate in every county of the country."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from screener.errors import IntegrityError
from screener.report.breakdown import Part
from screener.report.figures import ENDS, ZERO, Figure
from screener.report.formats import apportion
from screener.report.labels import region_names
from screener.report.words import GROUPS
from screener.tables import MONEY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from screener.report.breakdown import Breakdown

NO_COUNTY = "no_county"
MOST_NAMED = 10
"""Counties of the country that are named."""
FEWEST_ALIKE = 3
"""Counties that print the same, from which on paper has one row for them."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A row of the country: a county, all others, or money in no county; the best estimate in whole units."""

    label: str
    amount: Decimal
    code: str = ""
    """FIPS code of a county; empty of others."""


@dataclass(frozen=True, slots=True)
class Counties:
    """Where money is by county (operations basis, net of shorts).

    Parameters
    ----------
    state : str
        Home state, two letters.
    measures : tuple of str
        Measures that were computed by county.
    parts : tuple of Part
        Every county of the home state by name, those with no money too.
    rest : Part, optional
        Money known to be in the state and in no county; null where there are no figures.
    total : Part, optional
        What best estimates add up to.
    nation : dict
        County FIPS → best estimate of all industries, exact; every county that is on file.
    largest : tuple of Elsewhere
        The largest counties of the country, then the others and what is in no county; adds up to `whole`.
    whole : Decimal
        Net market value screened, in whole units.
    """

    state: str
    measures: tuple[str, ...]
    parts: tuple[Part, ...]
    rest: Part | None
    total: Part | None
    nation: dict[str, Decimal]
    largest: tuple[Elsewhere, ...]
    whole: Decimal

    def best(self, measure: str) -> dict[str, Decimal]:
        """Return county FIPS → best estimate in the home state, exact."""
        return {part.code: part.exact.get(measure, Figure()).net.best for part in self.parts}

    @property
    def alike(self) -> tuple[Part, ...]:
        """Counties with no money by best estimate and the same ends, which paper prints as one row; few are none."""
        groups: dict[Any, list[Part]] = defaultdict(list)
        for part in self.parts:
            if not any(part.exact.get(measure, Figure()).net.best for measure in self.measures):
                groups[tuple(tuple(part.printed[measure].items()) for measure in self.measures)].append(part)
        largest = max(groups.values(), key=len, default=[])
        return tuple(largest) if len(largest) >= FEWEST_ALIKE else ()

    @property
    def is_placed(self) -> bool:
        """Whether any money is placed in a county of the home state: if not, a map would be white and say nothing."""
        return any(amount for measure in self.measures for amount in self.best(measure).values())

    @property
    def names(self) -> dict[str, str]:
        """County FIPS → its short name, for words on a map."""
        return {part.code: short_name(part.label) for part in self.parts}


def short_name(label: str) -> str:
    """Return a county's name without what every one has.

    Examples
    --------
    >>> short_name("Cook County, IL"), short_name("Orleans Parish, LA")
    ('Cook', 'Orleans')
    """
    return label.partition(",")[0].removesuffix(" County").removesuffix(" Parish")


def counties_of(tables: Mapping[str, pa.Table], found: Breakdown | None, state: str) -> Counties:
    """Return money by county.

    Parameters
    ----------
    tables : mapping
        Reads `positions`, `footprint`, `regions` and `places`; every position is in them.
    found : Breakdown, optional
        The home state by county; null where it was not computed.
    state : str
        Home state, two letters.

    Raises
    ------
    IntegrityError
        Positions times footprints are not the exposures of the home state's counties.
    """
    listed = {part.code: part for part in found.parts} if found else {}
    names = {code: name for (grouping, code), name in region_names(tables["regions"]).items() if grouping == "county"}
    measures = found.measures if found else ()
    nothing: dict[str, dict[str, Decimal | None]] = {measure: dict.fromkeys(ENDS, ZERO) for measure in measures}
    parts = tuple(
        listed.get(code) or Part(code, name, printed=nothing)
        for code, name in sorted(names.items(), key=lambda item: item[1])
    )
    placed = money_by_place(tables["positions"], tables["footprint"])
    nation = {str(code): placed.get(str(code), ZERO) for code in tables["places"]["place"].to_pylist()}
    for part in parts if found else ():
        best = part.exact.get("in_state", Figure()).net.best
        if best != nation.get(part.code, ZERO):
            raise IntegrityError(
                f"money in {part.label} is {best:f} by the exposures, and {nation.get(part.code, ZERO):f} by positions "
                "and footprints"
            )
    return Counties(
        state=state,
        measures=measures,
        parts=parts,
        rest=listed.get(NO_COUNTY),
        total=found.totals[0] if found and found.totals else None,
        nation=nation,
        largest=_largest(placed, nation, tables["places"]),
        whole=sum(apportion([sum(placed.values(), ZERO)]), ZERO),
    )


def money_by_place(positions: pa.Table, footprint: pa.Table) -> dict[str, Decimal]:
    """Return place → best estimate of the net money in it, exact (operations basis).

    Parameters
    ----------
    positions, footprint : pyarrow.Table
        As `screener.tables` declares them. A position without a value adds nothing.
    """
    money = positions.group_by("footprint_id", use_threads=False).aggregate([("market_value", "sum")])
    shares = footprint.filter(pc.field("basis") == "operations").select(["footprint_id", "place", "best"])
    cells = shares.join(money, "footprint_id", join_type="inner", use_threads=False)
    value = cells["market_value_sum"].cast(MONEY)
    held = cells.append_column("money", pc.multiply(value, cells["best"]))
    sums = held.group_by("place", use_threads=False).aggregate([("money", "sum")]).to_pylist()
    return {row["place"]: row["money_sum"] or ZERO for row in sums}


def _largest(placed: Mapping[str, Decimal], nation: Mapping[str, Decimal], places: pa.Table) -> tuple[Elsewhere, ...]:
    """Return the largest counties, and the rest of the portfolio in rows that add up."""
    names = {
        row["place"]: f"{row['place_name']}, {row['state']}"
        for row in places.select(["place", "place_name", "state"]).to_pylist()
    }
    held = sorted((code for code in nation if nation[code]), key=lambda code: (-nation[code], code))
    named, others = held[:MOST_NAMED], held[MOST_NAMED:]
    rows = [(names[code], nation[code], code) for code in named]
    if others:
        rows.append((f"{len(others):,} other counties", sum((nation[code] for code in others), ZERO), ""))
    outside = {code: amount for code, amount in placed.items() if code not in nation}
    of_states = sum((amount for code, amount in outside.items() if code not in GROUPS), ZERO)
    rows.append(("Known to the state, not to the county", of_states, ""))
    rows += [(label, outside[code], "") for code, label in GROUPS.items() if outside.get(code)]
    amounts = apportion([amount for _, amount, _ in rows])
    return tuple(Elsewhere(label, amount, code) for (label, _, code), amount in zip(rows, amounts, strict=True))
