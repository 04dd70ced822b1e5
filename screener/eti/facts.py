"""A comparison → the facts that the rules judge by, and which alternatives are better on both counts."""

from __future__ import annotations

from math import log, sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from screener.eti.comparison import Beside, Comparison
    from screener.tables.prudence import Figure

RATIOS = ("volatility_ratio", "drawdown_ratio", "cvar_ratio", "downside_ratio")

Facts = dict[str, Any]


def facts_of(comparison: Comparison, nearest: int | None) -> Facts:
    """Return what the rules may name of a comparison; null is unknown.

    Of several alternatives the least favourable figure counts, so that what holds for it holds for all. What is *shown*
    lies beyond its margin at 95 percent over all alternatives together, and needs no more than the one alternative that
    shows it. Equality is asked of the strongest alternative alone, the one that returned most. Differences of means are
    times the periods of a year, of Sharpe ratios times their root: the margins of the rules are per year. Nothing is
    compounded.

    Parameters
    ----------
    comparison : Comparison
    nearest : int, optional
        Place of the alternative that is most like the candidate.
    """
    year, root = comparison.periods_per_year, sqrt(comparison.periods_per_year)
    points = 100.0 * year
    mean, sharpe = comparison.of("mean_difference"), comparison.of("sharpe_difference")
    volatility = comparison.of("volatility_ratio")
    able = [_has_months(one, comparison) for one in comparison.beside]
    facts: Facts = {
        "return_months": comparison.months,
        "sharpe_months": comparison.step * min((one.n for one in sharpe), default=0) if sharpe else None,
        "return_gap": _times(points, _least(mean, "estimate")),
        "return_gap_lower": _times(points, _least(mean, "low")),
        "return_gap_shown": _times(points, _lowest_shown(mean, able)),
        "minimum_detectable_return_gap": _times(points, _most(mean, "minimum_detectable_difference")),
        "sharpe_gap": _times(root, _least(sharpe, "estimate")),
        "sharpe_gap_lower": _times(root, _least(sharpe, "low")),
        "sharpe_gap_shown": _times(root, _lowest_shown(sharpe, able)),
        "minimum_detectable_sharpe_gap": _times(root, _most(sharpe, "minimum_detectable_difference")),
        "minimum_detectable_volatility_ratio": _most(volatility, "minimum_detectable_difference"),
        "nearest_volatility_ratio": None if nearest is None else volatility[nearest].estimate,
    }
    for statistic in RATIOS:
        found = comparison.of(statistic)
        facts |= {
            statistic: _most(found, "estimate"),
            f"{statistic}_upper": _most(found, "high"),
            f"{statistic}_shown": _highest_shown(found, able),
        }
    return facts | _against_the_strongest(mean, volatility, points) | _dominance(mean, volatility, able, points)


def dominated_by(comparison: Comparison) -> dict[str, str]:
    """Return the alternatives that are better on both counts by the estimates, each with how.

    One of commensurate risk (no more volatile than the limit lets) returns more by the margin or more, or one of
    commensurate return (no lower by more than the margin) is calmer by the limit or more: IB 2015-01, 80 FR 65135.
    """
    margin, limit = comparison.margins.mean / comparison.periods_per_year, comparison.margins.volatility
    found = {}
    for one in comparison.beside:
        gap, ratio = one.gate("mean_difference").estimate, one.gate("volatility_ratio").estimate
        if gap is None or ratio is None:
            continue
        if ratio >= 1 / limit and -gap >= margin:
            found[one.name] = "it returned more by the margin or more, at a risk no higher than the limit lets"
        elif gap <= margin and ratio >= limit:
            found[one.name] = "it was calmer by the limit or more, and returned no less than the margin lets"
    return found


def nearest_of(ratios: Mapping[int, float | None]) -> int | None:
    """Return which alternative's volatility is most like the candidate's, the first of equals; null if none is known.

    Examples
    --------
    >>> nearest_of({0: 1.30, 1: 0.90, 2: None})
    1
    """
    known = {place: abs(log(ratio)) for place, ratio in ratios.items() if ratio}
    return min(known, key=lambda place: (known[place], place), default=None)


def _has_months(one: Beside, comparison: Comparison) -> bool:
    """Return whether a pair has months enough to show anything."""
    return one.gate("mean_difference").n * comparison.step >= comparison.margins.months


