"""What a portfolio is judged by: its jurisdiction, its rulebooks, its home state."""

from __future__ import annotations

from pathlib import Path

import pytest

from screener.errors import InputError
from screener.pipeline import question
from screener.workspace import new_workspace

INPUT = """
[[input]]
name = "a"
path = "inputs/{as_of}/a.csv"
account = "A"
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """Return a workspace with the shipped rulebooks and profiles."""
    folder = tmp_path_factory.mktemp("fund") / "workspace"
    new_workspace(folder)
    return folder


def ask(root: Path, *lines: str, state: str | None = None):
    """Return the question that a portfolio with these lines asks of 2024-12-31."""
    folder = root / "portfolios" / "p"
    (folder / "inputs" / "2024-12-31").mkdir(parents=True, exist_ok=True)
    (folder / "portfolio.toml").write_text("\n".join(['name = "P"', *lines, INPUT]), encoding="utf-8")
    return question.ask(root, "p", None, state, None)


def test_the_home_state_is_that_of_the_jurisdiction_unless_the_portfolio_or_the_run_says_another(root: Path) -> None:
    """criteria/jurisdictions/florida.yaml has state FL."""
    florida = 'jurisdiction = "florida"'

    assert ask(root, florida).state == "FL"
    assert ask(root, florida, 'state = "KY"').state == "KY"
    assert ask(root, florida, 'state = "KY"', state="il").state == "IL"


def test_without_state_and_jurisdiction_the_state_is_missing(root: Path) -> None:
    with pytest.raises(InputError, match=r"state: is missing; give its two letters, such as state = .IL., or a juris"):
        ask(root)


def test_an_empty_jurisdiction_is_no_word_for_none(root: Path) -> None:
    """It ran as if no law of any state were asked for; and the state is not called missing for it."""
    with pytest.raises(InputError) as caught:
        ask(root, 'jurisdiction = ""')

    [fault] = caught.value.message.splitlines()[1:]
    assert fault.endswith("portfolio.toml:2: jurisdiction: it is empty; name one, or remove the line for none")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("FL", "did you mean 'florida'?"),
        ("nyc", "did you mean 'new-york-city'?"),
        ("NY", "did you mean 'new-york-city' or 'new-york-state'?"),
        ("illinios", "did you mean 'illinois'?"),
    ],
)
def test_a_jurisdiction_that_there_is_none_of_has_its_line_and_what_may_be_meant(
    root: Path, given: str, meant: str
) -> None:
    with pytest.raises(InputError) as caught:
        ask(root, "", f'jurisdiction = "{given}"')

    assert f"portfolio.toml:3: jurisdiction: there is none called {given!r}; {meant}" in caught.value.message


def test_jurisdiction_and_rulebooks_that_are_wrong_are_told_at_once(root: Path) -> None:
    """Two rulebooks on line 4 and the jurisdiction on line 3: three faults."""
    with pytest.raises(InputError) as caught:
        ask(root, 'state = "IL"', 'jurisdiction = "ilinois"', 'rulebooks = ["un-pir", "dol-eti", "xyzzy"]')
    said = caught.value.message.splitlines()

    assert said[0] == "portfolio.toml has 3 faults"
    assert "portfolio.toml:3: jurisdiction: there is none called 'ilinois'; did you mean 'illinois'?" in said[1]
    assert "portfolio.toml:4: rulebooks: there is none called 'un-pir'; did you mean 'un-pri'?" in said[2]
    assert "portfolio.toml:4: rulebooks: there is none called 'xyzzy'; there are advanced-manufacturing, " in said[3]
