"""Rules as data: rulebooks read from ``criteria/``, checked, dated, compiled to SQL and tried on worked cases."""

from screener.rulebook.answers import answer_of, bare_measures
from screener.rulebook.cases import CaseResult, load_cases, run_cases
from screener.rulebook.compile import (
    CompiledCriterion,
    compile_criterion,
    compile_subject,
    level_of,
    outcomes_sql,
)
from screener.rulebook.effective import (
    Regime,
    begins,
    binding_text_on,
    holds,
    is_enforced_on,
    is_in_force,
    is_uncertain,
    judges,
    use_of,
    value_on,
)
from screener.rulebook.expression import identifier, text_literal
from screener.rulebook.lists import ListVersion, read_lists
from screener.rulebook.load import PROFILES, RulebookFile, list_rulebooks, load_rulebooks
from screener.rulebook.model import Case, Criterion, Fact, Rulebook, Text
from screener.rulebook.profiles import Profile, ProfileFile, list_profiles, load_profiles, nearest_profile

__all__ = [
    "PROFILES",
    "Case",
    "CaseResult",
    "CompiledCriterion",
    "Criterion",
    "Fact",
    "ListVersion",
    "Profile",
    "ProfileFile",
    "Regime",
    "Rulebook",
    "RulebookFile",
    "Text",
    "answer_of",
    "bare_measures",
    "begins",
    "binding_text_on",
    "compile_criterion",
    "compile_subject",
    "holds",
    "identifier",
    "is_enforced_on",
    "is_in_force",
    "is_uncertain",
    "judges",
    "level_of",
    "list_profiles",
    "list_rulebooks",
    "load_cases",
    "load_profiles",
    "load_rulebooks",
    "nearest_profile",
    "outcomes_sql",
    "read_lists",
    "run_cases",
    "text_literal",
    "use_of",
    "value_on",
]
