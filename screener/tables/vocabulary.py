"""The words that stand in columns of fixed choice, with their meaning."""

from typing import Literal, NamedTuple


class Vintage(NamedTuple):
    """A dated text of the Department of Labor."""

    citation: str
    direction: Literal["not_worse", "equal"]
    """Whether the candidate is to be no worse than its alternatives, or as good, so that better is not equal either."""


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
    "IB 94-1": Vintage("Interpretive Bulletin 94-1, 59 FR 32606", "not_worse"),
    "IB 2008-01": Vintage("Interpretive Bulletin 2008-01, 73 FR 61734", "equal"),
    "IB 2015-01": Vintage("Interpretive Bulletin 2015-01, 80 FR 65135", "not_worse"),
    "FAB 2018-01": Vintage("Field Assistance Bulletin 2018-01", "not_worse"),
    "404a-1 (2020)": Vintage("Financial Factors rule, 85 FR 72846", "equal"),
    "404a-1 (2022)": Vintage("Prudence and Loyalty rule, 87 FR 73822", "not_worse"),
}
"""Department of Labor text a board may adopt → its citation, and what it asks of a comparison."""

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

KNOWN = ("yes", "no", "unknown")
"""An answer that may be unknown."""

MEASURES = {
    "in_state": "money in the home region, all industries",
    "in_state_manufacturing": "money in manufacturing (NAICS 31–33) in the home region",
    "community_development": "money where a definition of community development is met, or in an instrument for it",
    "in_state_community_development": "the part of it that is in the home region",
}
"""Measure of exposure → what it is."""

GROUPINGS = {
    "home": "the home region: a state, or the counties that the jurisdiction names",
    "state": "every state, abroad, no place, unknown: the groups add up to the portfolio",
    "county": "counties of the home state",
    "cbsa": "statistical areas that reach into the home state",
    "commuting_zone": "commuting zones that reach into the home state",
    "region": "regions of the fund's own",
    "naics3": "the home region by NAICS-3 of manufacturing, other or unknown",
    "naics4": "the home region by NAICS-4 of manufacturing, other or unknown",
    "advanced": "the home region by whether it is one of the 50 advanced industries",
    "sprint_sector": "the home region by sector of the 2023 workforce sprint",
    "cluster": "the home region by whether it is in a strong cluster",
    "asset_class": "the home region by kind of instrument",
    "account": "the home region by account",
    "manager": "the home region by who runs the money",
    "issuer": "the home region by issuer",
    "outcome": "the home region by outcome of each criterion about holdings or issuers: rulebook/criterion: outcome",
    "definition": "definitions of community development, direct instruments, and what is any of them, counted once",
}
"""Grouping of exposure → what its groups are."""

IMPACT_FIGURES = {
    "jobs_counted": "people at work in the home region whom the holdings finance, counted",
    "jobs_modelled": "the same, modelled",
    "manufacturing_jobs_counted": "people in manufacturing in the home region whom the holdings finance, counted",
    "manufacturing_jobs_modelled": "the same, modelled",
    "layoff_jobs": "jobs in notices of layoffs there over 24 months that the holdings finance; beside jobs, not netted",
    "financed_emissions": "greenhouse gases that the holdings finance, of companies whose own are stated",
    "financed_facility_emissions": (
        "direct emissions of large US facilities alone, of companies that state none; a part, so more is financed than "
        "this"
    ),
    "carbon_footprint": "financed emissions per million of market value",
    "carbon_intensity": "financed emissions per million of revenue that the holdings finance",
    "weighted_average_carbon_intensity": "emissions per million of revenue, averaged by market value",
}
"""Figure of impact → what it is."""

INSTRUMENT_KINDS = {
    "municipal bond": "bond of a state, locality or authority",
    "agency mortgage pool": "mortgage pool of a US agency or government-sponsored enterprise",
    "CDFI note": "note or deposit of a community development financial institution",
    "new markets tax credit": "loan or equity under the New Markets Tax Credit",
    "low-income housing tax credit": "loan or equity under the Low-Income Housing Tax Credit",
    "SBA loan": "loan, pool or licensee guaranteed by the Small Business Administration",
    "linked deposit": "deposit tied to lending in a place",
    "targeted private fund": "private fund with an economic target",
    "labeled bond": "bond labeled for green, social or sustainable use",
}
"""Instrument of community development → what it is."""

