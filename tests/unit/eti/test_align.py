"""Two series on one calendar: what they have in common, and what is drawn of them."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from screener.eti.align import (
    QUARTERLY,
    align,
    count_common_months,
    cut,
    draw_falls,
    draw_growth,
    in_step,
    subtract,
    to_quarters,
)
from screener.eti.returns import Series, read_series
from screener.tables.prudence import Alignment
from screener.workspace.decisions import SeriesSpec

HIT = Path(__file__).parents[3] / "portfolios" / "illinois-demo" / "eti" / "hit-vs-aggregate-monthly.csv"
GAP = np.nan


def a_series(name: str, first: tuple[int, int], *values: float, quarterly: bool = False) -> Series:
    """Return a series as it is read."""
    frequency = "quarterly" if quarterly else "monthly"
    return Series(name, frequency, first, np.array(values), f"{name}.csv", "0" * 64)


def test_pairs_run_over_the_calendar_from_the_first_month_in_common_to_the_last() -> None:
    """January to June against February to July, each with a gap: pairs in February, March and June of five months."""
    candidate = a_series("Fund", (2020, 1), 0.01, 0.02, 0.03, GAP, 0.05, 0.06)
    alternative = a_series("Index", (2020, 2), 0.2, 0.3, 0.4, GAP, 0.6, 0.7)
    pairs, found = align(candidate, alternative)
    np.testing.assert_array_equal(pairs, [[0.02, 0.2], [0.03, 0.3], [GAP, 0.4], [0.05, GAP], [0.06, 0.6]])
    # the fund alone has January and May, the index alone April and July
    assert found == Alignment("Index", "2020-02", "2020-06", n=3, gaps=2, only_candidate=2, only_alternative=2)


def test_series_without_a_month_in_common_have_no_pairs() -> None:
    """Nothing in common is said, and is no period of zero."""
    pairs, found = align(a_series("Fund", (2020, 1), 0.01), a_series("Index", (2021, 1), 0.02))
    assert pairs.shape == (0, 2)
    said = "Fund and Index have no period in common."
    assert found == Alignment("Index", None, None, n=0, gaps=0, only_candidate=1, only_alternative=1, note=said)


def test_the_housing_trust_against_the_aggregate_is_as_published() -> None:
    """53 pairs and 39 gaps; mean net difference -0.016 percent a month, t -0.59 (the notes to the data)."""
    spec = {"file": HIT.name, "month": "month_end", "unit": "percent", "net_of_fees": True}
    trust, index = (
        read_series(HIT, SeriesSpec.model_validate({**spec, "column": column}), name=column)
        for column in ("hit_net_pct", "bench_us_aggregate_pct")
    )
    pairs, found = align(trust, index)
    assert (found.first, found.last, found.n, found.gaps) == ("2011-04", "2018-11", 53, 39)
    difference = pairs[:, 0] - pairs[:, 1]
    difference = difference[np.isfinite(difference)]
    assert round(100 * difference.mean(), 3) == -0.016
    assert round(difference.mean() / (difference.std(ddof=1) / np.sqrt(53)), 2) == -0.59
    assert count_common_months([trust, index]) == 53


def test_a_quarter_is_three_whole_months_compounded() -> None:
    """1.1 x 1.2 x 0.5 = 0.66; the quarters at both ends lack a month, and so does the third."""
    months = a_series("Fund", (2019, 12), 0.9, 0.1, 0.2, -0.5, 0.1, 0.1, 0.1, 0.1, GAP, 0.1, 0.0, 0.0, 0.5, 0.7)
    quarters = to_quarters(months)
    np.testing.assert_allclose(quarters.values, [-0.34, 0.331, GAP, 0.5], rtol=1e-12)
    assert quarters.periods == ("2020-03", "2020-06", "2020-09", "2020-12")
    assert quarters.notes == (QUARTERLY,)
    assert to_quarters(quarters) is quarters


def test_one_quarterly_series_makes_all_quarterly() -> None:
    """A month cannot be compared with a quarter; three months in common are one quarter, and count as three."""
    months = a_series("Fund", (2020, 1), 0.1, 0.2, -0.5, 0.1)
    quarters = a_series("Pool", (2020, 3), -0.3, 0.2, quarterly=True)
    pairs, found = align(months, quarters)
    np.testing.assert_allclose(pairs, [[-0.34, -0.3]], rtol=1e-12)
    assert found == Alignment("Pool", "2020-03", "2020-03", 1, 0, only_candidate=0, only_alternative=1, note=QUARTERLY)
    assert count_common_months([months, quarters]) == 3
    assert [one.frequency for one in in_step([months, quarters])] == ["quarterly", "quarterly"]
    assert in_step([months, months]) == [months, months]


def test_months_in_common_are_those_that_every_alternative_has() -> None:
    """Not those of the pair that has most."""
    fund = a_series("Fund", (2020, 1), 0.1, 0.1, 0.1, 0.1)
    first = a_series("First", (2020, 1), 0.1, GAP, 0.1, 0.1)
    second = a_series("Second", (2020, 2), 0.1, 0.1, 0.1)
    assert count_common_months([fund, first, second]) == 2


@pytest.mark.parametrize(
    ("until", "last"),
    [
        (date(2020, 3, 31), "2020-03"),
        (date(2020, 3, 30), "2020-02"),
        (date(2020, 4, 1), "2020-03"),
        (date(2020, 12, 31), "2020-04"),
    ],
)
def test_a_month_that_had_not_ended_on_the_decision_date_does_not_count(until: date, last: str) -> None:
    """What could not be known on that day is left out, and a note says so."""
    series = cut(a_series("Fund", (2020, 1), 0.1, 0.2, 0.3, 0.4), until=until)
    assert series.periods[-1] == last
    assert bool(series.notes) == (last != "2020-04")


def test_a_note_names_the_day_after_which_returns_are_left_out() -> None:
    """A quarter counts when its last day is over."""
    quarters = a_series("Pool", (2020, 3), 0.1, 0.2, quarterly=True)
    known = cut(quarters, until=date(2020, 6, 29))
    assert known.values.tolist() == [0.1]
    assert known.notes == ("Returns that were not complete on 2020-06-29, the day of the decision, are left out.",)


def test_a_window_takes_the_months_of_its_first_and_last_day() -> None:
    """From 15 February to 1 March are February and March; an open end takes all, a window outside takes nothing."""
    series = a_series("Fund", (2020, 1), 0.1, 0.2, 0.3, 0.4)
    assert cut(series, window=(date(2020, 2, 15), date(2020, 3, 1))).periods == ("2020-02", "2020-03")
    assert cut(series, window=(None, date(2020, 2, 1))).periods == ("2020-01", "2020-02")
    assert cut(series, window=(date(2020, 4, 1), None)).periods == ("2020-04",)
    assert cut(series, window=(date(2021, 1, 1), None)).periods == ()
    assert cut(series, window=(date(2019, 1, 1), date(2019, 2, 1))).periods == ()


def test_a_month_without_a_risk_free_return_has_no_excess_return() -> None:
    """0.10 - 0.01 in January; February's bill is not known; how many are lost is said."""
    fund = a_series("Fund", (2020, 1), 0.10, 0.20, GAP, 0.30)
    bills = a_series("Bills", (2019, 12), 0.05, 0.01, GAP, 0.02, 0.05)
    excess = subtract(fund, bills)
    np.testing.assert_allclose(excess.values, [0.09, GAP, GAP, 0.25], rtol=1e-12)
    assert excess.first == (2020, 1)
    assert excess.notes == ("Bills lacks 1 of its periods; they count in no Sharpe ratio.",)


