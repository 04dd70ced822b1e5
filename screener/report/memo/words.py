"""The fixed words of the memo, in plain language. No figure of a decision stands here."""

from __future__ import annotations

DIRECTIONS = {
    "not_worse": "no worse than each alternative by more than the margin",
    "equal": "equal to the strongest alternative, within the margin on both sides",
}
"""What a text asks to be shown → in words."""

BENEFITS = {
    "may_count": "Yes, to decide between the choices",
    "may_not_count": "No",
    "nothing_to_decide": "It has nothing to decide",
    "restricted": "Only to be reported",
    "not_known": "Not known: counsel has to say",
    "not_asked": "None was used",
}
"""What collateral benefits may do under a text → the words of a table."""

ANSWERS = {
    "pass": "Yes",
    "watch": "Not shown",
    "fail": "No",
    "insufficient_data": "No answer",
    "not_applicable": "Not asked",
}
"""Outcome → the answer to the question whether it may be called an economically targeted investment."""

UNDER = {
    "adopted": "under {text}",
    "binding": "under {text}",
    "comparison": "under {text}, for comparison only",
    "unknown": "under {text}, if it applies",
}
"""Why a decision is judged by a text → how the answer names it."""

BOARD = {"approved": "Approved", "declined": "Declined", "deferred": "Deferred"}
"""What the board decided → in words."""

TIES = {
    "pass": "What {text} asks is shown.",
    "watch": "What {text} asks is not shown, so that there is no tie.",
    "insufficient_data": "What {text} asks could not be shown, so that there is no tie.",
    "fail": "What {text} asks is not met, so that there is no tie.",
    "not_applicable": "{text} asks nothing here, so that no tie is looked for.",
}
"""Outcome under the text that judges → what it says of a tie."""

NO_TIE = (
    "Not to have found a difference is not a tie: too short or too uneven a history finds none whatever the truth is. "
    "A tie has to be shown."
)

NOT_REACHED = (
    "This step is not reached. Under {text} a collateral benefit may count only after what the text asks has been "
    "shown, and it has not been. What is claimed stays in the decision record and is no part of the reasoning here."
)
USED_ALL_THE_SAME = "The record says that benefits were used. Under this text they could not yet count."
NOTHING_TO_DECIDE = (
    "The candidate is shown to return more. Under {text} its economics decide, and a collateral benefit has nothing to "
    "decide. What is claimed stays in the decision record."
)
NOT_ASKED = "No collateral benefit was used in this decision, so that nothing is weighed here."
LAID_OUT = {
    "may_count": (
        "What {text} asks has been shown, and the law of the place lets a collateral benefit count. What follows "
        "may decide between the choices; it was no part of any step before this one."
    ),
    "restricted": (
        "What {text} asks has been shown, and the law of the place lets a collateral benefit be reported and never "
        "decide. What follows is reported; it carries no weight in the conclusion."
    ),
    "not_known": (
        "What {text} asks has been shown. No rule of the place is on file, so that whether a collateral benefit may "
        "decide is for counsel to say. What follows is laid out for that; it carries no weight in the conclusion."
    ),
}
"""What collateral benefits may do, where they are laid out → what is said above them."""

ECONOMICS = ("ETI-02", "ETI-03", "ETI-04", "ETI-05", "ETI-06", "ETI-07", "ETI-08", "ETI-09", "ETI-10", "ETI-11")
COMPARED = ("ETI-02", "ETI-03", "ETI-04", "ETI-05", "ETI-11")
"""Checks that compare the returns of both sides, and their risk."""
BY_CASH_FLOWS = "ETI-11"
"""The one among them that is judged by estimates alone: nothing is known of the error of a return from cash flows."""

PROCESS = ("ETI-12", "ETI-13", "ETI-14")

TABLES = {
    "fees": ("Fees", "Candidate", "Alternative", "Difference"),
    "liquidity": ("Liquidity", "Candidate", "Alternative", "Difference"),
    "diversification": ("Diversification", "Before the purchase", "After the purchase", "Change"),
    "risk": ("Risk of the portfolio", "Before the purchase", "After the purchase", "Change"),
    "horizon": ("Horizon", "Candidate", "Alternative or policy", "Difference"),
    "funding": ("Funding", "Before the purchase", "After the purchase", "Change"),
    "private": ("Private fund", "Candidate", "Index or peers", "Difference"),
}
"""Table of a record → its title and its heads, in printed order."""

OF_EVERY_DECISION = ("fees", "liquidity", "diversification", "horizon", "funding")
"""Tables that every decision has something to say in."""

