"""The report's model: every printed figure, computed once. The page, the workbook and ``--json`` read it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from screener.errors import IntegrityError
from screener.findings import CODES, OVERLAPPING, Severity
from screener.report.breakdown import AssetClass, Breakdown, asset_classes, break_down
from screener.report.figures import ZERO, Exposures, Figure, Footed
from screener.report.formats import apportion, money_text, to_cents
from screener.report.outcomes import RulebookOutcomes, outcomes_of
from screener.report.words import COVERAGE, GROUPS, group_label, state_codes
from screener.tables import BASES, LOCATION_TIERS, MONEY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from screener.report.about import About

PLACED = ("in_state", "in_state_manufacturing")
"""Measures whose groups are a partition of the portfolio: their best estimates add up to it."""

_PLACE_COLUMNS = {
    "low": ("operations", "low"),
    "best": ("operations", "best"),
    "high": ("operations", "high"),
    "headquarters": ("headquarters", "best"),
}
_SEVERITIES = [severity.value for severity in Severity]


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
class PlaceRow:
    """One state, or another group of places, in whole units of the currency; `printed` is measure → column → amount."""

    group: str
    label: str
    printed: dict[str, dict[str, Decimal | None]]


@dataclass(frozen=True, slots=True)
class TierRow:
    """Best estimates (operations basis) that rest on one location tier."""

    tier: str
    meaning: str
    held: Decimal
    in_state: Decimal
    manufacturing: Decimal


@dataclass(frozen=True, slots=True)
class Development:
    """Money in places that meet one definition of community development."""

    criterion_id: str
    title: str
    figures: dict[str, Figure | None]


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """All findings of one code. Where they may be about the same lines, rows and money are those of the largest."""

    code: str
    severity: str
    meaning: str
    findings: tuple[dict[str, Any], ...]
    rows: int
    market_value: Decimal | None
    overlaps: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """Every printed figure of a run."""

    about: About
    delivered: Delivered
    coverage: tuple[CoverageFigure, ...]
    headline: dict[str, dict[str, Figure | None]]
    unlocated: Decimal | None
    places: Footed[PlaceRow]
    tiers: Footed[TierRow]
    development: tuple[Development, ...]
    asset_classes: tuple[AssetClass, ...]
    breakdown: Breakdown
    outcomes: tuple[RulebookOutcomes, ...]
    findings: tuple[FindingGroup, ...]
    sources: tuple[dict[str, Any], ...]


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
    delivered = _delivered(tables["holdings"], tables["quarantined"])
    exposures = Exposures(tables["exposures"])
    _check_footing(exposures, delivered.screened)
    outcomes = outcomes_of(tables, about.rulebooks)
    fips = {postal: code for code, postal in state_codes().items()}
    unknown = exposures.figure("in_state", "operations", "unknown")
    return Summary(
        about=about,
        delivered=delivered,
        coverage=_coverage(tables["coverage"]),
        headline={name: {basis: exposures.figure(name, basis, about.state) for basis in BASES} for name in PLACED},
        unlocated=unknown.net.best if unknown else None,
        places=_places(exposures, about.state),
        tiers=_tiers(exposures, about.state),
        development=_development(exposures, outcomes),
        asset_classes=asset_classes(tables["holdings"]),
        breakdown=break_down(tables, about.state, fips[about.state]),
        outcomes=outcomes,
        findings=_findings(tables["findings"]),
        sources=tuple(
            sorted(tables["data_sources"].to_pylist(), key=lambda row: (-row["market_value"], row["dataset"]))
        ),
    )


def summary_json(summary: Summary) -> dict[str, Any]:
    """Return what ``screener run --json`` prints; money and shares are text, `folder` is the caller's to fill."""
    delivered = summary.delivered
    return {
        "run_id": summary.about.run_id,
        "folder": None,
        "as_of": summary.about.as_of.isoformat(),
        "rows": {
            "delivered": delivered.rows,
            "screened": delivered.screened_rows,
            "quarantined": delivered.quarantined_rows,
        },
        "market_value": {
            "delivered": money_text(delivered.market_value),
            "screened": money_text(delivered.screened),
            "quarantined": money_text(delivered.quarantined),
        },
        "coverage": {
            figure.figure: None if figure.share is None else f"{figure.share.normalize():f}"
            for figure in summary.coverage
        },
        "exposure": {
            "state": summary.about.state,
            **{
                measure: {basis: _interval_json(figure) for basis, figure in figures.items()}
                for measure, figures in summary.headline.items()
            },
        },
        "outcomes": {
            book.id: {item.criterion.id: dict(item.counts) for item in book.criteria}
            for book in sorted(summary.outcomes, key=lambda book: book.id)
        },
        "findings": dict(sorted(Counter(row["code"] for group in summary.findings for row in group.findings).items())),
        "ledger_head": None,
    }


def _interval_json(figure: Figure | None) -> dict[str, str | None] | None:
    if figure is None:
        return None
    net = figure.net
    return {"low": money_text(net.low), "best": money_text(net.best), "high": money_text(net.high)}


def _delivered(holdings: pa.Table, quarantined: pa.Table) -> Delivered:
    """Return what was delivered: lines and money, long and short."""
    value = holdings["market_value"]
    short = _total(value.filter(pc.less(value, pa.scalar(ZERO, MONEY))))
    return Delivered(
        screened_rows=holdings.num_rows,
        quarantined_rows=quarantined.num_rows,
        unknown_rows=quarantined["market_value"].null_count,
        unpriced=value.null_count,
        screened=_total(value),
        quarantined=_total(quarantined["market_value"]),
        long=_total(value) - short,
        short=short,
    )


