"""The fixed words of the report: labels, meanings and the method, in plain language. No figure stands here."""

from __future__ import annotations

import re
from calendar import month_name
from functools import cache

from screener.report.industries import FINER_INDUSTRIES
from screener.tables import ASSET_CLASSES

COVERAGE = {
    "identified": ("Issuer identified", "we know which company or government issued it, or it needs none (cash)"),
    "headquarters": ("Head office known", "we know where the issuer's head office is"),
    "operations": (
        "Work places known",
        "a list of plants, sites or layoff notices, or the bond itself, says where the work is done",
    ),
    "industry": ("Industry known", "we know the issuer's own industry"),
    "data": ("Responsible-investment data", "one dated environmental fact (EPA emissions) is on file"),
    "decided": ("Criteria decided", "part of the criteria that apply to a line and its issuer that could be judged"),
}
"""Coverage figure → its printed name, and what it takes for a line to be covered."""

OUTCOMES = {
    "pass": ("Pass", "the condition is met"),
    "watch": ("Watch", "near the line; a person should look"),
    "fail": ("Fail", "the condition is not met"),
    "not_applicable": (
        "Not applicable",
        "the criterion does not speak to this subject, or was not in force on the date",
    ),
    "insufficient_data": ("Insufficient data", "it cannot be judged; this is no pass"),
    "measured": ("Measured", "a figure is known; nothing is asked of it, so that it neither passes nor fails"),
}
"""Answer → its printed name and meaning: the five outcomes, and what stands for a pass of a bare measure."""

FIVE = {name: words for name, words in OUTCOMES.items() if name != "measured"}
"""The five outcomes alone, for criteria that ask something."""

MONEY_UNIT = "base currency"
"""Unit of a measure in money; no other adds up over subjects."""

OWN_NUMBERS = "text verified; numbers ours"
"""Review of a verified criterion some of whose numbers are proposals of this project."""

BASES = {"operations": "by known sites, else head office", "headquarters": "by head office alone"}
"""Basis → how it says where money is."""

BOOK_PARTS = {
    "known": "decided, nothing flagged",
    "watch": "decided, with a watch or fail",
    "insufficient_data": "unknown",
    "not_applicable": "asks nothing here",
}
"""Part of a rulebook's criteria, by the look of its bar → what page one calls it."""

ASKS = {
    "decision-reopened": ("Match", "Confirm or drop these matches."),
    "issuer-unknown": ("Match", "Say who issued these securities."),
    "identifier-conflict": ("Match", "Say which identifier is right."),
    "headquarters-disagreement": ("Match", "Say where the head office is."),
    "stale-input": ("Out of date", "Ask for newer files."),
    "look-through-stale": ("Out of date", "Ask the funds for newer lists."),
    "benchmark-stale": ("Out of date", "Ask for a newer benchmark."),
    "correction-stale": ("Out of date", "Renew or drop the correction."),
    "company-figure-old": ("Out of date", "Ask for newer company figures."),
    "fund-not-looked-through": ("Not known", "Ask the funds what they own."),
    "part-above-whole": ("Doubtful", "Check the value of these companies."),
}
"""Warning that somebody has to decide on → its kind, and what is asked."""

CHOICES = {
    "decided": "keep, reopen or get more evidence.",
    "refused": "complete the draft, or withdraw it.",
}
"""State of a decision that did not pass its test → what is to choose."""

DATA = {
    "sec_company_tickers": "companies’ names and tickers",
    "counties": "the list of counties",
    "listed_headquarters": "the list of head offices",
    "ers_counties": "facts about counties",
    "zip_to_county": "the list of ZIP codes",
}
"""Dataset → what page one calls it, where its own title is hard."""

CONTENTS = {
    "Summary": ("brief", "held", "change"),
    "Money": ("places", "counties", "industry", "development", "approaches"),
    "Effects": ("jobs", "emissions"),
    "Rules": (
        "prudence", "principles", "pri_assets", "pri_screening", "pri_managers", "pri_stewardship", "pri_evidence",
        "law", "outcomes", "exceptions",
    ),
    "Evidence": ("coverage", "findings", "quarantine", "sources", "withheld", "method", "verify", "glossary"),
    "Lists": ("attested", "every", "holdings"),
}  # fmt: skip
"""Heading in the contents → sections under it."""

SUBJECTS = {
    "holding": ("holding", "holdings"),
    "issuer": ("issuer", "issuers"),
    "manager": ("manager", "managers"),
    "plan": ("plan", "plans"),
    "candidate": ("candidate", "candidates"),
    "county": ("county", "counties"),
    "tract": ("census tract", "census tracts"),
    "state": ("state", "states"),
    "partnership": ("industry partnership", "industry partnerships"),
}
"""What a criterion judges, a place by its level → one of it, many of it."""

