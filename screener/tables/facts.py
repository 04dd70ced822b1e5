"""Facts: what the criteria of each kind of subject may name."""

from screener.tables.decision_facts import ETI_CANDIDATES
from screener.tables.eti import ETI_PLAN
from screener.tables.model import (
    FLAG,
    NUMBER,
    TEXT,
    Column,
    Table,
    required,
)
from screener.tables.places import INDICATORS
from screener.tables.vocabulary import ASSET_CLASSES, DOL_VINTAGES, PLACE_LEVELS

FACTS_HOLDING = Table(
    "facts_holding",
    "one row per delivered line: what a holding criterion may name",
    ("subject_id",),
    (
        required("subject_id", TEXT, "file:line"),
        required("asset_class", TEXT, "kind of instrument", one_of=tuple(ASSET_CLASSES)),
        Column("issuer_id", TEXT, "issuer; null where none was found"),
        Column("market_value", NUMBER, "market value", "base currency"),
        Column("esg_datum_age", NUMBER, "age of the newest ESG datum on the issuer itself", "months"),
        Column("headquarters_state", TEXT, "state of the issuer's headquarters"),
        Column("issuer_flags", NUMBER, "watch and fail outcomes on its issuer; null: none decided", "outcomes"),
        Column("in_state_share", NUMBER, "part of it in the home state, operations basis, best", "1"),
        Column("in_state_manufacturing_share", NUMBER, "part of it in manufacturing in the home state, best", "1"),
        Column("community_development_share", NUMBER, "part of it in counties that meet a definition, best", "1"),
        Column("in_state_manufacturing", NUMBER, "market value in in-state manufacturing, best", "base currency"),
        Column("community_development", NUMBER, "market value in counties that meet a definition", "base currency"),
        Column("location_score", NUMBER, "data-quality score of its location, 1 best", "1 to 5"),
        Column("is_direct", FLAG, "held directly, not through a fund that was looked through"),
        Column("has_county", FLAG, "some of it is placed in a county"),
    ),
)

FACTS_ISSUER = Table(
    "facts_issuer",
    "one row per issuer: what an issuer criterion may name",
    ("subject_id",),
    (
        required("subject_id", TEXT, "issuer"),
        required("kind", TEXT, "kind of issuer", one_of=("company", "government", "unregistered")),
        Column("naics", TEXT, "own industry: NAICS prefix of two to six digits"),
        Column("naics_sector", TEXT, "first two digits of the own industry"),
        Column("is_manufacturer", FLAG, "own industry in NAICS 31–33"),
        Column("is_advanced_industry", FLAG, "own industry among the 50 advanced industries"),
        Column(
            "sprint_sector",
            TEXT,
            "sector of the workforce sprint (codes of our choice), or none",
            one_of=("clean energy", "biotechnology", "semiconductors", "none"),
        ),
        Column("facilities", NUMBER, "facilities reporting to the EPA with the issuer as parent", "facilities"),
        Column("manufacturing_facility_share", NUMBER, "share of its facilities that is in NAICS 31–33", "1"),
        Column("emissions", NUMBER, "direct emissions of those facilities times the share owned, latest year", "tCO2e"),
        Column("emissions_trend", NUMBER, "mean yearly change of the same facilities' emissions over five years", "1"),
        Column("layoff_share", NUMBER, "jobs in notices of layoffs of 24 months ÷ people located there", "1"),
        Column("layoff_score", NUMBER, "data-quality score of those people: 2 counted, 4 or 5 modelled", "1 to 5"),
        Column(
            "sbti_status",
            TEXT,
            "near-term target, in the Science Based Targets initiative's words",
            one_of=("Targets set", "Committed", "Commitment removed"),
        ),
        Column("is_held_directly", FLAG, "some of it is held directly, not through a fund that was looked through"),
    ),
)

FACTS_PLACE = Table(
    "facts_place",
    "one row per county, per census tract that a site lies in, and per state: what a place criterion may name",
    ("subject_id",),
    (
        required("subject_id", TEXT, "county FIPS, census tract (eleven digits) or state (two letters)"),
        required("level", TEXT, "kind of place", one_of=PLACE_LEVELS),
        Column("state", TEXT, "state, two letters"),
        *INDICATORS,
        Column("county_poverty_rate", NUMBER, "poverty rate of the tract's county", "percent"),
        Column("county_unemployment_ratio", NUMBER, "unemployment rate of the tract's county ÷ that of the US", "1"),
        Column("county_population_change", NUMBER, "change of population of the tract's county, 2010–20", "percent"),
        Column("income_to_area", NUMBER, "the tract's median family income ÷ its area's, as the FFIEC has it", "1"),
        Column("income_to_benchmark", NUMBER, "the tract's median family income ÷ the tax credit's benchmark", "1"),
        Column("unemployment_ratio", NUMBER, "unemployment rate of the tract ÷ that of the US", "1"),
        Column("is_low_income_community", FLAG, "a low-income community by the CDFI Fund's own verdict"),
        Column("manufacturing_lq", NUMBER, "location quotient of private manufacturing in the county, BLS QCEW", "1"),
        Column("manufacturing_employment", NUMBER, "people in private manufacturing in the county, BLS QCEW", "people"),
    ),
)

FACTS_PLAN = Table(
    "facts_plan",
    "one row: what a plan criterion may name",
    ("subject_id",),
    (
        required("subject_id", TEXT, "portfolio"),
        Column("is_governmental_plan", FLAG, "a governmental plan under ERISA section 3(32), as the portfolio attests"),
        Column(
            "adopted_dol_vintage",
            TEXT,
            "Department of Labor text the board adopted, as the portfolio attests",
            one_of=tuple(DOL_VINTAGES),
        ),
        Column("market_value", NUMBER, "market value of the portfolio, net", "base currency"),
        Column("in_state_manufacturing", NUMBER, "in-state manufacturing, operations basis, best", "base currency"),
        Column("community_development", NUMBER, "community development; null if no county is known", "base currency"),
        Column("has_eti_candidate", FLAG, "an investment is proposed as economically targeted"),
        Column("unallocated_share", NUMBER, "part of the gross value that can have a place that nothing places", "1"),
        *ETI_PLAN.columns[1:],
    ),
)

FACTS_MANAGER = Table(
    "facts_manager",
    "one row per manager: what a manager criterion may name",
    ("subject_id",),
    (
        required("subject_id", TEXT, "name of the manager"),
        Column("manager", TEXT, "its name"),
        Column("market_value", NUMBER, "market value that it runs, net", "base currency"),
        Column("is_pri_signatory", FLAG, "on the list of PRI signatories; null otherwise: absence proves nothing"),
        Column("matched_votes", NUMBER, "matters it voted on for which the fund has a policy", "votes"),
        Column("vote_agreement", NUMBER, "share of the matched votes that agrees with the policy", "1"),
    ),
)

FACTS_CANDIDATE = Table(
    "facts_candidate",
    "one row per decision on an investment proposed as economically targeted: what a candidate criterion may name",
    ("subject_id",),
    (
        *ETI_CANDIDATES.columns,
        Column("is_governmental_plan", FLAG, "the plan is a governmental plan, as the portfolio attests"),
    ),
)

FACTS = {
    "holding": FACTS_HOLDING,
    "issuer": FACTS_ISSUER,
    "manager": FACTS_MANAGER,
    "plan": FACTS_PLAN,
    "place": FACTS_PLACE,
    "candidate": FACTS_CANDIDATE,
}
"""Subject → the table of facts its criteria may name."""
