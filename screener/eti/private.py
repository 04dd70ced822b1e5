"""A private fund from its cash flows: public market equivalent, direct alpha, internal rate of return, its peers.

Cash flows are dated and net of all fees; rates are yearly, on actual days over 365. One fund has no sampling error:
every figure is an estimate without an interval, and says so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date  # noqa: TC003  part of the model
from decimal import Decimal
from itertools import pairwise
from math import exp, expm1, fsum, log, log1p
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.optimize import brentq

from screener.errors import InputError, join_problems
from screener.eti.effect import Effect, fixed, percent
from screener.tables.prudence import Figure, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STALE_DAYS = 92
"""A level of the index speaks for at most a quarter; older ones do not cover a cash flow."""
LOWEST_RATE, HIGHEST_RATE = -0.999, 1000.0
"""Yearly rates between which the internal rate of return is looked for."""
STEPS = 14_001
"""Points of the search; two rates closer than a tenth of a percent of 1 + rate are not told apart."""
FEWEST_PEERS = 4
"""Peers below which no quarter of them is told."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What a fund called and paid on one day, net of all fees; several rows of one day are added."""

    on: date
    contribution: Decimal = Decimal(0)
    """Paid in by the investor; not negative."""
    distribution: Decimal = Decimal(0)
    """Paid out to the investor; not negative."""
    nav: Decimal | None = None
    """Net asset value at the end of that day, after its flows; null where none is stated. A fund that has paid out
    everything states 0."""


@dataclass(frozen=True, slots=True)
class Level:
    """Level of the public index, dividends reinvested, at the end of one day."""

    on: date
    level: Decimal


@dataclass(frozen=True, slots=True)
class Peers:
    """The funds of one vintage by one statistic: either where their quarters part, or the funds themselves."""

    source: str
    """Where the figures come from, and of which date; needed."""
    quartiles: tuple[Decimal, Decimal, Decimal] | None = None
    """Lower quartile, median, upper quartile."""
    values: tuple[Decimal, ...] = ()
    vintage: int | None = None


@dataclass(frozen=True, slots=True)
class Fund:
    """The checked cash flows of one fund, in order of date, up to the last net asset value."""

    name: str
    flows: tuple[Flow, ...]
    nav: Decimal
    as_of: date


class Rate(NamedTuple):
    """A figure, null where there is none, and what a reader must know of it."""

    value: float | None
    note: str = ""


class Standing(NamedTuple):
    """Where a fund stands among its peers."""

    quarter: int | None
    """1 is the best quarter; null where the fund's own figure is."""
    median: Decimal
    note: str


def read_fund(name: str, flows: Iterable[Flow], where: str | None = None) -> Fund:
    """Return a fund whose cash flows can be measured.

    Parameters
    ----------
    name : str
        Name of the fund.
    flows : Iterable[Flow]
        Its cash flows and net asset values, in any order.
    where : str, optional
        File that they come from.

    Raises
    ------
    InputError
        An amount is negative, one day has two net asset values, or none is stated on the last day; all faults at once.
    """
    in_order = sorted(flows, key=lambda flow: (flow.on, flow.contribution, flow.distribution))
    problems = [
        f"{flow.on}: the {kind} is {value}; expected 0 or more"
        for flow in in_order
        for kind, value in (
            ("contribution", flow.contribution),
            ("distribution", flow.distribution),
            ("net asset value", flow.nav),
        )
        if value is not None and value < 0
    ]
    navs: dict[date, Decimal] = {}
    problems += [
        f"{flow.on}: two net asset values, {navs[flow.on]} and {flow.nav}; expected one"
        for flow in in_order
        if flow.nav is not None and navs.setdefault(flow.on, flow.nav) != flow.nav
    ]
    last = in_order[-1].on if in_order else None
    if last is None:
        problems.append("there is no cash flow; expected one row at least")
    elif last not in navs:
        problems.append(f"{last}: the last day states no net asset value; a fund that has paid out everything states 0")
    if problems or last is None:
        raise InputError(
            join_problems(problems, f"the cash flows of {name} cannot be measured"),
            where=where,
            hint="correct these rows; each day has a contribution, a distribution or a net asset value",
        )
    return Fund(name, tuple(in_order), navs[last], last)


def index_factors(fund: Fund, index: Sequence[Level], where: str | None = None) -> dict[date, float]:
    """Return by how much the index grew from each day with a cash flow to the last: I_T / I_t.

    The level of a day is that of the day itself or the nearest earlier one, at most `STALE_DAYS` old.

    Raises
    ------
    InputError
        A level is not positive, one day has two, or a cash flow is not covered; all faults at once.
    """
    problems = [f"{level.on}: level {level.level}; expected more than 0" for level in index if level.level <= 0]
    levels: dict[date, Decimal] = {}
    problems += [
        f"{level.on}: two levels, {levels[level.on]} and {level.level}; expected one"
        for level in index
        if levels.setdefault(level.on, level.level) != level.level
    ]
    days = sorted(levels)
    nearest: dict[date, Decimal] = {}
    for on in sorted({flow.on for flow in fund.flows}):
        place = bisect_right(days, on) - 1
        if place < 0:
            problems.append(f"{on}: a cash flow before the first level; expected one on or before that day")
        elif (on - days[place]).days > STALE_DAYS:
            problems.append(f"{on}: the last level is of {days[place]}; expected one at most {STALE_DAYS} days old")
        else:
            nearest[on] = levels[days[place]]
    if problems:
        raise InputError(
            join_problems(problems, f"the index does not cover the cash flows of {fund.name}"),
            where=where,
            hint="give an index with a level for each day of a cash flow, or shortly before it",
        )
    return {on: float(nearest[fund.as_of] / level) for on, level in nearest.items()}


