"""A private fund from its cash flows, against printed examples and sums worked by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.errors import InputError
from screener.eti.private import (
    Flow,
    Fund,
    Level,
    Peers,
    direct_alpha,
    index_factors,
    ks_pme,
    measure_fund,
    multiples,
    net_irr,
    read_fund,
    standing,
    xirr,
)

START = date(2001, 1, 1)

# Yearly flows of the Direct Alpha Method's own introduction (directalphamethod.info), 12.57 % a year, as the tests of
# pyxirr quote it (core/src/private_equity.rs), which ask for agreement within 0.01 percentage points.
AUTHORS = (
    [-100, 0, -75, 0, 100, 0, 150, 0, 100, 0],
    75,
    "100 77.9 100.24 111.15 116.61 135.03 142.45 89.75 113.5 130.59",
)
# Wikipedia, "Public Market Equivalent", Direct Alpha: 1.09 % a year; quoted by the same tests.
ENCYCLOPEDIA = ([-100, -50, 60, 10, 0], 110, "100 105 115 117 120")


def a_year(place: int) -> date:
    """A day that many years of 365 days after the start, so that yearly examples come out exactly."""
    return START + timedelta(days=365 * place)


def a_fund(amounts: list[int], nav: int) -> Fund:
    """A fund with one net flow a year, negative where it is paid in."""
    flows = [
        Flow(
            a_year(place),
            contribution=Decimal(max(-amount, 0)),
            distribution=Decimal(max(amount, 0)),
            nav=Decimal(nav) if place == len(amounts) - 1 else None,
        )
        for place, amount in enumerate(amounts)
    ]
    return read_fund("Example Fund", flows)


def an_index(levels: str) -> list[Level]:
    """An index with one level a year."""
    return [Level(a_year(place), Decimal(level)) for place, level in enumerate(levels.split())]


def test_the_rate_of_the_documented_spreadsheet_example_is_met() -> None:
    """Microsoft, documentation of XIRR: these five payments have an internal rate of return of 37.34 %."""
    rate = xirr(
        [
            (date(2008, 1, 1), -10000),
            (date(2008, 3, 1), 2750),
            (date(2008, 10, 30), 4250),
            (date(2009, 2, 15), 3250),
            (date(2009, 4, 1), 2750),
        ]
    )

    assert rate.value == pytest.approx(0.3734, abs=5e-5)


def test_the_rate_printed_by_another_program_is_met() -> None:
    """The README of pypme prints 0.19495150355969598 for 10,000 in, 7,500 out and 3,750 left."""
    flows = [
        Flow(date(2015, 1, 1), contribution=Decimal(10000)),
        Flow(date(2015, 6, 12), distribution=Decimal(7500)),
        Flow(date(2016, 2, 15), nav=Decimal(3750)),
    ]

    assert net_irr(read_fund("Example Fund", flows)).value == pytest.approx(0.19495150355969598, abs=1e-9)


@pytest.mark.parametrize(("example", "printed"), [(AUTHORS, 0.1257), (ENCYCLOPEDIA, 0.0109)])
def test_printed_direct_alphas_are_met(example: tuple[list[int], int, str], printed: float) -> None:
    """Direct alpha is the internal rate of return of flows carried to the last day by the index."""
    amounts, nav, levels = example
    fund = a_fund(amounts, nav)

    assert direct_alpha(fund, index_factors(fund, an_index(levels))).value == pytest.approx(printed, abs=1e-4)


def test_the_public_market_equivalent_is_worth_received_over_worth_paid_in() -> None:
    """At the last level 120: paid in 100×1.2 + 50×120/105 = 177.142857; received 60×120/115 + 10×120/117 + 110.

    62.608696 + 10.256410 + 110 = 182.865106, and 182.865106 / 177.142857 = 1.032303.
    """
    amounts, nav, levels = ENCYCLOPEDIA
    fund = a_fund(amounts, nav)

    assert ks_pme(fund, index_factors(fund, an_index(levels))).value == pytest.approx(1.032303, abs=1e-6)


def test_a_fund_that_is_the_index_has_an_equivalent_of_one_and_no_alpha() -> None:
    """100 at level 100 and 50 at 80 buy 1 + 0.625 units; 0.5 are sold at 120 for 60; 1.125 at 160 are worth 180."""
    fund = a_fund([-100, -50, 60, 0], 180)
    factors = index_factors(fund, an_index("100 80 120 160"))

    assert ks_pme(fund, factors).value == pytest.approx(1, abs=1e-12)
    assert direct_alpha(fund, factors).value == pytest.approx(0, abs=1e-9)


def test_two_rates_are_no_answer() -> None:
    """−100 + 230/x − 132/x² is 0 at x = 1.1 (209.0909 − 109.0909) and at x = 1.2 (191.6667 − 91.6667)."""
    rate = xirr([(a_year(0), -100), (a_year(1), 230), (a_year(2), -132)])

    assert rate.value is None
    assert rate.note == "the flows change sign 2 times and not one rate alone fits (10.00%, 20.00%)"


def test_several_changes_of_sign_with_one_rate_are_an_answer() -> None:
    """−100 + 50/1.1 − 20/1.21 + 94.6/1.331 = 0, since 133.1 − 60.5 + 22 = 94.6; no other rate fits."""
    rate = xirr([(a_year(0), -100), (a_year(1), 50), (a_year(2), -20), (a_year(3), 94.6)])

    assert rate.value == pytest.approx(0.1, abs=1e-9)
    assert rate.note == "the flows change sign 3 times, and one rate alone fits"


def test_a_thousand_years_are_no_too_large_number() -> None:
    """100 in 1999 and 50 in 2999: half is lost over 1,000 years and 243 days of leap years, 0.0693 percent a year."""
    # ln(0.5) / (365243 / 365) = -0.00069268.
    rate = xirr([(date(1999, 1, 1), -100), (date(2999, 1, 1), 50)])
    lost = xirr([(date(1999, 1, 1), -100), (date(2000, 1, 1), 99), (date(2999, 1, 1), 1)])

    assert rate.value == pytest.approx(-0.00069244, abs=1e-8)
    assert lost.value == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    "flows",
    [
        [(a_year(0), -100.0), (a_year(3), 0.0)],  # everything was lost
        [(a_year(0), -100.0), (a_year(1), 200.0), (a_year(2), -150.0)],  # 200² < 4 × 100 × 150
    ],
)
def test_no_rate_is_no_answer(flows: list[tuple[date, float]]) -> None:
    """Flows that no rate brings to nothing have none; 0 or −100 % would be invented."""
    assert xirr(flows).value is None


def test_rates_are_the_roots_of_the_polynomial() -> None:
    """Yearly flows are a polynomial in 1 + r: where it has one positive root that is the rate, else there is none."""
    random = np.random.default_rng(2005)
    for length in random.integers(3, 9, 100):
        amounts = random.normal(0, 100, length).round()
        growths = [root.real for root in np.roots(amounts) if abs(root.imag) < 1e-9 and 0.001 < root.real < 1001]

        rate = xirr((a_year(place), float(amount)) for place, amount in enumerate(amounts))

        expected = pytest.approx(growths[0] - 1, abs=1e-7) if len(growths) == 1 else None
        assert rate.value == expected, list(amounts)


def test_multiples_are_money_over_money() -> None:
    """100 + 60 paid in, 40 paid out, 200 still held: 40/160 = 0.25 and 200/160 = 1.25."""
    assert multiples(a_fund([-100, -60, 40, 0], 200)) == (Decimal("0.25"), Decimal("1.25"))


def test_every_fault_of_the_cash_flows_is_said_at_once() -> None:
    """A negative amount, two values of one day and no value at the end are three faults in one message."""
    flows = [
        Flow(date(2020, 1, 31), contribution=Decimal(-5)),
        Flow(date(2020, 3, 31), nav=Decimal(10)),
        Flow(date(2020, 3, 31), nav=Decimal(11)),
        Flow(date(2020, 6, 30), distribution=Decimal(3)),
    ]

    with pytest.raises(InputError) as error:
        read_fund("Example Fund", flows, "flows.csv")

    told = str(error.value)
    assert "flows.csv: the cash flows of Example Fund cannot be measured" in told
    assert "2020-01-31: the contribution is -5; expected 0 or more" in told
    assert "2020-03-31: two net asset values, 10 and 11; expected one" in told
    assert "2020-06-30: the last day states no net asset value" in told


def test_a_cash_flow_takes_the_level_of_its_day_or_the_nearest_before() -> None:
    """A flow on 15 May takes the level of 30 April; the last day takes its own: 150/120 = 1.25."""
    flows = [Flow(date(2020, 5, 15), Decimal(1)), Flow(date(2020, 6, 30), nav=Decimal(1))]
    index = [Level(date(2020, month, 30), Decimal(level)) for month, level in ((4, 120), (5, 130), (6, 150))]

    assert index_factors(read_fund("Example Fund", flows), index) == {date(2020, 5, 15): 1.25, date(2020, 6, 30): 1.0}


def test_an_index_that_does_not_cover_the_flows_is_refused() -> None:
    """A flow before the first level, and one 93 days after the last, are said together."""
    flows = [Flow(date(2020, 1, 30), Decimal(1)), Flow(date(2020, 5, 3), nav=Decimal(1))]

    with pytest.raises(InputError) as error:
        index_factors(read_fund("Example Fund", flows), [Level(date(2020, 1, 31), Decimal(100))])

    assert "2020-01-30: a cash flow before the first level" in str(error.value)
    assert "2020-05-03: the last level is of 2020-01-31" in str(error.value)


@pytest.mark.parametrize(("value", "quarter"), [(0.11, 1), (0.10, 2), (0.08, 2), (0.06, 3), (0.05, 3), (0.02, 4)])
def test_quarters_of_a_list_of_peers_part_between_neighbours(value: float, quarter: int) -> None:
    """Of 2, 6, 10 and 14 % the quartiles are 2 + ¾×4 = 5, 6 + ½×4 = 8 and 10 + ¼×4 = 11 %."""
    peers = Peers("Example Benchmarks, 2020-12-31", values=tuple(map(Decimal, ("0.10", "0.02", "0.14", "0.06"))))

    assert standing(value, peers)[:2] == (quarter, Decimal("0.08"))


def test_peers_need_a_source_and_one_kind_of_figures() -> None:
    """Peers without a source, and with both kinds of figures, the one falling and the other too few, are refused."""
    peers = Peers(" ", quartiles=(Decimal(2), Decimal(1), Decimal(3)), values=(Decimal(1),))

    with pytest.raises(InputError) as error:
        standing(0.1, peers)

    assert all(
        part in str(error.value) for part in ("no source", "and not both", "1 peers; expected 4", "quartiles fall")
    )


def test_the_median_of_the_peers_is_known_where_the_fund_has_no_rate_of_its_own() -> None:
    """A fund that lost everything has no internal rate of return; its peers have one all the same."""
    peers = Peers("Example", quartiles=(Decimal("0.05"), Decimal("0.08"), Decimal("0.11")), vintage=2014)

    effect = measure_fund(a_fund([-100, 0], 0), "no index", None, irr_peers=peers)

    assert (effect.facts["net_irr"], effect.facts["median_irr"]) == (None, 8)
    assert effect.rows[2].note.endswith("its place is unknown among peers of vintage 2014; Example")


def test_a_fund_without_an_index_or_peers_has_no_such_facts() -> None:
    """What is not given is unknown; the internal rate of return needs neither: 100 in, 121 after two years is 10 %."""
    effect = measure_fund(a_fund([-100, 0, 0], 121), "no index", None)

    assert effect.facts["ks_pme"] is None
    assert effect.facts["median_irr"] is None
    assert effect.facts["net_irr"] == pytest.approx(10, abs=1e-9)


def test_a_fund_is_printed_beside_index_and_peers() -> None:
    """Worked above: equivalent 1.03; total value (60 + 10 + 110) / 150 = 1.20 against a median of 1.10."""
    amounts, nav, levels = ENCYCLOPEDIA
    fund = a_fund(amounts, nav)
    quartiles = (Decimal("0.9"), Decimal("1.1"), Decimal("1.3"))

    effect = measure_fund(
        fund, "the index", index_factors(fund, an_index(levels)), tvpi_peers=Peers("Example", quartiles=quartiles)
    )

    printed = {row.label: (row.before, row.after, row.difference) for row in effect.rows}
    assert printed["Public market equivalent against the index"] == ("1.03", "1.00", "+0.03")
    assert printed["Total value over paid-in capital, and the median of the peers"] == ("1.20", "1.10", "+0.10")


@given(st.permutations(range(10)))
def test_the_order_of_rows_is_irrelevant(order: list[int]) -> None:
    """Cash flows are facts with a date: in any order they give the same figures to the last digit."""
    amounts, nav, levels = AUTHORS
    straight = a_fund(amounts, nav)
    mixed = read_fund("Example Fund", [straight.flows[place] for place in order])
    index = an_index(levels)

    assert measure_fund(mixed, "index", index_factors(mixed, [index[place] for place in order])) == measure_fund(
        straight, "index", index_factors(straight, index)
    )
