"""What a purchase does to the portfolio, with sums worked by hand."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.errors import InputError
from screener.eti.effect import Cap, Weight, diversification, fixed, plan_risk

NAN = float("nan")


def a_line(issuer: str, before: str, after: str, state: str = "NY", industry: str = "31") -> Weight:
    """One line of the plan."""
    return Weight(issuer, industry, state, "equity", Decimal(before), Decimal(after))


# Ten percent of D, in Illinois, are bought from the money that was in A.
PURCHASE = [
    a_line("A", "0.5", "0.4"),
    a_line("B", "0.3", "0.3", state="IL"),
    a_line("C", "0.2", "0.2", industry="52"),
    a_line("D", "0", "0.1", state="IL"),
]


def test_concentration_is_the_sum_of_squared_shares() -> None:
    """0.25 + 0.09 + 0.04 = 0.38 before, 0.16 + 0.09 + 0.04 + 0.01 = 0.30 after: 0.08 less."""
    effect = diversification(PURCHASE, [], "IL")

    assert effect.facts["hhi_change"] == Decimal("-0.08")
    row = effect.rows[0]
    assert (row.before, row.after, row.difference) == ("0.3800", "0.3000", "−0.0800")


def test_concentration_is_also_shown_by_industry_and_state() -> None:
    """Industries 0.8² + 0.2² = 0.68 both times; states 0.7² + 0.3² = 0.58, then 0.6² + 0.4² = 0.52."""
    rows = diversification(PURCHASE, [], "IL").rows

    assert (rows[1].before, rows[1].after) == ("0.6800", "0.6800")
    assert (rows[2].before, rows[2].after) == ("0.5800", "0.5200")


def test_shorts_count_like_longs_and_leverage_does_not() -> None:
    """1.2 and −0.2 are shares 6/7 and 1/7 of what is at stake: 37/49 = 0.755102; before, two halves: 0.5."""
    effect = diversification([a_line("A", "0.5", "1.2"), a_line("B", "0.5", "-0.2")], [], None)

    assert float(effect.facts["hhi_change"]) == pytest.approx(37 / 49 - 0.5, abs=1e-12)


def test_an_unknown_issuer_makes_concentration_unknown() -> None:
    """A line that might belong to A or to nobody else is neither; only its own dimension is lost."""
    effect = diversification([a_line("A", "0.5", "0.5"), a_line("", "0.5", "0.5")], [], None)

    assert effect.facts["hhi_change"] is None
    assert effect.rows[0].note == "not computed: the issuer of 50.00% of the portfolio is unknown"
    assert effect.rows[2].before == "1.0000"


@pytest.mark.parametrize("name", ["elsewhere", "Other", "VARIOUS"])
def test_a_name_of_nobody_makes_concentration_unknown(name: str) -> None:
    """Lines "elsewhere" are in one state or in forty: no index of states; that of industries stands."""
    lines = [a_line("A", "0.5", "0.5", state=name), a_line("B", "0.5", "0.5", state="IL")]
    effect = diversification(lines, [], "IL")

    assert effect.rows[2].after == ""
    assert effect.rows[2].note == "not computed: the state of 50.00% of the portfolio is unknown"
    assert effect.rows[1].after == "1.0000"
    assert effect.rows[1].note == "funds count as one each, they are not looked through"
    assert effect.facts["in_state_share_change"] == 0


@pytest.mark.parametrize(("limit", "holds"), [("0.55", True), ("0.45", None), ("0.35", False)])
def test_nobody_breaks_a_cap(limit: str, holds: bool | None) -> None:
    """Elsewhere, 50 percent, is under a cap of 55 in any state; over 45 none may be; Illinois, 40, is over 35."""
    lines = [
        a_line("A", "0.5", "0.5", state="elsewhere"),
        a_line("B", "0.4", "0.4", state="IL"),
        a_line("C", "0.1", "0.1", state="NY"),
    ]
    effect = diversification(lines, [Cap("state", Decimal(limit))], "IL")

    assert effect.facts["caps_hold"] is holds
    assert "broken: elsewhere" not in effect.rows[-1].note


def test_caps_on_what_is_not_there_are_refused_all_at_once() -> None:
    """A name spelt otherwise would seem to be held; a line of weight 0 says that it is meant."""
    lines = [*PURCHASE, a_line("Prairie Fund", "0", "0", state="IL")]
    caps = [Cap("issuer", Decimal("0.1"), "Prairie Funds"), Cap("state", Decimal("0.5"), "ZZ")]
    with pytest.raises(InputError) as error:
        diversification(lines, caps, "IL", "weights.csv")

    assert str(error.value).startswith("weights.csv: ")
    assert "no line is of the issuer 'Prairie Funds'; did you mean 'Prairie Fund'?" in str(error.value)
    assert "no line is of the state 'ZZ'" in str(error.value)
    assert diversification(lines, [Cap("issuer", Decimal("0.1"), "Prairie Fund")], "IL").facts["caps_hold"]


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (Decimal("123456789012345.678"), "123,456,789,012,345.68"),
        (Decimal("1234567890123456.7"), "1.23e+15"),
        (Decimal("-2E+400"), "−2.00e+400"),
        (1e300, "1.00e+300"),
    ],
)
def test_a_number_of_any_size_is_printed(value: Decimal | float, printed: str) -> None:
    """From a thousand billions on in powers of ten: nobody counts so many digits, and few programs hold them."""
    assert fixed(value) == printed


def test_the_home_states_share_rises_by_what_was_bought_there() -> None:
    """0.3 before, 0.3 + 0.1 after: ten percentage points."""
    assert diversification(PURCHASE, [], "IL").facts["in_state_share_change"] == 10


@pytest.mark.parametrize(("bought", "paid_by", "change"), [("IL", "NY", 10), ("IL", "", None), ("", "NY", None)])
def test_an_unknown_state_matters_only_where_it_changes(bought: str, paid_by: str, change: int | None) -> None:
    """Ten percent are bought. What stays changes no share; what is bought or sold may be in the home state."""
    lines = [
        a_line("A", "0.2", "0.2", state=""),
        a_line("B", "0.8", "0.7", state=paid_by),
        a_line("C", "0", "0.1", state=bought),
    ]

    assert diversification(lines, [], "IL").facts["in_state_share_change"] == change


def test_without_a_home_state_there_is_no_share_of_it() -> None:
    """Nobody's share is unknown, not 0."""
    assert diversification(PURCHASE, [], None).facts["in_state_share_change"] is None


