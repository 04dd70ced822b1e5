"""Returns of appraised funds: from net asset values and cash flows, and with the smoothing of appraisals taken out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from screener.eti.private import Fund

    Floats = NDArray[np.float64]

STRONGEST = 0.97
"""Autocorrelation from which smoothing cannot be taken out: 1 / (1 − ρ) makes noise of the rest."""
FEWEST_NEIGHBOURS = 8
"""Pairs of neighbouring returns below which no autocorrelation is taken."""
LATE_DAYS = 3
"""A quarter may be valued on its last working day."""


class Desmoothed(NamedTuple):
    """Returns without the smoothing of appraisals, and what was done."""

    returns: Floats
    """As reported where nothing was taken out."""
    rho: float | None
    """Correlation of the reported returns with those a period before."""
    is_free: bool | None
    """Whether risk is measured without smoothing; null where there are too few returns to tell."""
    volatility_before: float | None
    volatility_after: float | None
    note: str


def desmooth(returns: Floats) -> Desmoothed:
    """Take the smoothing of appraisals out of a series: r_t = (r*_t − ρ r*_{t−1}) / (1 − ρ).

    ρ is the lag-1 autocorrelation of the reported series: products of neighbours in the calendar over squares, each sum
    by its own count, times (n - 1) / n, with which it is the usual one where nothing is missing. The first return, and
    the first after each gap, is lost. Where ρ is not above 0 there is nothing to take out: the reported returns stay,
    whose volatility is the higher.

    Parameters
    ----------
    returns : Floats
        Reported returns on the calendar grid, NaN where there is none.

    References
    ----------
    Geltner (1991), Smoothing in appraisal-based returns, Journal of Real Estate Finance and Economics 4, 327-345.
    """
    before = _volatility(returns)
    is_observed = np.isfinite(returns)
    pairs = int(np.sum(is_observed[1:] & is_observed[:-1]))
    observed = returns[is_observed]
    if pairs < FEWEST_NEIGHBOURS or not np.ptp(observed):
        note = f"not told: {pairs} pairs of neighbouring returns; {FEWEST_NEIGHBOURS} that vary are needed"
        return Desmoothed(returns, None, None, before, before, note)
    centred = np.where(is_observed, returns - np.mean(observed), 0.0)
    usual = (len(observed) - 1) / pairs  # 1 where nothing is missing
    rho = float(np.sum(centred[1:] * centred[:-1]) / np.sum(centred**2) * usual)
    if rho <= 0 or rho >= STRONGEST:
        why = "no smoothing found" if rho <= 0 else f"smoothed too much to be undone, from {STRONGEST} on"
        note = f"{why} (ρ = {rho:.2f}); the reported returns stay"
        return Desmoothed(returns, rho, rho <= 0, before, before, note)
    undone = np.full_like(returns, np.nan)
    undone[1:] = (returns[1:] - rho * returns[:-1]) / (1 - rho)
    note = f"de-smoothed with ρ = {rho:.2f}; {len(observed) - pairs} returns without a neighbour before them are lost"
    return Desmoothed(undone, rho, rho > 0, before, _volatility(undone), note)


def _volatility(returns: Floats) -> float | None:
    """Return the sample standard deviation; None below two returns."""
    observed = returns[np.isfinite(returns)]
    return float(np.std(observed, ddof=1)) if len(observed) > 1 else None


def returns_from_navs(fund: Fund) -> tuple[tuple[int, int], Floats] | None:
    """Return quarterly returns of a fund from its net asset values and flows, by the modified Dietz method.

    R = (V₁ − V₀ − F) / (V₀ + Σ w_i F_i), F being contributions less distributions after V₀ up to V₁, and w the part of
    the time between that is left after a flow. The quarter in which the fund began has no return: it is no whole
    quarter. A quarter without a net asset value at either end, or without capital at work, stays a gap.

    Returns
    -------
    tuple[tuple[int, int], Floats] or None
        Year and last month of the first quarter, and a return for each quarter from it to the last; None where no
        quarter ends with a net asset value.

    References
    ----------
    Dietz (1966), Pension funds: measuring investment performance; CFA Institute, GIPS standards on cash flows.
    """
    valued: dict[int, tuple[date, float]] = {}
    for flow in fund.flows:
        quarter, end = _quarter(flow.on)
        if flow.nav is not None and (end - flow.on).days <= LATE_DAYS:
            valued[quarter] = (flow.on, float(flow.nav))
    if len(valued) < 2:
        return None
    first, last = min(valued), max(valued)
    returns = np.full(last - first, np.nan)
    for place in range(last - first):
        opening, closing = valued.get(first + place), valued.get(first + place + 1)
        if opening is not None and closing is not None:
            returns[place] = _dietz(fund, opening, closing)
    year, quarter = divmod(first + 1, 4)
    return (year, quarter * 3 + 3), returns


def _dietz(fund: Fund, opening: tuple[date, float], closing: tuple[date, float]) -> float:
    """Return the return between two net asset values; NaN where no capital was at work."""
    length = (closing[0] - opening[0]).days
    inside = [
        (float(flow.contribution - flow.distribution), (closing[0] - flow.on).days / length)
        for flow in fund.flows
        if opening[0] < flow.on <= closing[0]
    ]
    at_work = opening[1] + sum(amount * left for amount, left in inside)
    gain = closing[1] - opening[1] - sum(amount for amount, _ in inside)
    return gain / at_work if at_work > 0 else float("nan")


def _quarter(on: date) -> tuple[int, date]:
    """Return the number of a day's quarter, counted from the year 0, and its last day."""
    quarter = on.year * 4 + (on.month - 1) // 3
    year, place = divmod(quarter + 1, 4)
    return quarter, date(year, place * 3 + 1, 1) - timedelta(days=1)
