"""What a memo says of a decision beyond its figures, worked out from the record: power, the tie, where texts differ."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from screener.report.formats import long_date, percent
from screener.report.memo import words
from screener.report.memo.printed import (
    COMPARED_ONLY,
    KINDS,
    NO_DIFFERENCE,
    NOT_KNOWN,
    WITHOUT_ERROR,
    between,
    history,
    limits,
    period_name,
    quantity,
    share,
)
from screener.report.prudence import judging, listed, why
from screener.tables.prudence import OUTCOME_ORDER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from screener.tables.prudence import Check, Figure, Record, TextAnswer


_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def direction(record: Record) -> str:
    """Return whether the text that judges asks for *not worse* or *equal*."""
    answer = judging(record)
    return answer.direction if answer else "not_worse"


def checks_of(record: Record, ids: Iterable[str]) -> list[Check]:
    """Return the checks of these ids, in the record's order."""
    wanted = set(ids)
    return [check for check in record.checks if check.id in wanted]


def power_words(check: Check, per_year: int) -> str:
    """Return what the history of a check could have shown at all; empty where it compares no returns."""
    figure = check.figure
    if figure is None or figure.minimum_detectable_difference is None:
        return ""
    periods = f"{figure.n:,} {period_name(per_year, figure.n)}"
    what = "ratio" if KINDS[figure.statistic].is_level else "difference"
    said = f"The smallest {what} that {periods} could show is {smallest(check, per_year)}."
    if check.power is not None:
        said += f" If in truth there is no difference, {share(check.power)} of histories this long show what is asked."
    if needed(check, per_year) not in {"enough now", "–"}:
        said += f" Without a difference the bound reaches the margin after {needed(check, per_year)}."
    return said


def smallest(check: Check, per_year: int) -> str:
    """Return the smallest difference that a check could show, beside the margin that it is compared with."""
    figure = check.figure
    if figure is None or figure.estimator in WITHOUT_ERROR:
        return "–"
    return quantity(figure.statistic, figure.minimum_detectable_difference, per_year, beside=figure.margin)


def bounds(check: Check, per_year: int, direction_asked: str) -> str:
    """Return the bounds of a check's figure, with digits enough to tell them from the margin."""
    figure = check.figure
    is_by_cash_flows = check.id == words.BY_CASH_FLOWS
    if figure is None or (figure.estimator == "exact" and not is_by_cash_flows):
        return "–"
    if figure.estimator in WITHOUT_ERROR:
        return f"error {NOT_KNOWN}"
    return between(figure, per_year, next(iter(limits(figure, direction_asked)), None))


def needed(check: Check, per_year: int) -> str:
    """Return the history with which a check's bound would reach the margin, if there is no difference."""
    figure = check.figure
    detectable = figure.minimum_detectable_difference if figure else None
    if figure and detectable is not None and figure.margin and detectable <= figure.margin:
        return "enough now"
    return "–" if check.years_needed is None else history(check.years_needed, per_year)


def untold(record: Record) -> list[str]:
    """Return the titles of tables that a decision ought to have something in, and has not."""
    wanted = (*words.OF_EVERY_DECISION, *(["private"] if record.sleeve == "private" else []))
    return [words.TABLES[key][0].lower() for key in wanted if not record.tables.get(key)]


def rows(check: Check) -> list[tuple[Figure, list[tuple[float, str]]]]:
    """Return each figure of a check once, with its p-value for every claim of the texts that was put to it."""
    found: dict[tuple[str, str | None, str], tuple[Figure, list[tuple[float, str]]]] = {}
    for figure in check.figures:
        _, tested = found.setdefault((figure.statistic, figure.alternative, figure.estimator), (figure, []))
        if figure.p_value is not None and figure.hypothesis != NO_DIFFERENCE:
            tested.append((figure.p_value, figure.hypothesis))
    return list(found.values())


def has_bounds_together(check: Check) -> bool:
    """Say whether a figure of a check has bounds over all alternatives together that are not those of it alone."""
    return any((one.shown_low, one.shown_high) not in {(None, None), (one.low, one.high)} for one in check.figures)


