"""delivery.toml: what holds of one quarter alone goes before portfolio.toml on its date, and on no other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from screener.errors import InputError
from screener.workspace import as_delivered, load_portfolio, settings_files, stated_in

PORTFOLIO = """\
name = "Test"
state = "IL"

[expect]
rows = 3
max_age_days = 40

[[input]]
name = "custodian"
path = "inputs/{as_of}/a.csv"
account = "A"
control_total = "100.00"
rows = 2

[[look_through]]
fund = ["ticker:VTI", "name:Total market"]
path = "funds/vti.csv"
as_of = 2024-09-30

[benchmark]
path = "benchmark/index.csv"
as_of = 2024-09-30
"""
DELIVERY = """\
[expect]
market_value = "250.00"

[input.custodian]
control_total = "250.00"
label = "Statement of March"

[look_through."ticker:VTI"]
as_of = 2025-02-28
net_assets = "9.50"

[benchmark]
as_of = 2025-03-31
"""
MARCH, DECEMBER = date(2025, 3, 31), date(2024, 12, 31)


@pytest.fixture
def fund(tmp_path):
    """Return what writes both files and loads the portfolio; the delivery is that of March."""

    def write(delivery):
        folder = tmp_path / "portfolios" / "p"
        (folder / "inputs" / "2025-03-31").mkdir(parents=True)
        (folder / "portfolio.toml").write_text(PORTFOLIO, encoding="utf-8")
        (folder / "inputs" / "2025-03-31" / "delivery.toml").write_text(delivery, encoding="utf-8")
        return load_portfolio(tmp_path, "p")

    return write


def test_what_a_delivery_says_goes_before_portfolio_toml_on_its_date(fund):
    """It says the totals, a label and two days; two row counts, the limit of age and the account stay."""
    portfolio = as_delivered(fund(DELIVERY), MARCH)
    [custodian], [vti] = portfolio.input, portfolio.look_through

    assert (custodian.control_total, custodian.label, custodian.rows, custodian.account) == (
        Decimal("250.00"), "Statement of March", 2, "A",
    )  # fmt: skip
    expect = portfolio.expect
    assert (expect.market_value, expect.rows, expect.max_age_days) == (Decimal("250.00"), 3, 40)
    assert (vti.as_of, vti.net_assets, portfolio.benchmark.as_of) == (date(2025, 2, 28), Decimal("9.50"), MARCH)


def test_another_date_is_what_it_was(fund, tmp_path):
    """A new quarter changes nothing about an old one, its settings included, so that it can be made again."""
    portfolio = fund(DELIVERY)

    assert as_delivered(portfolio, DECEMBER) == portfolio
    assert [path.name for path in settings_files(tmp_path, portfolio)] == ["portfolio.toml"]
    assert [path.name for path in settings_files(tmp_path, as_delivered(portfolio, MARCH))] == [
        "portfolio.toml", "delivery.toml",
    ]  # fmt: skip


def test_the_file_that_states_a_total_is_named(fund):
    """The control total stands in the delivery, the row count in portfolio.toml."""
    portfolio = as_delivered(fund(DELIVERY), MARCH)

    assert stated_in(portfolio, "input", "custodian", "control_total").name == "delivery.toml"
    assert stated_in(portfolio, "input", "custodian", "rows").name == "portfolio.toml"
    assert stated_in(portfolio, "benchmark", "as_of").name == "delivery.toml"


def test_every_fault_is_reported_at_once_with_its_line(fund):
    """A misspelt key on line 3, an amount that is no text on line 4, an account, which stays, on line 5."""
    with pytest.raises(InputError) as caught:
        as_delivered(fund('[input.custodian]\nrows = 2\nlabl = "x"\ncontrol_total = 1.5\naccount = "B"\n'), MARCH)

    message = str(caught.value)
    assert "delivery.toml has 3 faults" in message
    assert "delivery.toml:3: input.custodian.labl: no such key; did you mean 'label'?" in message
    assert "delivery.toml:4: input.custodian.control_total: write amounts as text" in message
    assert "delivery.toml:5: input.custodian.account: no such key" in message


def test_what_portfolio_toml_does_not_declare_is_refused(fund):
    """Every such name, with its line: a total that silently checked nothing would be worse than none."""
    with pytest.raises(InputError) as caught:
        as_delivered(fund('[input.custodain]\nrows = 2\n\n[look_through."ticker:VOO"]\nrows = 1\n'), MARCH)

    message = str(caught.value)
    assert "delivery.toml has 2 faults" in message
    assert "delivery.toml:1: input.custodain: portfolio.toml declares no input 'custodain'" in message
    assert "did you mean 'custodian'?" in message
    assert "delivery.toml:4: look_through.ticker:VOO: portfolio.toml declares no look_through 'ticker:VOO'" in message