def test_a_cap_that_holds_and_one_that_is_broken_are_told_with_name_and_weight() -> None:
    """After the purchase A has 40 %, under 45; Illinois has 40 %, over 35."""
    effect = diversification(PURCHASE, [Cap("issuer", Decimal("0.45")), Cap("state", Decimal("0.35"), "IL")], "IL")

    held, broken = effect.rows[-2:]
    assert (held.label, held.before, held.after) == ("Cap of 45.00% on each issuer; the largest", "50.00%", "40.00%")
    assert held.note == "held; the largest is A"
    assert (broken.label, broken.note) == ("Cap of 35.00% on the state IL", "broken: IL has 40.00%")
    assert effect.facts["caps_hold"] is False


def test_every_name_over_a_cap_is_told() -> None:
    """With a cap of 25 % on each issuer A (40 %) and B (30 %) are over it."""
    effect = diversification(PURCHASE, [Cap("issuer", Decimal("0.25"))], None)

    assert effect.rows[-1].note == "broken: A has 40.00%, B has 30.00%"


@pytest.mark.parametrize(("limit", "holds"), [("0.70", True), ("0.69", None), ("0.39", False)])
def test_a_cap_holds_only_if_it_would_hold_with_the_unknown(limit: str, holds: bool | None) -> None:
    """A has 0.4 and 0.3 are unknown: A may have up to 0.7, so a cap between is neither held nor broken."""
    lines = [a_line("A", "0.4", "0.4"), a_line("B", "0.3", "0.3"), a_line("", "0.3", "0.3")]

    assert diversification(lines, [Cap("issuer", Decimal(limit))], None).facts["caps_hold"] is holds


def test_no_caps_is_not_that_all_hold() -> None:
    """Where no cap is given nobody can say that every cap holds."""
    assert diversification(PURCHASE, [], "IL").facts["caps_hold"] is None


def test_weights_that_are_no_whole_are_refused_with_both_sums() -> None:
    """0.9 before and 1.1 after are two faults in one message; a millionth is forgiven."""
    with pytest.raises(InputError) as error:
        diversification([a_line("A", "0.9", "1.1")], [], None, "weights.csv")

    assert "weights.csv: " in str(error.value)
    assert "before the purchase they add to 0.9; expected 1" in str(error.value)
    assert "after the purchase they add to 1.1; expected 1" in str(error.value)
    assert diversification([a_line("A", "1.000001", "0.999999")], [], None).facts["hhi_change"] == 0