def _net(fund: Fund) -> list[tuple[date, float]]:
    """Return what the investor received less what was paid in, with the net asset value paid out at the end."""
    flows = [(flow.on, float(flow.distribution - flow.contribution)) for flow in fund.flows]
    return [*flows, (fund.as_of, float(fund.nav))]


def xirr(flows: Iterable[tuple[date, float]]) -> Rate:
    """Return the yearly rate at which dated flows are worth nothing on the first day: Σ a (1 + r)^(−days/365) = 0.

    Every rate from `LOWEST_RATE` to `HIGHEST_RATE` is looked at. Where none or several fit there is no answer: none of
    several is more true than the others.
    """
    days: defaultdict[date, list[float]] = defaultdict(list)
    for on, amount in flows:
        days[on].append(amount)
    dated = [(on, total) for on, parts in sorted(days.items()) if (total := fsum(parts))]
    changes = sum((one < 0) != (next_ < 0) for (_, one), (_, next_) in pairwise(dated))
    if not changes:
        return Rate(None, "the flows never change sign, so that no rate fits")
    years = np.array([(on - dated[0][0]).days / 365 for on, _ in dated])
    amounts = np.array([amount for _, amount in dated])

    def worth(force: float) -> float:
        # Below a rate of zero what it is worth on the last day, which has the same sign and cannot grow beyond bounds.
        since = years[-1] if force < 0 else 0.0
        return fsum(amount * exp(-force * (year - since)) for amount, year in zip(amounts, years, strict=True))

    # Over the force of interest ln(1 + r), which is even in both directions.
    grid = np.linspace(log1p(LOWEST_RATE), log1p(HIGHEST_RATE), STEPS)
    since = np.where(grid < 0, years[-1], 0.0)
    signs = np.sign(np.exp(-grid[:, None] * (years - since[:, None])) @ amounts)
    crossings = np.flatnonzero(signs[:-1] * signs[1:] < 0)
    forces = [float(brentq(worth, grid[at], grid[at + 1], xtol=1e-14)) for at in crossings]
    forces += [float(force) for force in grid[signs == 0]]
    if len(forces) != 1:
        rates = ", ".join(f"{expm1(force):.2%}" for force in sorted(forces)) or "none"
        return Rate(None, f"the flows change sign {changes} times and not one rate alone fits ({rates})")
    often = "once" if changes == 1 else f"{changes} times, and one rate alone fits"
    return Rate(expm1(forces[0]), f"the flows change sign {often}")


def net_irr(fund: Fund) -> Rate:
    """Return the internal rate of return of the fund, net of all fees, its net asset value paid out at the end."""
    return xirr(_net(fund))


def ks_pme(fund: Fund, factors: dict[date, float]) -> Rate:
    """Return the public market equivalent: (Σ D I_T/I_t + NAV) / Σ C I_T/I_t.

    References
    ----------
    Kaplan and Schoar (2005), Private equity performance, Journal of Finance 60, 1791-1823.
    """
    paid_in = fsum(float(flow.contribution) * factors[flow.on] for flow in fund.flows)
    received = fsum([*(float(flow.distribution) * factors[flow.on] for flow in fund.flows), float(fund.nav)])
    if not paid_in:
        return Rate(None, "nothing was paid in")
    return Rate(received / paid_in, "one fund; no error can be estimated")


def direct_alpha(fund: Fund, factors: dict[date, float]) -> Rate:
    """Return the yearly return above the index: the internal rate of return of flows carried to the end by the index.

    The rate is discrete; ln(1 + it), as its authors print it, is in the note.

    References
    ----------
    Gredil, Griffiths and Stucke (2014), Benchmarking private equity: the direct alpha method.
    """
    rate = xirr((on, amount * factors[on]) for on, amount in _net(fund))
    if rate.value is None:
        return rate
    return Rate(rate.value, f"{log(1 + rate.value):.2%} a year compounded continuously; one fund, no error estimated")


def multiples(fund: Fund) -> tuple[Decimal | None, Decimal | None]:
    """Return what was paid out, and what is still held, over what was paid in (DPI, RVPI); their sum is TVPI."""
    paid_in = sum((flow.contribution for flow in fund.flows), Decimal(0))
    if not paid_in:
        return None, None
    return sum((flow.distribution for flow in fund.flows), Decimal(0)) / paid_in, fund.nav / paid_in


