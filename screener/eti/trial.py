"""Return series on their own: what they show of a candidate, when nothing else is known of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from screener.engine import open_engine
from screener.errors import InputError, join_problems, nearest
from screener.eti import reasons
from screener.eti.align import cut
from screener.eti.checks import Findings, checks_of
from screener.eti.comparison import compare
from screener.eti.facts import dominated_by, facts_of, nearest_of
from screener.eti.judge import (
    CHECKS,
    TEXTS,
    combine,
    judge,
    margins_on,
    text_on,
    too_early,
    under,
    with_comparator,
    with_margin,
)
from screener.eti.returns import read_series
from screener.eti.verdict import trial_says
from screener.eti.words import TITLES
from screener.rulebook import Regime, begins, load_rulebooks
from screener.tables.vocabulary import DOL_VINTAGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from screener.eti.comparison import Comparison
    from screener.rulebook import Rulebook
    from screener.tables.prudence import Check, TextAnswer
    from screener.workspace.decisions import SeriesSpec

DEFAULT_VINTAGE = "IB 2015-01"
"""DOL 2015-1, which boards adopt most."""
OF_RETURNS = ("ETI-01", "ETI-02", "ETI-03", "ETI-04", "ETI-05")
"""Checks that returns alone can answer."""
IN_ORDER: dict[str, Any] = {
    "return_basis": "history",
    "is_same_sub_class": True,
    "chosen_before_results": True,
    "duration_gap": 0.0,
    "rating_gap": 0.0,
    "is_same_strategy": True,
    "is_same_region": True,
    "vintage_gap": 0.0,
    "caps_hold": True,
    "permitted_by_policy": True,
    "same_horizon": True,
    "days_to_cash_gap": 0.0,
    "plan_return_change": 0.0,
    "is_diversification_equal": True,
    "is_liquidity_equal": True,
    "benefit_use": "after",
    "concession_accepted": False,
    "decision_factors": 1.0,
    "untagged_factors": 0.0,
    "non_pecuniary_factors": 1.0,
    "esg_factors": 0.0,
    "relevant_factors": 1.0,
    "weights_reflect_assessment": True,
    "is_governmental_plan": True,
}
"""What no return can show, taken as in order: the texts are asked about the returns alone."""
UNSEEN = tuple(name for name in TITLES if name not in OF_RETURNS)
"""Checks that need a decision file."""


@dataclass(frozen=True)
class Trial:
    """What return series show of a candidate under one text."""

    vintage: str
    outcome: str
    says: str
    """The answer, in plain words."""
    answer: TextAnswer
    checks: tuple[Check, ...]
    comparison: Comparison
    dominated_by: dict[str, str]
    """Alternatives that are better on both counts by the estimates, each with how."""
    margin_per_year: Decimal
    sleeve: str
    seed: int
    draws: int
    notes: tuple[str, ...]


def resolve_vintage(rulebooks: Sequence[Rulebook], vintage: str | None, day: date | None) -> tuple[str, date]:
    """Return the text to judge by and a day on which it is judged.

    Parameters
    ----------
    rulebooks : sequence of Rulebook
    vintage : str, optional
        As boards call it (IB 2015-01), or as the rulebook does (ib-2015-01); capitals and spaces count for nothing.
    day : date, optional
        Decision date: the binding text in force on it.

    Raises
    ------
    InputError
        Both are given, the text is none, or none is in force on the day.
    """
    if vintage and day:
        raise InputError(
            "a text and a date are two answers to one question: the date says which text was in force",
            where="decision_date",
            hint="leave out the date, or the vintage",
        )
    if day:
        found = text_on(rulebooks, day)
        if not found:
            raise too_early(day)
        return found, day
    book = next(one for one in rulebooks if one.id == TEXTS)
    names = {_key(name): name for name in DOL_VINTAGES}
    names |= {_key(key): text.adopted_as for key, text in book.texts.items() if text.adopted_as and text.role}
    name = names.get(_key(vintage or DEFAULT_VINTAGE))
    if name is None:
        known = [key for key, text in book.texts.items() if _key(key) == _key(text.adopted_as or "")]
        raise InputError(
            f"there is no text {vintage!r}{nearest(str(vintage), known)}",
            where="vintage",
            hint=f"one of: {', '.join(known)}",
        )
    start = begins(rulebooks, name)
    if start is None:
        raise ValueError(f"the text {name} has no first day")
    return name, start


def _key(name: str) -> str:
    """Return a name's letters and digits."""
    return "".join(character for character in name.casefold() if character.isalnum())


