"""Rules as data: rulebooks read from ``criteria/``, checked, dated, compiled to SQL and tried on worked cases."""

from screener.rulebook.cases import CaseResult, load_cases, run_cases
from screener.rulebook.compile import CompiledCriterion, compile_criterion, compile_subject, outcomes_sql
from screener.rulebook.effective import is_in_force, value_on
from screener.rulebook.expression import identifier, text_literal
from screener.rulebook.load import load_rulebooks
from screener.rulebook.model import Case, Criterion, Rulebook

__all__ = [
    "Case",
    "CaseResult",
    "CompiledCriterion",
    "Criterion",
    "Rulebook",
    "compile_criterion",
    "compile_subject",
    "identifier",
    "is_in_force",
    "load_cases",
    "load_rulebooks",
    "outcomes_sql",
    "run_cases",
    "text_literal",
    "value_on",
]
