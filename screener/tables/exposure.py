"""The tables of stage expose: where the money is, what of it is what, what it supports, and why that changed."""

from screener.tables.model import (
    COUNT,
    DATE,
    EXACT_MONEY,
    FLAG,
    MONEY,
    NUMBER,
    QUANTITY,
    SHARE,
    TEXT,
    Column,
    Table,
    required,
)
from screener.tables.vocabulary import CHANGED_MEASURES, GROUPINGS, KNOWN

REGIONS = Table(
    "regions",
    "one row per region × county",
    ("grouping", "group", "place"),
    (
        required(
            "grouping", TEXT, "kind of region", one_of=("home", "state", "county", "cbsa", "commuting_zone", "region")
        ),
        required(
            "group", TEXT, "state, two letters; county FIPS; code of the area; name of a region of the fund's own"
        ),
        required("name", TEXT, "what it is called"),
        required("place", TEXT, "county FIPS"),
    ),
)

DEFINITIONS = Table(
    "definitions",
    "one row per definition of community development in force: a test of counties",
    ("rulebook_id", "criterion_id"),
    (required("rulebook_id", TEXT, "rulebook"), required("criterion_id", TEXT, "criterion")),
)

FOOTPRINT = Table(
    "footprint",
    "one row per issuer (or instrument convention) × basis × place cell × industry cell",
    ("footprint_id", "basis", "place", "industry", "naics4", "advanced", "sprint_sector"),
    (
        required("footprint_id", TEXT, "issuer, state:.., no_place or unknown"),
        required("basis", TEXT, "operations or headquarters"),
        required("place", TEXT, "county FIPS, state FIPS where the county is unknown, foreign, no_place or unknown"),
        required("industry", TEXT, "NAICS-3 of manufacturing, 31-33 where not finer, other or unknown"),
        required("naics4", TEXT, "NAICS-4 of manufacturing; what industry says where not finer"),
        required("advanced", TEXT, "whether it is one of the 50 advanced industries", one_of=KNOWN),
        required("sprint_sector", TEXT, "sector of the 2023 workforce sprint, none or unknown"),
        required("low", SHARE, "share certainly there", "1"),
        required("best", SHARE, "best estimate; sums to 1 over an issuer's cells", "1"),
        required("unlocated", SHARE, "the issuer's share that no row locates, repeated on each of its cells", "1"),
        required("location_tier", TEXT, "what the location rests on"),
        Column("mean_data_quality_score", NUMBER, "mean score of the rows it rests on; null where none", "1 to 5"),
    ),
)

EXPOSURES = Table(
    "exposures",
    "one row per measure × basis × grouping × group × side × location tier",
    ("measure", "basis", "grouping", "group", "side", "location_tier"),
    (
        required("measure", TEXT, "see measures of exposure"),
        required("basis", TEXT, "operations or headquarters"),
        required(
            "grouping", TEXT, "what the measure is divided by; see groupings of exposure", one_of=tuple(GROUPINGS)
        ),
        required("group", TEXT, "one part of the grouping; codes of regions are in table regions"),
        required("side", TEXT, "long or short"),
        required("location_tier", TEXT, "what the location rests on"),
        required("low", EXACT_MONEY, "lower end; of long money it adds up over a partition", "base currency"),
        required(
            "best",
            EXACT_MONEY,
            "best estimate; adds up over the groups of a partition alone (see groupings of exposure)",
            "base currency",
        ),
        required("high", EXACT_MONEY, "upper end; of short money it adds up over a partition", "base currency"),
    ),
)

COVERAGE = Table(
    "coverage",
    "one row per coverage figure",
    ("figure",),
    (
        required("figure", TEXT, "identified, headquarters, operations, industry, data or decided"),
        required("covered", MONEY, "gross market value covered", "base currency"),
        required("total", MONEY, "gross market value of the portfolio", "base currency"),
        Column("share", SHARE, "covered ÷ total; null where the total is zero", "1"),
    ),
)

