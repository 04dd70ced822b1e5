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
