"""How the figures of a decision are printed: per period, with their unit; what is not computed is words, never zero."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from screener.report.prudence import PERIODS
from screener.tables.prudence import STATISTICS

if TYPE_CHECKING:
    from screener.tables.prudence import Figure

NOT_KNOWN = "not known"
COMPARED_ONLY = ("iid", "jkm")
"""Estimators that are printed to compare and never judged by: they take returns to be independent and normal."""

WITHOUT_ERROR = ("exact", "sample")
"""Estimators that find no error: there are no bounds."""

NO_DIFFERENCE = "no difference"
"""Hypothesis that no text asks of; its p-value stays in the record and the tables."""

_MOST_DIGITS = 9
_LONGEST = 1_000
"""Years of history above which a number says nothing more."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a statistic is printed, and on which side of no difference the candidate is worse."""

    scale: float = 1
    digits: int = 3
    suffix: str = ""
    per_period: bool = False
    neutral: float | None = 0
    """Where both sides are alike; null where the statistic compares nothing."""
    worse: str = ""
    """below or above the neutral point; empty where neither is worse."""
    may_be_equal: bool = False
    """A text that asks for equality asks it of this statistic, on both sides."""
    is_level: bool = False
    """The margin is a level of the statistic, not a distance from the neutral point."""
    yearly_power: float | None = None
    """Power of the number of periods in a year that carries it to a year; null where nothing does."""


_RATIO = Kind(suffix=" times", neutral=1, worse="above", is_level=True)
_VOLATILITY = replace(_RATIO, may_be_equal=True)
_YEARLY = Kind(scale=100, digits=2, suffix="% a year", neutral=None)
KINDS = {
    "mean_difference": Kind(scale=100, suffix="%", per_period=True, worse="below", may_be_equal=True, yearly_power=1),
    "sharpe_difference": Kind(worse="below", yearly_power=0.5),
    "volatility_ratio": _VOLATILITY,
    "drawdown_ratio": _RATIO,
    "cvar_ratio": _RATIO,
    "downside_ratio": _RATIO,
    "fee_gap": Kind(digits=1, suffix=" basis points", worse="above"),
    "days_to_cash_gap": Kind(digits=0, suffix=" days", worse="above"),
    "ks_pme": Kind(suffix=" times", neutral=1, worse="below", is_level=True),
    "direct_alpha": Kind(scale=100, digits=2, suffix="% a year", worse="below"),
    "net_irr": _YEARLY,
    "tvpi": Kind(digits=2, suffix=" times", neutral=None),
    "hhi_change": Kind(digits=4, worse="above"),
    "plan_volatility_change": Kind(scale=100, suffix=" percentage points", worse="above"),
    "marginal_risk": Kind(scale=100, digits=1, suffix="%", neutral=None),
}
"""Statistic → how it is printed."""


def period_name(per_year: int, count: int = 1) -> str:
    """Return what one or many periods are called.

    Examples
    --------
    >>> period_name(12), period_name(4, 20)
    ('month', 'quarters')
    """
    one, many, _ = PERIODS[per_year]
    return one if count == 1 else many


def describe(statistic: str, per_year: int) -> str:
    """Return what a statistic is, with the period where its number would be another for another period.

    Examples
    --------
    >>> describe("sharpe_difference", 12), describe("tvpi", 4)
    ('Sharpe ratio less that of the alternative, of monthly returns', 'total value over paid-in capital')
    """
    name = STATISTICS[statistic]
    return f"{name}, of {PERIODS[per_year][2]} returns" if statistic == "sharpe_difference" else name


def quantity(statistic: str, value: float | None, per_year: int, *, beside: float | None = None) -> str:
    """Return a value of a statistic with its unit.

    Parameters
    ----------
    statistic : str
        Key of `KINDS`.
    value : float or None
        Per period, as the record has it; null prints as not known.
    per_year : int
        Periods in a year.
    beside : float or None
        What it is compared with: digits are added until the two look as different as they are.

    Examples
    --------
    >>> quantity("mean_difference", -0.0001634, 12), quantity("volatility_ratio", 0.9, 12)
    ('−0.016% a month', '0.900 times')
    >>> quantity("volatility_ratio", 1.1004, 12, beside=1.1), quantity("sharpe_difference", None, 12)
    ('1.1004 times', 'not known')
    """
    if value is None:
        return NOT_KNOWN
    kind = KINDS[statistic]
    text = _number(value * kind.scale, None if beside is None else beside * kind.scale, kind.digits)
    return text + kind.suffix + (f" a {period_name(per_year)}" if kind.per_period else "")


