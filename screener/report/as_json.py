"""The object that ``screener run --json`` prints: the figures of the report, for another program."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from screener.report.figures import ENDS
from screener.report.formats import money_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from screener.report.about import About
    from screener.report.breakdown import Breakdown
    from screener.report.change import Change
    from screener.report.figures import Figure, Interval
    from screener.report.impact import Impact
    from screener.report.model import Summary

_INDUSTRIES = ("naics3", "naics4", "advanced", "sprint_sector", "cluster")
_REGIONS = ("county", "cbsa", "commuting_zone", "region")
_HELD = ("asset_class", "account", "manager")


def summary_json(summary: Summary) -> dict[str, Any]:
    """Return what ``screener run --json`` prints; money and shares are text, `folder` is the caller's to fill."""
    delivered = summary.delivered
    return {
        "run_id": summary.about.run_id,
        "folder": None,
        "as_of": summary.about.as_of.isoformat(),
        "rows": {
            "delivered": delivered.rows,
            "screened": delivered.screened_rows,
            "quarantined": delivered.quarantined_rows,
        },
        "market_value": {
            "delivered": money_text(delivered.market_value),
            "screened": money_text(delivered.screened),
            "quarantined": money_text(delivered.quarantined),
        },
        "coverage": {
            figure.figure: None if figure.share is None else f"{figure.share.normalize():f}"
            for figure in summary.coverage
        },
        "exposure": {
            "state": summary.about.state,
            "home": summary.about.home_name,
            **{
                measure: {basis: _interval_json(figure) for basis, figure in figures.items()}
                for measure, figures in summary.headline.items()
            },
        },
        "industries": _parts_json(summary.breakdowns, _INDUSTRIES),
        "regions": _parts_json(summary.breakdowns, _REGIONS),
        "held_by": _parts_json(summary.breakdowns, _HELD),
        "community_development": {
            row.criterion_id: {
                "title": row.label,
                "anywhere": {basis: _interval_json(figure) for basis, figure in row.figures.items()},
                "in_state": {basis: _interval_json(figure) for basis, figure in row.at_home.items()},
            }
            for row in summary.development
        },
        "jobs": _impacts_json(summary.impacts.jobs),
        "emissions": _impacts_json(summary.impacts.emissions),
        "approaches": [_texts(row) for row in summary.approaches],
        "tilts": [_texts(row) for row in summary.tilts],
        "changes_since": summary.about.since.run_id if summary.about.since else None,
        "changes": [_change_json(change) for change in summary.changes],
        "outcomes": {
            book.id: {item.criterion.id: dict(item.counts) for item in book.criteria}
            for book in sorted(summary.outcomes, key=lambda book: book.id)
        },
        "for_every_subject": {
            book.id: {
                item.criterion.id: {"outcome": item.every, "why": item.why} for item in book.criteria if item.every
            }
            for book in sorted(summary.outcomes, key=lambda book: book.id)
        },
        "law": _law_json(summary.about),
        "findings": dict(sorted(Counter(row["code"] for group in summary.findings for row in group.findings).items())),
        "ledger_head": summary.about.ledger_head,
    }


def _law_json(about: About) -> dict[str, Any]:
    """Return the law that the run was judged under."""
    profile = about.profile
    return {
        "decision_date": about.decision_date.isoformat(),
        "known_at": about.known_at.isoformat(),
        "jurisdiction": profile.id if profile else None,
        "collateral_use": profile.use if profile else None,
        "adopted_text": about.adopted_text,
        "texts": {text.title: text.status for text in about.texts_in_force},
    }


def _interval_json(figure: Figure | None) -> dict[str, str | None] | None:
    """Return the ends of a figure; its best estimate is null where nothing at all is known."""
    return None if figure is None else {**_ends(figure.net), "best": money_text(figure.best)}


def _ends(interval: Interval) -> dict[str, str | None]:
    return {end: money_text(getattr(interval, end)) for end in ENDS}


def _parts_json(breakdowns: Mapping[str, Breakdown], groupings: Iterable[str]) -> dict[str, Any]:
    """Return grouping → group → its name, and measure → ends (operations basis); an end without a meaning is null."""
    return {
        grouping: {
            part.code: {
                "name": part.label,
                **{
                    measure: {
                        end: None if part.printed[measure][end] is None else text
                        for end, text in _ends(figure.net).items()
                    }
                    for measure, figure in part.exact.items()
                },
            }
            for part in breakdowns[grouping].parts
        }
        for grouping in groupings
        if grouping in breakdowns
    }


def _impacts_json(impacts: Iterable[Impact]) -> dict[str, Any]:
    """Return figure → its value and what it rests on."""
    return {
        item.figure: {
            "value": item.value,
            "unit": item.unit,
            "is_at_least": item.is_at_least,
            "covered": money_text(item.covered),
            "total": money_text(item.total),
            "issuers": item.issuers,
            "mean_data_quality_score": item.score,
            "iris_metric": item.iris,
        }
        for item in impacts
    }


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "measure": change.measure,
        "basis": change.basis,
        "before": _ends(change.before),
        "causes": {cause: _ends(added) for cause, added in change.causes},
        "after": _ends(change.after),
    }


def _texts(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of a table; exact numbers are text."""
    return {name: f"{value:f}" if isinstance(value, Decimal) else value for name, value in row.items()}
