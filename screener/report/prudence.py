"""The decisions of a run in the report and the workbook; each has a memo of its own, made by `screener.report.memo`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.report.book import Head
from screener.report.words import OUTCOMES, capfirst
from screener.tables.prudence import STATISTICS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from screener.tables.prudence import Check, Record, TextAnswer

PERIODS = {12: ("month", "months", "monthly"), 4: ("quarter", "quarters", "quarterly"), 1: ("year", "years", "yearly")}
"""Periods in a year → what one and many of them are called, and what is of them."""

WHY = {
    "pass": "what it asks for is shown",
    "watch": "the data neither prove nor disprove what it asks for",
    "fail": "what it asks for is not met",
    "insufficient_data": "too little is known to judge what it asks for",
    "not_applicable": "it asks nothing of this decision",
}
"""Outcome → why, where nothing more exact is said."""

UNITS = {
    "mean_difference": "fraction a {}",
    "volatility_ratio": "times",
    "sharpe_difference": "ratio of {2} returns",
    "drawdown_ratio": "times",
    "cvar_ratio": "times",
    "downside_ratio": "times",
    "fee_gap": "basis points",
    "days_to_cash_gap": "days",
    "ks_pme": "times",
    "direct_alpha": "fraction a year",
    "net_irr": "fraction a year",
    "tvpi": "times",
    "hhi_change": "index from 0 to 1",
    "plan_volatility_change": "fraction, of {2} returns",
    "marginal_risk": "fraction",
}
"""Statistic → unit of its number in the record and on the sheet, where the page prints a fraction as percent."""

PRUDENCE = "Figures are per month or quarter, never scaled to a year; bounds are one-sided at 95 percent."
"""Note above the sheet."""

PRUDENCE_HEADS = [
    Head("decision"),
    Head("date", "date"),
    Head("judged by"),
    Head("outcome of the decision"),
    Head("draft"),
    Head("check"),
    Head("title"),
    Head("outcome"),
    Head("against"),
    Head("statistic"),
    Head("unit"),
    Head("estimate", "number"),
    Head("lower bound", "number"),
    Head("upper bound", "number"),
    Head("periods", "count"),
    Head("margin", "number"),
    Head("smallest difference that could be shown", "number"),
    Head("years of history needed", "number"),
    Head("found", "long"),
]


def prudence_rows(records: Iterable[Record]) -> Iterator[Sequence[Any]]:
    """Yield the checks of every decision, one a row."""
    for record in records:
        head = (
            record.title,
            record.decision_date,
            record.judged_by,
            OUTCOMES[record.outcome][0],
            "draft" if record.refusals else None,
        )
        for check in record.checks:
            yield (*head, *_check_cells(check, record.periods_per_year))


def _check_cells(check: Check, per_year: int) -> Sequence[Any]:
    """Return the cells of a check; they stay empty where it compares no numbers."""
    figure = check.figure
    found: Sequence[Any] = (None,) * 9
    if figure is not None:
        found = (
            figure.alternative,
            STATISTICS[figure.statistic],
            UNITS[figure.statistic].format(*PERIODS[per_year]),
            figure.estimate,
            figure.low,
            figure.high,
            figure.n or None,
            figure.margin,
            figure.minimum_detectable_difference,
        )
    return (check.id, check.title, OUTCOMES[check.outcome][0], *found, check.years_needed, check.says)


def judging(record: Record) -> TextAnswer | None:
    """Return the answer under the text that the decision is judged by; null where no text applies."""
    return next((answer for answer in record.answers if answer.text == record.judged_by), None)


def why(answer: TextAnswer) -> str:
    """Return why a text has its answer: what is shown against it, else what its outcome says."""
    return listed(answer.because) if answer.because else WHY[answer.outcome]


def why_in_short(answer: TextAnswer) -> str:
    """Return the first reason of a text, and how many more it has."""
    more = len(answer.because) - 1
    return why(answer) if more < 1 else f"{answer.because[0]}; and {more} more reason{'s' if more > 1 else ''}"


def listed(names: Sequence[str]) -> str:
    """Return names as one lists them in a sentence.

    Examples
    --------
    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def why_in_a_line(record: Record) -> str:
    """Return why a decision has its outcome: that it is a draft, or the first reason of the text that judges it."""
    if record.refusals:
        return f"Draft, no record: {record.refusals[0]}"
    own = judging(record)
    return f"{capfirst(why_in_short(own))}." if own else "No text applies."


def under_every_text(record: Record) -> str:
    """Return the outcome of a decision under every text, in one line of words."""
    return "; ".join(f"{answer.text}: {OUTCOMES[answer.outcome][0].lower()}" for answer in record.answers)