def _against_the_strongest(mean: Sequence[Figure], volatility: Sequence[Figure], points: float) -> Facts:
    """Return how equal the candidate is to the alternative that returned most."""
    known = [(gap, ratio) for gap, ratio in zip(mean, volatility, strict=True) if gap.estimate is not None]
    if not known or len(known) < len(mean):
        return {}
    gap, ratio = min(known, key=lambda pair: pair[0].estimate or 0.0)
    return {
        "return_gap_greatest": _times(points, gap.estimate),
        "return_gap_upper": _times(points, gap.high),
        "return_gap_greatest_shown": _times(points, gap.estimate if is_shown_above(gap) else 0.0),
        "volatility_ratio_least": ratio.estimate,
        "volatility_ratio_lower": ratio.low,
        "volatility_ratio_least_shown": ratio.estimate if is_shown_calmer(ratio) else 1.0,
    }


def _dominance(mean: Sequence[Figure], volatility: Sequence[Figure], able: Sequence[bool], points: float) -> Facts:
    """Return how much better an alternative is that is better on both counts; by estimate, and as far as shown."""
    known = [
        (gap, ratio, can)
        for gap, ratio, can in zip(mean, volatility, able, strict=True)
        if gap.estimate is not None and ratio.estimate is not None
    ]
    if not known:
        return {}
    # commensurate: within the limit, and within the margin
    calmer = [(gap, can) for gap, ratio, can in known if (ratio.estimate or 0.0) >= 1 / (ratio.margin or 1.0)]
    richer = [(ratio, can) for gap, ratio, can in known if (gap.estimate or 0.0) <= (gap.margin or 0.0)]
    is_whole = len(known) == len(mean)
    return {
        "return_shortfall": points * max([0.0, *(-(gap.estimate or 0.0) for gap, _ in calmer)]) if is_whole else None,
        "return_shortfall_shown": points
        * max([0.0, *(-(gap.estimate or 0.0) for gap, can in calmer if can and is_shown_below(gap))]),
        "avoidable_volatility": max([1.0, *(ratio.estimate or 0.0 for ratio, _ in richer)]) if is_whole else None,
        "avoidable_volatility_shown": max(
            [1.0, *(ratio.estimate or 0.0 for ratio, can in richer if can and is_shown_riskier(ratio))]
        ),
    }


def is_shown_below(figure: Figure) -> bool:
    """Return whether the data show a difference below its margin, over all alternatives together."""
    return figure.shown_high is not None and figure.margin is not None and figure.shown_high < -figure.margin


def is_shown_above(figure: Figure) -> bool:
    """Return whether the data show a difference above its margin, over all alternatives together."""
    return figure.shown_low is not None and figure.margin is not None and figure.shown_low > figure.margin


def is_shown_riskier(figure: Figure) -> bool:
    """Return whether the data show a ratio above its limit, over all alternatives together."""
    return figure.shown_low is not None and figure.margin is not None and figure.shown_low > figure.margin


def is_shown_calmer(figure: Figure) -> bool:
    """Return whether the data show a ratio below the inverse of its limit, over all alternatives together."""
    return figure.shown_high is not None and bool(figure.margin) and figure.shown_high < 1 / (figure.margin or 1.0)


def is_shown_worse(figure: Figure) -> bool:
    """Return whether the data show a figure past its margin on the bad side."""
    return is_shown_riskier(figure) if figure.statistic.endswith("_ratio") else is_shown_below(figure)


def _lowest_shown(figures: Sequence[Figure], able: Sequence[bool]) -> float | None:
    """Return the lowest difference that is shown to be below the margin; 0 where none is, null if nothing is known."""
    return _shown(figures, able, is_shown_below, min, 0.0)


def _highest_shown(figures: Sequence[Figure], able: Sequence[bool]) -> float | None:
    """Return the highest ratio that is shown to be above the limit; 1 where none is, null if nothing is known."""
    return _shown(figures, able, is_shown_riskier, max, 1.0)


def _shown(
    figures: Sequence[Figure],
    able: Sequence[bool],
    is_shown: Callable[[Figure], bool],
    choose: Callable[[list[float]], float],
    none: float,
) -> float | None:
    known = [one for one in figures if one.estimate is not None]
    if not known:
        return None
    shown = [one.estimate or 0.0 for one, can in zip(figures, able, strict=True) if can and is_shown(one)]
    return choose([none, *shown])


def _least(figures: Sequence[Figure], name: str) -> float | None:
    """Return the least of a value over the alternatives; null where it is unknown for one."""
    return _chosen(figures, name, min)


def _most(figures: Sequence[Figure], name: str) -> float | None:
    """Return the most of a value over the alternatives; null where it is unknown for one."""
    return _chosen(figures, name, max)


def _chosen(figures: Sequence[Figure], name: str, choose: Callable[[list[float]], float]) -> float | None:
    values = [value for one in figures if (value := getattr(one, name)) is not None]
    return choose(values) if values and len(values) == len(figures) else None


def _times(factor: float, value: float | None) -> float | None:
    return None if value is None else factor * value
