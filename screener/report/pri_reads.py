"""What the tables after PRI's Reporting Framework are made of: a part of the summary, which holds them too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from decimal import Decimal

    from screener.report.about import About
    from screener.report.attested import Attested
    from screener.report.managers import ManagerRow
    from screener.report.pri import Principle


class Money(Protocol):
    """Money of the portfolio; see `screener.report.model.Delivered`."""

    @property
    def screened(self) -> Decimal:
        """Net market value."""

    @property
    def short(self) -> Decimal:
        """Values below zero."""

    @property
    def gross(self) -> Decimal:
        """Long and short, both as positive."""

    @property
    def is_valued(self) -> bool:
        """Whether any line has a value."""


class Figures(Protocol):
    """Figures of a run; see `screener.report.model.Summary`."""

    @property
    def about(self) -> About:
        """What the run is."""

    @property
    def delivered(self) -> Money:
        """What was delivered."""

    @property
    def approaches(self) -> tuple[dict[str, Any], ...]:
        """Rows of `screener.tables.APPROACHES`."""

    @property
    def managers(self) -> tuple[ManagerRow, ...]:
        """Who runs the money."""

    @property
    def attested(self) -> tuple[Attested, ...]:
        """What the plan attested."""

    @property
    def principles(self) -> tuple[Principle, ...]:
        """The six, and what stands before them."""
