"""Control totals of one quarter: held against the files beside them, and never read as a file of holdings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from screener import ingest
from screener.errors import IntegrityError
from screener.workspace import as_delivered

DAY = date(2024, 12, 31)


def run(desk):
    """Run the door with what the delivery says."""
    return ingest.run(as_delivered(desk.portfolio(), DAY), DAY, checks=desk.checks)


def test_a_wrong_total_of_a_delivery_names_its_line(desk):
    """Two lines of 100 and 50 are 150; portfolio.toml has the total of another quarter, the delivery says 160."""
    desk.lay("a.csv", "ticker,market_value\nA,100.00\nB,50.00\n").declare("a.csv", control_total="90.00")
    desk.lay("delivery.toml", '[expect]\nmarket_value = "170.00"\n\n[input."a.csv"]\ncontrol_total = "160.00"\n')

    with pytest.raises(IntegrityError, match="2 control totals do not agree") as caught:
        run(desk)

    message = str(caught.value)
    assert "inputs/2024-12-31/delivery.toml:5: input 'a.csv' declares USD 160.00" in message
    assert "the difference is -10.00" in message
    assert "inputs/2024-12-31/delivery.toml: the portfolio declares USD 170.00" in message


def test_a_delivery_is_no_file_of_holdings(desk, codes):
    """A pattern that takes every file of the folder takes the delivered one alone, and nothing is left unread."""
    desk.lay("a.csv", "ticker,market_value\nA,100.00\n").declare("*", reader="csv")
    desk.lay("delivery.toml", '[input."*"]\ncontrol_total = "100.00"\n')

    result = run(desk)

    assert [file.path for file in result.inputs] == ["inputs/2024-12-31/a.csv"]
    assert codes(result) == []


def test_wrong_totals_wrong_counts_and_a_wrong_date_are_told_together(desk, illinois_filing):
    """The filing is of 31 December 2024 and has 77 lines: another date, count and total are three faults at once."""
    desk.lay("filing.txt", illinois_filing).declare("filing.txt", reader="sec-13f")
    desk.lay(
        "delivery.toml",
        '[input."filing.txt"]\nas_of = 2024-10-31\nrows = 78\ncontrol_total = "1.00"\n\n[expect]\nrows = 79\n',
    )

    with pytest.raises(IntegrityError, match="what is declared does not agree:") as caught:
        run(desk)

    message = str(caught.value)
    assert "declares 2024-10-31; the filing itself says 2024-12-31" in message
    assert "declares USD 1.00" in message
    assert "declares 78 lines; 77 are delivered" in message
    assert "The portfolio declares 79 lines; 77 are delivered" in message


@pytest.fixture
def illinois_filing():
    """Return the complete submission of the demonstration's 13F account: cover page of 31 December 2024, 77 lines."""
    folder = Path(__file__).parents[3] / "portfolios/illinois-demo/inputs/2024-12-31"
    return next(folder.glob("acorn-creek-13f*")).read_text(encoding="utf-8")