def between(figure: Figure, per_year: int, limit: float | None = None) -> str:
    """Return the two bounds of a figure, one of them alone where the other is not known."""
    ends = [
        (word, quantity(figure.statistic, value, per_year, beside=limit))
        for word, value in (("at least", figure.low), ("at most", figure.high))
        if value is not None
    ]
    if len(ends) == 2:
        suffix = unit(figure.statistic, per_year)
        return f"{ends[0][1].removesuffix(suffix)} to {ends[1][1]}"
    return " ".join(ends[0]) if ends else NOT_KNOWN


def together(figure: Figure, per_year: int) -> str:
    """Return the bounds of a figure that hold over all alternatives together; a dash where there are none."""
    if figure.shown_low is None and figure.shown_high is None:
        return "–"
    return between(replace(figure, low=figure.shown_low, high=figure.shown_high), per_year)


def or_dash(statistic: str, value: float | None, per_year: int) -> str:
    """Return a value of a statistic with its unit; a dash where there is none."""
    return "–" if value is None else quantity(statistic, value, per_year)


def unit(statistic: str, per_year: int) -> str:
    """Return what stands behind the digits of a statistic.

    Examples
    --------
    >>> unit("mean_difference", 12), unit("sharpe_difference", 12)
    ('% a month', '')
    """
    kind = KINDS[statistic]
    return kind.suffix + (f" a {period_name(per_year)}" if kind.per_period else "")


def yearly(statistic: str, value: float | None, per_year: int, *, has_gaps: bool) -> str:
    """Return a figure carried to a year, or nothing: over gaps nothing is stated per year.

    Examples
    --------
    >>> yearly("mean_difference", 0.001, 12, has_gaps=False), yearly("mean_difference", 0.001, 12, has_gaps=True)
    ('1.200% a year', '')
    """
    kind = KINDS[statistic]
    if has_gaps or value is None or kind.yearly_power is None or per_year == 1:
        return ""
    return _number(value * kind.scale * per_year**kind.yearly_power, None, kind.digits) + kind.suffix + " a year"


def limits(figure: Figure, direction: str) -> tuple[float, ...]:
    """Return where the margin lies on the axis of the statistic: on the worse side, on both for equality.

    Examples
    --------
    >>> from screener.tables.prudence import Figure
    >>> limits(Figure("mean_difference", "hac", "Index", margin=0.002), "equal")
    (-0.002, 0.002)
    >>> limits(Figure("volatility_ratio", "hac", "Index", margin=1.1), "not_worse")
    (1.1,)
    """
    kind = KINDS[figure.statistic]
    if not figure.margin or not kind.worse:
        return ()
    if kind.is_level:
        worse, other = figure.margin, 1 / figure.margin
    else:
        worse = figure.margin if kind.worse == "above" else -figure.margin
        other = -worse
    return tuple(sorted((worse, other))) if direction == "equal" and kind.may_be_equal else (worse,)


def margin(figure: Figure, per_year: int, direction: str) -> str:
    """Return the margin as printed: the level that a bound must not pass, or both."""
    levels = [quantity(figure.statistic, level, per_year) for level in limits(figure, direction)]
    suffix = unit(figure.statistic, per_year)
    return " and ".join(level.removesuffix(suffix) for level in levels) + suffix if levels else "–"


def probability(value: float | None) -> str:
    """Return a p-value or a chance.

    Examples
    --------
    >>> probability(0.5543), probability(0.0002), probability(None)
    ('0.554', 'below 0.001', 'not known')
    """
    if value is None:
        return NOT_KNOWN
    return "below 0.001" if value < 0.001 else f"{value:.3f}"


def history(years: float, per_year: int) -> str:
    """Return a length of history in periods, and in years if none is missing.

    Examples
    --------
    >>> history(2.7, 12)
    'about 32 months with a return (2.7 years without a gap)'
    >>> history(25000, 12)
    'more than 1,000 years of returns'
    """
    if years > _LONGEST:
        return f"more than {_LONGEST:,} years of returns"
    count = max(1, round(years * per_year))
    length = f"{years:.1f}" if years < 10 else f"{years:,.0f}"
    return f"about {count:,} {period_name(per_year, count)} with a return ({length} years without a gap)"


def share(value: float) -> str:
    """Return a chance in a hundred.

    Examples
    --------
    >>> share(0.424), share(0.001), share(0.9999)
    ('42%', 'under 1%', 'over 99%')
    """
    if 0 < value < 0.01:
        return "under 1%"
    return "over 99%" if 0.99 < value < 1 else f"{value * 100:.0f}%"


def _number(value: float, beside: float | None, digits: int) -> str:
    """Return a number with a real minus sign, and with more digits where it would look equal to another or to zero."""
    value = round(value, _MOST_DIGITS)  # what is left of a difference of equal floats is no figure
    while digits < _MOST_DIGITS and any(
        other is not None and value != other and round(value, digits) == round(other, digits) for other in (beside, 0.0)
    ):
        digits += 1
    return f"{round(value, digits) + 0:,.{digits}f}".replace("-", "−")
