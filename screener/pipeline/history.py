"""A run's history: its own figures after those of the run that it looks back to."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import rfc8785

from screener import report
from screener.tables import HISTORY, HISTORY_MEASURES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from screener.pipeline.earlier import MadeRun
    from screener.workspace import Manifest

_DIGITS = 12


def remember(summary: report.Summary, earlier: MadeRun | None, manifest: Manifest) -> tuple[pa.Table, report.Summary]:
    """Return the table `history` of a run, and its figures with it.

    Nothing is worked out again: an earlier figure is what its run wrote, so a history is as long as the chain of runs
    that look back to one another, and the same again from the same runs.

    Parameters
    ----------
    summary : Summary
        Of the run, without a history.
    earlier : MadeRun or None
        The run that it looks back to, its table of history checked; see `MadeRun.faults`.
    manifest : Manifest
        Of the run.
    """
    kept = earlier.looks_back.get(HISTORY.name) if earlier else None
    past = pq.read_table(kept) if kept else HISTORY.empty()
    past = past.filter(pc.less(past["as_of"], pa.scalar(summary.about.as_of, pa.date32())))
    rules = hashlib.sha256(rfc8785.dumps(manifest.rulebooks)).hexdigest()[:_DIGITS]
    history = HISTORY.check(pa.concat_tables([past, _own(summary, rules)]))
    return history, replace(summary, history=report.trends_of(history))


def _own(summary: report.Summary, rules: str) -> pa.Table:
    """Return a run's own rows: its figures of page one; none of a measure that was not computed."""
    figures: dict[str, Mapping[str, Any]] = {
        **summary.headline,
        "direct_instruments": summary.direct.figures if summary.direct else {},
        "counties_of_need": summary.in_counties.figures if summary.in_counties else {},
    }
    located = {figure.figure: figure.share for figure in summary.coverage}
    rows: list[dict[str, object]] = [
        {
            "as_of": summary.about.as_of,
            "run_id": summary.about.run_id,
            "measure": measure,
            "basis": basis,
            "low": figure.net.low,
            "best": figure.best,
            "high": figure.net.high,
            "market_value": summary.delivered.screened,
            "located": located.get(basis),
            "rules": rules,
        }
        for measure in HISTORY_MEASURES
        for basis, figure in figures[measure].items()
        if figure is not None
    ]
    return HISTORY.of(rows)
