"""Fixed sentences of page one, of the glossary and of what opens each section are in plain language.

The measure is the grade of Flesch and Kincaid (US Navy, 1975): 0.39 words a sentence + 11.8 syllables a word - 15.59.
Syllables are groups of vowels, without a dictionary. A single sentence is short, so one long word moves it by grades:
the bound on the median is the one that says whether a page is plain, that on a single sentence only keeps monsters out.
"""

from __future__ import annotations

import re
from statistics import median
from typing import Any

import pytest
from lxml import html

from screener.report import terms, words
from screener.report.glossary import glossary
from screener.report.page import render_page

MEDIAN = 9.0
"""What a reader of about fifteen reads with ease; plain-language advice for public bodies asks for grade 8 or less."""
MOST_ON_PAGE_ONE = 13.0
"""No sentence of page one asks for more than school; its numbers and names are read in it."""
MOST_ELSEWHERE = 18.0
"""The words that a law or standard gives (“manufacturing”, “jurisdiction”) are long, and stand in short sentences."""
FEWEST_WORDS = 5
"""What has fewer words is a label."""


def syllables(word: str) -> int:
    """Return the groups of vowels of a word, without an e or an ed at its end that nobody says; one at least."""
    word = re.sub(r"(?<=[^aeiouyl])e$|(?<=[^aeiouytd])ed$|(?<=[^aeiouyscxz])es$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", word)))


def grade(sentence: str) -> float:
    """Return the grade of one sentence; a number is a word of one syllable."""
    found = re.findall(r"[A-Za-z][A-Za-z’'-]*|\d[\d,.]*%?", sentence)
    return 0.39 * len(found) + 11.8 * sum(map(syllables, found)) / len(found) - 15.59


def sentences(text: str) -> list[str]:
    """Return the sentences of a text that are no labels."""
    found = re.split(r"(?<=[.?!])\s+", " ".join(text.split()))
    return [part for part in found if len(part.split()) >= FEWEST_WORDS]


def hardest(found: list[str], most: float) -> list[str]:
    """Return the sentences above a grade, with it."""
    return [f"{grade(one):.1f} {one}" for one in found if grade(one) > most]


@pytest.fixture(scope="module")
def tree(example: Any, summary: Any) -> Any:
    return html.fromstring(render_page(summary, example.tables, []))


@pytest.fixture(scope="module")
def page_one(tree: Any) -> list[str]:
    """Return the sentences of page one with the names and numbers of a run in them."""
    blocks = tree.xpath("//section[@id='brief']//*[self::p or self::li or self::caption or self::td]")
    return [one for block in blocks for one in sentences(block.text_content())]


def test_the_grade_agrees_with_a_count_by_hand() -> None:
    """Eight words, seven of one syllable and com-pa-ny: 0.39 * 8 + 11.8 * 10 / 8 - 15.59."""
    assert grade("The fund holds the shares of a company.") == pytest.approx(2.28)


def test_a_sentence_of_jargon_is_found_to_be_hard() -> None:
    """The measure tells plain from hard: a sentence made up of long words."""
    said = "The composite attribution methodology is unavailable for securitised municipal obligations."

    assert hardest([said], MOST_ELSEWHERE)


def test_page_one_is_in_plain_language(page_one: list[str]) -> None:
    assert len(page_one) > 25
    assert median(map(grade, page_one)) <= MEDIAN


def test_no_sentence_of_page_one_is_hard(page_one: list[str]) -> None:
    assert hardest(page_one, MOST_ON_PAGE_ONE) == []


def test_the_glossary_is_in_plain_language() -> None:
    found = [one for _, entry in glossary() for one in sentences(entry.definition)]

    assert median(map(grade, found)) <= MEDIAN
    assert hardest(found, MOST_ELSEWHERE) == []


def test_what_opens_a_section_is_in_plain_language(tree: Any) -> None:
    """The first paragraph under each heading of a section."""
    leads = tree.xpath("//main/section[@id!='brief']/h2/following-sibling::*[1][self::p]")
    found = [one for lead in leads for one in sentences(lead.text_content())]

    assert median(map(grade, found)) <= MEDIAN
    assert hardest(found, MOST_ELSEWHERE) == []


def test_labels_and_meanings_are_in_plain_language() -> None:
    said = [meaning for _, meaning in (*words.COVERAGE.values(), *words.OUTCOMES.values(), *words.USES.values())]
    said += [ask for _, ask in words.ASKS.values()] + [note for _, _, note in terms.BREAKDOWNS.values()]
    found = [one for text in said for one in sentences(text)]

    assert median(map(grade, found)) <= MEDIAN
    assert hardest(found, MOST_ELSEWHERE) == []
