"""Which numbers are ours: parameters that no law and no standard gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from screener.rulebook.model import Rulebook

PROPOSAL = "Proposal of this project"
"""How the citation of a source begins that is none."""


def has_own_numbers(rulebook: Rulebook, parameters: Iterable[str]) -> bool:
    """Return whether a value of some parameters, of any day, is a proposal of this project.

    A criterion whose text was verified may use such a number all the same; the word *verified* does not cover it.
    """
    values = (value for name in parameters for value in rulebook.parameters[name].values.values())
    return any(rulebook.sources[value.source].citation.startswith(PROPOSAL) for value in values)
