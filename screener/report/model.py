"""The report's model: every printed figure, computed once. The page, the workbook and ``--json`` read it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import reduce
from operator import add, itemgetter
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from screener.errors import IntegrityError
from screener.report.attested import Attested, attested_of
from screener.report.breakdown import Breakdown, break_down
from screener.report.change import Change, changes_of
from screener.report.counties import Counties, counties_of
from screener.report.development import Development, Instruments, development_rows, instrument_rows
from screener.report.exceptions import Exceptions, exceptions_of
from screener.report.figures import HOME, PLACED, ZERO, Exposures, Figure, Footed
from screener.report.formats import to_cents
from screener.report.funds import Funds, funds_of
from screener.report.given import OwnSources, own_sources
from screener.report.history import Trend, trends_of
from screener.report.impact import Impacts, impacts_of
from screener.report.kinds import AssetClass, asset_classes
from screener.report.managers import ManagerRow, managers_of
from screener.report.notices import FindingGroup, group_findings
from screener.report.outcomes import CriterionOutcomes, RulebookOutcomes, outcomes_of
from screener.report.places import LimitPart, PlaceRow, TierRow, limit_parts, place_rows, tier_rows
from screener.report.pri import Principle, principles_of
from screener.report.pri_tables import pri_tables
from screener.report.withhold import lines_each, things_withheld
from screener.report.words import COVERAGE
from screener.tables import BASES, MONEY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from screener.report.about import About
    from screener.report.pri_tables import PasteTable
    from screener.tables.prudence import Record


@dataclass(frozen=True, slots=True)
class Delivered:
    """Lines and money: delivered = screened + quarantined.

    A quarantined line whose value cannot be read adds a row and no money; `unknown_rows` counts those. `unpriced`
    counts screened lines without a value.
    """

    screened_rows: int
    quarantined_rows: int
    unknown_rows: int
    unpriced: int
    screened: Decimal
    quarantined: Decimal
    long: Decimal
    short: Decimal

    @property
    def is_valued(self) -> bool:
        """Whether any screened line has a value: of lines without one nothing in money is known, not even zero."""
        return self.unpriced < self.screened_rows

    @property
    def rows(self) -> int:
        """Lines delivered."""
        return self.screened_rows + self.quarantined_rows

    @property
    def market_value(self) -> Decimal:
        """Net market value delivered, as far as it is known."""
        return self.screened + self.quarantined

    @property
    def gross(self) -> Decimal:
        """Gross market value screened."""
        return self.long - self.short


@dataclass(frozen=True, slots=True)
class CoverageFigure:
    """How much of the gross market value one kind of knowledge reaches."""

    figure: str
    label: str
    meaning: str
    covered: Decimal
    total: Decimal
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """Net money whose value is of a day before the run's date."""

    as_of: date
    market_value: Decimal