NOBODY = {
    "holding": "nothing is held",
    "issuer": "no issuer is known",
    "manager": "no manager is named",
    "plan": "there is no plan",
    "candidate": "no investment was proposed",
    "county": "no county is on file",
    "tract": "no site is placed in a census tract",
    "state": "no state is on file",
    "partnership": "no partnership is attested",
}
"""What a criterion judges → why there is none of it."""

USES = {
    "decision": ("may inform decisions", "financial, or a fact on file; nothing keeps it from being used"),
    "required_report": ("to be reported", "a benefit beside the financial one, which is to be weighed or reported"),
    "candidate": ("may break a tie", "such a benefit; it may count between choices that are financially equal"),
    "report_only": ("may be reported, never decides", "such a benefit; no law or board allows more"),
}
"""Use of an outcome under the jurisdiction profile → its printed name and meaning."""

BENEFITS = {
    "required_report": "are to be weighed or reported",
    "candidate": "may count between choices that are financially equal",
    "report_only": "may be reported and never decide",
    None: "are only reported: nothing on file allows more",
}
"""Use of benefits beside the financial one in the jurisdiction; null where nobody says → what is said of them."""

PRINCIPLES = {
    "1": "ESG issues in investment analysis and decisions",
    "2": "Active ownership",
    "3": "Disclosure by the companies invested in",
    "4": "Promotion of the principles in the industry",
    "5": "Working together",
    "6": "Reporting on activities and progress",
}
"""Principle for Responsible Investment → what it is about."""

SEVERITIES = {"error": "error", "warning": "warning", "info": "note"}
"""Severity of a finding → the word a person reads."""

KINDS = {
    "equity": "shares",
    "corporate_debt": "company bonds",
    "municipal_debt": "municipal bonds",
    "treasury": "Treasuries",
    "agency_debt": "federal agency bonds",
    "agency_mbs": "agency mortgage pools",
    "sovereign_debt": "foreign government bonds",
    "structured_debt": "asset-backed debt",
    "fund": "funds",
    "cash": "cash",
    "option": "options",
    "future": "futures",
    "swap": "swaps",
    "fx_derivative": "currency contracts",
    "rate_derivative": "interest-rate contracts",
    "credit_derivative": "credit contracts",
    "private": "private assets",
    "other": "other instruments",
    "unknown": "instruments of unknown kind",
}
"""Asset class → what a trustee calls it."""

READERS = {
    "csv": "CSV",
    "tsv": "TSV",
    "xlsx": "Excel workbook",
    "parquet": "Parquet",
    "sql": "SQL query",
    "sec-13f": "Form 13F",
    "sec-nport": "Form N-PORT",
}
"""How a file was read → the form as people know it."""

EVIDENCE = {
    "instrument": "the bond itself",
    "1": "counted jobs",
    "2": "counted jobs",
    "3": "facility list, jobs modelled",
    "4": "list of sites",
    "5": "head office only",
    "none": "nothing",
}
"""Location tier → what the place rests on, in few words."""

LIMITS = {
    ("5",): "where only the head office is known",
    ("3", "4"): "where sites are listed but jobs were not counted",
    ("none",): "of no known place, which might be manufacturing",
    ("1", "2"): "where jobs were counted, at least in part",
    ("instrument",): "where the instrument itself says so",
}
"""Location tiers → why an upper end counts what rests on them."""

GROUPS = {
    "foreign": "Outside the United States",
    "no_place": "No place by nature (cash, Treasuries, agency mortgage pools, currency, rate and credit contracts)",
    "not_manufacturing": "Not manufacturing",
    "unknown": "Unknown",
}
"""Group of an exposure that is no state → its printed name, in the order they are printed after the states."""

MATCH_TIERS = {
    "person": "a person's decision",
    "cik": "SEC number",
    "ticker": "ticker",
    "cusip": "CUSIP",
    "cusip6": "CUSIP, first six",
    "isin": "ISIN",
    "lei": "LEI",
    "name": "name",
    "alias": "another name on file",
    "subsidiary": "parent's list of subsidiaries",
    "government": "government",
    "none": "no issuer",
}
"""Match tier → what the issuer was found by."""