COMMUNITY_KINDS = ("CDFI note", "new markets tax credit", "low-income housing tax credit", "SBA loan")
"""Kinds that a programme ties to community development, whatever is built or lent."""

USES_OF_PROCEEDS = {
    "affordable housing": "homes for people of low or moderate income",
    "community facilities": "community services: child care, shelters, community centers, job training",
    "small business": "small businesses and small farms",
    "infrastructure": "water, sewers, power, roads, transit, airports",
    "education": "schools, colleges and universities",
    "health": "hospitals and clinics",
    "clean energy": "energy without emissions, and saving energy",
    "public buildings": "courthouses, offices and other buildings of a government",
    "refunding": "older debt, whatever it was for",
    "general purpose": "whatever the borrower decides, its general obligations among them",
    "other": "anything else",
}
"""Use of proceeds → what it covers."""

PROVEN_USES = ("affordable housing",)
"""Uses that are community development by what they are (12 CFR 25.12(g)(1))."""

LIKELY_USES = ("community facilities", "small business")
"""Uses that are community development only if they serve people of low or moderate income (12 CFR 25.12(g)(2)), or by
the size of the businesses and the purpose (12 CFR 25.12(g)(3)): an estimate. Of others somebody must say how much."""

METRICS_TO_ASK_FOR = {
    "affordable housing": {
        "PI5965": "number of housing units financed, projected",
        "PD5833": "percent affordable housing, projected",
        "PI2640": "individuals housed, projected",
    },
    "community facilities": {"PI8007": "number of community facilities financed, projected"},
}
"""Use of proceeds → IRIS+ 5.3 identifier → the metric that would state what it did, to ask the issuer for."""

RI_APPROACHES = {
    "screening": "rules on defined criteria decide whether an investment is permissible",
    "thematic": "assets are chosen to reach specified trends",
    "integration": "ESG factors are considered in the analysis, to improve returns for their risk",
}
"""Approach of responsible investment → what it is, after CFA Institute, GSIA and PRI (2023); they do not exclude."""

SCREENS = {
    "positive": "what does well by the criteria is taken, best in class included",
    "negative": "what does badly by the criteria is left out",
}
"""Kind of screen → what it does."""

CHANGE_CAUSES = {
    "before": "the earlier figure",
    "trades": "change in quantity: purchases, sales, splits, pay-downs; lines new or gone",
    "prices": "price per unit in the currency of the instrument, splits included",
    "currency": "exchange rates",
    "value_without_quantity": "no quantity or value in both runs, another currency, or a line without an identifier "
    "that pairs with none: nobody can say which of these",
    "look_through": "what funds hold, and which of them are looked through",
    "matching": "whose a security is, and what its name says that it finances, by rule",
    "people": "whose a security or a facility is, by people's decisions",
    "own_evidence": "the portfolio's own lists of sites and statements on instruments",
    "reference_data": "reference data and facts attested about places, and the date they are read on",
    "program": "another version of this program works it out in another way; where no reference data changed, also "
    "the later date they are read on",
    "rules": "definitions of community development",
}
"""Cause of a change → what it is, in the order in which they are taken."""

HISTORY_MEASURES = {
    "in_state": MEASURES["in_state"],
    "in_state_manufacturing": MEASURES["in_state_manufacturing"],
    "direct_instruments": "money in instruments that finance community development by their use of proceeds",
    "counties_of_need": "money in counties that meet any definition of community development, counted once",
}
"""Measure that is followed over the quarters → what it is."""

CHANGED_MEASURES = {
    "market_value": "money held, all of it",
    "in_state": MEASURES["in_state"],
    "in_state_manufacturing": MEASURES["in_state_manufacturing"],
    "community_development": MEASURES["community_development"],
    "community_development_places": "money in places that meet a definition, direct instruments left out",
}
"""Measure whose change is explained → what it is."""
