"""The register: a table of the rulebooks, how much of each is worked out, and how much is confirmed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from screener.errors import InputError
from screener.rulebook.uses import review_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from screener.rulebook.model import Rulebook

START, END = "<!-- register:start -->", "<!-- register:end -->"
REVIEWS = ("verified", "text verified; numbers ours", "unverified")
HEADINGS = ("rulebook", "judges", "in force", "criteria", "worked cases", *REVIEWS, "last looked at")
NUMBERS = range(3, 8)


def register(rulebooks: Sequence[Rulebook], cases: Mapping[str, int]) -> str:
    """Return the table of rulebooks as Markdown.

    Parameters
    ----------
    rulebooks : sequence of Rulebook
    cases : mapping of str to int
        Rulebook → number of its worked cases.
    """
    rows = [_row(rulebook, cases[rulebook.id]) for rulebook in rulebooks]
    sums = [f"**{sum(int(row[column]) for row in rows)}**" for column in NUMBERS]
    looked = max((row[-1] for row in rows), default="")
    rule = ["---:" if column in NUMBERS else "---" for column in range(len(HEADINGS))]
    table = [HEADINGS, rule, *rows, ["**all**", "", "", *sums, looked]]
    return "\n".join(f"| {' | '.join(row)} |" for row in table)


def with_register(text: str, table: str, *, where: str) -> str:
    """Return a text with the table between its markers.

    Parameters
    ----------
    text : str
        Holds both markers, each once.
    table : str
    where : str
        Name of the file, for the error.

    Raises
    ------
    InputError
        A marker is missing.
    """
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        hint = f"put {START} and {END} on lines of their own where it is to stand"
        raise InputError("there is no place for the register", where=where, hint=hint)
    return f"{before}{START}\n{table}\n{END}{after}"


def _row(rulebook: Rulebook, cases: int) -> list[str]:
    """Return one rulebook as texts."""
    judged = Counter(criterion.subject for criterion in rulebook.criteria)
    review = Counter(review_of(rulebook, criterion) for criterion in rulebook.criteria)
    looked = max(criterion.review.checked_on for criterion in rulebook.criteria)
    return [
        f"[`{rulebook.id}`]({rulebook.id}/README.md) {rulebook.title}",
        ", ".join(f"{subject} {count}" for subject, count in judged.most_common()),
        f"under {', '.join(rulebook.jurisdictions)}" if rulebook.jurisdictions else "everywhere",
        *(str(number) for number in (len(rulebook.criteria), cases, *(review[status] for status in REVIEWS))),
        looked.isoformat(),
    ]
