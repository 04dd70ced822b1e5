"""Facts: what the criteria of each kind of subject may name."""

from screener.tables.model import (
    FLAG,
    NUMBER,
    TEXT,
    Column,
    Table,
    required,
)

FACTS_HOLDING = Table(
    "facts_holding",
    "one row per delivered line: what a holding criterion may name",
    ("subject_id",),
    (
        required("subject_id", TEXT, "file:line"),
        required("asset_class", TEXT, "kind of instrument"),
        Column("issuer_id", TEXT, "issuer; null where none was found"),
        Column("market_value", NUMBER, "market value", "base currency"),
        Column("esg_datum_age", NUMBER, "age of the newest ESG datum on the issuer itself", "months"),
        Column("headquarters_state", TEXT, "state of the issuer's headquarters"),
    ),
)

FACTS_ISSUER = Table(
    "facts_issuer",
    "one row per issuer: what an issuer criterion may name",
    ("subject_id",),
    (
        required("subject_id", TEXT, "issuer"),
        required("kind", TEXT, "company, government or unknown"),
        Column("naics_sector", TEXT, "first two digits of the own industry"),
        Column("is_manufacturer", FLAG, "own industry in NAICS 31–33"),
        Column("facilities", NUMBER, "facilities reporting to the EPA with the issuer as parent", "facilities"),
        Column("manufacturing_facility_share", NUMBER, "of these, share in NAICS 31–33", "1"),
        Column("emissions", NUMBER, "direct emissions of those facilities times the share owned, latest year", "tCO2e"),
    ),
)

FACTS_PLACE = Table(
    "facts_place",
    "one row per county: what a place criterion may name",
    ("subject_id",),
    (
        required("subject_id", TEXT, "county FIPS"),
        Column("persistent_poverty", FLAG, "USDA ERS 2015 edition"),
        Column("manufacturing_dependent", FLAG, "USDA ERS 2015 typology"),
        Column("poverty_rate", NUMBER, "people in poverty", "percent"),
        Column("unemployment_rate", NUMBER, "unemployed", "percent"),
    ),
)

FACTS_PLAN = Table(
    "facts_plan",
    "one row: what a plan criterion may name",
    ("subject_id",),
    (
        required("subject_id", TEXT, "portfolio"),
        Column("is_governmental_plan", FLAG, "a governmental plan under ERISA section 3(32), as the portfolio attests"),
        Column("adopted_dol_vintage", TEXT, "Department of Labor text the board adopted, as the portfolio attests"),
        Column("market_value", NUMBER, "market value of the portfolio, net", "base currency"),
        Column("in_state_manufacturing", NUMBER, "in-state manufacturing, operations basis, best", "base currency"),
        Column("community_development", NUMBER, "community development; null if no county is known", "base currency"),
        Column("unallocated_share", NUMBER, "part of the gross value that can have a place that nothing places", "1"),
    ),
)

FACTS = {
    "holding": FACTS_HOLDING,
    "issuer": FACTS_ISSUER,
    "place": FACTS_PLACE,
    "plan": FACTS_PLAN,
}
"""Subject → the table of facts its criteria may name."""
