"""The words that stand in columns of fixed choice, with their meaning."""

ASSET_CLASSES = {
    "equity": "shares and depositary receipts",
    "corporate_debt": "bonds and loans of companies",
    "municipal_debt": "bonds of US states, localities and their authorities",
    "treasury": "debt of the US Treasury",
    "agency_debt": "unsecured debt of US agencies and government-sponsored enterprises",
    "agency_mbs": "mortgage pools of US agencies and government-sponsored enterprises",
    "sovereign_debt": "debt of foreign governments and supranational bodies",
    "structured_debt": "other asset-backed debt: pools of loans held by a trust or special-purpose entity",
    "fund": "pooled vehicles: mutual funds, exchange-traded funds, commingled trusts",
    "cash": "cash, deposits, repurchase agreements, money-market instruments",
    "option": "options on one security; they follow their underlying",
    "future": "futures",
    "swap": "total-return, equity and commodity swaps",
    "fx_derivative": "foreign-exchange forwards, swaps and options",
    "rate_derivative": "interest-rate futures, swaps and swaptions",
    "credit_derivative": "credit-default swaps",
    "private": "private equity, private credit and real assets held directly",
    "other": "instruments of a kind named in the file but not listed here",
    "unknown": "the file does not say what the instrument is",
}
"""Asset class → what it covers."""

DOL_VINTAGES = {
    "IB 94-1": "Interpretive Bulletin 94-1, 59 FR 32606",
    "IB 2008-01": "Interpretive Bulletin 2008-01, 73 FR 61734",
    "IB 2015-01": "Interpretive Bulletin 2015-01, 80 FR 65135",
    "FAB 2018-01": "Field Assistance Bulletin 2018-01",
    "404a-1 (2020)": "Financial Factors rule, 85 FR 72846",
    "404a-1 (2022)": "Prudence and Loyalty rule, 87 FR 73822",
}
"""Department of Labor text a board may adopt → its citation."""

PLACE_LEVELS = ("county", "tract", "state", "partnership")
"""Kinds of place that criteria judge; a partnership is a regional industry partnership."""

COLLATERAL_USES = {
    "decision": "financial or a fact on file: nothing keeps it from being used",
    "required_report": "a benefit beside the financial one that the jurisdiction asks the fund to weigh or report",
    "candidate": "such a benefit, which may count between choices that are financially equal",
    "report_only": "such a benefit, which may be reported and never decides: the jurisdiction or nobody allows more",
}
"""What a criterion's outcome may be used for under the portfolio's jurisdiction profile."""

EVERY = "*"
"""Subject of a decision that holds for every subject of its kind."""

OUTCOMES = ("pass", "watch", "fail", "not_applicable", "insufficient_data")
"""The five outcomes of a decision, in the order they are printed."""

BASES = ("operations", "headquarters")
SIDES = ("long", "short")
LOCATION_TIERS = {
    "instrument": "the instrument itself says where (municipal bonds) or that it has no place (cash, Treasuries)",
    "1": "headcount by place reported by the issuer",
    "2": "regulator's facility data with headcounts",
    "3": "regulator's facility list, employment modelled from the county and industry average",
    "4": "list of subsidiaries or branches, equal weights",
    "5": "headquarters only",
    "none": "nothing is known",
}
"""Location tier → what the location of an issuer rests on, best first."""

VOTE_CATEGORIES = {
    "DIRECTOR ELECTIONS": "who sits on the board",
    "SECTION 14A SAY-ON-PAY VOTES": "advisory votes on the pay of executives, its frequency and golden parachutes",
    "AUDIT-RELATED": "the auditor and its pay",
    "INVESTMENT COMPANY MATTERS": "contracts and policies of funds",
    "SHAREHOLDER RIGHTS AND DEFENSES": "special meetings, written consent, proxy access, defences against takeovers",
    "EXTRAORDINARY TRANSACTIONS": "mergers, sales, liquidations",
    "CAPITAL STRUCTURE": "shares, buybacks, dividends, debt",
    "COMPENSATION": "other pay: plans, clawbacks, severance",
    "CORPORATE GOVERNANCE": "other matters of the board and the articles",
    "ENVIRONMENT OR CLIMATE": "greenhouse gases, energy, water, waste",
    "HUMAN RIGHTS OR HUMAN CAPITAL/WORKFORCE": "conditions of work, suppliers, human rights",
    "DIVERSITY, EQUITY, AND INCLUSION": "diversity of the board and the workforce, pay gaps",
    "OTHER SOCIAL ISSUES": "political spending, lobbying, data, health",
    "OTHER": "anything else",
}
"""Vote category of SEC Form N-PX, as its files spell it → what it covers."""

POLICY_VOTES = {
    "for": "vote for the proposal",
    "against": "vote against it",
    "abstain": "abstain",
    "withhold": "withhold the vote",
    "management": "vote as management recommends",
    "against-management": "vote against what management recommends",
}
"""What a fund's policy may ask of a vote category → what it means."""
