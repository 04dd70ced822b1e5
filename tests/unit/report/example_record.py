"""A decision record made by hand: a bond fund against an index and an index fund, over 53 months with gaps.

Returns: monthly net returns in percent of the AFL-CIO Housing Investment Trust, the US Aggregate index (SEC Form 497
filings) and the TSP F Fund (tsp.gov). Means, deviations and bounds of return and Sharpe ratio are those of the textbook
for independent returns, worked out once with numpy. The decision, its people and its benefits are constructed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from screener.tables.prudence import (
    Alignment,
    Check,
    CriterionAnswer,
    Figure,
    Line,
    Record,
    Statement,
    TextAnswer,
)

HIT, INDEX, F_FUND = "AFL-CIO Housing Investment Trust", "US Aggregate index", "TSP F Fund"
MARGIN = 0.0025 / 12
"""A quarter of a percentage point a year, per month."""

RETURNS = """
2011-04 1.26 1.27 1.275|2011-05 1.08 1.31 1.311|2011-06 -0.26 -0.29 -0.299|2011-07 1.235 1.593 1.592
2011-08 1.18 1.46 1.452|2011-09 0.827 0.72 0.733|2011-10 0.13 0.11 0.107|2011-11 0.44 -0.09 0.008
2011-12 0.936 1.097 1.015|2012-01 0.77 0.88 0.883|2012-02 -0.116 -0.025 0.05|2012-03 -0.44 -0.55 -0.611
2012-04 1.15 1.11 1.12|2012-05 1.111 0.906 0.907|2012-06 0.15 0.04 0.046|2012-10 0.02 0.2 0.196
2013-01 -0.57 -0.7 -0.561|2013-04 0.82 1.01 1.02|2013-05 -1.688 -1.784 -1.779|2013-06 -1.616 -1.544 -1.676
2013-07 -0.062 0.133 0.283|2013-08 -0.76 -0.512 -0.477|2013-09 0.98 0.95 0.99|2013-10 0.995 0.805 0.888
2014-01 1.5 1.48 1.58|2014-02 0.46 0.53 0.622|2014-03 -0.21 -0.172 -0.15|2014-04 0.82 0.84 0.901
2014-07 -0.4 -0.25 -0.186|2014-08 0.88 1.1 1.121|2014-09 -0.37 -0.68 -0.584|2014-10 0.812 0.983 0.963
2014-11 0.84 0.71 0.739|2014-12 0.07 0.09 0.205|2015-03 0.51 0.46 0.474|2015-04 -0.2 -0.36 -0.28
2015-09 0.84 0.68 0.753|2015-10 -0.1 0.02 0.018|2015-11 -0.26 -0.264 -0.241|2015-12 -0.34 -0.32 -0.299
2016-01 1.69 1.38 1.487|2016-02 0.43 0.71 0.683|2016-03 0.602 0.919 0.929|2016-04 0.18 0.38 0.406
2016-07 0.34 0.63 0.639|2016-08 -0.14 -0.11 -0.114|2016-09 0.35 -0.06 -0.041|2017-04 0.83 0.77 0.811
2017-05 0.74 0.77 0.809|2017-06 -0.244 -0.107 -0.086|2017-11 0.01 -0.13 -0.109|2017-12 0.26 0.46 0.476
2018-11 0.86 0.6 0.617
"""


def record() -> Record:
    """Return the record as it is after the check of returns could not show what is asked."""
    return Record(
        decision_id="housing-trust",
        title="AFL-CIO Housing Investment Trust for the bond sleeve",
        label="Example: the returns are real, the decision is constructed",
        portfolio="illinois-demo",
        plan_name="Example plan",
        decision_date=date(2018, 12, 31),
        created_at=date(2018, 12, 20),
        adopted_vintage="IB 2015-01",
        policy_version="2018-06",
        sleeve="listed_bonds",
        amount=Decimal(25_000_000),
        currency="USD",
        periods_per_year=12,
        has_gaps=True,
        seed=20080101,
        draws=5_000,
        decision=decision(),
        alignments=(
            Alignment(INDEX, "2011-04", "2018-11", 53, 39, 0, 0, "gaps are not random: filings were read, not chosen"),
            Alignment(F_FUND, "2011-04", "2018-11", 53, 39, 0, 0),
        ),
        checks=checks(),
        dominated_by=(),
        tables=tables(),
        lines=lines(),
        answers=answers(),
        outcome="insufficient_data",
        judged_by="IB 2015-01",
        standing="adopted",
        benefit_law="Of Example State nothing is on file.",
        board="approved",
        for_comparison=(
            replace(checks()[1].figures[1], alternative="US Treasury index"),
            replace(checks()[1].figures[0], alternative="US Treasury index"),
        ),
        conclusion=(
            "The record shows neither that it returns no less than its alternatives nor that it returns less.",
            "53 months could show a difference of 0.044 percent a month or more; the margin is 0.021 percent a month.",
            "A collateral benefit may not decide on this evidence.",
        ),
        unknown=(
            "What the 39 missing months between April 2011 and November 2018 were.",
            "Duration and rating of the candidate in 2018.",
        ),
        missing=(),
        refusals=(),
        files={"hit-vs-aggregate-monthly.csv": "ab" * 32},
        software="screener 0.1.0",
    )


def draft() -> Record:
    """Return the record with fields missing and written too late."""
    return replace(
        record(),
        created_at=date(2019, 2, 1),
        missing=("process.approver", "items_2020.comparison"),
        refusals=("Fields are missing.", "It was written on 2019-02-01, after the decision of 2018-12-31."),
    )


def under(text: str, outcome: str, benefits: str) -> Record:
    """Return the record judged by another text with another outcome."""
    changed = tuple(
        replace(answer, outcome=outcome, benefits=benefits) if answer.text == text else answer for answer in answers()
    )
    return replace(record(), judged_by=text, outcome=outcome, answers=changed)


def complete() -> Record:
    """Return the record as if no month were missing."""
    return replace(record(), has_gaps=False)


def decision() -> dict[str, object]:
    return {
        "candidate": {
            "name": HIT,
            "why": "Bonds backed by federal agencies that finance union-built housing.",
            "sub_class": "US investment-grade bonds",
            "days_to_cash": 30,
        },
        "alternative": [
            {"name": INDEX, "why": "The candidate's own benchmark.", "available": False, "duration_years": "5.9"},
            {"name": F_FUND, "why": "An index fund of the same market.", "available": True},
        ],
        "named_on": date(2018, 10, 1),
        "results_seen_on": date(2018, 11, 15),
        "pool": "funds of US investment-grade bonds",
        "pool_rule": None,
        "permitted_by_policy": True,
        "return_basis": "history",
        "window": {"why": "All months of which filings were found."},
        "factor": [
            {
                "name": "Agency backing",
                "is_esg": False,
                "pecuniary": True,
                "channel": "credit losses",
                "weight": "0.75",
                "weight_supported": "0.75",
            },
            {"name": "Housing <need>", "is_esg": True, "pecuniary": True, "channel": None, "weight": None},
        ],
        "benefit": [
            {
                "claim": "Homes built or kept",
                "measure": "housing units",
                "measure_id": "IRIS+ PI5965",
                "value": None,
                "place": "United States",
                "source": "the fund's filing",
                "counted": "modelled",
                "quality_score": 4,
            }
        ],
        "collateral": {"use": "after", "concession_accepted": False},
        "items_2020": {"why_insufficient": "Returns could not be told apart.", "comparison": None},
        "process": {
            "preparer": "Staff",
            "approver": "Board",
            "votes_for": 6,
            "votes_against": 1,
            "votes_abstained": 0,
            "dissent": "One trustee held the history to be too short.",
            "conflicts": None,
        },
    }


def _return(alternative: str, estimator: str, values: tuple[float, float, float, float], p_value: float) -> Figure:
    estimate, error, low, high = values
    return Figure(
        "mean_difference", estimator, alternative, estimate, error, low, high, p_value=p_value,
        hypothesis="no difference", n=53, margin=MARGIN, minimum_detectable_difference=(high - low) / 2,
    )  # fmt: skip


def checks() -> tuple[Check, ...]:
    index = (-0.000155849, 0.000262465, -0.000595397, 0.000283699)
    fund = (-0.000430943, 0.000248939, -0.000847839, -0.000014048)
    returns = tuple(
        _return(name, estimator, values, p)
        for name, values, p in ((INDEX, index, 0.5552), (F_FUND, fund, 0.0894))
        for estimator in ("iid", "hac_prewhitened")
    )
    volatility = tuple(
        Figure("volatility_ratio", "hac", name, *values, n=53, margin=1.10, minimum_detectable_difference=mdd)
        for name, values, mdd in (
            (INDEX, (0.96698, 0.0658, 0.91603, 1.02077), 1.05562),
            (F_FUND, (0.96192, 0.0567, 0.91811, 1.00783), 1.04772),
        )
    )
    sharpe = tuple(
        Figure(
            "sharpe_difference",
            estimator,
            name,
            *values,
            p_value=p,
            hypothesis="no difference",
            n=53,
            margin=0.1 / 12**0.5,
            minimum_detectable_difference=mdd,
        )
        for name, values, p, mdd in (
            (INDEX, (-0.00515, 0.04014, -0.07118, 0.06089), 0.898, 0.06603),
            (F_FUND, (-0.03988, 0.03827, -0.10284, 0.02308), 0.297, 0.06296),
        )
        for estimator in ("jkm", "bootstrap")
    )
    losses = (
        Figure(
            "drawdown_ratio", "percentile", INDEX, n=53, margin=1.10, note="a fall across missing months is not known"
        ),
        Figure(
            "cvar_ratio",
            "percentile",
            INDEX,
            1.00894,
            None,
            0.93,
            1.07,
            n=53,
            margin=1.10,
            minimum_detectable_difference=1.0726,
        ),
    )
    return (
        Check("ETI-01", "The alternative is comparable", "pass", "53 months in common with the nearest alternative."),
        Check(
            "ETI-02", "Expected return is no lower", "insufficient_data",
            "The estimate is below that of the TSP F Fund by 0.043 percent a month.", returns[3], returns,
            years_needed=17.69, power=0.12,
        ),
        Check("ETI-03", "Volatility is no higher", "pass", "It is no more volatile.", volatility[0], volatility),
        Check("ETI-04", "Losses are no worse", "insufficient_data", "Fewer than 60 months.", losses[1], losses),
        Check("ETI-05", "Return for the risk is no lower", "watch", "The bound is past the margin.", sharpe[3], sharpe),
        Check(
            "ETI-06", "The plan stays liquid", "pass", "Thirty days to cash.",
            Figure("days_to_cash_gap", "exact", F_FUND, 28, margin=30),
            (Figure("days_to_cash_gap", "exact", F_FUND, 28, margin=30),),
        ),
        Check("ETI-09", "One horizon for both sides", "insufficient_data", "The horizon is not stated."),
        Check("ETI-13", "The decision record is complete", "pass", "Every field is there."),
    )  # fmt: skip


def tables() -> dict[str, tuple[Statement, ...]]:
    return {
        "fees": (
            Statement("All fees in a year", "42 basis points", "4 basis points", "38 basis points"),
            Statement("Fee on performance", "none", "", "", "the alternative's terms are not on file"),
            Statement("Fee on performance, second alternative", "", "", ""),
        ),
        "liquidity": (Statement("Days to cash", "30", "2", "28"),),
    }


def lines() -> dict[str, tuple[Line, ...]]:
    """Return the pictures' series: growth over known months, the mean difference of 12 months in a row, no falls."""
    known = {
        period: tuple(float(value) / 100 for value in values)
        for period, *values in (cell.split() for row in RETURNS.strip().splitlines() for cell in row.split("|"))
    }
    calendar = tuple(f"{month // 12}-{month % 12 + 1:02}" for month in range(2011 * 12 + 3, 2018 * 12 + 11))
    growth = []
    for place, name in enumerate((HIT, INDEX, F_FUND)):
        level, values = 1.0, []
        for period in calendar:
            level *= 1 + known[period][place] if period in known else 1
            values.append(level if period in known else None)
        growth.append(Line(name, calendar, tuple(values)))
    means = []
    for end in range(len(calendar)):
        months = [known.get(period) for period in calendar[max(0, end - 11) : end + 1]]
        differences = [month[0] - month[1] for month in months if month]
        means.append(sum(differences) / 12 if len(differences) == 12 else None)
    rolling = tuple(
        Line(name, calendar, tuple(None if mean is None else mean + shift for mean in means))
        for name, shift in (("estimate", 0.0), ("low", -0.001), ("high", 0.001))
    )
    none = (None,) * len(calendar)
    return {
        "cumulative": tuple(growth),
        "rolling": rolling,
        "drawdown": tuple(Line(n, calendar, none) for n in (HIT, INDEX)),
    }


