"""What a prudence test found, as frames: checks, figures, criteria."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from screener.api.rows import frame_of, shown
from screener.tables import COUNT, FLAG, NUMBER, TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from screener.tables.prudence import Check, CriterionAnswer

_NUMBERS = ("estimate", "standard_error", "low", "high", "p_value", "margin", "minimum_detectable_difference")
_FIGURES = (
    dict.fromkeys(("check", "alternative", "statistic", "estimator"), TEXT)
    | dict.fromkeys(_NUMBERS, NUMBER)
    | {"hypothesis": TEXT, "n": COUNT, "unit": TEXT, "note": TEXT}
)
_CHECKS = (
    dict.fromkeys(("check", "title", "outcome", "says", "alternative", "estimator"), TEXT)
    | dict.fromkeys(_NUMBERS, NUMBER)
    | {"n": COUNT, "unit": TEXT, "years_needed": NUMBER, "power": NUMBER, "review": TEXT}
)
TEXTS = (
    dict.fromkeys(("text", "title", "citation", "direction", "outcome", "says", "because", "note"), TEXT)
    | dict.fromkeys(("is_adopted", "is_in_force", "is_enforced"), FLAG)
)  # fmt: skip
"""Columns of the answers by text."""
_CRITERIA = dict.fromkeys(("text", "rulebook_id", "criterion_id", "title", "outcome", "review"), TEXT)


def checks_html(says: str, checks: pd.DataFrame) -> str | None:
    """Return a sentence and the checks as a notebook shows them; None where Great Tables is not installed."""
    table = shown(checks[["check", "title", "outcome", "says"]])
    return None if table is None else f"<p>{escape(says)}</p>{table}"


def checks_of(checks: Sequence[Check]) -> pd.DataFrame:
    """Return one row per check, with the figure that decides."""
    rows = []
    for one in checks:
        row = {name: getattr(one, name) for name in ("title", "outcome", "says", "years_needed", "power", "review")}
        row |= {"check": one.id, "unit": one.unit or None}
        if one.figure:
            row |= {name: getattr(one.figure, name) for name in (*_NUMBERS, "alternative", "estimator", "n")}
        rows.append(row)
    return frame_of(rows, _CHECKS)


def figures_of(checks: Sequence[Check]) -> pd.DataFrame:
    """Return one row per check × alternative × estimator × hypothesis."""
    own = [name for name in _FIGURES if name not in {"check", "unit"}]
    return frame_of(
        (
            {**{name: getattr(figure, name) for name in own}, "check": one.id, "unit": one.unit or None}
            for one in checks
            for figure in one.figures
        ),
        _FIGURES,
    )


def criteria_of(*answers: tuple[str, Sequence[CriterionAnswer]]) -> pd.DataFrame:
    """Return one row per text and criterion."""
    return frame_of(
        (
            {"text": text, **dict(zip(("rulebook_id", "criterion_id"), one.criterion.split("/"), strict=True))}
            | {name: getattr(one, name) for name in ("title", "outcome", "review")}
            for text, each in answers
            for one in each
        ),
        _CRITERIA,
    )