INDUSTRIES = {
    "311": "Food",
    "312": "Beverages and tobacco",
    "313": "Textile mills",
    "314": "Textile products",
    "315": "Apparel",
    "316": "Leather",
    "321": "Wood products",
    "322": "Paper",
    "323": "Printing",
    "324": "Petroleum and coal products",
    "325": "Chemicals",
    "326": "Plastics and rubber",
    "327": "Nonmetallic mineral products",
    "331": "Primary metals",
    "332": "Fabricated metal products",
    "333": "Machinery",
    "334": "Computers and electronics",
    "335": "Electrical equipment",
    "336": "Transportation equipment",
    "337": "Furniture",
    "339": "Other manufacturing",
    "31-33": "Manufacturing, no finer code known",
    "other": "Not manufacturing: services, finance, government",
    "unknown": "Industry unknown",
}
"""Industry cell of a footprint (NAICS) → its printed name, in printed order."""

TILT_CAUTION = (
    "A tilt is a fact, neither good nor bad, and no proof of a reason. Research on public funds of US states asks "
    "for care: they overweight companies of their own state, about three times as much as other institutions do, and "
    "are likelier to hold those from counties that gave much to the governor's campaign, in that sample with excess "
    "returns (Brown, Pollet and Weisbenner, NBER Working Paper 21020, 2015); local and politically connected shares "
    "are overweighted, the latter to the cost of the fund, more so the more politically affiliated trustees there "
    "are (Bradley, Pantzalis and Yuan, Journal of Financial Economics 119, 2016); in-state private equity returned 2 "
    "to 4 percentage points less than like investments elsewhere (Hochberg and Rauh, Review of Financial Studies 26, "
    "2013); and private equity chosen by boards with more state officials did worse (Andonov, Hochberg and Rauh, "
    "Journal of Finance 73, 2018). Read in the papers' abstracts, not checked line by line: unverified. A tilt wants "
    "a reason on file that serves the beneficiaries."
)
"""What the literature says of in-state investment by public funds, printed beside every tilt."""


def industry_label(code: str) -> str:
    """Return an industry cell in words, with its NAICS code where it has one.

    Examples
    --------
    >>> industry_label("325")
    'Chemicals (NAICS 325)'
    >>> industry_label("3361")
    'Motor Vehicle Manufacturing (NAICS 3361)'
    >>> industry_label("unknown")
    'Industry unknown'
    """
    name = INDUSTRIES.get(code) or FINER_INDUSTRIES.get(code, code)
    return f"{name} (NAICS {code})" if code[:1].isdigit() else name


def vintage(text: str) -> str:
    """Return the vintage of data as one says it.

    Examples
    --------
    >>> vintage("2026-10"), vintage("2023")
    ('October 2026', '2023')
    """
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text)
    return f"{month_name[int(found[2])]} {found[1]}" if found else text


def capfirst(text: str) -> str:
    """Return text with a capital first letter, the others as they are.

    Examples
    --------
    >>> capfirst("only for Ohio")
    'Only for Ohio'
    """
    return text[:1].upper() + text[1:]


def asset_class_label(code: str) -> str:
    """Return an asset class as printed.

    Examples
    --------
    >>> asset_class_label("agency_mbs"), asset_class_label("fx_derivative"), asset_class_label("equity")
    ('Agency MBS', 'FX derivative', 'Equity')
    """
    text = code.replace("_", " ").replace("mbs", "MBS").replace("fx", "FX")
    return capfirst(text)


def in_words(text: str) -> str:
    """Return a sentence with the codes of asset classes as words.

    Examples
    --------
    >>> in_words("2 lines of agency_mbs have no price")
    '2 lines of agency MBS have no price'
    """
    label = {code: asset_class_label(code) for code in ASSET_CLASSES if "_" in code}
    return re.sub(r"[a-z]+_[a-z]+", lambda found: _uncapped(label.get(found[0], found[0])), text)


def _uncapped(text: str) -> str:
    """Return text with a small first letter, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


@cache
def state_names() -> dict[str, str]:
    """Return postal code → name for states, the District of Columbia and territories."""
    import us  # noqa: PLC0415  only when a report is made

    named = {state.abbr: state.name for state in [*us.STATES_AND_TERRITORIES, us.states.DC]}
    return {**named, "UM": "US Minor Outlying Islands", "VI": "US Virgin Islands"}


@cache
def state_codes() -> dict[str, str]:
    """Return state FIPS code → postal code."""
    import us  # noqa: PLC0415  only when a report is made

    return {state.fips: state.abbr for state in [*us.STATES_AND_TERRITORIES, us.states.DC]}


def group_label(group: str) -> str:
    """Return the printed name of an exposure's group: a state's name, or one of `GROUPS`.

    Examples
    --------
    >>> group_label("IL"), group_label("unknown")
    ('Illinois', 'Unknown')
    """
    return GROUPS.get(group) or state_names().get(group, group)
