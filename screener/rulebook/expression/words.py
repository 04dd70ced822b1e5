"""An expression said in words a trustee reads: facts by their meaning, numbers with their unit, bounds exactly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import pyarrow as pa
import sqlglot
from sqlglot import exp

from screener.rulebook.expression.translate import kind_and_unit
from screener.rulebook.expression.units import PERCENT, POINTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from screener.rulebook.expression.scope import Scope

INLINE = 110
"""Two conditions that are together shorter than this share a line."""

_BOUNDS: dict[type[exp.Expr], tuple[str, type[exp.Expr], type[exp.Expr]]] = {
    exp.GTE: ("is at least", exp.LT, exp.LTE),
    exp.GT: ("is more than", exp.LTE, exp.LT),
    exp.LTE: ("is at most", exp.GT, exp.GTE),
    exp.LT: ("is less than", exp.GTE, exp.GT),
    exp.EQ: ("is", exp.NEQ, exp.EQ),
    exp.NEQ: ("is not", exp.EQ, exp.NEQ),
}
"""Comparison → what it says, its opposite, and itself with the sides exchanged."""
_ARITHMETIC: dict[type[exp.Expr], str] = {
    exp.Add: "plus",
    exp.Sub: "minus",
    exp.Mul: "times",
    exp.Div: "divided by",
}

DISTANCE = "from share to share"
"""Unit of a number that is added to a share or taken from it: 0.9 less 0.1 is ten percentage points less, not 10 %."""
_FORMS = {
    "1": "{}",
    DISTANCE: "{}",
    "USD": "USD {}",
    "base currency": "{} in the base currency",
    "1 to 5": "{} on the scale of 1 to 5",
}
"""Units that do not simply follow their number."""
_ONE = {"people": "person", "counties": "county"}
"""One of what has no plural in s."""


@dataclass(frozen=True, slots=True)
class _Several:
    """Conditions that must hold together, or of which one is enough."""

    joint: Literal["and", "or"]
    parts: tuple[str | _Several, ...]

    def __str__(self) -> str:
        return f", {self.joint} ".join(map(str, self.parts))

    def lines(self) -> list[str]:
        """Return them as text: two short ones on one line, more as a list."""
        if len(self.parts) == 2 and len(str(self)) <= INLINE and all(isinstance(part, str) for part in self.parts):
            return [str(self)]
        lines = ["all of these:" if self.joint == "and" else "at least one of these:"]
        for part in self.parts:
            first, *rest = [part] if isinstance(part, str) else part.lines()
            lines += [f"- {first}", *(f"  {line}" for line in rest)]
        return lines


def in_words(
    text: str, scope: Scope, names: Mapping[str, str], expected: Literal["condition", "number"] = "condition"
) -> str:
    """Return a checked expression in words; conditions that are many become a list, one a line.

    Parameters
    ----------
    text : str
        The expression as the rulebook writes it, without fault.
    scope : Scope
        The names it may use, parameters with their value on the date.
    names : mapping of str to str
        Parameter, criterion or list → its title.
    expected : {"condition", "number"}
        A condition, or the value of a measure.

    Examples
    --------
    >>> from screener.rulebook.expression import Scope
    >>> from screener.tables import FACTS_HOLDING
    >>> scope = Scope({column.name: column for column in FACTS_HOLDING.columns}, {}, {})
    >>> in_words("esg_datum_age <= 24", scope, {})
    'age of the newest ESG datum on the issuer itself is at most 24 months'
    """
    speaker = _Speaker(scope, names)
    tree = sqlglot.parse_one(text, read="duckdb")
    if expected == "number":
        return speaker.value(tree)
    said = speaker.condition(tree, holds=True)
    return said if isinstance(said, str) else "\n".join(said.lines())


def amount(value: Decimal | None, unit: str | None) -> str:
    """Return a number with its unit, in words.

    Examples
    --------
    >>> amount(Decimal("1.0"), "percentage points"), amount(Decimal("0.05"), "1"), amount(Decimal(2500), "USD")
    ('1 percentage point', '5 %', 'USD 2,500')
    """
    if value is None:
        return "no value"
    if unit in ("1", DISTANCE) and 0 < value < 1:
        return f"{_plain(value * 100)} %" if unit == "1" else amount(value * 100, POINTS)
    if form := _FORMS.get(unit or "1"):
        return form.format(_plain(value))
    first, *rest = str(unit).split(" per ")
    if value == 1:
        first = _ONE.get(first, first.removesuffix("s"))
    return " per ".join([f"{_plain(value)} {first}", *rest])


class _Speaker:
    """Says the parts of one expression."""

    def __init__(self, scope: Scope, names: Mapping[str, str]) -> None:
        self.scope = scope
        self.names = names

    # conditions: said as they are, or as their opposite; the opposite of an unknown is unknown in both readings

    def condition(self, node: exp.Expr, *, holds: bool) -> str | _Several:
        """Return a condition, or its opposite."""
        node = node.unnest()
        if isinstance(node, exp.Not):
            return self.condition(node.this, holds=not holds)
        if isinstance(node, (exp.And, exp.Or)):
            return self.connect(node, holds=holds)
        return _SAID[type(node)](self, node, holds=holds)

    def connect(self, node: exp.Expr, *, holds: bool) -> _Several:
        """Return ``and`` or ``or``; the opposite of one is the other of the opposites."""
        joint: Literal["and", "or"] = "and" if isinstance(node, exp.And) == holds else "or"
        parts: list[str | _Several] = []
        for side in (node.this, node.expression):
            part = self.condition(side, holds=holds)
            parts += part.parts if isinstance(part, _Several) and part.joint == joint else [part]
        return _Several(joint, tuple(parts))

    def compare(self, node: exp.Expr, *, holds: bool) -> str | _Several:
        """Return a comparison, what is judged on the left."""
        kind, left, right = type(node), node.this.unnest(), node.expression.unnest()
        if self.is_given(left) and not self.is_given(right):
            kind, left, right = _BOUNDS[kind][2], right, left
        if isinstance(right, exp.Boolean):
            return self.condition(left, holds=holds == ((kind is exp.EQ) == right.this))
        kind = kind if holds else _BOUNDS[kind][1]
        words = _BOUNDS[kind][0]
        if kind in (exp.EQ, exp.NEQ) and not self.is_given(right):
            words += " the same as"
        return _predicate(self.value(left), f"{words} {self.value(right, self.unit(left))}")

    def member(self, node: exp.Expr, *, holds: bool) -> str:
        """Return ``in``."""
        unit = self.unit(node.this)
        members = [self.value(item, unit) for item in node.expressions]
        said = f"{'one' if holds else 'none'} of {_listed(members, 'or' if holds else 'and')}"
        if len(members) == 1:
            said = members[0] if holds else f"not {members[0]}"
        return _predicate(self.value(node.this), f"is {said}")

    def between(self, node: exp.Expr, *, holds: bool) -> str:
        """Return ``between``, which includes both ends."""
        subject, unit = self.value(node.this), self.unit(node.this)
        low, high = (self.value(node.args[key], unit) for key in ("low", "high"))
        if holds:
            return f"{subject} is at least {low} and at most {high}"
        return f"{subject} is less than {low} or more than {high}"

    def is_null(self, node: exp.Expr, *, holds: bool) -> str:
        """Return ``is null``."""
        known = "is not known" if holds else "is known"
        subject, said = node.this.unnest(), self.value(node.this)
        if isinstance(subject, (exp.Column, exp.Coalesce)) and kind_and_unit(subject, self.scope)[0] == "condition":
            said = f"whether {said}"
        return f"it {known} {said}" if said.startswith("whether ") else _predicate(said, known)

    def flag(self, node: exp.Expr, *, holds: bool) -> str:
        """Return a fact that is true or false."""
        return f"{self.value(node)}: {'yes' if holds else 'no'}"

    def constant(self, node: exp.Expr, *, holds: bool) -> str:
        """Return true or false."""
        return "always" if node.this == holds else "never"

    def function(self, node: exp.Expr, *, holds: bool) -> str:
        """Return ``on_list``, the one function that is a condition."""
        return f"the issuer is {'' if holds else 'not '}on the list {self.called(node.expressions[0].name)}"

    # values

    def value(self, node: exp.Expr, unit: str | None = None) -> str:
        """Return a number or a text; a bare number takes the unit of what it is compared with."""
        node = node.unnest()
        match node:
            case exp.Column():
                said = self.named(node.name, unit)
            case exp.Literal():
                said = f"“{node.name.replace('_', ' ')}”" if node.is_string else amount(Decimal(node.name), unit)
            case exp.Boolean():
                said = "yes" if node.this else "no"
            case exp.Neg():
                said = f"minus {self.value(node.this, unit)}"
            case exp.Coalesce():
                said = ", or where that is not known, ".join(self.value(n) for n in (node.this, *node.expressions))
            case exp.Anonymous():
                said = self.asked(node)
            case exp.Add() | exp.Sub() | exp.Mul() | exp.Div():
                said = self.calculation(node)
            case _:
                said = f"whether {self.condition(node, holds=True)}"
        return said

    def calculation(self, node: exp.Expr) -> str:
        """Return a sum, difference, product or quotient; what is added to or taken from a share is in points."""
        sides = []
        for side, other in ((node.this, node.expression), (node.expression, node.this)):
            unit = self.unit(other) if isinstance(node, (exp.Add, exp.Sub)) else None
            if unit == "1" and side is node.expression:
                unit = DISTANCE
            said = self.value(side, POINTS if unit == PERCENT else unit)
            sides.append(f"({said})" if type(side.unnest()) in _ARITHMETIC else said)
        return f"{sides[0]} {_ARITHMETIC[type(node)]} {sides[1]}"

    def named(self, name: str, unit: str | None = None) -> str:
        """Return a fact by its meaning, or a parameter by its value and title."""
        if name in self.scope.facts:
            fact = self.scope.facts[name]
            explained = r"[:;] " if pa.types.is_string(fact.type) else "; "  # after it stand the words it can be
            return re.split(explained, fact.meaning)[0].rstrip(".")
        parameter, title = self.scope.parameters[name], self.names[name]
        is_worth = parameter.value is not None
        of = DISTANCE if unit == DISTANCE else parameter.unit
        said = amount(parameter.value, of) if is_worth else "a number that has no value on this date"
        return f"{said} ({title})"

    def asked(self, node: exp.Expr) -> str:
        """Return a function's value: an outcome, an age, a time on a list."""
        argument = node.expressions[0].name
        match node.name:
            case "outcome_of":
                return f"the outcome of {self.called(argument)}"
            case "age_of":
                return f"the age of the evidence on “{self.named(argument)}”"
            case "on_list":
                return f"whether {self.function(node, holds=True)}"
        return f"the time since the issuer came on the list {self.called(argument)}"

    def called(self, name: str) -> str:
        """Return a criterion or list by its title and id."""
        return f"“{self.names[name]}” ({name})"

    # what a part is

    def is_given(self, node: exp.Expr) -> bool:
        """Return whether a part is the same for every subject: literals and parameters only."""
        return not any(
            isinstance(part, exp.Anonymous) or (isinstance(part, exp.Column) and part.name in self.scope.facts)
            for part in node.walk()
        )

    def unit(self, node: exp.Expr) -> str | None:
        """Return the unit of a number."""
        return kind_and_unit(node, self.scope)[1]


_SAID: dict[type[exp.Expr], Callable[..., str | _Several]] = {
    **dict.fromkeys(_BOUNDS, _Speaker.compare),
    exp.In: _Speaker.member,
    exp.Between: _Speaker.between,
    exp.Is: _Speaker.is_null,
    exp.Column: _Speaker.flag,
    exp.Coalesce: _Speaker.flag,
    exp.Boolean: _Speaker.constant,
    exp.Anonymous: _Speaker.function,
}


def _predicate(subject: str, said: str) -> str:
    """Return what is said of a subject; one that ends in *is* itself, such as "who the trustee is", has no second."""
    return f"{subject}: {said.removeprefix('is ')}" if subject.endswith(" is") else f"{subject} {said}"


def _listed(words: Sequence[str], last: str) -> str:
    """Return words as a list, the last joined by a word."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _plain(value: Decimal) -> str:
    """Return a number without an exponent and without zeros that say nothing."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
