"""The eight examples of industry scope in the conference paper of 2015, classified by the criterion that ships.

The labels are the paper's: one too broad, three too narrow, four just right. It names industries in words; the NAICS
codes of 2017 that stand for these words here are ours.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from screener.engine import open_engine
from screener.rulebook import Rulebook, load_rulebooks, run_cases
from screener.rulebook.model import Case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from screener.engine import Engine

CRITERIA = Path(__file__).parents[2] / "criteria"

EXAMPLES = {
    "Advanced industries (bioscience, aerospace, IT)": (
        ("3254", "3345", "5417", "3364", "5112", "5182", "5415"),
        "too broad",
    ),
    "Tortilla manufacturers": (("311830",), "too narrow"),
    "Physical therapy providers": (("621340",), "too narrow"),
    "Trucking companies": (("484",), "too narrow"),
    "Advanced manufacturing": (
        ("3241", "3251", "3271", "3311", "3331", "3341", "3351", "3361", "3391"),
        "just right",
    ),
    "Food and beverage manufacturing": (("311", "312"), "just right"),
    "Healthcare providers": (("621", "622", "623"), "just right"),
    "Transportation and logistics": (
        ("481", "482", "483", "484", "485", "486", "488", "491", "492", "493"),
        "just right",
    ),
}
"""Example → codes, and the paper's label."""

ONE_SECTOR = {"32": "31", "33": "31", "45": "44", "49": "48"}
"""Sectors that NAICS writes as a range are one each: 31-33, 44-45 and 48-49."""


def _sectors(codes: tuple[str, ...]) -> int:
    return len({ONE_SECTOR.get(code[:2], code[:2]) for code in codes})


def _subsectors(codes: tuple[str, ...]) -> int:
    return len({code[:3] for code in codes})


@pytest.fixture(scope="module")
def judge() -> Iterator[Callable[[int, int], str]]:
    """The outcome of `scope-ind` for a number of sectors and of subsectors."""
    [rulebook] = load_rulebooks(CRITERIA, ["industry-partnerships"])
    engine = open_engine()
    yield lambda sectors, subsectors: _outcome(engine, rulebook, sectors, subsectors)
    engine.close()


def _outcome(engine: Engine, rulebook: Rulebook, sectors: int, subsectors: int) -> str:
    facts = {"two_digit_sectors": sectors, "naics3_subsectors": subsectors}
    case = Case(name="a label", criterion="scope-ind", date=date(2024, 12, 31), facts=facts, outcome="pass")
    [result] = run_cases(engine, rulebook, [("", case)])
    return result.found


@pytest.mark.parametrize(("codes", "label"), EXAMPLES.values(), ids=EXAMPLES)
def test_an_example_gets_the_label_that_the_paper_gives_it(
    judge: Callable[[int, int], str], codes: tuple[str, ...], label: str
) -> None:
    """What fails is too narrow if one more subsector of the same sector would mend it, and else too broad."""
    sectors, subsectors = _sectors(codes), _subsectors(codes)
    if judge(sectors, subsectors) == "pass":
        found = "just right"
    else:
        found = "too narrow" if judge(sectors, subsectors + 1) == "pass" else "too broad"

    assert found == label


def test_a_sector_that_is_written_as_a_range_counts_once() -> None:
    """Steel (331), textiles (313) and chemicals (325) are all manufacturing, NAICS sector 31-33."""
    assert _sectors(("331", "313", "325")) == 1
    assert _sectors(("484", "493", "445", "452")) == 2
    assert _subsectors(("311830", "311811", "3121")) == 2
