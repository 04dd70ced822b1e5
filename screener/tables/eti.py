"""What a run keeps of the prudence test: every figure, every answer, and what the newest decision says of the plan."""

from screener.tables.model import COUNT, DATE, FLAG, NUMBER, TEXT, Column, Table, required
from screener.tables.prudence import BENEFITS, ESTIMATORS, STATISTICS
from screener.tables.vocabulary import DOL_VINTAGES, OUTCOMES

ETI_FIGURES = Table(
    "eti_figures",
    "one row per decision × check × alternative × statistic × estimator × hypothesis",
    ("decision_id", "check_id", "alternative", "statistic", "estimator", "hypothesis"),
    (
        required("decision_id", TEXT, "decision: the name of its file"),
        required("check_id", TEXT, "ETI-01 … ETI-14"),
        required("alternative", TEXT, "what it is compared with; empty where with nothing"),
        required("statistic", TEXT, "what is estimated", one_of=tuple(STATISTICS)),
        required("estimator", TEXT, "how its error was found", one_of=tuple(ESTIMATORS)),
        required("hypothesis", TEXT, "what a small p-value speaks against; empty where there is none"),
        Column("estimate", NUMBER, "estimate, per period of the series"),
        Column("standard_error", NUMBER, "its standard error"),
        Column("low", NUMBER, "lower bound, one-sided at 95 percent"),
        Column("high", NUMBER, "upper bound, one-sided at 95 percent"),
        Column("shown_low", NUMBER, "lower bound, one-sided at 95 percent over all alternatives together"),
        Column("shown_high", NUMBER, "upper bound, one-sided at 95 percent over all alternatives together"),
        Column("p_value", NUMBER, "of the hypothesis"),
        required("n", COUNT, "periods in which both sides have a return", "periods"),
        Column("margin", NUMBER, "what still counts as no worse, per period"),
        Column("minimum_detectable_difference", NUMBER, "smallest difference that so many periods could show"),
        required("is_deciding", FLAG, "the check was judged by it"),
        required("note", TEXT, "what a reader must know of it"),
    ),
)

ETI_ANSWERS = Table(
    "eti_answers",
    "one row per decision × text × criterion",
    ("decision_id", "text", "criterion"),
    (
        required("decision_id", TEXT, "decision: the name of its file"),
        required("decision_date", DATE, "day of the decision"),
        required("text", TEXT, "text that it is judged under", one_of=tuple(DOL_VINTAGES)),
        required("criterion", TEXT, "rulebook/criterion"),
        required("outcome", TEXT, "outcome of the criterion", one_of=OUTCOMES),
        required("text_outcome", TEXT, "outcome under the text as a whole", one_of=OUTCOMES),
        required("benefits", TEXT, "what a collateral benefit may do under the text", one_of=tuple(BENEFITS)),
        required("is_adopted", FLAG, "the board adopted this text"),
        required("is_in_force", FLAG, "the text was in force on the day"),
        required("is_enforced", FLAG, "no authority had said that it would not enforce it"),
    ),
)

ETI_PLAN = Table(
    "eti_plan",
    "one row at most: what the newest decision says of the plan",
    ("subject_id",),
    (
        required("subject_id", TEXT, "portfolio"),
        Column(
            "days_to_cash_gap",
            NUMBER,
            "time to turn a proposal into cash less that of its alternative, the longest of them",
            "days",
        ),
        Column(
            "liquid_assets_after", NUMBER, "value of the liquid assets after the proposals are bought", "base currency"
        ),
        Column(
            "net_outflow",
            NUMBER,
            "outflow of benefits and expenses less contributions over the next 12 months",
            "base currency",
        ),
        Column(
            "caps_hold", FLAG, "every cap on an issuer, an industry and a state holds after the proposals are bought"
        ),
        Column("hhi_change", NUMBER, "change in the concentration of the portfolio, as a Herfindahl index", "1"),
        Column(
            "in_state_share_change",
            NUMBER,
            "change in the share of the portfolio that is in the home state",
            "percentage points",
        ),
        Column(
            "plan_volatility_change", NUMBER, "change in the yearly volatility of the portfolio", "percentage points"
        ),
        Column(
            "projected_return_before", NUMBER, "projected yearly return of the plan without the proposals", "percent"
        ),
        Column("projected_return_after", NUMBER, "projected yearly return of the plan with the proposals", "percent"),
        Column("assumed_return", NUMBER, "yearly return that the funding of the plan assumes", "percent"),
        Column("has_independent_manager", FLAG, "a manager independent of the sponsor decides on the investment"),
        Column("sponsor_directs", FLAG, "the sponsor directs the choice of the investment"),
        Column("conflicts_recorded", FLAG, "conflicts of interest are on record, or their absence is"),
        Column("has_economic_analysis", FLAG, "a written economic analysis of the proposal is on file"),
        Column(
            "analysis_lead",
            NUMBER,
            "number of days from the analysis to the decision; less than 0 where it was written after",
            "days",
        ),
        Column(
            "missing_record_fields",
            NUMBER,
            "number of fields of the decision record that the applied text needs and that are empty",
            "fields",
        ),
        Column("inputs_hashed", FLAG, "the record names each input file with its hash"),
        Column(
            "record_lead",
            NUMBER,
            "number of days from the record to the decision; less than 0 where it was written after",
            "days",
        ),
        Column("has_non_pecuniary_choice", FLAG, "an investment was chosen on a factor that is not pecuniary"),
        Column("states_why_insufficient", FLAG, "the record says why pecuniary factors were not enough to decide"),
        Column(
            "states_comparison",
            FLAG,
            "the record compares the choice with the alternatives on diversification, liquidity and projected return",
        ),
        Column(
            "states_consistency",
            FLAG,
            "the record says how the factor agrees with the participants' financial interests",
        ),
    ),
)
