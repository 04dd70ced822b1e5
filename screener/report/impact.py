"""What the holdings finance: jobs, layoffs and emissions, attributed by share of enterprise value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screener.report.formats import share_of
from screener.report.terms import EMISSIONS, JOBS
from screener.tables import IMPACT_FIGURES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    import pyarrow as pa

NAMED = 10
"""Issuers that the page names: those with the most that is attributed."""


@dataclass(frozen=True, slots=True)
class Impact:
    """One figure of impact: its value, how much of the money it rests on, and how good the evidence is.

    Parameters
    ----------
    is_at_least : bool
        The value is a lower end.
    unit : str
        Per million of the portfolio's currency where it is a ratio.
    iris : str or None
        The nearest IRIS+ metric of a company, of which the figure is the holdings' part.
    """

    figure: str
    label: str
    meaning: str
    value: float | None
    is_at_least: bool
    unit: str
    covered: Decimal
    total: Decimal
    issuers: int
    score: float | None
    iris: str | None

    @property
    def share(self) -> Decimal | None:
        """Covered part of the money that it is about; null where there is none."""
        return share_of(self.covered, self.total)


@dataclass(frozen=True, slots=True)
class Impacts:
    """Figures of jobs and of emissions, and the issuers they rest on.

    Parameters
    ----------
    issuers : tuple of dict
        `screener.tables.ATTRIBUTIONS` with the issuer's name, those with an ownership share first, then by money.
    """

    jobs: tuple[Impact, ...]
    emissions: tuple[Impact, ...]
    issuers: tuple[dict[str, Any], ...]

    @property
    def figures(self) -> dict[str, Impact]:
        """Figure → what is known of it."""
        return {item.figure: item for item in (*self.jobs, *self.emissions)}

    @property
    def at_work(self) -> tuple[dict[str, Any], ...]:
        """Issuers with people at work or layoffs in the home region, those with the most attributed people first."""
        keys = ("counted_jobs", "modelled_jobs", "layoff_notices")
        found = [row for row in self.issuers if any(row[key] for key in keys)]
        return tuple(sorted(found, key=lambda row: -_attributed(row, *keys[:2]))[:NAMED])

    @property
    def emitting(self) -> tuple[dict[str, Any], ...]:
        """Issuers that state their emissions, those with the most attributed first."""
        return self._most_emissions("stated")

    @property
    def facilities(self) -> tuple[dict[str, Any], ...]:
        """Issuers of which the emissions of facilities alone are known, those with the most attributed first."""
        return self._most_emissions("facilities only")

    @property
    def above_whole(self) -> tuple[dict[str, Any], ...]:
        """Issuers of which more is held than their enterprise value."""
        return tuple(row for row in self.issuers if row["is_above_whole"])

    def _most_emissions(self, basis: str) -> tuple[dict[str, Any], ...]:
        """Return the issuers of which emissions are known in one way, with the part that the holdings finance."""
        found = [
            {**row, "financed": row["attribution_factor"] and row["attribution_factor"] * row["emissions"]}
            for row in self.issuers
            if row["emissions_basis"] == basis
        ]
        return tuple(sorted(found, key=lambda row: -(row["financed"] or 0.0))[:NAMED])


def impacts_of(tables: Mapping[str, pa.Table], currency: str) -> Impacts:
    """Return what the holdings finance.

    Parameters
    ----------
    tables : mapping
        Reads `impacts`, `attributions` and `issuers`.
    currency : str
        The portfolio's, which units name.
    """
    rows = {row["figure"]: row for row in tables["impacts"].to_pylist()}
    issuers = tables["issuers"]
    names = dict(zip(issuers["issuer_id"].to_pylist(), issuers["issuer_name"].to_pylist(), strict=True))
    listed = [
        {**row, "issuer": names.get(row["issuer_id"], row["issuer_id"])} for row in tables["attributions"].to_pylist()
    ]
    listed.sort(key=lambda row: (row["attribution_factor"] is None, -row["market_value"], row["issuer_id"]))
    return Impacts(_figures(JOBS, rows, currency), _figures(EMISSIONS, rows, currency), tuple(listed))


def _figures(labels: Mapping[str, str], rows: Mapping[str, Mapping[str, Any]], currency: str) -> tuple[Impact, ...]:
    """Return the figures of one kind in printed order."""
    return tuple(
        Impact(
            figure,
            label,
            IMPACT_FIGURES[figure],
            row["value"],
            row["is_at_least"],
            row["unit"].replace("million of base currency", f"{currency} million"),
            row["covered"],
            row["total"],
            row["issuers"],
            row["mean_data_quality_score"],
            row["iris_metric"],
        )
        for figure, label in labels.items()
        for row in (rows.get(figure),)
        if row
    )


def _attributed(row: Mapping[str, Any], *keys: str) -> float:
    """Return how much of what an issuer has is attributed; nothing where its enterprise value is unknown."""
    return sum((row["attribution_factor"] or 0.0) * (row[key] or 0.0) for key in keys)