def run_trial(
    criteria: Path,
    candidate: tuple[Path, SeriesSpec],
    alternatives: Sequence[tuple[Path, SeriesSpec]],
    *,
    risk_free: tuple[Path, SeriesSpec] | None = None,
    vintage: str | None = None,
    day: date | None = None,
    sleeve: str = "listed_bonds",
    margin: Decimal | None = None,
    seed: int,
    draws: int,
) -> Trial:
    """Return what series show of a candidate beside alternatives.

    Parameters
    ----------
    criteria : Path
        Folder of the rulebooks.
    candidate : (Path, SeriesSpec)
        Its file.
    alternatives : sequence of (Path, SeriesSpec)
        One at least; each is called by its file.
    risk_free : (Path, SeriesSpec), optional
    vintage, day
        See `resolve_vintage`. Returns after the day are left out.
    sleeve : str
        Part of the policy portfolio; it decides the margin.
    margin : Decimal, optional
        Return that may be given up, a year, as a fraction; by default the rulebook's for the sleeve.
    seed, draws : int
        Of the bootstraps.

    Raises
    ------
    InputError
        A file cannot be used (every fault of every file), one is given twice, or what is asked contradicts itself.
    """
    paths = [path for path, _ in alternatives]
    if twice := sorted({str(path) for path in paths if paths.count(path) > 1}):
        raise InputError(f"{', '.join(twice)} is given twice", where="alternative", hint="give each file once")
    points = None if margin is None else margin * 100
    rulebooks = [with_margin(book, sleeve, points) for book in load_rulebooks(criteria, [CHECKS, TEXTS])]
    name, judged_on = resolve_vintage(rulebooks, vintage, day)
    series = _read([candidate, *alternatives, *([risk_free] if risk_free else [])], day)
    one, others = series[0], series[1 : 1 + len(alternatives)]
    margins = margins_on(rulebooks, sleeve, judged_on)
    comparison = compare(one, others, margins, risk_free=series[-1] if risk_free else None, draws=draws, seed=seed)
    nearest_one = nearest_of({at: x.gate("volatility_ratio").estimate for at, x in enumerate(comparison.beside)})
    is_equal = DOL_VINTAGES[name].direction == "equal"
    facts = {**IN_ORDER, **facts_of(comparison, nearest_one), "sleeve": sleeve, "alternatives": float(len(others))}
    facts |= {"adopted_dol_vintage": name, "asks_equality": is_equal}
    regime = Regime(judged_on, name)
    engine = open_engine()
    try:
        facts = with_comparator(engine, rulebooks, facts, regime)
        checks = next(book for book in rulebooks if book.id == CHECKS)
        asked = judge(engine, [checks], "candidate", facts, regime)
        book = next(book for book in rulebooks if book.id == TEXTS)
        whole = under(engine, book, name, facts=facts, plan={}, regime=regime, collateral_use=None)
    finally:
        engine.close()
    measured = set(facts_of(comparison, nearest_one)) - {"return_months"}
    answers = tuple(one for one in whole.answers if measured & set(one.evidence))
    outcome = combine(one.outcome for one in answers)
    answer = replace(whole, answers=answers, outcome=outcome, because=reasons.because(answers))
    found = tuple(c for c in checks_of(asked, Findings(comparison, is_equal)) if c.id in OF_RETURNS)
    notes = [f"{one.file}: {note}" for one in series for note in one.notes]
    notes += [note for one in comparison.beside for note in one.notes]
    notes += [*comparison.notes, *filter(None, [answer.note if day else ""])]
    return Trial(
        vintage=name,
        outcome=outcome,
        says=trial_says(outcome, answer),
        answer=answer,
        checks=found,
        comparison=comparison,
        dominated_by=dominated_by(comparison),
        margin_per_year=Decimal(str(margins.mean)),
        sleeve=sleeve,
        seed=seed,
        draws=draws,
        notes=tuple(dict.fromkeys(notes)),
    )


def _read(sources: Sequence[tuple[Path, SeriesSpec]], until: date | None) -> list[Any]:
    """Return every series, cut at the decision; every fault of every file at once."""
    series, faulty = [], []
    names = [path.stem for path, _ in sources]
    for path, spec in sources:
        name = path.stem if names.count(path.stem) == 1 else str(path)
        try:
            series.append(cut(read_series(path, spec, name=name), until=until))
        except InputError as error:
            faulty.append(error)
    if len(faulty) == 1:
        raise faulty[0]
    if faulty:
        raise InputError(join_problems([str(error) for error in faulty], f"{len(faulty)} files cannot be used:"))
    return series
