"""The language of criteria: a small, closed subset of SQL conditions, checked, written out as SQL and said in words.

It has comparison, ``and``/``or``/``not``, ``in``, ``between``, ``is null``, ``+ - * /``, ``coalesce`` of facts,
``outcome_of('criterion')``, ``age_of(fact)``, ``on_list('list')``, ``listed_for('list')``, numbers, text, ``true`` and
``false``, facts by name and parameters by name. Everything else is refused. What is null stays null: nothing here
turns an unknown into an answer.
"""

from screener.rulebook.expression.scope import Expression, ParameterValue, Scope
from screener.rulebook.expression.spelling import percent_sign
from screener.rulebook.expression.sql import identifier, is_beyond_reach, text_literal
from screener.rulebook.expression.translate import translate
from screener.rulebook.expression.units import called
from screener.rulebook.expression.words import amount, in_words

__all__ = [
    "Expression",
    "ParameterValue",
    "Scope",
    "amount",
    "called",
    "identifier",
    "in_words",
    "is_beyond_reach",
    "percent_sign",
    "text_literal",
    "translate",
]
