"""A benchmark is declared once, and every fault of it is said with its line. All are constructed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from screener.errors import InputError
from screener.workspace import Portfolio, load_portfolio, settings_files

HEAD = 'name = "P"\nstate = "IL"\n\n[[input]]\nname = "own"\npath = "own.csv"\naccount = "A"\n\n'
LAYOUT = '[columns]\nticker = "Symbol"\nmarket_value = "Weight"\n'


def loaded(root: Path, text: str) -> Portfolio:
    """Return a portfolio whose file ends with some text, beside one layout."""
    folder = root / "portfolios" / "p"
    folder.mkdir(parents=True)
    (folder / "portfolio.toml").write_text(HEAD + text, encoding="utf-8")
    (root / "portfolios" / "layouts").mkdir()
    (root / "portfolios" / "layouts" / "index.toml").write_text(LAYOUT, encoding="utf-8")
    return load_portfolio(root, "p")


def test_a_benchmark_takes_a_layout_and_compares_equity_where_nothing_is_said(tmp_path: Path) -> None:
    """The layout's headings stand beneath its own, and the layout is among the files that decide a run."""
    portfolio = loaded(tmp_path, '[benchmark]\npath = "index.csv"\nlayout = "index"\nnet_assets = "100.00"\n')
    benchmark = portfolio.benchmark

    assert benchmark is not None
    assert (benchmark.id, benchmark.compares, benchmark.net_assets) == ("benchmark", ["equity"], Decimal("100.00"))
    assert benchmark.columns == {"ticker": "Symbol", "market_value": "Weight"}
    assert benchmark.as_input().account == "benchmark"
    assert [file.name for file in settings_files(tmp_path, portfolio)] == ["portfolio.toml", "index.toml"]


def test_a_portfolio_without_a_benchmark_has_none(tmp_path: Path) -> None:
    """Nothing is held against it, and no list is read."""
    portfolio = loaded(tmp_path, "")

    assert (portfolio.benchmark, portfolio.lists) == (None, [])


def test_faults_of_a_benchmark_are_reported_at_once_with_their_lines(tmp_path: Path) -> None:
    """A word that is no asset class, a misspelt key and a float: lines 11 to 13, below the heading in line 9."""
    text = '[benchmark]\npath = "index.csv"\ncompares = ["equities"]\npth = 1\nnet_assets = 1.5\n'

    with pytest.raises(InputError) as raised:
        loaded(tmp_path, text)
    message = raised.value.message
    assert "portfolio.toml has 3 faults" in message
    assert "portfolio.toml:11: benchmark.compares: 'equities' is no asset class; did you mean 'equity'?" in message
    assert "portfolio.toml:12: benchmark.pth: no such key; did you mean 'path'?" in message
    assert "portfolio.toml:13: benchmark.net_assets: write amounts as text" in message


def test_two_brackets_are_refused_with_the_fix(tmp_path: Path) -> None:
    """There is one benchmark."""
    with pytest.raises(InputError) as raised:
        loaded(tmp_path, '[[benchmark]]\npath = "index.csv"\n')

    assert raised.value.message == "[benchmark] is a list of tables; there is one benchmark"
    assert raised.value.hint == "write [benchmark], one bracket"


def test_a_layout_that_is_not_there_is_named_with_the_line_of_the_benchmark(tmp_path: Path) -> None:
    """Line 11, and the layout that there is."""
    with pytest.raises(InputError) as raised:
        loaded(tmp_path, '[benchmark]\npath = "index.csv"\nlayout = "indx"\n')

    assert raised.value.message == "there is no layout 'indx' in portfolios/layouts; did you mean 'index'?"
    assert str(raised.value.where).endswith("portfolio.toml:11")
