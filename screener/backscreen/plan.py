"""What a back-screen asks: a question for each date, and the delivery that it is asked of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from screener import enrich, pipeline
from screener.backscreen.dates import Before, Every, ends, held_on
from screener.workspace import deliveries, load_portfolio

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Plan:
    """The dates of a back-screen, and what is the same on all of them."""

    root: Path
    portfolio: str
    held: dict[date, date]
    """Date → date of the delivery that is screened."""
    newest_delivery: date
    newest_data: date
    """Day on which the newest reference data held were published."""
    state: str | None
    rulebooks: tuple[str, ...] | None
    strict_vintage: bool
    """Leave out what the world could not know; otherwise the earliest later vintage is used, as a screen does."""

    @property
    def stages(self) -> tuple[str, ...]:
        """What a person reads while it goes on."""
        return ("Reading holdings", *map(said, self.held))

    def question(self, day: date) -> pipeline.Question:
        """Return what is asked of one date: everything as known on that day."""
        return pipeline.ask(
            self.root,
            self.portfolio,
            day,
            self.state,
            known_at=day,
            rulebooks=self.rulebooks,
            delivery=self.held[day],
            leave_out=self.strict_vintage,
        )


def said(day: date) -> str:
    """Return what a person reads when a date is done."""
    return f"{day} screened"


def plan(
    root: Path,
    portfolio: str,
    start: date,
    end: date | None = None,
    *,
    every: Every = "quarter",
    state: str | None = None,
    rulebooks: Sequence[str] | None = None,
    holdings: Before = "refuse",
    strict_vintage: bool = True,
) -> Plan:
    """Return what a back-screen would do; nothing is calculated.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    portfolio : str
        Folder under ``portfolios/``.
    start, end : date
        The first and last day; the end is the newest delivery's date by default.
    every : str
        month, quarter or year: screened on the last day of each.
    state : str, optional
        What in-state means, two letters; the portfolio's own by default.
    rulebooks : sequence of str, optional
        Judge by these, and by those of the jurisdiction, instead of those that the portfolio adopts.
    holdings : str
        ``"first"`` screens the first delivery on dates before it; those are refused by default.
    strict_vintage : bool
        Leave out reference data that the world could not know on the date; otherwise the earliest later vintage is
        used, as an ordinary screen does.

    Raises
    ------
    ScreenerError
        There is no such portfolio or period, or nothing was delivered by some of the dates.
    """
    delivered = deliveries(load_portfolio(root, portfolio))
    days = ends(start, end or delivered[-1], every)
    data = max(copy.vintage.published for copy in enrich.select(date.max, root).chosen.values())
    return Plan(
        root=root,
        portfolio=portfolio,
        held=held_on(days, delivered, holdings),
        newest_delivery=delivered[-1],
        newest_data=data,
        state=state,
        rulebooks=tuple(rulebooks) if rulebooks is not None else None,
        strict_vintage=strict_vintage,
    )
