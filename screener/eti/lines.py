"""The lines of a memo's charts: growth, falls, and the rolling difference to an alternative."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

from screener.eti.align import draw_falls, draw_growth, in_step
from screener.eti.returns import period_name
from screener.tables.prudence import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screener.eti.comparison import Comparison
    from screener.eti.returns import Series

WINDOW = 12
"""Periods of the rolling difference."""


def lines_of(series: Sequence[Series], comparison: Comparison) -> dict[str, tuple[Line, ...]]:
    """Return the lines of the charts, the candidate first; the rolling difference is to the first alternative.

    Parameters
    ----------
    series : sequence of Series
        The candidate and every alternative.
    comparison : Comparison
    """
    same = in_step(series)
    return {"cumulative": draw_growth(same), "drawdown": draw_falls(same), "rolling": _rolling(comparison)}


def _rolling(comparison: Comparison) -> tuple[Line, ...]:
    """Return the mean difference over `WINDOW` periods in a row, with bounds as if they were independent.

    Over windows that no gap breaks; twelve returns are too few for more than that, and nothing is judged by it.
    """
    one = comparison.beside[0]
    difference = one.pairs[:, 0] - one.pairs[:, 1]
    if len(difference) < WINDOW or one.alignment.first is None:
        return ()
    windows = np.lib.stride_tricks.sliding_window_view(difference, WINDOW)
    middle = windows.mean(axis=1)
    width = float(stdtrit(WINDOW - 1, 0.95)) * windows.std(axis=1, ddof=1) / np.sqrt(WINDOW)
    step = 12 // comparison.periods_per_year
    start = (int(one.alignment.first[:4]) * 12 + int(one.alignment.first[5:]) - 1) // step
    periods = tuple(period_name(start + at, step) for at in range(WINDOW - 1, len(difference)))
    return tuple(
        Line(name, periods, tuple(float(value) if np.isfinite(value) else None for value in values))
        for name, values in (("estimate", middle), ("low", middle - width), ("high", middle + width))
    )
