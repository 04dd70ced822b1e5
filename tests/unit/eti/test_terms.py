"""Liquidity, fees, horizon and funding beside the alternatives, with sums worked by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from screener.errors import InputError
from screener.eti.terms import Fees, Funding, Horizon, Liquidity, fees, funding, horizon, liquidity


def test_days_to_cash_are_compared_with_the_fastest_alternative() -> None:
    """45 days against 5 and 30: gaps 40 and 15; the wider one counts."""
    effect = liquidity(
        Liquidity("Fund", Decimal(45)),
        [Liquidity("Index", Decimal(5)), Liquidity("Peer", Decimal(30))],
        Decimal(300),
        Decimal(200),
    )

    assert effect.facts == {"days_to_cash_gap": 40, "liquid_assets_after": 300, "net_outflow": 200}
    assert [(figure.alternative, figure.estimate) for figure in effect.figures] == [("Index", 40), ("Peer", 15)]


def test_one_alternative_of_unknown_days_makes_the_widest_gap_unknown() -> None:
    """The unknown alternative may be the fastest of all; what is known of the other is still shown."""
    effect = liquidity(Liquidity("Fund", Decimal(45)), [Liquidity("Index", Decimal(5)), Liquidity("Peer")], None, None)

    assert effect.facts == {"days_to_cash_gap": None, "liquid_assets_after": None, "net_outflow": None}
    assert [figure.estimate for figure in effect.figures] == [40, None]


def test_what_is_saleable_follows_from_a_fifth_of_the_daily_volume() -> None:
    """20 % of 50,000 a day is 10,000: in 30 days 300,000 of 1,000,000, 30 %; all of it takes 100 days."""
    effect = liquidity(Liquidity("Fund", None, Decimal(1_000_000), Decimal(50_000)), [], None, None)

    row = effect.rows[0]
    assert row.label == "Share of Fund saleable in 30 days at 20% of the daily volume"
    assert (row.before, row.after, row.note) == ("30.00%", "", "all of it in 100 days of trading")


def test_no_more_than_all_is_saleable() -> None:
    """20 % of 1,000,000 a day sells 1,000,000 in 5 days; in 30 days no more than all of it."""
    effect = liquidity(Liquidity("Fund", None, Decimal(1_000_000), Decimal(1_000_000)), [], None, None)

    assert (effect.rows[0].before, effect.rows[0].note) == ("100.00%", "all of it in 5 days of trading")


def test_an_unknown_volume_is_no_share() -> None:
    """A fund that does not trade has no volume: the row is empty and says why."""
    effect = liquidity(Liquidity("Fund", amount=Decimal(1)), [], None, None)

    assert (effect.rows[0].before, effect.rows[0].note) == (
        "",
        "not computed: the daily volume or the amount is unknown",
    )


@pytest.mark.parametrize(
    ("outflow", "note"),
    [("200", "covered 1.50 times"), ("0", "no net outflow to cover"), ("-5", "no net outflow to cover")],
)
def test_cover_of_the_net_outflow_is_told(outflow: str, note: str) -> None:
    """300 of liquid assets cover 200 one and a half times; a plan that pays out no more than it gets needs no cover."""
    effect = liquidity(Liquidity("Fund"), [], Decimal(300), Decimal(outflow))

    assert effect.rows[-2].note == note


def test_the_fee_gap_is_against_the_cheapest_alternative() -> None:
    """40 + 10 + 5 − 3 = 52 basis points, against 20 and 60: gaps 32 and −8; 32 counts."""
    effect = fees(
        Fees("Fund", Decimal(40), Decimal(10), Decimal(5), Decimal(3)),
        [Fees("Index", total=Decimal(20)), Fees("Peer", total=Decimal(60))],
    )

    assert effect.facts == {"fee_gap": 32}
    assert [(figure.alternative, figure.estimate) for figure in effect.figures] == [("Index", 32), ("Peer", -8)]


def test_a_fee_that_is_unknown_is_not_nothing() -> None:
    """A fund whose performance fee is unknown has no total, though its other fees are printed."""
    effect = fees(Fees("Fund", Decimal(40), None, Decimal(5), Decimal(0)), [Fees("Index", total=Decimal(20))])

    assert effect.facts == {"fee_gap": None}
    assert [(row.before, row.after) for row in effect.rows] == [
        ("40.0 bp", ""),
        ("", ""),
        ("5.0 bp", ""),
        ("0.0 bp", ""),
        ("", "20.0 bp"),
    ]


def test_totals_that_do_not_add_up_are_refused_together() -> None:
    """40 + 10 + 5 − 3 is 52 and not 55, 1 + 1 + 1 − 1 is 2 and not 3: both are said."""
    with pytest.raises(InputError) as error:
        fees(
            Fees("Fund", Decimal(40), Decimal(10), Decimal(5), Decimal(3), Decimal(55)),
            [Fees("Index", Decimal(1), Decimal(1), Decimal(1), Decimal(1), Decimal(3))],
        )

    assert "Fund: the total is 55 bp, its parts come to 52 bp" in str(error.value)
    assert "Index: the total is 3 bp, its parts come to 2 bp" in str(error.value)


def test_terms_of_carried_interest_are_printed_beside_each_other() -> None:
    """Carried interest is a contract, not a number: its words stand in the table."""
    effect = fees(Fees("Fund", carry="20% over 8%"), [Fees("Peer", carry="15% over 6%")])

    assert (effect.rows[-1].before, effect.rows[-1].after) == ("20% over 8%", "15% over 6%")


def test_the_holding_term_stands_beside_the_horizon_of_the_policy() -> None:
    """Ten years against seven: three too many, and compared over one horizon."""
    effect = horizon(Horizon(Decimal(10), Decimal(7), same_horizon=True))

    assert effect.facts == {"holding_term": 10, "policy_horizon": 7, "same_horizon": True}
    assert (effect.rows[0].difference, effect.rows[0].note) == ("+3.0", "compared over the same horizon")


def test_projected_returns_are_percent_and_stand_above_or_below_what_is_assumed() -> None:
    """6.80 % falls to 6.75 %, 0.05 points; over the assumed 6.75 % it was 0.05 points, and is 0."""
    effect = funding(Funding(Decimal("0.068"), Decimal("0.0675"), Decimal("0.0675")))

    assert effect.facts == {
        "projected_return_before": Decimal("6.8"),
        "projected_return_after": Decimal("6.75"),
        "assumed_return": Decimal("6.75"),
    }
    assert [(row.before, row.after, row.difference) for row in effect.rows] == [
        ("6.80%", "6.75%", "−0.05 points"),
        ("+0.05 points", "0.00 points", ""),
    ]


def test_what_nobody_projected_is_unknown() -> None:
    """A plan without projections has none before and none after."""
    effect = funding(Funding())

    assert set(effect.facts.values()) == {None}
    assert {(row.before, row.after, row.difference) for row in effect.rows} == {("", "", "")}
