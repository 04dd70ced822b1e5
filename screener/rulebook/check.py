"""Everything in the folder of criteria, checked at once: profiles, rulebooks, lists and worked cases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from screener.errors import RulebookError
from screener.rulebook.cases import load_cases
from screener.rulebook.lists import read_lists
from screener.rulebook.load import FILE, PROFILES, list_rulebooks, load_rulebooks, raise_problems, read_rulebook
from screener.rulebook.profiles import load_profiles

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from screener.rulebook.model import Rulebook


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
    tried(read_lists, rulebooks, date.max)
    for rulebook in rulebooks:
        tried(load_cases, rulebook)
    return rulebooks, faults


def _read_alone(folder: Path) -> None:
    """Raise what is wrong in each rulebook by itself."""
    problems = []
    for name in list_rulebooks(folder):
        faults = sorted(read_rulebook(folder / name / FILE)[1].faults)
        problems += [f"criteria/{name}/{FILE}:{line}: {message}" for line, message in faults]
    raise_problems(problems, "rulebooks")
