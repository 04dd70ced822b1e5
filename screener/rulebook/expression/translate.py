"""An expression checked and written out as SQL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, cast

import pyarrow as pa
from sqlglot import exp
from sqlglot.errors import SqlglotError

from screener.errors import nearest
from screener.rulebook.expression.scope import Expression
from screener.rulebook.expression.spelling import misspelt, percent_sign
from screener.rulebook.expression.sql import identifier, is_beyond_reach, number_literal, text_literal
from screener.rulebook.expression.tree import as_written, parse
from screener.rulebook.expression.units import different, product_unit, quotient_unit, sum_unit
from screener.tables import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from screener.rulebook.expression.scope import Scope
    from screener.tables import Column

Kind = Literal["condition", "number", "text", "broken"]
"""What a part of an expression is; *broken* where a fault was already noted, so that it is noted once."""

LANGUAGE = (
    "comparison, and/or/not, in, between, is null, + - * /, coalesce of facts, "
    "outcome_of('criterion'), age_of(fact), on_list('list'), listed_for('list')"
)

_OR, _AND, _NOT, _PREDICATE, _SUM, _PRODUCT, _ATOM = range(1, 8)
"""How tightly parts of an expression bind; a looser part inside a tighter one gets parentheses."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of an expression: its SQL, what it is, its unit (none for a bare number) and how tightly it binds."""

    sql: str
    kind: Kind
    unit: str | None = None
    binds: int = _ATOM
    domain: frozenset[str] | None = None
    """Every text it can be, where that is known."""
    negated: str | None = None
    """The SQL of its opposite, where SQL has a word for it."""

    def settled(self) -> _Part:
        """Return a calculated number rounded to nine places, as it is compared: 1.5 × 5.4 is then 8.1, as on paper."""
        if self.kind != "number" or self.binds not in (_SUM, _PRODUCT):
            return self
        return replace(self, sql=f"round({self.sql}, 9)", binds=_ATOM)

    def within(self, binds: int) -> str:
        """Return the SQL, in parentheses where it binds less tightly than what surrounds it."""
        return self.sql if self.binds >= binds else f"({self.sql})"


_BROKEN = _Part("NULL", "broken")


def translate(text: str, scope: Scope, expected: Literal["condition", "number"] = "condition") -> Expression:
    """Return an expression as SQL, with every fault in it named.

    Parameters
    ----------
    text : str
        The expression as the rulebook writes it.
    scope : Scope
        The names it may use.
    expected : {"condition", "number"}
        A condition, or the value of a measure.

    Examples
    --------
    >>> from screener.rulebook.expression import Scope
    >>> from screener.tables import FACTS_PLACE
    >>> facts = {column.name: column for column in FACTS_PLACE.columns}
    >>> translate("poverty_rate >= 20", Scope(facts, {}, {})).sql
    '"poverty_rate" >= 20e0'
    >>> translate("poverty_rat >= 20", Scope(facts, {}, {})).faults
    ["there is no fact or parameter 'poverty_rat'; did you mean 'poverty_rate'?"]
    """
    result = Expression()
    try:
        trees = parse(text)
        if len(trees) != 1 or trees[0] is None:
            result.faults.append(f"one expression is meant; found {text!r}")
            return result
        part = _Translator(scope, result).part(trees[0])
        result.faults += [] if result.faults else misspelt(text, {*scope.facts, *scope.parameters})
    except SqlglotError as error:
        details = getattr(error, "errors", None)
        reason = percent_sign(text) or (details[0]["description"] if details else str(error).splitlines()[0])
        result.faults.append(f"{text!r} is no expression: {reason}")
        return result
    except RecursionError:
        result.faults.append(f"the expression is nested too deeply: '{text[:60]}…'")
        return result
    if part.kind not in (expected, "broken"):
        wanted = "a condition (true, false or unknown)" if expected == "condition" else "a number"
        result.faults.append(f"{wanted} is meant; {text!r} is a {part.kind}")
    result.sql, result.unit = part.sql, part.unit
    return result