def compared(record: Record) -> list[Figure]:
    """Return one figure a statistic and an alternative that could not be bought: found as those that decide are."""
    deciding = {check.figure.statistic: check.figure.estimator for check in record.checks if check.figure}
    found: dict[tuple[str, str | None], Figure] = {}
    for figure in record.for_comparison:
        if figure.estimator in COMPARED_ONLY:
            continue
        key = (figure.statistic, figure.alternative)
        if key not in found or figure.estimator == deciding.get(figure.statistic) != found[key].estimator:
            found[key] = figure
    return list(found.values())


def appraised(record: Record) -> str:
    """Return of whom the returns are made of reported net asset values, in a sentence; empty where of nobody."""
    parties = [record.decision.get("candidate") or {}, *(record.decision.get("alternative") or ())]
    names = [one["name"] for one in parties if one.get("cash_flows") and not one.get("returns")]
    if not names:
        return ""
    return (
        f" {listed(names)}: quarterly returns between net asset values, with the smoothing of appraisals taken out "
        "where it could be."
    )


def limits_of(record: Record, parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the limits that a criterion was judged with, without those that are for other sleeves."""
    others = tuple(ending for sleeve, ending in words.ENDINGS.items() if sleeve != record.sleeve)
    return {name: value for name, value in parameters.items() if not name.endswith(others)}


def tie(record: Record) -> list[str]:
    """Return the sentences about a tie: what the text asks, what is shown, and what is not."""
    answer = judging(record)
    if answer is None:
        return ["No text applies to this decision, so that no tie is looked for."]
    said = [f"{answer.text} asks that the candidate be shown to be {words.DIRECTIONS[answer.direction]}."]
    said.append(words.TIES[answer.outcome].format(text=answer.text))
    if answer.outcome in {"watch", "insufficient_data"}:
        said.append(words.NO_TIE)
    return said


def shown(record: Record) -> list[tuple[str, list[Check]]]:
    """Return outcome → the comparisons of return and risk that have it, what decides first."""
    asked = [check for check in checks_of(record, words.COMPARED) if check.outcome != "not_applicable"]
    grouped = [(outcome, [check for check in asked if check.outcome == outcome]) for outcome in OUTCOME_ORDER]
    return [(outcome, checks) for outcome, checks in grouped if checks]


def differing(record: Record) -> list[TextAnswer]:
    """Return the texts whose outcome is not that of the decision."""
    own = judging(record)
    return [answer for answer in record.answers if answer.outcome != (own.outcome if own else record.outcome)]


def difference(record: Record, answer: TextAnswer) -> str:
    """Return in a sentence how a text answers, and why."""
    asks = ""
    if answer.direction != direction(record) and answer.outcome != "not_applicable":
        asks = f", which asks that the candidate be shown to be {words.DIRECTIONS[answer.direction]},"
    return f"Under {answer.text}{asks} the answer is “{words.ANSWERS[answer.outcome].lower()}”: {why(answer)}."


def weight(value: Any) -> str:
    """Return the weight of a factor as percent of the decision.

    Examples
    --------
    >>> weight("0.25"), weight(None)
    ('25.0%', 'not stated')
    """
    return "not stated" if value is None else percent(Decimal(str(value)))


def unverified(answer: TextAnswer) -> int:
    """Return the number of criteria of a text whose source was not confirmed."""
    return sum(item.review != "verified" for item in answer.answers)


def said(value: Any) -> str:
    """Return a field of the decision file as printed; what is not there is *not stated*.

    Examples
    --------
    >>> said(None), said(True), said(["a", "b"]), said(0), said("2018-10-15")
    ('not stated', 'yes', 'a; b', '0', 'October 15, 2018')
    """
    if value is None or value in ("", [], ()):
        return "not stated"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, str) and _DATE.fullmatch(value):
        return long_date(date.fromisoformat(value))
    return "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
