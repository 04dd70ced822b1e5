"""Facts of a decision on an economically targeted investment: what the prudence test finds of candidate and plan.

Figures of returns are yearly and net of all fees, over the months in which both sides have a return. Bounds are
one-sided at 95 percent. What is "shown" lies beyond its margin, at 95 percent over all alternatives together: a bound
that shares the error over them lies past the margin. Of several alternatives the least favourable figure counts, so
that a rule that holds for it holds for all of them. Two things are asked of one alternative: what makes it comparable
of the nearest, the one most like the candidate; equality of the strongest, the one that returned most.
"""

from screener.tables.model import FLAG, NUMBER, TEXT, Column, Table, required
from screener.tables.vocabulary import DOL_VINTAGES

ETI_CANDIDATES = Table(
    "eti_candidates",
    "one row per decision: what is found of its candidate",
    ("subject_id",),
    (
        required("subject_id", TEXT, "decision: the name of its file"),
        Column(
            "adopted_dol_vintage", TEXT, "Department of Labor text that the plan adopted", one_of=tuple(DOL_VINTAGES)
        ),
        Column(
            "sleeve",
            TEXT,
            "part of the policy portfolio that it belongs to",
            one_of=("listed_bonds", "listed_equity", "private"),
        ),
        Column(
            "return_basis",
            TEXT,
            "where its figures come from; returns of the past, or documented assumptions",
            one_of=("history", "assumptions"),
        ),
        Column(
            "asks_equality",
            FLAG,
            "the text that it is judged by asks that both sides are equal, not only that it is no worse",
        ),
        Column(
            "alternatives",
            NUMBER,
            "number of available alternatives of similar risk that it was compared with",
            "alternatives",
        ),
        Column(
            "has_valid_comparator",
            FLAG,
            "at least one alternative is comparable: its check (eti-01) passes, or is on watch",
        ),
        Column("is_same_sub_class", FLAG, "the nearest alternative is of the same sub-class of assets"),
        Column("chosen_before_results", FLAG, "the nearest alternative was named before results were looked at"),
        Column("nearest_volatility_ratio", NUMBER, "volatility divided by that of the nearest alternative", "1"),
        Column("duration_gap", NUMBER, "difference in duration to the nearest alternative, without its sign", "years"),
        Column(
            "rating_gap",
            NUMBER,
            "difference in credit rating to the nearest alternative in steps of the scale, without its sign",
            "steps",
        ),
        Column("is_same_strategy", FLAG, "the nearest alternative follows the same private strategy"),
        Column("is_same_region", FLAG, "the nearest alternative invests in the same class of regions"),
        Column(
            "vintage_gap", NUMBER, "difference in vintage year to the nearest alternative, without its sign", "years"
        ),
        Column(
            "return_months", NUMBER, "number of months in which it and every alternative have a net return", "months"
        ),
        Column(
            "sharpe_months",
            NUMBER,
            "number of months behind the Sharpe ratios; fewer where the risk-free return lacks some",
            "months",
        ),
        Column(
            "return_gap",
            NUMBER,
            "net return less that of the alternative it compares worst with",
            "percentage points per year",
        ),
        Column(
            "return_gap_lower",
            NUMBER,
            "lower bound of the net return less that of the alternative it compares worst with",
            "percentage points per year",
        ),
        Column(
            "return_gap_shown",
            NUMBER,
            "return_gap over the alternatives shown to return more, beyond the margin; 0 where there is none",
            "percentage points per year",
        ),
        Column(
            "return_gap_greatest",
            NUMBER,
            "net return less that of the strongest alternative, the one that returned most",
            "percentage points per year",
        ),
        Column(
            "return_gap_upper",
            NUMBER,
            "upper bound of the net return less that of the strongest alternative",
            "percentage points per year",
        ),
        Column(
            "return_gap_greatest_shown",
            NUMBER,
            "return_gap_greatest where it is shown to be above the margin, else 0",
            "percentage points per year",
        ),
        Column(
            "minimum_detectable_return_gap",
            NUMBER,
            "smallest difference in net return that so many months could show; half the width between the bounds",
            "percentage points per year",
        ),
        Column(
            "return_shortfall",
            NUMBER,
            "net return that the best alternative of commensurate risk has above it; 0 where none has more",
            "percentage points per year",
        ),
        Column(
            "return_shortfall_shown",
            NUMBER,
            "return_shortfall over the alternatives shown to return more, beyond the margin; 0 where there is none",
            "percentage points per year",
        ),
        Column("volatility_ratio", NUMBER, "volatility divided by that of the least volatile alternative", "1"),
        Column(
            "volatility_ratio_upper",
            NUMBER,
            "upper bound of the volatility divided by that of an alternative, the greatest over the alternatives",
            "1",
        ),
        Column(
            "volatility_ratio_shown",
            NUMBER,
            "volatility_ratio over the alternatives shown to be calmer, beyond the limit; 1 where there is none",
            "1",
        ),
        Column("volatility_ratio_least", NUMBER, "volatility divided by that of the strongest alternative", "1"),
        Column(
            "volatility_ratio_lower",
            NUMBER,
            "lower bound of the volatility divided by that of the strongest alternative",
            "1",
        ),
        Column(
            "volatility_ratio_least_shown",
            NUMBER,
            "volatility_ratio_least where it is shown to be below 1 divided by the limit, else 1",
            "1",
        ),
        Column(
            "minimum_detectable_volatility_ratio",
            NUMBER,
            "smallest ratio of volatilities above 1 that so many months could show",
            "1",
        ),
        Column(
            "avoidable_volatility",
            NUMBER,
            "volatility divided by that of the calmest alternative of commensurate return; 1 where there is none",
            "1",
        ),
        Column(
            "avoidable_volatility_shown",
            NUMBER,
            "avoidable_volatility over the alternatives shown to be calmer, beyond the limit; 1 where there is none",
            "1",
        ),
        Column(
            "drawdown_ratio",
            NUMBER,
            "deepest fall from a peak divided by that of an alternative, the greatest over the alternatives",
            "1",
        ),
        Column(
            "drawdown_ratio_upper", NUMBER, "upper bound of the deepest fall divided by that of an alternative", "1"
        ),
        Column(
            "drawdown_ratio_shown",
            NUMBER,
            "drawdown_ratio over the alternatives shown to fall less, beyond the limit; 1 where there is none",
            "1",
        ),
        Column(
            "cvar_ratio",
            NUMBER,
            "mean loss in the worst 5 percent of months divided by that of an alternative, the greatest over them",
            "1",
        ),
        Column(
            "cvar_ratio_upper",
            NUMBER,
            "upper bound of the mean loss in the worst months divided by that of an alternative",
            "1",
        ),
        Column(
            "cvar_ratio_shown",
            NUMBER,
            "cvar_ratio over the alternatives shown to lose less, beyond the limit; 1 where there is none",
            "1",
        ),
        Column(
            "downside_ratio",
            NUMBER,
            "downside deviation divided by that of an alternative, the greatest over the alternatives",
            "1",
        ),
        Column(
            "downside_ratio_upper",
            NUMBER,
            "upper bound of the downside deviation divided by that of an alternative",
            "1",
        ),
        Column(
            "downside_ratio_shown",
            NUMBER,
            "downside_ratio over the alternatives shown to fall short by less, beyond the limit; 1 where there is none",
            "1",
        ),
        Column(
            "sharpe_gap",
            NUMBER,
            "yearly Sharpe ratio less that of the alternative it compares worst with",
            "points of Sharpe ratio",
        ),
        Column(
            "sharpe_gap_lower",
            NUMBER,
            "lower bound of the yearly Sharpe ratio less that of the alternative it compares worst with",
            "points of Sharpe ratio",
        ),
        Column(
            "sharpe_gap_shown",
            NUMBER,
            "sharpe_gap over the alternatives shown to have more, beyond the margin; 0 where there is none",
            "points of Sharpe ratio",
        ),
        Column(
            "minimum_detectable_sharpe_gap",
            NUMBER,
            "smallest difference in Sharpe ratio that so many months could show",
            "points of Sharpe ratio",
        ),
        Column("fee_gap", NUMBER, "cost of all fees in a year less that of the alternative", "basis points"),
        Column(
            "days_to_cash_gap",
            NUMBER,
            "time to turn it into cash less that of the alternative it compares worst with",
            "days",
        ),
        Column("holding_term", NUMBER, "time for which it is to be held", "years"),
        Column(
            "policy_horizon", NUMBER, "horizon that the investment policy gives this part of the portfolio", "years"
        ),
        Column("same_horizon", FLAG, "it and the alternatives were compared over the same horizon"),
        Column(
            "plan_return_change",
            NUMBER,
            "projected return of the whole plan with it, less that without it",
            "percentage points",
        ),
        Column("caps_hold", FLAG, "every cap on an issuer, an industry and a state holds after the purchase"),
        Column("permitted_by_policy", FLAG, "the investment policy permits it"),
        Column(
            "is_diversification_equal", FLAG, "it and the alternatives were found equal for the plan's diversification"
        ),
        Column("is_liquidity_equal", FLAG, "it and the alternatives were found equal in liquidity"),
        Column("ks_pme", NUMBER, "public market equivalent after Kaplan and Schoar", "1"),
        Column("net_irr", NUMBER, "internal rate of return, net of all fees", "percent"),
        Column("median_irr", NUMBER, "median internal rate of return of the alternatives of its vintage", "percent"),
        Column("is_risk_desmoothed", FLAG, "its risk was measured on returns without the smoothing of appraisals"),
        Column(
            "benefit_use",
            TEXT,
            "when a collateral benefit entered the choice; not at all, after the comparison, or before its end",
            one_of=("none", "after", "before"),
        ),
        Column(
            "concession_accepted",
            FLAG,
            "the record accepts less return or more risk for the sake of a collateral benefit",
        ),
        Column("benefit_claims", NUMBER, "number of collateral benefits claimed", "claims"),
        Column(
            "evidenced_benefit_claims",
            NUMBER,
            "number of claims with measure, place, period, attribution and a data-quality score from 1 to 5",
            "claims",
        ),
        Column(
            "esg_factors",
            NUMBER,
            "number of environmental, social and governance factors in the economic analysis",
            "factors",
        ),
        Column(
            "esg_factors_with_channel",
            NUMBER,
            "number of these ESG factors with a stated way in which they affect risk or return",
            "factors",
        ),
        Column(
            "esg_weight",
            NUMBER,
            "share of the decision that the environmental, social and governance factors carried",
            "1",
        ),
        Column(
            "esg_weight_supported",
            NUMBER,
            "share of the decision that the documented effect of those factors on risk and return supports",
            "1",
        ),
        Column("decision_factors", NUMBER, "number of factors that drove the choice", "factors"),
        Column(
            "untagged_factors",
            NUMBER,
            "number of deciding factors not marked as pecuniary or otherwise, or marked without a reason",
            "factors",
        ),
        Column("non_pecuniary_factors", NUMBER, "number of deciding factors marked as not pecuniary", "factors"),
        Column(
            "relevant_factors",
            NUMBER,
            "number of deciding factors with a stated relevance to risk and return over a stated horizon",
            "factors",
        ),
        Column(
            "weights_reflect_assessment", FLAG, "each factor weighs as much as its assessed effect on risk and return"
        ),
    ),
)
