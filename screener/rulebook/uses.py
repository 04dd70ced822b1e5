"""What a criterion names: its facts, numbers, lists and other criteria; and whether its numbers are our own."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from screener.rulebook.compile import scope_on
from screener.rulebook.expression import Expression, translate
from screener.rulebook.proposals import has_own_numbers

if TYPE_CHECKING:
    from screener.rulebook.model import Criterion, Rulebook

_AGE = re.compile(r"\bage_of\(\s*(\w+)\s*\)\s*(<=|>=|<|>)\s*(\w+)")


def named_by(rulebook: Rulebook, criterion: Criterion) -> Expression:
    """Return every name in the expressions of a criterion, as if they were one.

    Parameters
    ----------
    rulebook : Rulebook
        The rulebook it belongs to.
    criterion : Criterion
    """
    scope = scope_on(rulebook, criterion, date.max)
    named = Expression()
    for key, text in criterion.expressions.items():
        part = translate(text, scope, "number" if key == "value" else "condition")
        for names in ("facts", "parameters", "outcomes", "ages", "lists"):
            getattr(named, names).update(getattr(part, names))
    return named


def age_limits(criterion: Criterion) -> dict[str, tuple[str, bool]]:
    """Return fact → the first parameter that a criterion holds its age against, and whether it may be reached.

    Parameters
    ----------
    criterion : Criterion
        Its expressions say ``age_of(fact) <= parameter``, or the contrary: ``age_of(fact) > parameter``.
    """
    limits: dict[str, tuple[str, bool]] = {}
    for text in criterion.expressions.values():
        for fact, sign, parameter in _AGE.findall(text):
            limits.setdefault(fact, (parameter, sign in ("<=", ">")))
    return limits


def own_numbers(rulebook: Rulebook, criterion: Criterion) -> list[str]:
    """Return the parameters that a criterion names of which a value is a proposal of this project.

    Parameters
    ----------
    rulebook : Rulebook
        The rulebook it belongs to.
    criterion : Criterion
    """
    named = named_by(rulebook, criterion).parameters
    return [name for name in rulebook.parameters if name in named and has_own_numbers(rulebook, [name])]


def review_of(rulebook: Rulebook, criterion: Criterion) -> str:
    """Return how far a criterion was confirmed, in words: a text that was does not confirm numbers of our own.

    Parameters
    ----------
    rulebook : Rulebook
        The rulebook it belongs to.
    criterion : Criterion
    """
    ours = criterion.review.status == "verified" and own_numbers(rulebook, criterion)
    return "text verified; numbers ours" if ours else criterion.review.status
