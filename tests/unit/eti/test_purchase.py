"""A decision file → its files, cut at what the board could know on the day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from screener.eti.purchase import available, effects_of, fund_of, series_of
from screener.workspace import load_decision

MONTHLY = "\n".join(["month,return", *(f"2018-{month:02d},0.{month:02d}" for month in range(1, 13) if month != 5)])
FILE = """\
title = "A fund"
decision_date = 2018-11-15
sleeve = "listed_bonds"
amount = "100.00"
[candidate]
name = "Fund"
days_to_cash = 45
fees = {total_bp = "41"}
returns = {file = "fund.csv", unit = "fraction"}
[[alternative]]
name = "Open"
available = true
days_to_cash = 3
fees = {total_bp = "6"}
returns = {file = "open.csv", unit = "fraction"}
[[alternative]]
name = "Closed"
available = false
days_to_cash = 1
fees = {total_bp = "0"}
[[alternative]]
name = "Not said"
days_to_cash = 4
fees = {total_bp = "9"}
"""


@pytest.fixture
def written(tmp_path):
    """Return a function: what to add to the decision file, at its top and at its end → the decision."""

    def write(top="", end=""):
        (tmp_path / "fund.csv").write_text(MONTHLY, encoding="utf-8")
        (tmp_path / "open.csv").write_text(MONTHLY, encoding="utf-8")
        (tmp_path / "d.toml").write_text(f"{top}\n{FILE}\n{end}", encoding="utf-8")
        return load_decision(tmp_path / "d.toml")

    return write


def test_only_what_could_not_be_bought_is_no_alternative(written):
    """Of one nobody said that it could not: it is held against it."""
    assert [one.name for one in available(written())] == ["Open", "Not said"]


def test_returns_that_were_not_complete_on_the_day_are_not_known(written):
    """On 15 November October had ended, November had not; May is a gap."""
    decision = written()
    series, reported = series_of(decision, decision.candidate)

    assert reported is series  # there is no smoothing to take out of a listed fund
    assert (series.periods[0], series.periods[-1], len(series.values)) == ("2018-01", "2018-10", 10)
    assert [str(value) for value in series.values[3:6]] == ["0.04", "nan", "0.06"]
    assert any("2018-11-15" in note for note in series.notes)


def test_a_window_cuts_both_ends(written):
    """From February to August, the months of both days included."""
    decision = written(end='[window]\nfirst = 2018-02-14\nlast = 2018-08-01\nwhy = "x"')
    series = series_of(decision, decision.candidate).reported

    assert (series.periods[0], series.periods[-1]) == ("2018-02", "2018-08")


def test_a_party_without_returns_has_none(written):
    """Neither zero nor an empty line: nothing."""
    decision = written()

    assert series_of(decision, decision.alternative[2]) is None


def test_gaps_are_against_the_best_that_could_be_bought(written):
    """45 days less 3, and 41 basis points less 6; the fund that is closed costs nothing and is none."""
    found = effects_of(written(), "IL")

    assert found["liquidity"].facts["days_to_cash_gap"] == 42
    assert found["fees"].facts["fee_gap"] == 35
    assert set(found) == {"liquidity", "fees", "horizon", "funding"}


def test_cash_flows_after_the_decision_are_not_known(tmp_path):
    """Two were paid by the day; what came back later does not count."""
    rows = "date,contribution,distribution,nav\n2014-01-31,100,,\n2016-06-30,,40,90\n2019-06-30,,500,\n"
    (tmp_path / "flows.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "fund.csv").write_text(MONTHLY, encoding="utf-8")
    (tmp_path / "open.csv").write_text(MONTHLY, encoding="utf-8")
    text = FILE.replace('"listed_bonds"', '"private"').replace(
        'returns = {file = "fund.csv", unit = "fraction"}', 'cash_flows = {file = "flows.csv"}', 1
    )
    (tmp_path / "d.toml").write_text(text, encoding="utf-8")
    decision = load_decision(tmp_path / "d.toml")
    fund = fund_of(decision, decision.candidate)

    assert [flow.on for flow in fund.flows] == [date(2014, 1, 31), date(2016, 6, 30)]
    assert sum(flow.distribution for flow in fund.flows) == Decimal(40)
    with pytest.raises(ValueError, match="Closed gives no cash flows"):
        fund_of(decision, decision.alternative[1])
