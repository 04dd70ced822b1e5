"""The lines a person reads on the terminal when a run is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screener.findings import Severity
from screener.report.formats import amount, count, long_date, percent, short

if TYPE_CHECKING:
    from decimal import Decimal

    from screener.report.figures import Figure
    from screener.report.model import Summary

_MEASURES = {"in_state": "In {state}", "in_state_manufacturing": "In-state manufacturing"}


def summary_lines(summary: Summary) -> list[str]:
    """Return the run's headline figures as lines of text, the same figures as on page one of the report."""
    about, delivered = summary.about, summary.delivered
    lines = [f"{about.portfolio_name}, {long_date(about.as_of)}, run {about.run_id}", ""]
    lines += [
        _line("Delivered", delivered.rows, delivered.market_value, about.base_currency),
        _line("  screened", delivered.screened_rows, delivered.screened, about.base_currency),
        _line("  quarantined", delivered.quarantined_rows, delivered.quarantined, about.base_currency),
        "",
        f"{'':<26}{'lowest':>16}{'best estimate':>16}{'highest':>16}{'by headquarters':>18}",
    ]
    for measure, label in _MEASURES.items():
        figures = summary.headline[measure]
        ends = [_end(figures["operations"], end) for end in ("low", "best", "high")]
        row = [f"{label.format(state=about.state_name):<26}", *(f"{end:>16}" for end in ends)]
        lines.append("".join([*row, f"{_end(figures['headquarters'], 'best'):>18}"]))
    lines += [
        "",
        "Known, by value: " + ", ".join(f"{figure.figure} {percent(figure.share)}" for figure in summary.coverage),
        "Findings: " + ", ".join(_severities(summary)),
    ]
    return lines


def _line(label: str, rows: int, value: Decimal, currency: str) -> str:
    return f"{label:<14}{count(rows, 'line'):>14}   {currency} {amount(value):>20}"


def _end(figure: Figure | None, end: str) -> str:
    """Return one end of a figure in short form."""
    return short(getattr(figure.net, end)) if figure else "unknown"


def _severities(summary: Summary) -> list[str]:
    """Return the number of findings of each severity, in words."""
    counts = dict.fromkeys(Severity, 0)
    for group in summary.findings:
        counts[Severity(group.severity)] += len(group.findings)
    words = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
    return [count(number, words[severity]) for severity, number in counts.items()]
