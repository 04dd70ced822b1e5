"""The prudence memo: one decision as a page for the board's file, in the order of reasoning that the texts demand."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from screener.report.memo import bars, curves, opening, printed, reasoning, words
from screener.report.page import environment
from screener.report.prudence import judging, why_in_short
from screener.report.words import OUTCOMES
from screener.tables.prudence import ESTIMATORS, STATISTICS

if TYPE_CHECKING:
    from screener.tables.prudence import Record


def render_memo(record: Record) -> str:
    """Return the memo as one self-contained HTML page; equal records give equal text.

    Parameters
    ----------
    record : Record
        The decision record: all that the memo says stands in it, or follows from it.
    """
    per_year, lines = record.periods_per_year, record.lines
    returned = next(iter(reasoning.checks_of(record, ("ETI-02",))), None)
    return (
        environment()
        .get_template("memo.html.j2")
        .render(
            r=record,
            d=record.decision,
            answer=judging(record),
            direction=reasoning.direction(record),
            economics=reasoning.checks_of(record, words.ECONOMICS),
            process=reasoning.checks_of(record, words.PROCESS),
            comparable=reasoning.checks_of(record, ("ETI-01",)),
            growth=curves.plot_of(lines.get("cumulative", ()), "Growth of 1", per_year, are_falls=False),
            rolling=curves.band_of(lines.get("rolling", ()), "Difference of mean returns, rolling", per_year),
            windows=curves.values_of(lines.get("rolling", ())),
            falls=curves.plot_of(lines.get("drawdown", ()), "Fall from the last peak", per_year, are_falls=True),
            bars_of=bars.bars_of,
            printed=printed,
            reasoning=reasoning,
            opening=opening,
            returned=returned,
            why_in_short=why_in_short,
            say=words,
            outcomes=OUTCOMES,
            statistics=STATISTICS,
            estimators=ESTIMATORS,
            memo_style=_style(),
        )
    )


@cache
def _style() -> Markup:
    """Return what the memo's pictures and banner need beside the style of the report."""
    text = files("screener.report").joinpath("templates/memo.css").read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704  our own file


__all__ = ["render_memo"]