def kind_and_unit(node: exp.Expr, scope: Scope) -> tuple[Kind, str | None]:
    """Return what a part of an expression is, and its unit; none where it has none.

    Parameters
    ----------
    node : sqlglot.exp.Expr
    scope : Scope
    """
    part = _Translator(scope, Expression()).part(node)
    return part.kind, part.unit


class _Translator:
    """Walks the tree of one expression."""

    def __init__(self, scope: Scope, result: Expression) -> None:
        self.scope = scope
        self.result = result

    def part(self, node: exp.Expr) -> _Part:
        """Return a node as SQL, or note why it may not stand there."""
        handler = _HANDLERS.get(type(node))
        return handler(self, node) if handler else self.refuse(node)

    def refuse(self, node: exp.Expr, reason: str = "") -> _Part:
        """Note that something is not in the language."""
        return self.fault(reason or f"{as_written(node)!r} is not in the language of criteria, which has {LANGUAGE}")

    def fault(self, message: str) -> _Part:
        """Note a fault; the part that has it takes no further part in the checks."""
        self.result.faults.append(message)
        return _BROKEN

    # names and constants

    def column(self, node: exp.Expr) -> _Part:
        """Return a fact or a parameter."""
        name = node.name
        if node.args.get("table"):
            return self.refuse(node)
        if name in self.scope.facts:
            self.result.facts.add(name)
            fact = self.scope.facts[name]
            return _Part(identifier(name), _kind_of(fact), fact.unit or None, domain=frozenset(fact.one_of) or None)
        if name in self.scope.parameters:
            self.result.parameters.add(name)
            parameter = self.scope.parameters[name]
            return _Part(f"{number_literal(parameter.value)} /* {name} */", "number", parameter.unit)
        close = nearest(name, [*self.scope.facts, *self.scope.parameters])
        is_word = any(name in fact.one_of for fact in self.scope.facts.values())
        hint = f"; a text stands in single quotes: {text_literal(name)}" if is_word or not close else close
        return self.fault(f"there is no fact or parameter {name!r}{hint}")

    def literal(self, node: exp.Expr) -> _Part:
        """Return a number or a text."""
        if cast("exp.Literal", node).is_string:
            return _Part(text_literal(node.name), "text")
        if is_beyond_reach(Decimal(node.name)):
            return self.fault(f"{node.name} is no number a fact could reach; a misprint of the exponent?")
        return _Part(number_literal(Decimal(node.name)), "number")

    def boolean(self, node: exp.Expr) -> _Part:
        """Return true or false."""
        return _Part("TRUE" if node.this else "FALSE", "condition")

    # conditions

    def connect(self, node: exp.Expr) -> _Part:
        """Return ``and`` or ``or``."""
        word, binds = ("AND", _AND) if isinstance(node, exp.And) else ("OR", _OR)
        left, right = self.condition(node.this), self.condition(node.expression)
        return _Part(f"{left.within(binds)} {word} {right.within(binds)}", "condition", binds=binds)

    def negate(self, node: exp.Expr) -> _Part:
        """Return ``not``; ``is not null``, ``not in`` and ``not between`` arrive here too."""
        part = self.condition(node.this)
        if part.negated:
            return _Part(part.negated, "condition", binds=_PREDICATE)
        return _Part(f"NOT {part.within(_PREDICATE)}", "condition", binds=_NOT)

    def condition(self, node: exp.Expr) -> _Part:
        """Return a part that must be a condition."""
        part = self.part(node)
        if part.kind not in ("condition", "broken"):
            return self.fault(f"a condition is meant; {as_written(node)!r} is a {part.kind}")
        return part

    def compare(self, node: exp.Expr) -> _Part:
        """Return a comparison of two parts of one kind and one unit."""
        left, right = self.part(node.this).settled(), self.part(node.expression).settled()
        sign = _SIGNS[type(node)]
        self.agree(node, left, right)
        if sign not in ("=", "<>"):
            self.ordered(node, left)
        return _Part(f"{left.within(_SUM)} {sign} {right.within(_SUM)}", "condition", binds=_PREDICATE)

    def member(self, node: exp.Expr) -> _Part:
        """Return ``in`` with a list of constants or names."""
        if not node.expressions:
            return self.refuse(node)
        subject, members = self.part(node.this).settled(), [self.part(item).settled() for item in node.expressions]
        for member in members:
            self.agree(node, subject, member)
        listed = ", ".join(member.sql for member in members)
        return _either_way(subject, "", f"IN ({listed})")

    def between(self, node: exp.Expr) -> _Part:
        """Return ``between``, both ends included."""
        subject, low, high = (self.part(node.args[key]).settled() for key in ("this", "low", "high"))
        self.agree(node, subject, low)
        self.agree(node, subject, high)
        self.ordered(node, subject)
        return _either_way(subject, "", f"BETWEEN {low.within(_SUM)} AND {high.within(_SUM)}")

    def is_null(self, node: exp.Expr) -> _Part:
        """Return ``is null``, the one way to ask whether something is unknown."""
        if not isinstance(node.expression, exp.Null):
            return self.refuse(node)
        return _either_way(self.part(node.this), "IS ", "NULL")

    def ordered(self, node: exp.Expr, part: _Part) -> None:
        """Note an order asked of what has none."""
        if part.kind not in ("number", "broken"):
            self.fault(f"only numbers have an order; {as_written(node)!r} compares a {part.kind}")

    def agree(self, node: exp.Expr, left: _Part, right: _Part) -> None:
        """Note where two parts cannot be compared or added."""
        if "broken" in (left.kind, right.kind):
            return
        if left.kind != right.kind:
            self.fault(f"a {left.kind} cannot be compared with a {right.kind}: {as_written(node)!r}")
        elif left.unit and right.unit and left.unit != right.unit:
            self.fault(f"{different(left.unit, right.unit)}: {as_written(node)!r}")
        for one, other in ((left, right), (right, left)):
            value = other.sql[1:-1]
            if one.domain and other.kind == "text" and other.sql.startswith("'") and value not in one.domain:
                self.fault(f"{one.sql} is never {value!r}{nearest(value, sorted(one.domain))}")

    # arithmetic

    def calculate(self, node: exp.Expr) -> _Part:
        """Return a sum, difference, product or quotient; division by zero is unknown."""
        left, right = self.number(node.this), self.number(node.expression)
        sign = _SIGNS[type(node)]
        if "broken" in (left.kind, right.kind):
            return _BROKEN
        if sign in "+-":
            unit, reason = sum_unit(left.unit, sign, right.unit)
            if reason:
                return self.fault(f"{reason}: {as_written(node)!r}")
            return _Part(f"{left.within(_SUM)} {sign} {right.within(_PRODUCT)}", "number", unit, _SUM)
        unit = product_unit(left.unit, right.unit) if sign == "*" else quotient_unit(left.unit, right.unit)
        divisor = f"nullif({right.sql}, 0)" if sign == "/" else right.within(_ATOM)
        return _Part(f"{left.within(_PRODUCT)} {sign} {divisor}", "number", unit, _PRODUCT)

    def minus(self, node: exp.Expr) -> _Part:
        """Return a number with its sign turned."""
        part = self.number(node.this)
        return _Part(f"-({part.sql})", "number", part.unit)

    def number(self, node: exp.Expr) -> _Part:
        """Return a part that must be a number."""
        part = self.part(node)
        if part.kind not in ("number", "broken"):
            return self.fault(f"a number is meant; {as_written(node)!r} is a {part.kind}")
        return part

    # functions

    def coalesce(self, node: exp.Expr) -> _Part:
        """Return the first fact that is known; a constant would turn unknown into an answer."""
        nodes = [node.this, *node.expressions]
        if not all(isinstance(item, exp.Column) and item.name in self.scope.facts for item in nodes):
            written = as_written(node)
            return self.fault(f"coalesce takes facts only, else it turns an unknown into an answer: {written!r}")
        parts = [self.part(item) for item in nodes]
        for part in parts[1:]:
            self.agree(node, parts[0], part)
        sql = f"coalesce({', '.join(part.sql for part in parts)})"
        domains = [part.domain for part in parts]
        domain = frozenset().union(*filter(None, domains)) if all(domains) else None
        return _Part(sql, parts[0].kind, parts[0].unit, domain=domain)

    def function(self, node: exp.Expr) -> _Part:
        """Return a function of one name: an outcome, the age of a fact, or what a list says about the issuer."""
        function = _FUNCTIONS.get(node.name)
        if not function or len(node.expressions) != 1:
            return self.refuse(node)
        [argument] = node.expressions
        named = isinstance(argument, exp.Column) and not argument.args.get("table")
        if not (named if node.name == "age_of" else argument.is_string):
            return self.refuse(node)
        return function(self, argument.name)

    def outcome_of(self, criterion: str) -> _Part:
        """Return the outcome of another criterion, unknown where data do not suffice."""
        outcomes = self.scope.outcomes
        if not self.known(criterion, outcomes, "criterion", "for the same subject in this rulebook"):
            return _BROKEN
        self.result.outcomes.add(criterion)
        sql = f"nullif({identifier(outcomes[criterion])}, 'insufficient_data')"
        return _Part(sql, "text", domain=frozenset(OUTCOMES) - {"insufficient_data"})

    def age_of(self, fact: str) -> _Part:
        """Return the age of an attested fact; one that is computed describes no period of its own."""
        if fact in self.scope.facts and fact not in self.scope.attested:
            return self.fault(f"age_of is for facts that the rulebook declares under 'facts'; {fact!r} is computed")
        if not self.known(fact, self.scope.attested, "attested fact", "for this subject"):
            return _BROKEN
        self.result.facts.add(fact)
        self.result.ages.add(fact)
        return _Part(identifier(f"age_of({fact})"), "number", "months")

    def on_list(self, name: str) -> _Part:
        """Return whether the issuer is on a list; unknown where no such list is held."""
        return self.listed(name, _Part(identifier(f"on_list({name})"), "condition"))

    def listed_for(self, name: str) -> _Part:
        """Return for how long the issuer has been on a list."""
        return self.listed(name, _Part(identifier(f"listed_for({name})"), "number", "days"))

    def listed(self, name: str, part: _Part) -> _Part:
        """Return a part that rests on a list, if there is such a list."""
        if not self.known(name, self.scope.lists, "list of issuers", "for this subject in this rulebook"):
            return _BROKEN
        self.result.lists.add(name)
        return part

    def known(self, name: str, names: Collection[str], what: str, where: str) -> bool:
        """Return whether a name is there; note it where it is not."""
        if name not in names:
            self.fault(f"there is no {what} {name!r} {where}{nearest(name, sorted(names))}")
        return name in names


