"""Outcomes of a screen beside those of another: decision by decision, counted, and in short."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from screener.rulebook import answer_of, bare_measures
from screener.tables import COUNT, EVERY, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from screener.rulebook import Rulebook
    from screener.whatif.session import Calculated

_TEXTS = ("change", "rulebook_id", "criterion_id", "subject", "outcome_before", "outcome_after")
_OUTCOMES: list[tuple[str, pa.DataType]] = [(name, TEXT) for name in ("rulebook_id", "criterion_id", "outcome")]
_GROUPED: list[tuple[str, pa.DataType]] = [
    *((name, TEXT) for name in _TEXTS),
    ("subjects", COUNT),
    ("decisions", COUNT),
]
OUTCOMES, GROUPED = pa.schema([*_OUTCOMES, ("subjects", COUNT)]), pa.schema(_GROUPED)
_KEYS = ["rulebook_id", "criterion_id", "subject", "subject_id"]
_SAYS = {
    "subject gone": "{subjects:,} {subject} no longer {done}: {whose} {decisions:,} decision{s} fall{fall} away",
    "subject new": "{subjects:,} {subject} newly {done}: {decisions:,} decision{s}",
    "rulebook gone": "{rulebook_id} no longer judged by: its {decisions:,} decision{s} fall{fall} away",
}


def outcomes(tables: Mapping[str, pa.Table], rulebooks: Sequence[Rulebook]) -> pa.Table:
    """Return how many subjects each criterion judged with each outcome; who was not judged is not counted.

    Parameters
    ----------
    tables : mapping
        Of a screen.
    rulebooks : sequence of Rulebook
        Those that it was judged by: to pass by a measure that asks nothing is ``measured``.
    """
    judged = tables["decisions"].filter(pc.field("subject_id") != EVERY)
    counted = judged.group_by(["rulebook_id", "criterion_id", "outcome"]).aggregate([([], "count_all")])
    bare = bare_measures(rulebooks)
    rows = [
        {**row, "outcome": answer_of(row["outcome"], is_bare=(row["rulebook_id"], row["criterion_id"]) in bare)}
        for row in counted.rename_columns([*OUTCOMES.names]).to_pylist()
    ]
    return pa.Table.from_pylist(rows, schema=OUTCOMES).sort_by([(name, "ascending") for name in OUTCOMES.names[:3]])


def outcomes_changed(before: Mapping[str, pa.Table], after: Mapping[str, pa.Table]) -> pa.Table:
    """Return the decisions whose outcome is another, or that are made in one screen alone.

    Returns
    -------
    pyarrow.Table
        One row per criterion × subject: ``outcome_before`` and ``outcome_after``, null where it was not judged.
    """
    sides = [
        side["decisions"].select([*_KEYS, "outcome"]).rename_columns([*_KEYS, f"outcome_{name}"])
        for side, name in ((before, "before"), (after, "after"))
    ]
    both = sides[0].join(sides[1], _KEYS, join_type="full outer")
    is_other = pc.or_kleene(
        pc.field("outcome_before") != pc.field("outcome_after"),
        pc.field("outcome_before").is_null() | pc.field("outcome_after").is_null(),
    )
    return both.filter(is_other).sort_by([(name, "ascending") for name in _KEYS])


def outcomes_grouped(before: Calculated, after: Calculated) -> pa.Table:
    """Return the outcomes that change, in short: what is gone or new counts once, then the others by criterion.

    Returns
    -------
    pyarrow.Table
        One row per ``change`` and what it is of. ``subject gone`` and ``subject new``: a kind of subject, of which so
        many ``subjects`` are judged in one screen alone. ``rulebook gone``: a rulebook that is judged by no more.
        ``outcome``: a criterion by which so many subjects have another outcome; null where they were not judged by it.
        To pass by a measure that asks nothing is ``measured``.
    """
    changed = outcomes_changed(before.tables, after.tables)
    named = changed["subject_id"].unique()
    known = [_judged(side.tables, named) for side in (before, after)]
    books = set(after.tables["decisions"]["rulebook_id"].unique().to_pylist())
    bare = bare_measures([*before.question.rulebooks, *after.question.rulebooks])
    decisions: Counter[tuple[str | None, ...]] = Counter()
    subjects: dict[tuple[str | None, ...], set[str]] = {}
    for row in changed.to_pylist():
        book, kind, one = row["rulebook_id"], row["subject"], (row["subject"], row["subject_id"])
        is_bare = (book, row["criterion_id"]) in bare
        sides = (row["outcome_before"], row["outcome_after"])
        ends = tuple(outcome and answer_of(outcome, is_bare=is_bare) for outcome in sides)
        key: tuple[str | None, ...]
        if book not in books:
            key = ("rulebook gone", book, None, None, None, None)
        elif row["subject_id"] == EVERY and None in ends:
            continue  # an answer for everybody that gives way to one for each, or to which each gives way
        elif row["subject_id"] != EVERY and (one in known[0]) != (one in known[1]):
            key = ("subject gone" if one in known[0] else "subject new", None, None, kind, None, None)
        else:
            key = ("outcome", book, row["criterion_id"], kind, *ends)
        decisions[key] += 1
        subjects.setdefault(key, set()).add(row["subject_id"])
    order = ["subject gone", "subject new", "rulebook gone", "outcome"]
    keys = sorted(decisions, key=lambda key: (order.index(str(key[0])), *(part or "" for part in key)))
    rows = [dict(zip(GROUPED.names, (*key, len(subjects[key]), decisions[key]), strict=True)) for key in keys]
    return pa.Table.from_pylist(rows, schema=GROUPED)


def in_words(grouped: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return what is gone or new as sentences; the rows of single criteria are for a table.

    Examples
    --------
    >>> row = {"change": "subject gone", "subject": "issuer", "subjects": 1, "decisions": 143}
    >>> in_words([row])
    ['1 issuer no longer held: its 143 decisions fall away']
    """
    return [
        _SAYS[row["change"]].format(**{
            **row,
            "subject": f"{row['subject']}{'' if row['subjects'] == 1 else 's'}",
            "done": "held" if row["subject"] in ("issuer", "holding") else "judged",
            "whose": "its" if row["subjects"] == 1 else "their",
            "s": "" if row["decisions"] == 1 else "s",
            "fall": "s" if row["decisions"] == 1 else "",
        })
        for row in grouped
        if row["change"] in _SAYS
    ]  # fmt: skip


def _judged(tables: Mapping[str, pa.Table], names: pa.ChunkedArray[Any]) -> set[tuple[str, str]]:
    """Return those of some names of which there is a decision, by kind and name."""
    named = tables["decisions"].filter(pc.field("subject_id").isin(names))
    rows = named.group_by(["subject", "subject_id"]).aggregate([]).to_pylist()
    return {(row["subject"], row["subject_id"]) for row in rows}
