"""No dollar is lost at the door: delivered = screened + quarantined, in lines and to the cent, for any messy file."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screener import ingest
from screener.workspace.portfolio import load_portfolio

TOML = """
name = "Generated"
state = "IL"
[[input]]
name = "generated"
path = "inputs/{as_of}/h.csv"
account = "A"
[input.columns]
ticker = "Ticker"
issuer_name = "Name"
market_value = "Value"
quantity = "Shares"
asset_class = "Class"
state = "State"
currency = "Currency"
"""
HEADER = ["Ticker", "Name", "Value", "Shares", "Class", "State", "Currency"]


def dressed(cents, style):
    """Return an amount in one of the ways a custodian writes it."""
    amount = Decimal(cents).scaleb(-2)
    plain = f"{abs(amount):,.2f}"
    if amount < 0:
        return [f"-{plain}", f"({plain})", f"{plain}-", f"$({plain})", f"(${plain})", f"-${plain}"][style]
    return [plain, f"{amount}", f"${plain}", f" {plain} ", f"USD {plain}", f"'{plain}"][style]


readable = st.tuples(st.integers(-(10**12), 10**12), st.integers(0, 5)).map(
    lambda pair: (dressed(*pair), Decimal(pair[0]).scaleb(-2))
)
unpriced = st.sampled_from(["", "-", "N/A"]).map(lambda text: (text, None))
unreadable = st.sampled_from(["1.234,56", "n.m.", "#REF!", "12,34", "(5"]).map(lambda text: (text, None))
line = st.tuples(
    st.text("ABCDEFGHIJ", min_size=1, max_size=4),
    st.sampled_from(["Alpha Co", "Beta, Inc", 'Gamma "G" Co', "Delta\nHoldings", "Ünïcode Ltd", ""]),
    st.one_of(readable, readable, readable, unpriced, unreadable),
    st.sampled_from(["1", "1,000", "", "many"]),
    st.sampled_from(["equity", "", "widgets", "Municipal Debt"]),
    st.sampled_from(["IL", "Illinois", "", "Atlantis"]),
    st.sampled_from(["USD", "", "EUR", "ZZZ9"]),
)
noise = st.sampled_from([None, "blank", "header", "short", "long"])


def written(lines):
    """Return the file, the number of lines in it, and their value where it can be read in US dollars."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["Generated statement"])
    writer.writerow(HEADER)
    count, value = 0, Decimal(0)
    for (ticker, name, (shown, amount), *rest), extra in lines:
        if extra == "blank":
            text.write("\r\n")
        if extra == "header":
            writer.writerow(HEADER)
        cells = [ticker, name, shown, *rest]
        broken = extra in ("short", "long")
        writer.writerow(cells[:-1] if extra == "short" else [*cells, "surplus"] if extra == "long" else cells)
        count += 1
        value += amount if amount is not None and not broken and rest[-1] in ("USD", "") else 0
    return text.getvalue(), count, value


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.tuples(line, noise), max_size=25))
def test_delivered_is_screened_plus_quarantined_in_lines_and_to_the_cent(lines, checks):
    """The number and the value of the lines are known from how the file was made, not from the code under test."""
    text, count, value = written(lines)
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "portfolios" / "generated"
        (folder / "inputs" / "2024-12-31").mkdir(parents=True)
        (folder / "portfolio.toml").write_text(TOML, encoding="utf-8")
        (folder / "inputs" / "2024-12-31" / "h.csv").write_text(text, encoding="utf-8", newline="")
        result = ingest.run(load_portfolio(Path(root), "generated"), date(2024, 12, 31), checks=checks)

    kept = [v for v in result.holdings["market_value"].to_pylist() if v is not None]
    aside = [v for v in result.quarantined["market_value"].to_pylist() if v is not None]
    assert result.holdings.num_rows + result.quarantined.num_rows == count
    assert sum(kept) + sum(aside) == value
    assert {fault.source_row for fault in result.faults} == set(result.quarantined["source_row"].to_pylist())
