"""What the site shows: runs, and of each portfolio one run a quarter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from screener.report.figures import ZERO
from screener.report.page import Scale

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal
    from pathlib import Path

    from screener.report.development import Development
    from screener.report.figures import Figure
    from screener.report.model import Summary


@dataclass(frozen=True, slots=True)
class Shown:
    """A headline figure of a run, as page one of its report has it."""

    key: str
    title: str
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class SiteRun:
    """A complete run.

    Parameters
    ----------
    folder : Path
        Where its files lie.
    manifest : dict
        Its manifest; one by an earlier version of the program has fewer keys.
    manifest_sha256 : str
    sequence : int
        Number of its entry in the ledger; 0 where it has none.
    recorded_at : str
        When it was entered, UTC; empty where it was not.
    summary : Summary, optional
        Its figures; null where another version of the program made it, and kept other things.
    """

    folder: Path
    manifest: dict[str, Any]
    manifest_sha256: str
    sequence: int = 0
    recorded_at: str = ""
    summary: Summary | None = None

    @property
    def portfolio(self) -> str:
        """Id of its portfolio."""
        return str(self.manifest["portfolio"])

    @property
    def as_of(self) -> date:
        """Date that it describes."""
        return date.fromisoformat(self.manifest["as_of"])

    @property
    def quarter(self) -> str:
        """Quarter of that date.

        Examples
        --------
        >>> SiteRun(None, {"as_of": "2024-12-31"}, "").quarter
        '2024 Q4'
        """
        return f"{self.as_of.year} Q{(self.as_of.month + 2) // 3}"

    @property
    def run_id(self) -> str:
        """Twelve digits that follow from what it was made of."""
        return str(self.manifest["run_id"])

    @property
    def home(self) -> str:
        """What in-state means: the home region in words, or the state's two letters."""
        return str(self.manifest.get("home", self.manifest.get("state", "not stated")))

    @property
    def known_at(self) -> date | None:
        """Day by which its evidence was known; null where the manifest is too old to say."""
        return date.fromisoformat(self.manifest["known_at"]) if "known_at" in self.manifest else None

    @property
    def is_restated(self) -> bool:
        """Whether its evidence is of another day than the date it describes."""
        return self.known_at not in {None, self.as_of}

    @property
    def path(self) -> str:
        """Its folder in the site."""
        return f"portfolios/{self.portfolio}/{self.manifest['as_of']}/{self.run_id}/"

    @property
    def rulebooks(self) -> list[str]:
        """Titles of the rulebooks of which some criterion judges somebody."""
        return [book.title for book in self.summary.in_force] if self.summary else []

    @property
    def shown(self) -> list[Shown]:
        """The figures of page one; none where it has no figures."""
        if self.summary is None:
            return []
        home, direct, placed = self.summary.about.home, self.summary.direct, self.summary.in_counties
        headline = {key: figures["operations"] for key, figures in self.summary.headline.items()}
        return [
            Shown("manufacturing", f"Manufacturing in {home}", headline["in_state_manufacturing"]),
            Shown("home", f"In {home}, all industries", headline["in_state"]),
            Shown("direct", "Community development, direct instruments", _of(direct)),
            Shown(
                "counties",
                "In counties that meet a definition of distress, anywhere",
                _of(placed),
            ),
        ]

    @property
    def scale(self) -> Scale:
        """The axis of its ranges."""
        return scale_of([self])


@dataclass(frozen=True, slots=True)
class Shelf:
    """The runs of one portfolio.

    Parameters
    ----------
    runs : tuple of SiteRun
        All of them, the newest date first.
    quarters : tuple of SiteRun
        One a date, the newest first; see `one_a_date`.
    """

    id: str
    runs: tuple[SiteRun, ...]
    quarters: tuple[SiteRun, ...]

    @property
    def name(self) -> str:
        """What the newest run that says so calls it; its id where none does."""
        return next((run.summary.about.portfolio_name for run in self.runs if run.summary), self.id)

    @property
    def newest(self) -> SiteRun:
        """The run that the portfolio is shown by."""
        return self.quarters[0]

    @property
    def measured(self) -> list[SiteRun]:
        """The quarters that have figures, the oldest first."""
        return [run for run in reversed(self.quarters) if run.summary]

    @property
    def scale(self) -> Scale:
        """One axis for the ranges of all quarters."""
        return scale_of(self.measured)


def shelves(runs: Iterable[SiteRun]) -> list[Shelf]:
    """Return the portfolios of the runs, in alphabetical order."""
    ordered = sorted(runs, key=lambda run: (run.portfolio, run.as_of, run.sequence, run.run_id))
    grouped = [(name, tuple(reversed(list(group)))) for name, group in groupby(ordered, key=lambda run: run.portfolio)]
    return [Shelf(name, group, one_a_date(group)) for name, group in grouped]


def one_a_date(runs: Sequence[SiteRun]) -> tuple[SiteRun, ...]:
    """Return one run a date of a portfolio's runs, the newest date first.

    All of them have one home region and one currency, those of most runs, so that a trend compares like with like. Of
    a date, one with figures comes before one without, one as known on its date before a restatement, and of these the
    one recorded last.
    """
    asked = Counter((run.home, run.manifest.get("base_currency")) for run in runs if run.summary)
    if not asked:
        asked = Counter((run.home, run.manifest.get("base_currency")) for run in runs)
    usual = asked.most_common(1)[0][0]
    alike = [run for run in runs if (run.home, run.manifest.get("base_currency")) == usual]
    dates = groupby(sorted(alike, key=lambda run: run.as_of, reverse=True), key=lambda run: run.as_of)
    return tuple(max(group, key=_weight) for _, group in dates)


def _weight(run: SiteRun) -> tuple[bool, bool, int, str]:
    return run.summary is not None, not run.is_restated, run.sequence, run.run_id


def _of(row: Development | None) -> Figure | None:
    """Return the figure of a row of community development; null where there is no such row."""
    return row.figures["operations"] if row else None


def scale_of(runs: Iterable[SiteRun]) -> Scale:
    """Return one axis for the figures of runs: from nothing (or the lowest short) to everything."""
    ends: list[Decimal] = []
    for run in runs:
        if run.summary:
            nets = [item.figure.net for item in run.shown if item.figure]
            ends += [run.summary.delivered.screened, *(net.low for net in nets), *(net.high for net in nets)]
    return Scale(min([ZERO, *ends]), max([ZERO, *ends]))
