"""Intervals against each alternative, worked out as numbers: templates draw them beside the same figures in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from screener.report.memo.printed import (
    COMPARED_ONLY,
    KINDS,
    NOT_KNOWN,
    between,
    describe,
    limits,
    quantity,
    unit,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from screener.tables.prudence import Check, Figure


@dataclass(frozen=True, slots=True)
class Bar:
    """One alternative's interval, in percent of the axis; null is not known."""

    name: str
    says: str
    words: str
    start: str | None
    width: str | None
    estimate: str | None


@dataclass(frozen=True, slots=True)
class Bars:
    """Intervals of one statistic, an alternative each, on one axis."""

    title: str
    bars: tuple[Bar, ...]
    neutral: str | None
    limits: tuple[str, ...]
    low: str
    high: str


def bars_of(check: Check, direction: str, per_year: int) -> tuple[Bars, ...]:
    """Return the intervals of a check, one group a statistic, one bar an alternative: those that it is judged by."""
    found = []
    for statistic in dict.fromkeys(figure.statistic for figure in check.figures):
        figures = _judged(check, statistic)
        ends = [
            value
            for figure in figures
            for value in (figure.low, figure.estimate, figure.high, *limits(figure, direction))
            if value is not None
        ]
        if any(figure.low is not None or figure.high is not None for figure in figures):
            found.append(_bars(statistic, figures, ends, direction, per_year))
    return tuple(found)


def _judged(check: Check, statistic: str) -> list[Figure]:
    """Return one figure an alternative: of the estimator that decides, else of the first that may."""
    deciding = check.figure.estimator if check.figure else ""
    found: dict[str | None, Figure] = {}
    for figure in check.figures:
        if figure.statistic != statistic or figure.estimator in COMPARED_ONLY:
            continue
        if figure.alternative not in found or figure.estimator == deciding:
            found[figure.alternative] = figure
    return list(found.values())


def _bars(statistic: str, figures: Sequence[Figure], ends: Iterable[float], direction: str, per_year: int) -> Bars:
    kind = KINDS[statistic]
    values = [*ends, *([] if kind.neutral is None else [kind.neutral])]
    low, high = min(values), max(values)
    span = (high - low) or 1
    low, high = low - span * 0.04, high + span * 0.04

    def at(value: float | None) -> str | None:
        return None if value is None else f"{(value - low) / (high - low) * 100:.2f}%"

    def bar(figure: Figure) -> Bar:
        start = figure.low if figure.low is not None else low
        end = figure.high if figure.high is not None else high
        is_known = figure.low is not None or figure.high is not None
        says = f"{quantity(statistic, figure.estimate, per_year)}, {between(figure, per_year)}"
        return Bar(
            name=figure.alternative or "the candidate alone",
            says=f"{describe(statistic, per_year)}, {figure.alternative or 'the candidate alone'}: {says}",
            words=says if figure.estimate is not None else figure.note or NOT_KNOWN,
            start=at(start) if is_known else None,
            width=f"{max((end - start) / (high - low) * 100, 0.3):.2f}%" if is_known else None,
            estimate=at(figure.estimate),
        )

    return Bars(
        describe(statistic, per_year),
        tuple(bar(figure) for figure in figures),
        at(kind.neutral),
        tuple(f"{at(limit)}" for limit in dict.fromkeys(x for figure in figures for x in limits(figure, direction))),
        quantity(statistic, low, per_year).removesuffix(unit(statistic, per_year)),
        quantity(statistic, high, per_year),
    )