@dataclass(frozen=True, slots=True)
class Summary:
    """Every printed figure of a run.

    Parameters
    ----------
    earlier : tuple of Earlier
        What is valued at an earlier date, the oldest first.
    headline : dict
        Measure → basis → figure of the home region.
    limit : tuple of LimitPart
        What the upper end of in-state manufacturing is made of (operations basis).
    unknown : dict
        Measure → net money of which the measure knows nothing (operations basis); null where not computed.
    no_place : Decimal, optional
        Gross money that has no place by nature; null where an edition leaves it out.
    breakdowns : dict
        Grouping → parts of the home region.
    counties : Counties, optional
        Money by county; null where an account is withheld: what is left is not the portfolio.
    outcomes_by_value : tuple
        Criterion, outcome and the in-state manufacturing in it (operations basis).
    approaches, tilts : tuple of dict
        `screener.tables.APPROACHES` and `screener.tables.TILTS`.
    changes : tuple of Change
        Why figures changed since the last run; none where there is no earlier run.
    exceptions : Exceptions
        What has to be chased, and by when.
    history : tuple of Trend
        The figures of page one over the quarters, this run's included.
    withheld : tuple of dict
        What an edition withholds, and why; none in the run's own report unless its definition says so.
    pri : mapping
        Section → its table after PRI's Reporting Framework, made of the other figures.
    """

    about: About
    delivered: Delivered
    coverage: tuple[CoverageFigure, ...]
    earlier: tuple[Earlier, ...]
    headline: dict[str, dict[str, Figure | None]]
    limit: tuple[LimitPart, ...]
    unknown: dict[str, Decimal | None]
    no_place: Decimal | None
    places: Footed[PlaceRow]
    tiers: Footed[TierRow]
    development: tuple[Development, ...]
    asset_classes: tuple[AssetClass, ...]
    funds: Funds
    accounts: int
    breakdowns: dict[str, Breakdown]
    counties: Counties | None
    instruments: tuple[Instruments, ...]
    impacts: Impacts
    own_sources: OwnSources
    approaches: tuple[dict[str, Any], ...]
    tilts: tuple[dict[str, Any], ...]
    changes: tuple[Change, ...]
    history: tuple[Trend, ...]
    exceptions: Exceptions
    outcomes_by_value: tuple[tuple[str, str, Figure], ...]
    outcomes: tuple[RulebookOutcomes, ...]
    principles: tuple[Principle, ...]
    managers: tuple[ManagerRow, ...]
    attested: tuple[Attested, ...]
    findings: tuple[FindingGroup, ...]
    sources: tuple[dict[str, Any], ...]
    withheld: tuple[dict[str, Any], ...] = ()
    pri: Mapping[str, PasteTable] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether it has every position, none of a withheld account; else figures over all accounts are left out."""
        return _is_whole(self.withheld)

    @property
    def direct(self) -> Development | None:
        """Direct instruments of community development; null where there are none."""
        return next((row for row in self.development if row.criterion_id == "direct instruments"), None)

    @property
    def overstated_employers(self) -> int:
        """Companies whose people are attributed and of which more than the whole is held by the values on file."""
        counted = ("counted_jobs", "modelled_jobs")
        return sum(any(row[name] is not None for name in counted) for row in self.impacts.above_whole)

    @property
    def definitions(self) -> tuple[Development, ...]:
        """The single definitions of community development, the one that the most money meets first."""
        single = (row for row in self.development if not row.is_union)
        return tuple(sorted(single, key=_most_met))

    @property
    def in_counties(self) -> Development | None:
        """Money in counties that meet any definition, counted once; null where none was applied."""
        union = (row for row in self.development if row.criterion_id == "any definition")
        return next(union, self.definitions[0] if self.definitions else None)

    @property
    def instruments_total(self) -> Instruments:
        """All direct instruments together; there is one at least."""
        return reduce(add, self.instruments)

    @property
    def prudence(self) -> tuple[Record, ...]:
        """Records of the decisions on economically targeted investments, the oldest first."""
        return self.about.prudence

    @property
    def in_force(self) -> tuple[RulebookOutcomes, ...]:
        """Rulebooks of which some criterion judges somebody."""
        return tuple(book for book in self.outcomes if book.judged)

    @property
    def silent(self) -> tuple[tuple[RulebookOutcomes, str], ...]:
        """Rulebooks in force that ask nothing of anybody, each with why."""
        return tuple((book, self._why_silent(book)) for book in self.in_force if book.is_silent)

    def _why_silent(self, book: RulebookOutcomes) -> str:
        if book.is_adoptable and self.about.adopted_text is None:
            return "no Department of Labor text was adopted"
        return " and ".join(dict.fromkeys(item.why for item in book.judged if item.why)) or "nothing it speaks of"

    @property
    def out_of_force(self) -> tuple[RulebookOutcomes, ...]:
        """Rulebooks of which none does."""
        return tuple(book for book in self.outcomes if not book.judged)

    @property
    def flagged(self) -> tuple[CriterionOutcomes, ...]:
        """Criteria with a watch or fail on money or on a person, those with the most gross money first."""
        found = [
            item for book in self.in_force for item in book.judged if item.flagged and item.criterion.subject != "place"
        ]
        return tuple(sorted(found, key=lambda item: (-item.flagged_money, -item.flagged, item.criterion.id)))

    @property
    def flagged_places(self) -> int:
        """Criteria about places with a watch or fail; no money is in them."""
        return sum(
            item.flagged > 0 for book in self.in_force for item in book.judged if item.criterion.subject == "place"
        )

    @property
    def by_office(self) -> TierRow:
        """Best estimates that rest on the head office alone."""
        return next(row for row in self.tiers.rows if row.tier == "5")


def _most_met(row: Development) -> Decimal:
    """Return what definitions are sorted by."""
    figure = row.figures["operations"]
    return -figure.net.best if figure else ZERO


def summarise(tables: Mapping[str, pa.Table], about: About) -> Summary:
    """Return every printed figure of a run, computed once.

    Parameters
    ----------
    tables : mapping
        The run's tables by name, as `screener.tables` declares them.
    about : About

    Raises
    ------
    IntegrityError
        Exposures do not add up to the portfolio to the cent.
    """
    lines = lines_each(tables)
    delivered = _delivered(tables["holdings"], tables["quarantined"], lines)
    exposures = Exposures(tables["exposures"])
    _check_footing(exposures, delivered.screened)
    outcomes = outcomes_of(tables, about.rulebooks)
    attested = attested_of(tables["attestations"], about)
    unknown = {measure: exposures.figure(measure, "operations", "state", "unknown") for measure in PLACED}
    nowhere = exposures.figure("in_state", "operations", "state", "no_place") or Figure()
    breakdowns = break_down(tables, exposures, about.state, about.home)
    withheld = things_withheld(tables)
    is_whole = _is_whole(withheld)
    if not is_whole:
        # what is nowhere, or nobody knows where, is left out with the states: it is not zero
        unknown = dict.fromkeys(unknown)
    summary = Summary(
        about=about,
        delivered=delivered,
        coverage=_coverage(tables["coverage"]),
        earlier=_earlier(tables["holdings"], about.as_of),
        headline={
            name: {basis: exposures.figure(name, basis, *HOME) if delivered.is_valued else None for basis in BASES}
            for name in PLACED
        },
        limit=limit_parts(exposures, "in_state_manufacturing"),
        unknown={measure: figure.best if figure else None for measure, figure in unknown.items()},
        no_place=nowhere.long.best - nowhere.short.best if is_whole else None,
        places=place_rows(exposures, about.state),
        tiers=tier_rows(exposures),
        development=development_rows(exposures, outcomes, tables["data_sources"]) if is_whole else (),
        asset_classes=asset_classes(tables["holdings"], lines),
        funds=funds_of(tables),
        accounts=len(pc.unique(tables["holdings"]["account"])),
        breakdowns=breakdowns,
        counties=counties_of(tables, breakdowns.get("county"), about.state) if is_whole else None,
        instruments=instrument_rows(tables["instruments"]),
        impacts=impacts_of(tables, about.base_currency),
        own_sources=own_sources(tables),
        approaches=tuple(tables["approaches"].to_pylist()),
        tilts=tuple(tables["tilts"].to_pylist()),
        changes=changes_of(tables["changes"]),
        history=trends_of(tables["history"]),
        exceptions=exceptions_of(tables, about, attested),
        withheld=withheld,
        outcomes_by_value=_by_value(exposures),
        outcomes=outcomes,
        principles=principles_of(outcomes, tables, about, attested),
        managers=managers_of(tables, outcomes, about.known_at),
        attested=attested,
        findings=group_findings(tables["findings"]),
        sources=tuple(
            sorted(tables["data_sources"].to_pylist(), key=lambda row: (-(row["market_value"] or 0), row["dataset"]))
        ),
    )
    return replace(summary, pri=pri_tables(summary))


def _is_whole(withheld: tuple[dict[str, Any], ...]) -> bool:
    return all(thing["kind"] != "account" for thing in withheld)


def _delivered(holdings: pa.Table, quarantined: pa.Table, lines: pa.Array[Any]) -> Delivered:
    """Return what was delivered: lines, those that an edition withholds included, and money, long and short."""
    value = holdings["market_value"]
    short = _total(value.filter(pc.less(value, pa.scalar(ZERO, MONEY))))
    return Delivered(
        screened_rows=pc.sum(lines, min_count=0).as_py(),
        quarantined_rows=quarantined.num_rows,
        unknown_rows=quarantined["market_value"].null_count,
        unpriced=pc.sum(lines.filter(pc.is_null(value)), min_count=0).as_py(),
        screened=_total(value),
        quarantined=_total(quarantined["market_value"]),
        long=_total(value) - short,
        short=short,
    )


def _by_value(exposures: Exposures) -> tuple[tuple[str, str, Figure], ...]:
    """Return criterion, outcome and in-state manufacturing, in alphabetical order."""
    listed = exposures.groups("in_state_manufacturing", "operations", "outcome").items()
    names = ((*group.partition(": "), figure) for group, figure in sorted(listed, key=itemgetter(0)))
    return tuple((criterion, outcome, figure) for criterion, _, outcome, figure in names)


def _earlier(holdings: pa.Table, as_of: date) -> tuple[Earlier, ...]:
    """Return the net money valued before a date, by date."""
    older = holdings.filter(pc.less(holdings["as_of"], pa.scalar(as_of, pa.date32())))
    sums = older.group_by("as_of").aggregate([("market_value", "sum")]).sort_by("as_of").to_pylist()
    return tuple(Earlier(row["as_of"], row["market_value_sum"] or ZERO) for row in sums)


def _total(values: pa.ChunkedArray[Any]) -> Decimal:
    """Return the sum of the known values; zero where there are none."""
    total: Decimal | None = pc.sum(values).as_py()
    return ZERO if total is None else total


def _check_footing(exposures: Exposures, screened: Decimal) -> None:
    """Raise if the best estimates of a partition do not add up to the portfolio."""
    for measure in PLACED:
        for basis in BASES:
            total = exposures.total_best(measure, basis, "state")
            if exposures.groups(measure, basis, "state") and to_cents(total) != to_cents(screened):
                raise IntegrityError(
                    f"exposures do not add up: {measure} on the {basis} basis sums to {total:f}, "
                    f"the screened lines to {screened:f}"
                )


def _coverage(table: pa.Table) -> tuple[CoverageFigure, ...]:
    """Return the six coverage figures in printed order."""
    rows = {row["figure"]: row for row in table.to_pylist()}
    return tuple(
        CoverageFigure(figure, label, meaning, rows[figure]["covered"], rows[figure]["total"], rows[figure]["share"])
        for figure, (label, meaning) in COVERAGE.items()
        if figure in rows
    )
