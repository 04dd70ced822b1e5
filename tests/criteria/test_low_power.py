"""Too few months are nobody's fault: what fails by its returns was shown to be worse, beyond its margin."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from screener.engine import open_engine
from screener.rulebook import load_rulebooks, run_cases
from screener.rulebook.model import Case

BOOKS = {book.id: book for book in load_rulebooks(Path(__file__).parents[2] / "criteria")}
CRITERIA = {
    "eti-02": ("eti-prudence", "2024-12-31"),
    "eti-03": ("eti-prudence", "2024-12-31"),
    "eti-04": ("eti-prudence", "2024-12-31"),
    "eti-05": ("eti-prudence", "2024-12-31"),
    "eti-07": ("eti-prudence", "2024-12-31"),
    "dol-94": ("dol-eti", "2001-03-15"),
    "dol-15a": ("dol-eti", "2018-06-30"),
    "dol-20b": ("dol-eti", "2022-06-30"),
    "dol-22b": ("dol-eti", "2024-12-31"),
    "dol-22c": ("dol-eti", "2024-12-31"),
}
"""Criterion that judges returns in one direction → its rulebook, and a day of its text."""
TIES = {"dol-08a": ("dol-eti", "2012-05-01"), "dol-20c": ("dol-eti", "2022-06-30")}
"""Criterion that asks for a tie before a benefit counts → the same."""
MARGINS = {"listed_bonds": Decimal("0.25"), "listed_equity": Decimal("0.50"), "private": Decimal("1.00")}
"""Sleeve → return that may be given up, percentage points a year."""
GAPS = {
    "return_gap": "return_gap_shown",
    "return_gap_greatest": "return_gap_greatest_shown",
    "sharpe_gap": "sharpe_gap_shown",
    "return_shortfall": "return_shortfall_shown",
}
RATIOS = {
    "volatility_ratio": "volatility_ratio_shown",
    "volatility_ratio_least": "volatility_ratio_least_shown",
    "drawdown_ratio": "drawdown_ratio_shown",
    "cvar_ratio": "cvar_ratio_shown",
    "downside_ratio": "downside_ratio_shown",
    "avoidable_volatility": "avoidable_volatility_shown",
}
"""Estimate → the same over the alternatives of which the data show it; a gap of 0 and a ratio of 1: nothing shown."""
LIMIT = Decimal("1.10")
SHARPE = Decimal("0.10")


def past(name: str, value: Decimal, sleeve: str) -> Decimal:
    """Return an estimate as it is shown: itself beyond its margin, no difference within it."""
    if name in RATIOS:
        is_past = value < 1 / LIMIT if name == "volatility_ratio_least" else value > LIMIT
        return value if is_past else Decimal(1)
    margin = SHARPE if name == "sharpe_gap" else MARGINS[sleeve]
    is_past = value > margin if name in {"return_gap_greatest", "return_shortfall"} else value < -margin
    return value if is_past else Decimal(0)


def candidates(count: int, *, is_shown: bool) -> list[dict[str, str | bool | int | Decimal]]:
    """Return candidates of every sleeve with estimates far and near, bounds wide, and all of it shown or nothing."""
    chance = Random(7)  # noqa: S311  not cryptography
    found: list[dict[str, str | bool | int | Decimal]] = []
    for number in range(count):
        gaps = {name: Decimal(chance.randint(-200, 100)) / 100 for name in GAPS}
        gaps["return_shortfall"] = max(Decimal(0), -gaps["return_gap"])
        ratios = {name: Decimal(chance.randint(70, 160)) / 100 for name in RATIOS}
        ratios["avoidable_volatility"] = max(Decimal(1), ratios["volatility_ratio"])
        sleeve = ("listed_bonds", "listed_equity", "private")[number % 3]
        if gaps["return_shortfall"] == MARGINS[sleeve]:
            gaps["return_shortfall"] += Decimal("0.01")  # on the very margin it is past it, and cannot be shown past it
        if ratios["avoidable_volatility"] == LIMIT:
            ratios["avoidable_volatility"] += Decimal("0.01")
        shown = {
            **{GAPS[name]: past(name, value, sleeve) if is_shown else Decimal(0) for name, value in gaps.items()},
            **{RATIOS[name]: past(name, value, sleeve) if is_shown else Decimal(1) for name, value in ratios.items()},
        }
        wide = {f"{name}_upper": Decimal(3) for name in ("volatility_ratio", "drawdown_ratio", "cvar_ratio")}
        found.append(
            {
                **gaps,
                **ratios,
                **shown,
                **wide,
                "downside_ratio_upper": Decimal(3),
                "volatility_ratio_lower": Decimal("0.3"),
                "return_gap_lower": Decimal(-9),
                "return_gap_upper": Decimal(9),
                "sharpe_gap_lower": Decimal(-9),
                "minimum_detectable_return_gap": Decimal(3),
                "minimum_detectable_volatility_ratio": Decimal(3),
                "minimum_detectable_sharpe_gap": Decimal(3),
                "sleeve": sleeve,
                "asks_equality": number % 2 == 0,
                "is_governmental_plan": False,
                "return_basis": "history",
                "return_months": 120,
                "sharpe_months": 120,
                "alternatives": 3,
                "has_valid_comparator": True,
                "fee_gap": 40,
                "caps_hold": True,
                "permitted_by_policy": True,
                "same_horizon": True,
                "days_to_cash_gap": 0,
                "plan_return_change": 0,
                "is_diversification_equal": True,
                "is_liquidity_equal": True,
                "non_pecuniary_factors": 1,
                "benefit_use": "after",
                "concession_accepted": False,
            }
        )
    return found


def outcomes(criterion: str, *, is_shown: bool) -> set[str]:
    """Return what a criterion answers of many candidates."""
    book, day = (CRITERIA | TIES)[criterion]
    cases = [
        (
            "",
            Case(
                name=str(number), criterion=criterion, date=date.fromisoformat(day), facts=dict(facts), outcome="fail"
            ),
        )
        for number, facts in enumerate(candidates(300, is_shown=is_shown))
    ]
    return {result.found for result in run_cases(open_engine(), BOOKS[book], cases)}


@pytest.mark.parametrize("criterion", CRITERIA)
def test_what_the_data_do_not_show_never_fails(criterion: str) -> None:
    """Estimates on either side of every margin, bounds too wide for any: some are within it, the rest is no answer."""
    assert outcomes(criterion, is_shown=False) == {"watch", "insufficient_data"}


@pytest.mark.parametrize("criterion", [name for name in CRITERIA if name != "eti-07"])
def test_what_the_data_show_is_always_an_answer(criterion: str) -> None:
    """The same estimates, every difference shown: those past the margin fail, and none is left without an answer."""
    assert outcomes(criterion, is_shown=True) == {"watch", "fail"}


def test_fees_that_a_return_within_the_margin_does_not_pay_for_have_no_answer() -> None:
    """A net return that is lower by less than the margin can neither be shown to be lower nor be said to pay."""
    assert outcomes("eti-07", is_shown=True) == {"watch", "fail", "insufficient_data"}


@pytest.mark.parametrize("criterion", TIES)
def test_a_tie_is_proved_or_refuted_and_nothing_lies_between(criterion: str) -> None:
    """However equal the estimates are, wide bounds give no answer; a difference that is shown refutes the tie."""
    assert outcomes(criterion, is_shown=False) == {"insufficient_data"}
    assert outcomes(criterion, is_shown=True) == {"insufficient_data", "fail"}


@pytest.mark.parametrize("criterion", TIES)
def test_a_tie_with_the_strongest_stands_beside_an_alternative_that_is_beaten(criterion: str) -> None:
    """Bounds within a quarter of a point of the strongest; how far the weakest fell behind is asked nowhere."""
    book, day = TIES[criterion]
    tied = candidates(1, is_shown=False)[0] | {
        "return_gap_greatest": Decimal("0.01"),
        "return_gap_lower": Decimal("-0.20"),
        "return_gap_upper": Decimal("0.22"),
        "volatility_ratio_lower": Decimal("0.95"),
        "volatility_ratio_upper": Decimal("1.05"),
        "return_months": 240,
        "minimum_detectable_return_gap": Decimal("0.21"),
    }
    asked = Case(name="tied", criterion=criterion, date=date.fromisoformat(day), facts=tied, outcome="pass")
    (answer,) = run_cases(open_engine(), BOOKS[book], [("", asked)])

    assert answer.found == "pass"


DOMINANCE = ("dol-94", "dol-15a")
"""Criteria that ask whether any available alternative is better, comparable or not."""


@pytest.mark.parametrize("criterion", [name for name in CRITERIA | TIES if name.startswith("dol-")])
def test_without_a_comparable_alternative_no_returns_are_an_answer(criterion: str) -> None:
    """One that is not comparable speaks for nothing; against the candidate only where it is shown to be better."""
    book, day = (CRITERIA | TIES)[criterion]
    cases = [
        (
            "",
            Case(
                name=str(number),
                criterion=criterion,
                date=date.fromisoformat(day),
                facts=facts | {"has_valid_comparator": False},
                outcome="insufficient_data",
            ),
        )
        for number, facts in enumerate(candidates(60, is_shown=True))
    ]

    expected = {"insufficient_data", "fail"} if criterion in DOMINANCE else {"insufficient_data"}
    assert {result.found for result in run_cases(open_engine(), BOOKS[book], cases)} == expected


@pytest.mark.parametrize(
    ("criterion", "fault"),
    [
        *(
            (name, fault)
            for name in ("dol-94", "dol-08a", "dol-15d", "dol-20c", "dol-22c")
            for fault in ({"concession_accepted": True, "benefit_use": "after"}, {"benefit_use": "before"})
        ),
        *((name, {"permitted_by_policy": False}) for name in ("dol-94", "dol-08a", "dol-15b", "dol-20b", "dol-22b")),
        *((name, {"caps_hold": False}) for name in ("dol-94", "dol-08a", "dol-15b", "dol-20b", "dol-22b")),
    ],
    ids=str,
)
def test_what_is_wrong_without_any_returns_fails_at_once(criterion: str, fault: dict[str, bool | str]) -> None:
    """A concession, a benefit looked at first, a broken cap and a policy that forbids it, under every text."""
    days = {"dol-94": "2001-03-15", "dol-08a": "2012-05-01", "dol-15": "2018-06-30", "dol-20": "2022-06-30"}
    day = next((days[start] for start in days if criterion.startswith(start)), "2024-12-31")
    asked = Case(
        name=str(fault),
        criterion=criterion,
        date=date.fromisoformat(day),
        facts={"is_governmental_plan": False, **fault},
        outcome="fail",
    )
    (answer,) = run_cases(open_engine(), BOOKS["dol-eti"], [("", asked)])

    assert answer.found == "fail"
