"""Community development: money in counties that meet a definition, and instruments that finance it directly."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from screener.report.figures import ZERO, Exposures, Figure, Interval
from screener.report.vintages import county_years
from screener.tables import BASES

if TYPE_CHECKING:
    from decimal import Decimal

    import pyarrow as pa

    from screener.report.outcomes import RulebookOutcomes

ANYWHERE, AT_HOME = "community_development", "in_state_community_development"
UNIONS = {
    "any definition": "Any of these definitions, counted once",
    "direct instruments": "Direct instruments",
    "any definition or instrument": "Any definition or instrument, counted once",
}
"""Groups of community development that are no single definition → what the report calls them, in printed order."""


@dataclass(frozen=True, slots=True)
class Development:
    """Money that meets one definition of community development: basis → figure, anywhere and in the home region."""

    criterion_id: str
    title: str
    figures: dict[str, Figure | None]
    at_home: dict[str, Figure | None] = field(default_factory=dict)
    by_office: Decimal = ZERO
    """Best estimate anywhere (operations basis) that rests on the head office alone."""
    vintage: str = ""
    """Of which years what it rests on is, in words."""

    @property
    def is_union(self) -> bool:
        """Whether it is no single definition."""
        return self.criterion_id in UNIONS

    @property
    def label(self) -> str:
        """Its title, with the years."""
        return f"{self.title} ({self.vintage})" if self.vintage else self.title


@dataclass(frozen=True, slots=True)
class Instruments:
    """Direct instruments of one kind, use of proceeds and basis: positions, money, and what of it serves."""

    kind: str
    use: str
    basis: str
    positions: int
    unpriced: int
    market_value: Decimal
    serves: Interval
    documents: tuple[str, ...] = ()
    """What the fund gives as the source of its own statements."""

    @property
    def best(self) -> Decimal | None:
        """Best estimate; null where all of it may serve and nothing says that any does."""
        return self.serves.best if self.serves.best or self.serves.low == self.serves.high else None

    def __add__(self, other: Instruments) -> Instruments:
        return Instruments(
            self.kind,
            self.use,
            self.basis,
            self.positions + other.positions,
            self.unpriced + other.unpriced,
            self.market_value + other.market_value,
            self.serves + other.serves,
            tuple(sorted({*self.documents, *other.documents})),
        )


def development_rows(
    exposures: Exposures, outcomes: tuple[RulebookOutcomes, ...], sources: pa.Table
) -> tuple[Development, ...]:
    """Return one row per definition that was judged, zero where nothing meets it, then what is any of them.

    Parameters
    ----------
    exposures : Exposures
    outcomes : tuple of RulebookOutcomes
        For what the definitions are called and rest on.
    sources : pyarrow.Table
        `screener.tables.DATA_SOURCES`: of which years the facts about counties are.
    """
    described = next((row["vintage"] for row in sources.to_pylist() if row["dataset"] == "ers_counties"), "")
    judged = {
        item.criterion.id: item.criterion
        for book in outcomes
        for item in book.criteria
        if book.id == "community-development"
        and (item.criterion.judges, item.criterion.kind) == ("county", "test")
        and item.total
    }
    titles = {name: criterion.title for name, criterion in judged.items()} | UNIONS
    vintages = {name: county_years(criterion.facts, described) for name, criterion in judged.items()}
    listed = {
        group
        for basis in BASES
        for group, figure in exposures.groups(ANYWHERE, basis, "definition").items()
        if figure != Figure() or group not in UNIONS
    }
    single = [*judged, *sorted(listed - judged.keys() - UNIONS.keys())]
    return tuple(
        Development(
            group,
            titles.get(group, group),
            {basis: _figure(exposures, ANYWHERE, basis, group) for basis in BASES},
            {basis: _figure(exposures, AT_HOME, basis, group) for basis in BASES},
            exposures.tiers(ANYWHERE, "definition", group).get("5", Interval()).best,
            vintages.get(group, ""),
        )
        for group in [*single, *_unions(listed, len(single))]
    )


def _unions(listed: set[str], definitions: int) -> list[str]:
    """Return the groups after the definitions; a union of one thing alone would only repeat it."""
    said = {
        "any definition": definitions > 1,
        "direct instruments": True,
        "any definition or instrument": "direct instruments" in listed and definitions > 0,
    }
    return [group for group in UNIONS if group in listed and said[group]]


def _figure(exposures: Exposures, measure: str, basis: str, group: str) -> Figure | None:
    """Return a figure; zero if exposures were computed at all: a definition that lists nothing holds nothing."""
    figure = exposures.figure(measure, basis, "definition", group)
    if figure and group == "direct instruments" and not figure.net.best and figure.net.low != figure.net.high:
        # they may serve it, and nothing says that any does
        return replace(figure, is_known=False)
    return figure or (Figure() if exposures.groups("in_state", basis, "state") else None)


def instrument_rows(instruments: pa.Table) -> tuple[Instruments, ...]:
    """Return the direct instruments by kind, use of proceeds and what that is known from.

    Parameters
    ----------
    instruments : pyarrow.Table
        `screener.tables.INSTRUMENTS`.
    """
    rows: dict[tuple[str, str, str], Instruments] = {}
    for row in instruments.to_pylist():
        key = (row["kind"], row["use_of_proceeds"], row["basis"])
        value = row["market_value"] or ZERO
        # what is short may take away as little as its low end and as much as its high end
        low, high = sorted((value * row["low"], value * row["high"]))
        serves = Interval(low, value * row["best"], high)
        documents = (row["evidence"],) if row["basis"] == "attested" else ()
        made = Instruments(*key, 1, row["market_value"] is None, value, serves, documents)
        rows[key] = rows[key] + made if key in rows else made
    return tuple(
        sorted(rows.values(), key=lambda row: (row.kind, -row.serves.best, -row.serves.high, row.use, row.basis))
    )
