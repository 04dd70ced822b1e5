"""Places: counties with what is known of them, which is also what their criteria may name."""

from screener.tables.model import COUNT, FLAG, NUMBER, TEXT, Column, Table, required

INDICATORS = (
    Column("is_metro", FLAG, "in a metropolitan area; of a county as delineated in 2013"),
    Column("urban_influence_code", TEXT, "USDA ERS urban influence code of the county (2013 scheme, 1 to 12)"),
    Column("persistent_poverty", FLAG, "poverty of 20 % or more in 1980, 1990, 2000 and 2007–11 (USDA ERS 2015)"),
    Column("manufacturing_dependent", FLAG, "dependent on manufacturing in the typology of 2015 of the USDA ERS"),
    Column("poverty_rate", NUMBER, "poverty rate (of a county ACS 2017–21, of a tract 2016–20)", "percent"),
    Column("unemployment_rate", NUMBER, "unemployment rate (of a county LAUS 2021, of a tract ACS 2016–20)", "percent"),
    Column("unemployment_rate_24m", NUMBER, "unemployment rate over 24 months, LAUS 2020–21", "percent"),
    Column("unemployment_rate_3y", NUMBER, "unemployment rate over three years, LAUS 2019–21", "percent"),
    Column("unemployment_rate_5y", NUMBER, "unemployment rate over five years, LAUS 2017–21", "percent"),
    Column("per_capita_income", NUMBER, "per-capita income, ACS 2017–21", "USD"),
    Column("median_household_income", NUMBER, "median household income, ACS 2017–21", "USD"),
    Column("population_change", NUMBER, "change of population between the censuses of 2010 and 2020", "percent"),
    Column("us_poverty_rate", NUMBER, "US poverty rate, ACS 2017–21", "percent"),
    Column("us_unemployment_rate", NUMBER, "US unemployment rate, LAUS 2021", "percent"),
    Column("us_unemployment_rate_24m", NUMBER, "US unemployment rate over the same 24 months", "percent"),
    Column("us_unemployment_rate_3y", NUMBER, "US unemployment rate over the same three years", "percent"),
    Column("us_unemployment_rate_5y", NUMBER, "US unemployment rate over the same five years", "percent"),
    Column("us_per_capita_income", NUMBER, "US per-capita income, ACS 2017–21", "USD"),
    Column("us_median_household_income", NUMBER, "US median household income, ACS 2017–21", "USD"),
    Column("state_unemployment_rate_5y", NUMBER, "the state's unemployment rate over the same five years", "percent"),
    Column("state_median_household_income", NUMBER, "the state's median household income, ACS 2017–21", "USD"),
)
"""What is known of a county, and of the US and the state that it is measured against."""

PLACES = Table(
    "places",
    "one row per county",
    ("place",),
    (
        required("place", TEXT, "county FIPS, five digits"),
        required("place_name", TEXT, "name of the county"),
        required("state", TEXT, "state, two letters"),
        required("state_fips", TEXT, "state FIPS, two digits"),
        Column("cbsa", TEXT, "core-based statistical area code, July 2023 delineation"),
        Column("cbsa_name", TEXT, "its name"),
        Column("area_on_file", FLAG, "whether the area, or that it is outside every area, is known"),
        Column("commuting_zone", TEXT, "commuting zone, newest edition held; null where none is held"),
        *INDICATORS,
        Column("opportunity_zone_tracts", COUNT, "tracts in the county designated Opportunity Zones", "tracts"),
        Column("delineation_vintage", TEXT, "vintage of the county's name and statistical area"),
        Column("indicators_vintage", TEXT, "vintage of the indicators"),
        Column("opportunity_zones_vintage", TEXT, "vintage of the designations; null where none is held"),
    ),
)
