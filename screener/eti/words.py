"""What a check found, in plain sentences: never a tie that is only a failure to find a difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from screener.eti.facts import is_shown_worse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from screener.eti.comparison import Comparison
    from screener.tables.prudence import Alignment, Figure

TITLES = {
    "ETI-01": "Can it be compared?",
    "ETI-02": "Expected return",
    "ETI-03": "Volatility",
    "ETI-04": "Losses in bad times",
    "ETI-05": "Return for the risk",
    "ETI-06": "Liquidity",
    "ETI-07": "Fees",
    "ETI-08": "Diversification",
    "ETI-09": "Horizon",
    "ETI-10": "Funding objective",
    "ETI-11": "Private market",
    "ETI-12": "Process",
    "ETI-13": "Record",
    "ETI-14": "Evidence of benefits",
}
"""Check → what it is called."""
COMPARABLE = {
    "pass": "At least one alternative is comparable.",
    "watch": "One is comparable, over a short time.",
    "fail": "",
    "insufficient_data": "None is shown to be comparable, so nothing below can be judged as equal or better.",
}
"""Outcome → what it says of the alternatives."""
NOT_ASKED = dict.fromkeys(TITLES, "Not asked: the rule was not in force, or is about other investments.") | {
    "ETI-11": "Not asked: it is no private investment.",
    "ETI-14": "Not asked: no collateral benefit is claimed.",
}
"""Check → why it is not asked."""
UNKNOWN = "Not known: the decision does not say enough."
UNKNOWN_FEE = "Not known: a total fee is missing."
NO_SERIES = "Not known: there are no returns to compare."
BY_OUTCOME = {
    **{
        name: {"pass": "", "watch": "", "fail": "", "insufficient_data": NO_SERIES}
        for name in ("ETI-01", "ETI-02", "ETI-03", "ETI-04", "ETI-05")
    },
    "ETI-06": {
        "pass": "It turns into cash nearly as fast as its alternatives, and liquid assets cover the net outflow.",
        "watch": "It turns into cash more slowly than its alternatives; liquid assets still cover the net outflow.",
        "fail": "After the purchase liquid assets do not cover the net outflow of twelve months.",
        "insufficient_data": UNKNOWN,
    },
    "ETI-07": {
        "pass": "Fees are no higher than the limit allows, or the data show that the net return pays for them.",
        "watch": "Fees are higher by more than the limit. By the estimate, and no more, the net return pays for them.",
        "fail": "Fees are higher by more than the limit, and the net return does not pay for them.",
        "insufficient_data": UNKNOWN_FEE,
    },
    "ETI-08": {
        "pass": "Every cap holds, and the risk of the portfolio hardly rises.",
        "watch": "Every cap holds; the risk of the portfolio rises by more than the margin.",
        "fail": "A cap is broken.",
        "insufficient_data": UNKNOWN,
    },
    "ETI-09": {
        "pass": "It is to be held no longer than the policy looks ahead, and both sides are seen over one horizon.",
        "watch": "",
        "fail": "It is to be held longer than the policy looks ahead, or the sides were seen over different horizons.",
        "insufficient_data": UNKNOWN,
    },
    "ETI-10": {
        "pass": "The projected return of the plan does not fall by more than the margin.",
        "watch": "The projected return of the plan falls by more than the margin, and stays at what funding assumes.",
        "fail": "The projected return of the plan falls below what funding assumes.",
        "insufficient_data": UNKNOWN,
    },
    "ETI-11": {
        "pass": "By its cash flows, of unknown error, it did as well as the public market and its peers' median.",
        "watch": "It did as well as the public market or as the median of its peers; both is not shown.",
        "fail": "Its cash flows did worse than the public market and than the median of its peers.",
        "insufficient_data": "Not known: cash flows, an index or peers are missing.",
    },
    "ETI-12": {
        "pass": "A manager independent of the sponsor decides, and conflicts of interest are on record.",
        "watch": "",
        "fail": "The sponsor directs the choice, no independent manager decides, or conflicts are not on record.",
        "insufficient_data": UNKNOWN,
    },
    "ETI-13": {
        "pass": "No field that the text needs is empty, each input has its hash, and the record is not late.",
        "watch": "",
        "fail": "The record is not complete, or it is later than the decision.",
        "insufficient_data": "The record does not say when it was written.",
    },
    "ETI-14": {
        "pass": "Each claimed benefit has a measure, a place, a period, an attribution and a quality score.",
        "watch": "A claimed benefit lacks its measure, place, period, attribution or quality score.",
        "fail": "",
        "insufficient_data": UNKNOWN,
    },
}
"""Check → outcome → what it says where no figure says more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of figures."""

    period: str
    """month or quarter."""
    step: int
    """Months in a period."""
    equal: bool
    """Equality on both sides, not only no worse."""
    months: int
    """Fewest months on which returns are judged."""
    tail_months: int
    """Fewest months on which losses in bad times are judged."""


LONG_AGO = 200
"""Years of history above which a number says nothing more."""


def points(value: float) -> str:
    """Return a fraction in percentage points, with as many digits as its size needs.

    Examples
    --------
    >>> points(-0.000157), points(0.0125)
    ('−0.016', '1.25')
    """
    size = abs(value) * 100
    return signed(value * 100, 3 if size < 1 else 2)


def signed(value: float, places: int) -> str:
    """Return a number with a true minus sign; what rounds to zero has none.

    Examples
    --------
    >>> signed(-0.0449, 3), signed(-0.0001, 3)
    ('−0.045', '0.000')
    """
    text = f"{value:.{places}f}"
    return (text.removeprefix("-") if float(text) == 0 else text).replace("-", "−")


def alignment_says(one: Alignment, period: str) -> str:
    """Return how many periods candidate and alternative share, and what is missing between."""
    if not one.n:
        return f"With {one.name} it has no {period} in common."
    missing = f" {_many(one.gaps, period)} between are missing and stay gaps." if one.gaps else ""
    return f"With {one.name} it has {_many(one.n, period)} in common, from {one.first} to {one.last}.{missing}"


def comparable_says(comparison: Comparison, outcome: str, period: str) -> str:
    """Return what candidate and alternatives share, and whether that makes one comparable."""
    shared = " ".join(alignment_says(one.alignment, period) for one in comparison.beside)
    return f"{shared} {COMPARABLE[outcome]}".strip()


def mean_says(figure: Figure, outcome: str, asked: Asked, years: float | None) -> str:
    """Return what the difference of mean returns shows, and what it does not."""
    if figure.estimate is None:
        return _sentence(figure.note)
    size = points(abs(figure.estimate))
    than = "as much as" if float(size) == 0 else f"{size} percentage points a {asked.period} {_more(figure)} than"
    found = f"Net of fees it returned {than} {figure.alternative}, over {_many(figure.n, asked.period)}"
    return f"{found}{_bounds(figure, points, '')} {_verdict(outcome, figure, points, asked, years)}".strip()


def ratio_says(figure: Figure, outcome: str, asked: Asked) -> str:
    """Return what a ratio of volatilities shows, and what it does not."""
    if figure.estimate is None:
        return _sentence(figure.note)
    found = (
        f"It was {figure.estimate:.2f} times as volatile as {figure.alternative}, over {_many(figure.n, asked.period)}"
    )
    return f"{found}{_bounds(figure, _times, ' times')} {_verdict(outcome, figure, _times, asked, None)}".strip()


def sharpe_says(figure: Figure, outcome: str, asked: Asked) -> str:
    """Return what the difference of Sharpe ratios shows, and what it does not."""
    if figure.estimate is None:
        return _sentence(figure.note)
    found = (
        f"Its Sharpe ratio, per {asked.period}, was {abs(figure.estimate):.3f} "
        f"{'below' if figure.estimate < 0 else 'above'} that of {figure.alternative}, "
        f"over {_many(figure.n, asked.period)}"
    )
    return f"{found}{_bounds(figure, _ratio, '')} {_verdict(outcome, figure, _ratio, asked, None)}".strip()


def fees_say(figure: Figure, limit: str | float | None) -> str:
    """Return what costs more, and that nothing shows whether the return pays for it."""
    let = "" if limit is None else f", and {float(limit):.0f} need no return to pay for them"
    return (
        f"It costs {figure.estimate:.0f} basis points a year more than {figure.alternative}{let}. The data do not show "
        "whether its net return pays for the rest."
    )


def unknown_says(facts: Sequence[str]) -> str:
    """Return which facts nobody stated; nothing where all are known."""
    return f"Not known: {', '.join(fact.replace('_', ' ') for fact in facts)}." if facts else ""


def tail_says(figures: Mapping[str, Figure], outcome: str, asked: Asked) -> str:
    """Return what deepest fall, worst returns and downside deviation show."""
    names = {"drawdown_ratio": "deepest fall", "cvar_ratio": "mean of the worst returns", "downside_ratio": "downside"}
    parts = []
    for statistic, name in names.items():
        figure = figures[statistic]
        if figure.estimate is None:
            parts.append(f"{name}: not known ({figure.note})" if figure.note else f"{name}: not known")
        else:
            width = f" ({figure.low:.2f} to {figure.high:.2f})" if None not in {figure.low, figure.high} else ""
            parts.append(f"{name}: {figure.estimate:.2f} times{width}")
    found = f"Against the alternative that it compares worst with: {'; '.join(parts)}."
    first = next(iter(figures.values()))
    months = first.n * asked.step
    closing = {
        "pass": f"The data rule out that any is more than {first.margin:.2f} times as bad.",
        "watch": f"No estimate is above {first.margin:.2f}, and the data do not rule it out.",
        "fail": f"At least one is above {first.margin:.2f}, and the data show it.",
        "insufficient_data": f"There are {months} months, and {asked.tail_months} are needed before this is judged."
        if months < asked.tail_months
        else "A part is not known, or is past the limit by its estimate alone: nothing is shown either way.",
    }
    return f"{found} {closing.get(outcome, '')}".strip()


def _verdict(outcome: str, figure: Figure, shown: Callable[[float], str], asked: Asked, years: float | None) -> str:
    """Return what follows from estimate, bounds and margin; what is asked decides the words."""
    margin, detectable = shown(figure.margin or 0.0), figure.minimum_detectable_difference
    equal = asked.equal and figure.statistic != "sharpe_difference"
    goal = f"{'equal' if equal else 'no worse'} within the margin of {margin}"
    is_enough = detectable is not None and detectable <= (figure.margin or 0.0)
    if figure.n * asked.step < asked.months:
        return f"{_many(figure.n * asked.step, 'month')} are not judged: {asked.months} are needed."
    if outcome == "pass":
        return f"The data show that it is {goal}."
    if outcome == "fail":
        what = "apart from it" if equal else "worse"
        return f"The data show that it is {what} by more than the margin of {margin}."
    if detectable is None:
        return f"The margin is {margin}."
    reach = (
        "The history is long enough to show less than the margin; it is the estimate that is too near to it."
        if is_enough
        else f"So short a history could only show {shown(detectable)} or more: that no difference was found is no tie."
    )
    needed = "" if is_enough or years is None else f" {years_says(years)}"
    if outcome == "watch":
        return f"It is not shown to be {goal}: {_open_end(figure, shown, equal=equal)}. {reach}{needed}"
    return (
        "It is shown to be worse than this one; another alternative has too few months to judge by all of them."
        if is_shown_worse(figure)
        else f"That answers neither way: the margin is {margin}, the estimate past it, and that is not shown. {reach}"
    )


def _open_end(figure: Figure, shown: Callable[[float], str], *, equal: bool) -> str:
    """Return how bad it could still be by the bounds."""
    low, high = figure.low or 0.0, figure.high or 0.0
    if figure.statistic.endswith("_ratio"):
        return f"anything {f'from {shown(low)} ' if equal else ''}up to {shown(high)} times as much is not ruled out"
    if equal:
        return f"a difference of up to {shown(max(-low, high))} is not ruled out"
    return f"a shortfall of up to {shown(max(-low, 0.0))} is not ruled out"


def _bounds(figure: Figure, shown: Callable[[float], str], unit: str) -> str:
    """Return the rest of a sentence: what the data agree with, or why there are no bounds."""
    if figure.low is None or figure.high is None:
        return f". {_sentence(figure.note)}".rstrip()
    return f"; the data agree with anything from {shown(figure.low)} to {shown(figure.high)}{unit}."


def _more(figure: Figure) -> str:
    return "less" if (figure.estimate or 0.0) < 0 else "more"


def _times(value: float) -> str:
    return f"{value:.2f}"


def _ratio(value: float) -> str:
    return signed(value, 3)


def years_says(years: float) -> str:
    """Return how long a history would have to be, in a sentence."""
    if years > LONG_AGO:
        return f"It would take more than {LONG_AGO} years to show one: history alone never will."
    return f"To show one in four of five cases, if there is no difference, takes about {years:.0f} years without a gap."


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _sentence(note: str) -> str:
    """Return a note as a sentence of its own."""
    return note[:1].upper() + note[1:].rstrip(".") + "." if note else ""