def test_growth_breaks_at_a_gap_and_goes_on_from_the_level_before_it() -> None:
    """1.1, 1.1 x 1.2 = 1.32, unknown, 1.32 x 0.5 = 0.66; the index only where the fund has a return too."""
    fund = a_series("Fund", (2020, 1), 0.1, 0.2, GAP, -0.5)
    index = a_series("Index", (2019, 12), 0.9, 0.5, 0.0, 0.7, 1.0)
    lines = draw_growth([fund, index])
    assert [line.name for line in lines] == ["Fund", "Index"]
    assert all(line.periods == ("2020-01", "2020-02", "2020-03", "2020-04") for line in lines)
    assert [line.values[2] for line in lines] == [None, None]
    assert [value for value in lines[0].values if value] == pytest.approx([1.1, 1.32, 0.66])
    assert [value for value in lines[1].values if value] == pytest.approx([1.5, 1.5, 3.0])


def test_a_fall_is_measured_from_the_highest_level_since_the_last_gap() -> None:
    """First month -10 percent, back to 0.99, then a gap: -20 percent of what is left, whatever the gap held."""
    fund = a_series("Fund", (2020, 1), -0.1, 0.1, 0.5, GAP, -0.2, 0.1)
    falls = draw_falls([fund])[0].values
    assert falls[3] is None
    assert [value for value in falls if value is not None] == pytest.approx([-0.1, -0.01, 0.0, -0.2, -0.12])