_SIGNS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
}
_FUNCTIONS: dict[str, Callable[[_Translator, str], _Part]] = {
    "outcome_of": _Translator.outcome_of,
    "age_of": _Translator.age_of,
    "on_list": _Translator.on_list,
    "listed_for": _Translator.listed_for,
}
_HANDLERS: dict[type[exp.Expr], Callable[[_Translator, exp.Expr], _Part]] = {
    exp.Paren: lambda self, node: self.part(node.this),
    exp.Column: _Translator.column,
    exp.Literal: _Translator.literal,
    exp.Boolean: _Translator.boolean,
    exp.And: _Translator.connect,
    exp.Or: _Translator.connect,
    exp.Not: _Translator.negate,
    exp.In: _Translator.member,
    exp.Between: _Translator.between,
    exp.Is: _Translator.is_null,
    exp.Neg: _Translator.minus,
    exp.Coalesce: _Translator.coalesce,
    exp.Anonymous: _Translator.function,
    **dict.fromkeys((exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE), _Translator.compare),
    **dict.fromkeys((exp.Add, exp.Sub, exp.Mul, exp.Div), _Translator.calculate),
}


def _kind_of(fact: Column) -> Kind:
    """Return what a fact is."""
    if pa.types.is_boolean(fact.type):
        return "condition"
    return "text" if pa.types.is_string(fact.type) else "number"


def _either_way(subject: _Part, before: str, after: str) -> _Part:
    """Return a predicate together with its opposite, which has NOT in its middle."""
    left = subject.within(_SUM)
    return _Part(f"{left} {before}{after}", "condition", binds=_PREDICATE, negated=f"{left} {before}NOT {after}")
