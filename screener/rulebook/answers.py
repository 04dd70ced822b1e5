"""What a decision is called where people read it: five outcomes, *measured* and *described*."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from screener.rulebook.model import Rulebook


def bare_measures(rulebooks: Iterable[Rulebook]) -> frozenset[tuple[str, str]]:
    """Return rulebook and criterion of the measures that ask nothing: what passes by one is only measured.

    Parameters
    ----------
    rulebooks : iterable of Rulebook
    """
    return frozenset(
        (book.id, criterion.id)
        for book in rulebooks
        for criterion in book.criteria
        if criterion.kind == "measure" and "pass" not in criterion.expressions
    )


def answer_of(outcome: str, *, is_bare: bool = False, describes: bool = False) -> str:
    """Return the word of a decision: its outcome, but where to pass, watch or fail would say too much.

    Parameters
    ----------
    outcome : str
        One of `screener.tables.OUTCOMES`.
    is_bare : bool
        Whether the criterion is one of `bare_measures`: to pass is to be *measured*.
    describes : bool
        Whether the criterion says what the subject is, and no reproach: to watch or fail is to be *described*.

    Examples
    --------
    >>> answer_of("pass", is_bare=True), answer_of("fail", describes=True), answer_of("fail")
    ('measured', 'described', 'fail')
    """
    if is_bare and outcome == "pass":
        return "measured"
    return "described" if describes and outcome in ("watch", "fail") else outcome