def standing(value: float | None, peers: Peers) -> Standing:
    """Return in which quarter of its peers a value stands, 1 being the best, and their median.

    Quarters of a list of peers part at its 25th, 50th and 75th percentile, interpolated between neighbours (Hyndman and
    Fan's type 7, as spreadsheets do). A value on the line belongs to the better quarter.

    Raises
    ------
    InputError
        The source is missing, there is not exactly one of quartiles and values, fewer than four peers, or quartiles
        that fall.
    """
    problems = []
    if not peers.source.strip():
        problems.append("no source; expected who published the figures, and of which date")
    if (peers.quartiles is None) == (not peers.values):
        problems.append("expected either quartiles or values, and not both")
    if peers.values and len(peers.values) < FEWEST_PEERS:
        problems.append(f"{len(peers.values)} peers; expected {FEWEST_PEERS} at least")
    if peers.quartiles is not None and list(peers.quartiles) != sorted(peers.quartiles):
        problems.append("quartiles fall; expected lower quartile, median, upper quartile")
    if problems:
        raise InputError(join_problems(problems, "the peers cannot be compared with"), hint="complete the peers")
    parts = peers.quartiles or _quartiles(sorted(peers.values))
    quarter = None if value is None else 4 - sum(Decimal(str(value)) >= part for part in parts)
    place = f"quarter {quarter}, 1 being the best, of" if quarter else "its place is unknown among"
    count = f"{len(peers.values)} peers" if peers.values else "peers"
    vintage = f" of vintage {peers.vintage}" if peers.vintage else ""
    return Standing(quarter, parts[1], f"{place} {count}{vintage}; {peers.source}")


def _quartiles(ordered: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """Return lower quartile, median and upper quartile, exact for decimals."""

    def at(quarter: int) -> Decimal:
        place, rest = divmod(quarter * (len(ordered) - 1), 4)
        return ordered[place] + (ordered[min(place + 1, len(ordered) - 1)] - ordered[place]) * rest / 4

    return at(1), at(2), at(3)


def measure_fund(
    fund: Fund,
    index_name: str,
    factors: dict[date, float] | None,
    irr_peers: Peers | None = None,
    tvpi_peers: Peers | None = None,
) -> Effect:
    """Return every figure of a private fund, beside the index and beside its peers.

    Parameters
    ----------
    fund : Fund
        Its cash flows.
    index_name : str
        Name of the public index.
    factors : dict[date, float] or None
        By how much the index grew from each day; null where no index is given.
    irr_peers, tvpi_peers : Peers, optional
        Peers by net internal rate of return, as a fraction, and by total value over paid-in capital.
    """
    no_index = Rate(None, "not computed: no index is given")
    pme = no_index if factors is None else ks_pme(fund, factors)
    alpha = no_index if factors is None else direct_alpha(fund, factors)
    irr = net_irr(fund)
    paid_out, held = multiples(fund)
    total = None if paid_out is None or held is None else float(paid_out + held)
    irr_standing = standing(irr.value, irr_peers) if irr_peers else None
    tvpi_standing = standing(total, tvpi_peers) if tvpi_peers else None
    irr_gap = None if irr.value is None or irr_standing is None else irr.value - float(irr_standing.median)
    total_gap = None if total is None or tvpi_standing is None else total - float(tvpi_standing.median)
    rows = (
        Statement(
            f"Public market equivalent against {index_name}",
            fixed(pme.value),
            "1.00",
            fixed(None if pme.value is None else pme.value - 1, sign=True),
            pme.note,
        ),
        Statement(f"Direct alpha against {index_name}, a year", percent(alpha.value), "", "", alpha.note),
        Statement(
            "Net internal rate of return, and the median of the peers",
            percent(irr.value),
            percent(irr_standing.median if irr_standing else None),
            percent(irr_gap, sign=True),
            "; ".join([irr.note, irr_standing.note if irr_standing else "no peers are given"]),
        ),
        Statement(
            "Total value over paid-in capital, and the median of the peers",
            fixed(total),
            fixed(tvpi_standing.median if tvpi_standing else None),
            fixed(total_gap, sign=True),
            tvpi_standing.note if tvpi_standing else "no peers are given",
        ),
        Statement("Paid out over paid-in capital", fixed(paid_out), "", ""),
        Statement("Still held over paid-in capital", fixed(held), "", "", f"net asset value of {fund.as_of}"),
    )
    figures = (
        Figure("ks_pme", "exact", index_name, pme.value, note=pme.note),
        Figure("direct_alpha", "exact", index_name, alpha.value, note=alpha.note),
        Figure("net_irr", "exact", None, irr.value, note=irr.note),
        Figure("tvpi", "exact", None, total, note=f"net asset value of {fund.as_of}"),
    )
    facts = {
        "ks_pme": pme.value,
        "net_irr": None if irr.value is None else irr.value * 100,
        "median_irr": irr_standing.median * 100 if irr_standing else None,
    }
    return Effect(rows, facts, figures)