REGIONAL_INDUSTRIES = Table(
    "regional_industries",
    "one row per labor market × industry with a disclosed or withheld cell",
    ("grouping", "group", "naics"),
    (
        required(
            "grouping",
            TEXT,
            "cbsa; county outside every statistical area; commuting_zone beside them where one is held",
        ),
        required("group", TEXT, "code of the area or zone, or county FIPS"),
        required("name", TEXT, "what it is called"),
        required("naics", TEXT, "sector, or NAICS-3 of manufacturing"),
        required("period", TEXT, "year and quarter of the employment, such as 2016Q4"),
        required("counties", COUNT, "counties of the region with the industry", "counties"),
        required(
            "withheld_counties",
            COUNT,
            "counties whose employment is withheld, or of which nothing is published",
            "counties",
        ),
        required("establishments", COUNT, "private establishments", "establishments"),
        Column("known_employment", COUNT, "private employment; null where a county's is withheld: unknown", "people"),
        required("least_employment", COUNT, "private employment of the counties that disclose it", "people"),
        Column("most_employment", COUNT, "what it can be at most, beside what is disclosed of each county", "people"),
        Column("region_employment", COUNT, "employment of the region, all industries and owners", "people"),
        Column(
            "location_quotient", NUMBER, "industry's share of the region's employment ÷ its share of the nation's", "1"
        ),
        Column("least_location_quotient", NUMBER, "the same from the counties that disclose", "1"),
        required("strong_cluster", TEXT, "concentrated and large enough, by convention", one_of=KNOWN),
    ),
)

COMPANY_FIGURES = Table(
    "company_figures",
    "one row per line of the portfolio's own figures of companies × figure × issuer",
    ("source_file", "source_row", "figure", "issuer_id"),
    (
        required("source_file", TEXT, "file, relative to the portfolio's folder"),
        required("source_row", COUNT, "line of the file (1 = first)"),
        required("figure", TEXT, "what it is a figure of", one_of=("enterprise_value", "revenue", "emissions")),
        required("issuer_id", TEXT, "issuer; as the file writes it where it is not held"),
        required("value", QUANTITY, "the figure", "base currency; tCO2e"),
        Column("basis", TEXT, "evic or equity_and_debt, of an enterprise value"),
        Column("data_quality_score", COUNT, "PCAF's score, of emissions", "1 best to 5"),
        required("as_of", DATE, "day, or end of the year, that it describes"),
        required("published", DATE, "first day the world could know it"),
        required("source", TEXT, "where it was read"),
        required("is_old", FLAG, "of a day more than 24 months before the run's"),
        required(
            "standing", TEXT, "whether it counts", one_of=("used", "superseded", "after the date", "issuer not held")
        ),
    ),
)

ATTRIBUTIONS = Table(
    "attributions",
    "one row per issuer whose shares or debt are held",
    ("issuer_id",),
    (
        required("issuer_id", TEXT, "issuer"),
        required("market_value", MONEY, "shares, corporate debt and private holdings, long", "base currency"),
        Column(
            "enterprise_value", MONEY, "enterprise value; of a private company its equity and debt", "base currency"
        ),
        Column("enterprise_value_basis", TEXT, "evic or equity_and_debt"),
        Column("enterprise_value_as_of", DATE, "day that it describes"),
        Column("attribution_factor", NUMBER, "market value ÷ enterprise value; null where that is unknown", "1"),
        Column("is_above_whole", FLAG, "the share is above 1: a slip, or a sign of debts; never capped"),
        Column("counted_jobs", NUMBER, "people of the issuer in the home region, counted (tiers 1 and 2)", "people"),
        Column("modelled_jobs", NUMBER, "people there, modelled (tier 3), of an issuer without counts", "people"),
        Column("counted_manufacturing_jobs", NUMBER, "of the counted, in NAICS 31–33", "people"),
        Column("modelled_manufacturing_jobs", NUMBER, "of the modelled, in NAICS 31–33", "people"),
        Column(
            "is_manufacturing_at_least",
            FLAG,
            "others of those people are of unknown industry: manufacturing is at least its figure",
        ),
        Column("jobs_score", NUMBER, "mean data-quality score of those people, weighted by them", "1 to 5"),
        required("layoff_notices", COUNT, "notices of layoffs of 24 months that are there, or may be", "notices"),
        Column(
            "layoff_jobs",
            NUMBER,
            "jobs in those notices; null: none on file, or one without a number or a county that it needs",
            "jobs",
        ),
        Column("revenue", MONEY, "revenue of the year", "base currency"),
        Column("emissions", NUMBER, "greenhouse gases of the year, scope 1 and 2, as far as known", "tCO2e"),
        Column("emissions_basis", TEXT, "stated: of the company; facilities only: direct, of its large ones in the US"),
        Column("emissions_score", NUMBER, "data-quality score of stated emissions; PCAF has none for a part", "1 to 5"),
    ),
)

