"""What an expression may name, and what is known about it once it is checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from decimal import Decimal

    from screener.tables import Column


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A parameter as an expression sees it: its unit, and its value on the decision date (null is unknown)."""

    unit: str | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Scope:
    """The names an expression may use."""

    facts: Mapping[str, Column]
    parameters: Mapping[str, ParameterValue]
    outcomes: Mapping[str, str]
    """Criterion of the same rulebook and subject → column that holds its outcome."""
    attested: Collection[str] = frozenset()
    """Of the facts, those an attestation says about a period, so that they have an age."""
    lists: Collection[str] = frozenset()
    """Lists of issuers that the rulebook declares; none where it is no issuer that is judged."""


@dataclass(slots=True)
class Expression:
    """A checked expression: its SQL, the names it uses, and what is wrong with it (then the SQL means nothing)."""

    sql: str = "NULL"
    unit: str | None = None
    facts: set[str] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)
    outcomes: set[str] = field(default_factory=set)
    ages: set[str] = field(default_factory=set)
    """Of the facts, those whose age it asks for."""
    lists: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
