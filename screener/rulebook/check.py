"""Everything in the folder of criteria, checked at once: profiles, rulebooks, lists and worked cases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from screener.errors import RulebookError
from screener.rulebook.cases import FILE as CASES
from screener.rulebook.cases import load_cases
from screener.rulebook.lists import read_lists
from screener.rulebook.load import FILE, PROFILES, list_rulebooks, load_rulebooks, read_rulebook
from screener.rulebook.parse import raise_problems
from screener.rulebook.profiles import load_profiles

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from screener.rulebook.model import Rulebook

BESIDE = {
    CASES: "worked cases say what each criterion must answer",
    "README.md": "it says what the rulebook covers, what it leaves out and what is not confirmed",
}
"""Files that each rulebook has beside it, and what for."""


def check_folder(folder: Path) -> tuple[list[Rulebook], list[str]]:
    """Return the rulebooks that could be read, and what is wrong, a message of several lines for each kind of file.

    Parameters
    ----------
    folder : Path
        The workspace's ``criteria`` folder.
    """
    faults: list[str] = []

    def tried(read: Callable[..., Any], *arguments: Any) -> bool:
        try:
            read(*arguments)
        except RulebookError as error:
            faults.append(error.message)
            return False
        return True

    # rulebooks are not loaded without their profiles; their own faults are named all the same
    tried(load_rulebooks if tried(load_profiles, folder / PROFILES) else _read_alone, folder)
    read = [read_rulebook(folder / name / FILE)[0] for name in list_rulebooks(folder)]
    rulebooks = [rulebook for rulebook in read if rulebook]
    if not read:
        faults.append(f"{folder}: no folder in it holds a {FILE}; the folder of the rulebooks' own folders is meant")
    tried(read_lists, rulebooks, date.max)
    for rulebook in rulebooks:
        tried(_check_beside, rulebook)
    return rulebooks, faults


def _check_beside(rulebook: Rulebook) -> None:
    """Raise what is missing beside a rulebook: worked cases of each criterion, and a README for who reads it first."""
    cases = load_cases(rulebook)
    problems = [
        f"{rulebook.place}/{name}: the file is missing; {what}"
        for name, what in BESIDE.items()
        if not rulebook.path.with_name(name).is_file()
    ]
    tried = {case.criterion for _, case in cases}
    problems += [
        f"{rulebook.where(criterion.id)}: no case in {CASES} tries {criterion.id}; add one"
        for criterion in rulebook.criteria
        if cases and criterion.id not in tried
    ]
    raise_problems(problems, "worked cases and READMEs")


def _read_alone(folder: Path) -> None:
    """Raise what is wrong in each rulebook by itself."""
    problems = []
    for name in list_rulebooks(folder):
        faults = sorted(read_rulebook(folder / name / FILE)[1].faults)
        problems += [f"{folder.name}/{name}/{FILE}:{line}: {message}" for line, message in faults]
    raise_problems(problems, "rulebooks")