INVESTMENT = {
    "sub_class": "Sub-class",
    "strategy": "Strategy",
    "region_class": "Region",
    "vintage_year": "Vintage",
    "duration_years": "Duration, years",
    "rating": "Rating",
    "leverage": "Borrowing",
    "days_to_cash": "Days to cash",
    "redemption": "Redemption",
}
"""What the decision file says of an investment → its printed name."""

PROCESS_FIELDS = {
    "preparer": "Prepared by",
    "approver": "Approved by",
    "votes_for": "Votes for",
    "votes_against": "Votes against",
    "votes_abstained": "Abstained",
    "dissent": "Dissent",
    "conflicts": "Conflicts of interest",
    "has_independent_manager": "An independent manager decides",
    "sponsor_directs": "The sponsor directs the choice",
    "analysis": "Economic analysis",
    "analysis_on": "Economic analysis finished on",
}
"""What the decision file says of the process → its printed name."""

ITEMS_2020 = {
    "why_insufficient": "(A) Why the pecuniary factors were not enough to choose",
    "comparison": "(B) How the choices compare in diversification, liquidity and projected return",
    "consistency": "(C) How the other factor agrees with the participants' financial interests",
}
"""Item of the written record that the rule of 2020 asks for → in words (unverified: read in summaries)."""

TEXT_2020 = "404a-1 (2020)"
"""The text that asks for them."""

COLLATERAL = {
    "none": "No collateral benefit was looked at.",
    "after": "Collateral benefits were looked at after the economics.",
    "before": "Collateral benefits were looked at before the economics were shown.",
}
"""When benefits entered the choice → in words."""

ENDINGS = {"listed_bonds": "_bonds", "listed_equity": "_equity", "private": "_private"}
"""Sleeve → how the name of a limit ends that is for this sleeve alone."""

SLEEVES = {"listed_bonds": "listed bonds", "listed_equity": "listed equity", "private": "private investments"}
"""Sleeve → in words."""

METHOD = (
    (
        "Net returns, period by period",
        (
            "Returns are net of all fees. A period counts where both sides have a return; a gap stays a gap, is never "
            "filled, and nothing is stated per year where there is one."
        ),
    ),
    (
        "Bounds",
        (
            "Each bound is one-sided at 95 percent: in 19 of 20 such histories the truth lies above the lower bound, "
            "and in 19 of 20 below the upper one. What is shown is shown by a bound, never by the estimate alone. Of "
            "several alternatives one looks better by chance: what is shown against the candidate is shown by bounds "
            "that hold at 95 percent over all of them together (Bonferroni)."
        ),
    ),
    (
        "Difference of mean returns",
        (
            "The mean of candidate less alternative. Its error allows for returns that depend on earlier ones: Parzen "
            "kernel with the bandwidth of Andrews (Econometrica 59, 1991), prewhitened after Andrews and Monahan "
            "(Econometrica 60, 1992), and a studentised circular block bootstrap; over gaps after Parzen (1963) and "
            "Datta and Du (2012). Equality is shown by two one-sided tests (Schuirmann, Journal of Pharmacokinetics "
            "and Biopharmaceutics 15, 1987)."
        ),
    ),
    (
        "Volatility",
        ("The ratio of standard deviations, from the difference of log variances (Ledoit and Wolf, Wilmott, 2011)."),
    ),
    (
        "Sharpe ratio",
        (
            "Excess return divided by its standard deviation, candidate less alternative, by the studentised circular "
            "block bootstrap of Ledoit and Wolf (Journal of Empirical Finance 15, 2008). The test of Jobson and Korkie "
            "(Journal of Finance 36, 1981) as corrected by Memmel (Finance Letters 1, 2003) stands beside it and is "
            "never judged by."
        ),
    ),
    (
        "Losses in bad times",
        (
            "The deepest fall from an earlier peak, the mean of the worst 5 percent of returns, and the deviation of "
            "returns below zero, each divided by that of the alternative; bounds from block bootstraps."
        ),
    ),
    (
        "Private funds",
        (
            "The public market equivalent of Kaplan and Schoar (Journal of Finance 60, 2005): distributions and "
            "remaining value over contributions, each carried to the end with the index. Direct alpha after Gredil, "
            "Griffiths and Stucke (2014). Reported values move too little, and are unsmoothed after Geltner (Journal "
            "of Real Estate Finance and Economics 4, 1991) before any test of risk."
        ),
    ),
    (
        "Smallest difference that could be shown",
        (
            "The distance between the estimate and its bound. Where it is larger than the margin, no estimate near "
            "zero could have shown what is asked, and the outcome says so."
        ),
    ),
    (
        "Dominance",
        (
            "An alternative dominates where it has more return by the margin with no more volatility, or no less "
            "return and is calmer by the limit. Every available alternative is looked at."
        ),
    ),
)
"""Heading and text of each part of the method."""
