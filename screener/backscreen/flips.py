"""Why an outcome is another than on the date before."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from screener.rulebook import answer_of
from screener.tables import EVERY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screener.backscreen.day import Day

    Judged = dict[tuple[str, ...], dict[str, "Decision"]]

_KEY = ("rulebook_id", "criterion_id", "subject")


class Decision(NamedTuple):
    """What was decided about a subject."""

    outcome: str
    evidence: str
    parameters: str


def flips(before: Day, after: Day) -> list[dict[str, Any]]:
    """Return the outcomes that are others on a date than on the one before, each with its cause.

    A decision on every subject of a kind (``*``) stands for each of them. A subject that is judged on one of the dates
    alone, because it was bought or sold in between, has flipped nothing.

    Parameters
    ----------
    before, after : Day

    Returns
    -------
    list of dict
        Rows of `screener.backscreen.CHANGES`.
    """
    old, new = _judged(before), _judged(after)
    return [
        {
            "date_before": before.day,
            "date": after.day,
            **dict(zip(_KEY, key, strict=True)),
            "subject_id": subject,
            "outcome_before": was.outcome,
            "outcome_after": now.outcome,
            **_cause(before, after, key[:2], was, now),
            "is_new_delivery": before.delivery != after.delivery,
        }
        for key in sorted(old.keys() & new.keys())
        for subject, was, now in _pairs(old[key], new[key])
        if was.outcome != now.outcome
    ]


def _judged(day: Day) -> Judged:
    """Return criterion and kind → subject → its decision."""
    found: Judged = defaultdict(dict)
    columns = (day.decisions[name].to_pylist() for name in (*_KEY, "subject_id", *Decision._fields))
    for rulebook, criterion, kind, subject, outcome, *why in zip(*columns, strict=True):
        said = answer_of(outcome, is_bare=(rulebook, criterion) in day.bare)
        found[rulebook, criterion, kind][subject] = Decision(said, *why)
    return found


def _pairs(old: dict[str, Decision], new: dict[str, Decision]) -> Iterator[tuple[str, Decision, Decision]]:
    """Yield the subjects judged on both dates; where one date judged all alike, those of the other."""
    if old.keys() == new.keys() == {EVERY}:
        yield EVERY, old[EVERY], new[EVERY]
    for subject in sorted((old.keys() | new.keys()) - {EVERY}):
        was, now = old.get(subject) or old.get(EVERY), new.get(subject) or new.get(EVERY)
        if was and now:
            yield subject, was, now


def _cause(before: Day, after: Day, criterion: tuple[str, ...], was: Decision, now: Decision) -> dict[str, str]:
    """Return what made an outcome another: the rules, the facts, both, or another criterion that this one asks."""
    if (criterion in before.in_force) != (criterion in after.in_force):
        return {"cause": "rules", "because": "came into force" if criterion in after.in_force else "went out of force"}
    rules = _changed(was.parameters, now.parameters)
    facts = _changed(was.evidence, now.evidence)
    if rules:
        facts.pop("value", None)  # what a measure computes follows from its parameters too
    if causes := {cause: changed for cause, changed in (("rules", rules), ("facts", facts)) if changed}:
        return {"cause": " and ".join(causes), "because": "; ".join([*rules.values(), *facts.values()])}
    return {"cause": "other", "because": "another criterion, a list or what applies to it"}


def _changed(was: str, now: str) -> dict[str, str]:
    """Return each name whose value is another → its name and both values."""
    old, new = json.loads(was), json.loads(now)
    return {
        name: f"{name}: {_said(old.get(name))} → {_said(new.get(name))}"
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name)
    }


def _said(value: object) -> str:
    return "unknown" if value is None else str(value)