IMPACTS = Table(
    "impacts",
    "one row per figure",
    ("figure",),
    (
        required("figure", TEXT, "see figures of impact"),
        Column("value", NUMBER, "the figure; null where nothing it needs is known"),
        required("unit", TEXT, "unit of the figure"),
        required("is_at_least", FLAG, "the figure is at least that: some people are of unknown industry"),
        required(
            "covered", MONEY, "market value held of issuers on which everything it needs is known", "base currency"
        ),
        required(
            "total", MONEY, "shares, corporate debt and private holdings, long, known issuer or not", "base currency"
        ),
        required("issuers", COUNT, "issuers it rests on", "issuers"),
        Column("mean_data_quality_score", NUMBER, "mean score of what is covered, by what is held", "1 best to 5"),
        Column(
            "iris_metric",
            TEXT,
            "nearest IRIS+ metric of a company, of which the figure is the holdings' part; null where none is near",
        ),
    ),
)

INSTRUMENTS = Table(
    "instruments",
    "one row per delivered line × long position that finances by its use of proceeds; what is short finances nothing",
    ("source_file", "source_row", "position_id"),
    (
        required("source_file", TEXT, "file as delivered, relative to the portfolio's folder"),
        required("source_row", COUNT, "line of the file (1 = first); for XML the number of the entry"),
        required("position_id", TEXT, "position that the line, or its part in what a fund holds, became"),
        required("kind", TEXT, "kind of instrument; see instruments of community development"),
        required(
            "use_of_proceeds", TEXT, "what the money is for, as attested or as the instrument's name says; unknown"
        ),
        required("basis", TEXT, "attested, dataset, name, or kind: what that is known from"),
        required("evidence", TEXT, "document, dataset row or words that say so"),
        Column("place", TEXT, "county FIPS or state FIPS that it is attested to be in; null where nobody says"),
        Column("market_value", MONEY, "part of the line's value in the position; null where unpriced", "base currency"),
        required("low", SHARE, "part that certainly serves community development", "1"),
        required("best", SHARE, "best estimate", "1"),
        required("high", SHARE, "part that may serve it", "1"),
    ),
)

APPROACHES = Table(
    "approaches",
    "one row per asset class group × management × approach × screens",
    ("asset_group", "management", "approach", "screens"),
    (
        required("asset_group", TEXT, "listed equity; fixed income; funds, class not known; or other"),
        required("management", TEXT, "internal, external or unknown"),
        required("approach", TEXT, "screening, thematic, integration, their combinations, none or not recorded"),
        required("screens", TEXT, "positive, negative, both, none or not recorded"),
        required("market_value", MONEY, "gross market value", "base currency"),
        Column("share", SHARE, "part of the asset class group under that management; null where that is zero", "1"),
    ),
)

TILTS = Table(
    "tilts",
    "one row per measure × basis, where a benchmark is declared",
    ("measure", "basis"),
    (
        required("measure", TEXT, "in_state or in_state_manufacturing"),
        required("basis", TEXT, "operations or headquarters"),
        required(
            "market_value",
            MONEY,
            "net market value that is compared: the asset classes held against the benchmark",
            "base currency",
        ),
        Column("weight_low", NUMBER, "weight of the measure in it, lower end; null where it is not above zero", "1"),
        Column("weight_best", NUMBER, "best estimate", "1"),
        Column("weight_high", NUMBER, "upper end", "1"),
        Column("benchmark_low", NUMBER, "weight of the measure in the benchmark, lower end", "1"),
        Column("benchmark_best", NUMBER, "best estimate", "1"),
        Column("benchmark_high", NUMBER, "upper end", "1"),
        Column(
            "tilt_low",
            NUMBER,
            "active weight, lower end; at least weight_low − benchmark_high, for an issuer in both is in one place",
            "1",
        ),
        Column("tilt_best", NUMBER, "active weight: weight_best − benchmark_best", "1"),
        Column("tilt_high", NUMBER, "active weight, upper end; at most weight_high − benchmark_low", "1"),
    ),
)

CHANGES = Table(
    "changes",
    "one row per measure × basis × cause",
    ("measure", "basis", "step"),
    (
        required("measure", TEXT, "see measures of change", one_of=tuple(CHANGED_MEASURES)),
        required("basis", TEXT, "operations or headquarters; both for the market value, which has no place"),
        required("step", COUNT, "order in which the causes are taken; 0 is the earlier figure", "steps"),
        required("cause", TEXT, "see causes of change"),
        required(
            "low", EXACT_MONEY, "what the cause adds to the lower end; of step 0 the earlier lower end", "base currency"
        ),
        required("best", EXACT_MONEY, "what it adds to the best estimate; of step 0 the earlier one", "base currency"),
        required("high", EXACT_MONEY, "what it adds to the upper end; of step 0 the earlier one", "base currency"),
    ),
)