SHARES = [
    Weight("Fund A", "", "", "A", Decimal(1), Decimal("0.8")),
    Weight("Fund B", "", "", "B", Decimal(0), Decimal("0.2")),
]


def returns_of_both(periods: int = 12) -> np.ndarray:
    """A alternates ±1 %, B goes ±2 % in pairs: over 12 periods uncorrelated, variances v = 12 × 0.01² / 11 and 4v."""
    return np.column_stack([([0.01, -0.01] * 8)[:periods], ([0.02, 0.02, -0.02, -0.02] * 4)[:periods]])


def test_volatility_before_and_after_follows_from_the_covariance() -> None:
    """√v = 0.01044466 before; 0.64 v + 0.04 × 4v = 0.8 v after, √0.8 = 0.894427 of it; yearly √12 times as much."""
    effect = plan_risk(SHARES, ["A", "B"], returns_of_both(), "Fund B", 12)

    assert effect.figures[0].estimate == pytest.approx(0.01044466 * (0.894427 - 1), abs=1e-8)
    assert effect.facts["plan_volatility_change"] == pytest.approx(100 * 3.464102 * 0.01044466 * -0.105573, abs=1e-5)
    assert effect.rows[0].before == "1.044%"
    assert effect.figures[0].n == 12


def test_the_parts_of_the_volatility_add_to_all_of_it() -> None:
    """After the purchase A brings 0.64 of 0.8, B 0.16 of 0.8: 80 and 20 percent; before, A all of it."""
    effect = plan_risk(SHARES, ["A", "B"], returns_of_both(), "Fund B", 12)

    assert effect.figures[1].estimate == pytest.approx(0.2, abs=1e-12)
    assert [(row.before, row.after) for row in effect.rows[1:]] == [("100.00%", "80.00%"), ("0.00%", "20.00%")]


def test_only_periods_in_which_every_asset_class_has_a_return_count() -> None:
    """Sixteen periods, the fifth missing in B: 15 count, one is missing between; nothing is filled in."""
    returns = returns_of_both(16)
    returns[4, 1] = NAN

    effect = plan_risk(SHARES, ["A", "B"], returns, "Fund B", 12)

    assert effect.figures[0].n == 15
    assert "15 periods in which every asset class has a return, 1 missing between them" in effect.rows[0].note


def test_too_few_periods_give_no_volatility() -> None:
    """Eleven periods are fewer than twelve: unknown, with the reason."""
    effect = plan_risk(SHARES, ["A", "B"], returns_of_both(11), "Fund B", 12)

    assert effect.facts == {"plan_volatility_change": None}
    assert effect.rows[0].note.startswith("not computed: 11 periods")


def test_an_asset_class_without_returns_leaves_the_volatility_unknown() -> None:
    """What is held and not measured is not without risk."""
    effect = plan_risk(SHARES, ["A"], returns_of_both()[:, :1], "Fund B", 12)

    assert effect.facts == {"plan_volatility_change": None}
    assert effect.rows[0].note == "not computed: no returns of B"


def test_returns_of_an_asset_class_that_is_not_held_are_refused() -> None:
    """A name that no line has is a slip of the pen; what there is is told."""
    with pytest.raises(InputError, match="no line of the weights is of C; the asset classes are A, B"):
        plan_risk(SHARES, ["A", "C"], returns_of_both(), "Fund B", 12)


@given(st.permutations(PURCHASE))
def test_the_order_of_lines_is_irrelevant(lines: list[Weight]) -> None:
    """Weights are facts about names: in any order they give the same rows and facts."""
    caps = [Cap("issuer", Decimal("0.25")), Cap("state", Decimal("0.35"), "IL")]

    assert diversification(lines, caps, "IL") == diversification(PURCHASE, caps, "IL")


@given(st.lists(st.integers(1, 99), min_size=1, max_size=8))
def test_splitting_a_line_of_one_issuer_changes_nothing(parts: list[int]) -> None:
    """Concentration is of issuers: B in one line or in many is the same B."""
    total = sum(parts)
    split = [a_line("A", "0", "0"), *(a_line("B", "0", "0") for _ in parts)]
    pieces = [Decimal(part) / 1000 for part in parts]
    split[0] = a_line("A", str(1 - Decimal(total) / 1000), "1")
    split[1:] = [a_line("B", str(piece), "0") for piece in pieces]
    whole = [split[0], a_line("B", str(Decimal(total) / 1000), "0")]

    assert diversification(split, [], None).facts == diversification(whole, [], None).facts
