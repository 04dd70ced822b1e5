"""portfolio.toml: every fault at once, with its line."""

from __future__ import annotations

from datetime import date

import pytest

from screener.errors import InputError, NotFoundError
from screener.workspace import load_portfolio, newest_as_of

GOOD = """\
name = "Test"
state = "IL"

[[input]]
name = "a"
path = "inputs/{as_of}/a.csv"
account = "A"
"""


@pytest.fixture
def workspace(tmp_path):
    def write(text, layouts=()):
        folder = tmp_path / "portfolios" / "p"
        folder.mkdir(parents=True)
        (folder / "portfolio.toml").write_text(text, encoding="utf-8")
        (tmp_path / "portfolios" / "layouts").mkdir()
        for name, content in dict(layouts).items():
            (tmp_path / "portfolios" / "layouts" / f"{name}.toml").write_text(content, encoding="utf-8")
        return tmp_path

    return write


def test_every_fault_is_reported_at_once_with_its_line(workspace):
    """A misspelt key, an impossible state and a float where exact text is asked: three faults, three lines."""
    text = GOOD.replace('"IL"', '"ZZ"') + 'redaer = "csv"\ncontrol_total = 1.5\n'
    root = workspace(text)

    with pytest.raises(InputError) as caught:
        load_portfolio(root, "p")

    message = str(caught.value)
    assert "portfolio.toml:2: state: 'ZZ' is no two-letter state" in message
    assert "portfolio.toml:8: input.0.redaer: no such key; did you mean 'reader'?" in message
    assert "portfolio.toml:9: input.0.control_total: write amounts as text" in message
    assert "has 3 faults" in message


def test_the_second_of_two_inputs_gets_its_own_line(workspace):
    """Line numbers count arrays of tables."""
    root = workspace(GOOD + '\n[[input]]\nname = "b"\npath = "b.csv"\naccount = "B"\nrows = -1\n')

    with pytest.raises(InputError, match=r"portfolio\.toml:13: input\.1\.rows"):
        load_portfolio(root, "p")


def test_broken_toml_names_the_line(workspace):
    """A file that is no TOML says where it stops being one."""
    root = workspace('name = "Test\n')

    with pytest.raises(InputError, match=r"portfolio\.toml:1: this is no TOML"):
        load_portfolio(root, "p")


def test_an_unknown_portfolio_names_the_nearest(workspace):
    """A misspelt name gets a suggestion and the list."""
    root = workspace(GOOD)

    with pytest.raises(NotFoundError, match="name one of: p"):
        load_portfolio(root, "q")


def test_a_layout_is_filled_in_beneath_the_input(workspace):
    """The input's own keys win; columns are merged one by one."""
    layout = 'reader = "tsv"\ncurrency = "EUR"\n[columns]\ncusip = "CUSIP"\nmarket_value = "MV"\n'
    root = workspace(
        GOOD + 'layout = "bank"\ncurrency = "USD"\ncolumns = { market_value = "Value" }\n', {"bank": layout}
    )

    entry = load_portfolio(root, "p").input[0]

    assert (entry.reader, entry.currency) == ("tsv", "USD")
    assert entry.columns == {"cusip": "CUSIP", "market_value": "Value"}


def test_a_missing_layout_names_the_line_and_those_there_are(workspace):
    """Found before anything is read."""
    root = workspace(GOOD + 'layout = "bnak"\n', {"bank": 'reader = "csv"\n'})

    with pytest.raises(InputError, match=r"portfolio\.toml:8: there is no layout 'bnak'.*did you mean 'bank'"):
        load_portfolio(root, "p")


def test_the_newest_folder_is_the_date(workspace):
    """A new quarter is a new folder; nothing is edited."""
    root = workspace(GOOD)
    for name in ("2024-09-30", "2024-12-31", "notes"):
        (root / "portfolios" / "p" / "inputs" / name).mkdir(parents=True)

    assert newest_as_of(load_portfolio(root, "p")) == date(2024, 12, 31)


def test_no_date_at_all_is_an_error_that_says_what_to_do(workspace):
    """The clock is never asked instead."""
    root = workspace(GOOD)

    with pytest.raises(InputError, match=r"put the delivered files into inputs/YYYY-MM-DD/"):
        newest_as_of(load_portfolio(root, "p"))