def answers() -> tuple[TextAnswer, ...]:
    def answer(text: str, direction: str, outcome: str, title: str, says: str, note: str = "Ended.") -> TextAnswer:
        is_own = text == "IB 2015-01"
        limits = {"return_margin_bonds": "0.25", "return_margin_equity": "0.5"}
        return TextAnswer(
            text, f"Title of {text}", f"citation of {text}", direction, is_own, is_own, True, outcome,
            "may_not_count", says, (), note,
            (
                CriterionAnswer("dol-x", "candidate", title, outcome, "unverified", {}, limits),
                CriterionAnswer("dol-y", "candidate", "Within the caps", "pass", "verified", {}, {}),
            ),
        )  # fmt: skip

    short = "The history is too short to show it."
    return (
        answer("IB 94-1", "not_worse", "insufficient_data", "Return commensurate with alternatives", short),
        answer("IB 2008-01", "equal", "insufficient_data", "Alternatives truly equal", short),
        answer("IB 2015-01", "not_worse", "insufficient_data", "Not dominated", short, "Adopted, and in force."),
        answer("404a-1 (2020)", "equal", "insufficient_data", "Choices indistinguishable", short),
        answer(
            "404a-1 (2022)",
            "not_worse",
            "watch",
            "No part of the comparison is worse (rule of 2022)",
            "Every estimate is near.",
            "Not there yet.",
        ),
    )
