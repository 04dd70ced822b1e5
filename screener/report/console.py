"""The lines a person reads on the terminal when a run is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screener.findings import Severity
from screener.report.formats import UNKNOWN, amount, count, long_date, percent, short, with_unknown
from screener.report.words import OUTCOMES, SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screener.report.figures import Figure
    from screener.report.model import Summary

FLAGGED = 3
"""Criteria with a watch or fail that are named: those with the most money."""
_MEASURES = {"in_state": "In {state}", "in_state_manufacturing": "In-state manufacturing"}


def summary_lines(summary: Summary) -> list[str]:
    """Return the run's headline figures as lines of text, the same figures as on page one of the report."""
    about = summary.about
    return [
        f"{about.portfolio_name}, {long_date(about.as_of)}, run {about.run_id}",
        "",
        *_delivered(summary),
        "",
        *_exposures(summary),
        "",
        "Known, by gross value",
        *(f"  {item.label:<28}{percent(item.share):>8}   {item.meaning}" for item in summary.coverage),
        "",
        "Criteria",
        *_law(summary),
        *_outcomes(summary),
        "",
        "Findings: " + ", ".join(_severities(summary)),
    ]


def _delivered(summary: Summary) -> Iterator[str]:
    """Yield lines and money: delivered, screened, quarantined; what cannot be read is unknown, not zero."""
    delivered, currency = summary.delivered, summary.about.base_currency
    least = "at least " if delivered.unknown_rows or delivered.unpriced else ""
    screened = with_unknown(delivered.screened, delivered.unpriced, delivered.screened_rows)
    quarantined = with_unknown(delivered.quarantined, delivered.unknown_rows, delivered.quarantined_rows)
    for label, rows, value in (
        ("Delivered", delivered.rows, least + amount(delivered.market_value)),
        ("  screened", delivered.screened_rows, screened),
        ("  quarantined", delivered.quarantined_rows, quarantined),
    ):
        yield f"{label:<14}{count(rows, 'line'):>14}   {currency} {value:>30}"


def _exposures(summary: Summary) -> Iterator[str]:
    """Yield the ranges of the home state."""
    about = summary.about
    yield f"{f'{about.base_currency}, net':<26}{'lowest':>16}{'best estimate':>16}{'highest':>16}{'by head office':>18}"
    for measure, label in _MEASURES.items():
        figures = summary.headline[measure]
        ends = [_end(figures["operations"], end) for end in ("low", "best", "high")]
        row = [f"{label.format(state=about.home):<26}", *(f"{end:>16}" for end in ends)]
        yield "".join([*row, f"{_end(figures['headquarters'], 'best'):>18}"])


def _end(figure: Figure | None, end: str) -> str:
    """Return one end of a figure in short form."""
    if figure is None:
        return UNKNOWN
    return short(figure.best if end == "best" else getattr(figure.net, end))


def _law(summary: Summary) -> Iterator[str]:
    """Yield the law that the run was judged under."""
    about = summary.about
    place = about.profile.title if about.profile else "no jurisdiction profile, so that benefits are reported only"
    if about.narrow_home:
        yield f"  {about.narrow_home}"
    yield f"  as of {long_date(about.decision_date)}; {place}; Department of Labor text: {about.adopted_text or 'none'}"


def _outcomes(summary: Summary) -> Iterator[str]:
    """Yield one line a rulebook in force, the criteria with most at stake, and the rulebooks that are not in force."""
    width = max((len(book.title) for book in summary.in_force), default=0)
    silent = {book.id: why for book, why in summary.silent}
    for book in summary.in_force:
        found = f"{count(len(book.judged)):>3} in force, "
        if book.id in silent:
            found += f"asking nothing here: {silent[book.id]}"
        else:
            found += (
                f"{count(book.decided):>3} decided, {count(book.flagged):>3} with watch or fail, "
                f"{count(book.unverified):>3} unverified"
            )
        yield f"  {book.title:<{width}}  {found}"
    for item in summary.flagged[:FLAGGED]:
        found = ", ".join(f"{OUTCOMES[name][0].lower()} {count(item.counts[name])}" for name in ("watch", "fail"))
        yield f"  {item.criterion.title} ({count(item.total)} {item.subjects}): {found}"
    if summary.out_of_force:
        yield f"  Not in force here: {', '.join(book.title for book in summary.out_of_force)}"


def _severities(summary: Summary) -> list[str]:
    """Return the number of findings of each severity, in words."""
    counts = dict.fromkeys(Severity, 0)
    for group in summary.findings:
        counts[Severity(group.severity)] += len(group.findings)
    return [count(number, SEVERITIES[severity]) for severity, number in counts.items()]
