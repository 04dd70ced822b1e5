"""What is asked: the share to reach, of which figure, and the limits that hold on the way."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from screener.errors import nearest
from screener.tables import ASSET_CLASSES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

ENDS = ("low", "best", "high")
OBJECTIVES = ("turnover", "tracking_error")
TRADABLE = (
    "equity",
    "corporate_debt",
    "municipal_debt",
    "treasury",
    "agency_debt",
    "agency_mbs",
    "sovereign_debt",
    "fund",
)
"""Asset classes that are traded unless others are named: no cash, derivatives, private or structured holdings."""
EXCLUSIONS = "exclusions"
"""Rulebook whose criteria bar purchases unless others are named."""


NOTHING: NDArray[np.float64] = np.zeros((0, 0))
"""Factor of the covariance of nothing: returns were given, and of none they are known."""


@dataclass(frozen=True)
class Moments:
    """What is known of returns: of some securities only."""

    names: tuple[str, ...] = ()
    """``security_id`` or ticker of each row of `root`."""
    root: NDArray[np.float64] | None = None
    """Factor R of the yearly covariance RᵀR, one column a name; none where no returns were given."""
    expected: Mapping[str, float] | None = None
    """``security_id`` or ticker → expected yearly return; none where none were given."""


@dataclass(frozen=True)
class Asked:
    """A question of what it would take; shares and limits are fractions, 0–1."""

    figure: str
    share: Decimal
    end: Literal["low", "best", "high"] = "low"
    objective: Literal["turnover", "tracking_error"] = "turnover"
    candidates: Sequence[Mapping[str, Any]] = ()
    """What may be bought beside what is held: as purchases of `screener.whatif.Trades`, without a value."""
    frozen: Sequence[str] = ()
    """Lines that are not traded, by any name that a question of what if knows."""
    asset_classes: Sequence[str] = TRADABLE
    max_weight: Decimal | None = Decimal("0.05")
    """Largest share of net market value that one security is bought up to; what is above may stay."""
    max_turnover: Decimal | None = None
    """Largest one-way turnover: what is bought, as a share of net market value."""
    max_tracking_error: float | None = None
    """Largest yearly tracking error against the portfolio as it is."""
    max_return_loss: float | None = 0.0
    """By how much the expected yearly return may fall."""
    max_added_risk: float | None = 0.0
    """By how much the yearly volatility of what has returns may rise."""
    avoid: Sequence[tuple[str, str]] | None = None
    """``(rulebook, criterion)``: never buy what fails it, or of what it is unknown. None: those of `EXCLUSIONS`."""
    moments: Moments = Moments()

    def faults(self) -> list[str]:
        """Return what means nothing, a line each."""
        faults = []
        if self.end not in ENDS:
            faults.append(f"end: {self.end!r} is no end; there are {', '.join(ENDS)}")
        if self.objective not in OBJECTIVES:
            faults.append(f"objective: {self.objective!r} is none; there are {', '.join(OBJECTIVES)}")
        faults += [
            f"{name}: {value} is no share; give a number from 0 to 1, such as 0.05"
            for name in ("share", "max_weight", "max_turnover")
            if (value := getattr(self, name)) is not None and not 0 <= value <= 1
        ]
        faults += [
            f"{name}: {value} is no limit; give 0 or more a year, such as 0.01"
            for name in ("max_tracking_error", "max_return_loss", "max_added_risk")
            if (value := getattr(self, name)) is not None and not 0 <= value < float("inf")
        ]
        faults += [
            f"asset_classes: {name!r} is no asset class{nearest(name, list(ASSET_CLASSES))}"
            for name in self.asset_classes
            if name not in ASSET_CLASSES
        ]
        faults += [
            f"candidates {number}: market_value is for the answer to say; leave it out"
            for number, one in enumerate(self.candidates, start=1)
            if "market_value" in one
        ]
        if self.moments.root is None:
            asked = {
                "max_tracking_error": self.max_tracking_error is not None,
                "objective='tracking_error'": self.objective == "tracking_error",
            }
            faults += [f"{name}: needs returns, or a covariance" for name, is_asked in asked.items() if is_asked]
        return faults