def _total(values: pa.ChunkedArray[Any]) -> Decimal:
    """Return the sum of the known values; zero where there are none."""
    total: Decimal | None = pc.sum(values).as_py()
    return ZERO if total is None else total


def _check_footing(exposures: Exposures, screened: Decimal) -> None:
    """Raise if the best estimates of a partition do not add up to the portfolio."""
    for measure in PLACED:
        for basis in BASES:
            total = exposures.total_best(measure, basis)
            if exposures.figure(measure, basis, "unknown") is not None and to_cents(total) != to_cents(screened):
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


def _places(exposures: Exposures, home: str) -> Footed[PlaceRow]:
    """Return one row per place group: the home state first, other states by size, what is no state last."""
    listed = {group for measure in PLACED for group in exposures.groups(measure)} | {home}
    states = sorted(
        listed - GROUPS.keys(), key=lambda group: (group != home, -_size(exposures, group), group_label(group))
    )
    groups = [*states, *(group for group in GROUPS if group in listed)]
    columns = {
        (measure, name): _printed([exposures.figure(measure, basis, group) for group in groups], end)
        for measure in PLACED
        for name, (basis, end) in _PLACE_COLUMNS.items()
    }
    rows = tuple(
        PlaceRow(group, group_label(group), _by_measure({key: values[number] for key, values in columns.items()}))
        for number, group in enumerate(groups)
    )
    totals = {key: _column_total(values) for key, values in columns.items() if key[1] in ("best", "headquarters")}
    return Footed(rows, PlaceRow("", "Whole portfolio", _by_measure(totals)))


def _column_total(values: Sequence[Decimal | None]) -> Decimal | None:
    """Return what the rows of a column add up to, null where one is unknown."""
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if len(known) == len(values) else None


def _by_measure(cells: Mapping[tuple[str, str], Decimal | None]) -> dict[str, dict[str, Decimal | None]]:
    """Return cells keyed by measure and column as measure → column → amount."""
    return {measure: {name: cells.get((measure, name)) for name in _PLACE_COLUMNS} for measure in PLACED}


def _size(exposures: Exposures, group: str) -> Decimal:
    figure = exposures.figure("in_state", "operations", group)
    return figure.net.best if figure else ZERO


def _printed(figures: Sequence[Figure | None], end: str) -> list[Decimal | None]:
    """Return a column in whole units: best estimates add up to their rounded total, the ends of ranges to nothing."""
    exact = [getattr(figure.net, end) for figure in figures if figure is not None]
    if len(exact) < len(figures):
        return [None] * len(figures)
    return [*apportion(exact)] if end == "best" else [apportion([value])[0] for value in exact]


def _tiers(exposures: Exposures, home: str) -> Footed[TierRow]:
    """Return what the estimates rest on, best evidence first, in whole units that add up."""
    columns = [
        apportion([exposures.tier_best(measure, tier, group) for tier in LOCATION_TIERS])
        for measure, group in (("in_state", None), ("in_state", home), ("in_state_manufacturing", home))
    ]
    rows = tuple(
        TierRow(tier, LOCATION_TIERS[tier], *amounts)
        for tier, amounts in zip(LOCATION_TIERS, zip(*columns, strict=True), strict=True)
    )
    return Footed(rows, TierRow("", "Total", *(sum(column, ZERO) for column in columns)))


def _development(exposures: Exposures, outcomes: tuple[RulebookOutcomes, ...]) -> tuple[Development, ...]:
    """Return one row per definition of community development that was judged, zero where nothing meets it."""
    titles = {
        item.criterion.id: item.criterion.title
        for book in outcomes
        for item in book.criteria
        if item.criterion.subject == "place" and book.id == "community-development" and item.total
    }
    groups = [*titles, *(group for group in exposures.groups("community_development") if group not in titles)]
    return tuple(
        Development(
            group,
            titles.get(group, group),
            {
                basis: exposures.figure("community_development", basis, group) or _nothing(exposures, basis)
                for basis in BASES
            },
        )
        for group in groups
    )


def _nothing(exposures: Exposures, basis: str) -> Figure | None:
    """Return zero if exposures were computed at all, else null: a definition that lists nothing holds nothing."""
    return Figure() if exposures.figure("in_state", basis, "unknown") is not None else None


def _findings(table: pa.Table) -> tuple[FindingGroup, ...]:
    """Return findings by code: the most severe first, then by the money they touch."""
    by_code: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in table.to_pylist():
        by_code[row["severity"], row["code"]].append(row)
    groups = [
        FindingGroup(
            code,
            severity,
            CODES.get(code, rows[0]["message"]),
            tuple(rows),
            (max if code in OVERLAPPING else sum)(row["rows"] for row in rows),
            _known_total([row["market_value"] for row in rows], overlaps=code in OVERLAPPING),
            code in OVERLAPPING and len(rows) > 1,
        )
        for (severity, code), rows in by_code.items()
    ]
    return tuple(
        sorted(groups, key=lambda g: (_SEVERITIES.index(g.severity), -(g.market_value or ZERO), -g.rows, g.code))
    )


def _known_total(values: list[Decimal | None], *, overlaps: bool) -> Decimal | None:
    """Return the sum of the known values, or the largest where they overlap; null where none is known."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    return max(known) if overlaps else sum(known, ZERO)
