"""The tables that the stages make, in pipeline order."""

import pyarrow as pa

from screener.tables.model import (
    COUNT,
    DATE,
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

_FILE = required("source_file", TEXT, "file as delivered, relative to the portfolio's folder")
_ROW = required("source_row", COUNT, "line of the file (1 = first); for XML the number of the entry")

HOLDINGS = Table(
    "holdings",
    "one row per delivered line that could be used",
    ("source_file", "source_row"),
    (
        _FILE,
        _ROW,
        required("account", TEXT, "where the holding is kept"),
        Column("manager", TEXT, "who runs the money"),
        Column("issuer_name", TEXT, "name of the issuer as delivered"),
        Column("security_name", TEXT, "name or title of the security as delivered"),
        Column("ticker", TEXT, "exchange ticker as delivered"),
        Column("cusip", TEXT, "CUSIP, nine characters (CINS included); leading zeros restored where provable"),
        Column("isin", TEXT, "ISIN as delivered"),
        Column("sedol", TEXT, "SEDOL as delivered"),
        Column("figi", TEXT, "FIGI as delivered"),
        Column("lei", TEXT, "LEI of the issuer as delivered"),
        Column("cik", TEXT, "SEC central index key of the issuer, ten digits"),
        required("asset_class", TEXT, "kind of instrument; see the list of asset classes"),
        required("asset_class_basis", TEXT, "what the asset class was read from"),
        Column("put_call", TEXT, "Put or Call, for options"),
        Column("country", TEXT, "country of the issuer as delivered, ISO 3166 two letters"),
        Column("state", TEXT, "state of the issuer as delivered (attested), two letters"),
        Column("quantity", QUANTITY, "shares or principal", "units or currency"),
        Column("quantity_type", TEXT, "SH shares, PRN principal, or as delivered"),
        required("currency", TEXT, "currency the value was delivered in, ISO 4217"),
        Column("local_value", MONEY, "market value in the delivered currency; null where unpriced", "currency"),
        Column("fx_rate", NUMBER, "base currency per unit of the delivered currency; 1 where they are the same", "1"),
        Column("market_value", MONEY, "signed value in the base currency; null where unpriced", "base currency"),
        required("as_of", DATE, "date the delivered data describe"),
    ),
)

_WHOSE = required("account", TEXT, "the fund, by the first of its identifiers; or benchmark")

FUND_LINES = Table(
    "fund_lines",
    "one row per line of the file of a fund, or of the benchmark, that could be used",
    HOLDINGS.key,
    tuple(_WHOSE if column.name == "account" else column for column in HOLDINGS.columns),
)

QUARANTINED = Table(
    "quarantined",
    "one row per delivered line that could not be used",
    ("source_file", "source_row"),
    (
        _FILE,
        _ROW,
        required("account", TEXT, "account of the input"),
        Column("market_value", MONEY, "market value where it can be read; null otherwise", "base currency"),
        required("faults", TEXT, "finding codes on the line, separated by a space"),
        required("delivered", TEXT, "the line as delivered: JSON object, delivered column → text"),
    ),
)

FAULTS = Table(
    "faults",
    "one row per fault of a delivered line that could not be used",
    (),
    (
        required("source_file", TEXT, "delivered file, as the run names it"),
        required("source_row", COUNT, "line of the file"),
        required("account", TEXT, "account"),
        required("column", TEXT, "heading as delivered; (line) for the whole line; empty where no cell is at fault"),
        required("delivered", TEXT, "the cell as delivered"),
        required("rule", TEXT, "code of the finding"),
        required("problem", TEXT, "what is wrong"),
        required("fix", TEXT, "what to do"),
        required("corrected", TEXT, "empty: for a person to fill in"),
        required("line", TEXT, "the whole line as text"),
    ),
)

FINDINGS = Table(
    "findings",
    "one row per finding",
    (),
    (
        required("code", TEXT, "stable code of the finding"),
        required("severity", TEXT, "error, warning or info"),
        required("message", TEXT, "what is the case and what was done"),
        Column("where", TEXT, "file and line, dataset or rulebook"),
        Column("column", TEXT, "delivered column"),
        Column("value", TEXT, "value as delivered"),
        Column("hint", TEXT, "the fix, or what to check"),
        required("rows", COUNT, "delivered lines it is about", "lines"),
        Column("market_value", MONEY, "gross market value of those lines", "base currency"),
    ),
)

SECURITIES = Table(
    "securities",
    "one row per distinct instrument",
    ("security_id",),
    (
        required("security_id", TEXT, "scheme and code, such as ticker:IBM; line:… where there is no identifier"),
        Column("security_name", TEXT, "name or title as delivered first"),
        Column("issuer_name", TEXT, "issuer's name as delivered first"),
        Column("ticker", TEXT, "ticker as delivered first"),
        Column("cusip", TEXT, "CUSIP with a valid check digit"),
        Column("isin", TEXT, "ISIN with a valid check digit"),
        Column("sedol", TEXT, "SEDOL with a valid check digit"),
        Column("figi", TEXT, "FIGI with a valid check digit"),
        Column("lei", TEXT, "LEI with valid check digits"),
        Column("cik", TEXT, "SEC central index key as delivered, ten digits"),
        required("asset_class", TEXT, "kind of instrument"),
        Column("country", TEXT, "country of the issuer as delivered"),
        Column("state", TEXT, "state of a municipal issuer: attested, else read from the issuer's name or the title"),
        Column("state_basis", TEXT, "attested, or the words that the state was read from and where they stand"),
    ),
)

MATCHES = Table(
    "matches",
    "one row per security: how it got its issuer",
    ("security_id",),
    (
        required("security_id", TEXT, "instrument"),
        Column("issuer_id", TEXT, "issuer; null where none was found"),
        required(
            "match_tier",
            TEXT,
            "what led there: person, government, none, or a chain of look-ups such as cusip or name",
        ),
        required("evidence", TEXT, "the chain of look-ups, in words"),
        Column(
            "score",
            NUMBER,
            "1 for an exact chain, 0.95 for another spelling or a subsidiary, 0.9 where legal forms differ; null: none",
            "1",
        ),
        Column("datasets", TEXT, "datasets the chain rests on, separated by a space"),
        required("decided_by", TEXT, "rule, or the person who decided"),
    ),
)

ISSUERS = Table(
    "issuers",
    "one row per legal entity",
    ("issuer_id",),
    (
        required("issuer_id", TEXT, "scheme and code, such as cik:0000066740 or government:US-KY"),
        required("issuer_name", TEXT, "name in the register that identified it"),
        required("kind", TEXT, "company (SEC registrant), unregistered or government"),
        Column("cik", TEXT, "SEC central index key, ten digits"),
        Column("lei", TEXT, "LEI as delivered"),
        Column("headquarters_place", TEXT, "county FIPS, state FIPS where the county is unknown, or foreign"),
        Column("headquarters_text", TEXT, "city and state as the source writes them"),
        Column("headquarters_dataset", TEXT, "dataset the headquarters come from"),
        Column(
            "headquarters_agreed", FLAG, "whether every list on file names the same state; null where none names one"
        ),
        Column("naics", TEXT, "own industry: NAICS prefix of two to six digits"),
        Column("naics_dataset", TEXT, "dataset the industry comes from"),
        Column("total_employment", COUNT, "employees worldwide, as the portfolio's own list of sites says", "people"),
    ),
)

POSITIONS = Table(
    "positions",
    "one row per account × look-through path × security × side",
    ("position_id",),
    (
        required("position_id", TEXT, "account, path, security and side, joined by |"),
        required("account", TEXT, "where it is kept"),
        Column("manager", TEXT, "who runs the money"),
        required("path", TEXT, "funds looked through, outermost first, joined by >; empty for a direct holding"),
        required("security_id", TEXT, "instrument; a fund at the end of its own path is what it does not disclose"),
        Column("issuer_id", TEXT, "issuer; null where none was found"),
        required("footprint_id", TEXT, "whose footprint speaks for it: the issuer, state:.., no_place or unknown"),
        required("side", TEXT, "long or short, by the sign of the market value"),
        required("market_value", MONEY, "signed market value; unpriced lines add nothing here", "base currency"),
        required("lines", COUNT, "delivered lines in the position, directly or through a fund", "lines"),
        required("unpriced_lines", COUNT, "of these, lines without a market value", "lines"),
    ),
)

HOLDING_POSITIONS = Table(
    "holding_positions",
    "one row per delivered line × position it became",
    ("source_file", "source_row", "position_id"),
    (
        _FILE,
        _ROW,
        required("position_id", TEXT, "position"),
        Column("market_value", MONEY, "part of the line's value in the position; null where unpriced", "base currency"),
    ),
)

BENCHMARK_POSITIONS = Table(
    "benchmark_positions",
    "one row per instrument of the benchmark × side",
    ("security_id", "side"),
    (
        required("security_id", TEXT, "instrument; 'not listed' for what its list leaves out of its net assets"),
        Column("issuer_id", TEXT, "issuer; null where none was found"),
        required("footprint_id", TEXT, "whose footprint speaks for it: the issuer, state:.., no_place or unknown"),
        required("side", TEXT, "long or short, by the sign of the market value"),
        required(
            "market_value",
            MONEY,
            "signed value in the list, perhaps times a power of ten; only weights are used",
            "base currency",
        ),
    ),
)

LOOK_THROUGHS = Table(
    "look_throughs",
    "one row per path × fund looked through",
    ("path", "security_id"),
    (
        required("path", TEXT, "funds looked through, outermost first, this one last, joined by >"),
        required("security_id", TEXT, "the fund as an instrument"),
        required("fund_id", TEXT, "the fund, by the first of its identifiers"),
        required("fund_name", TEXT, "name in the filing, else the label, else as on the line that holds it"),
        required("source_file", TEXT, "file of the fund's lines, relative to the portfolio's folder"),
        required("sha256", TEXT, "hash of the file"),
        required("as_of", DATE, "oldest date the fund's lines describe"),
        required("age_days", COUNT, "age of the fund's data at the run's date", "days"),
        required("max_age_days", COUNT, "age above which they are stale", "days"),
        required("is_stale", FLAG, "older than that"),
        required("net_assets", MONEY, "net assets that the lines are parts of", "base currency"),
        required("net_assets_basis", TEXT, "declared, filing, or sum of the lines"),
        required("fund_lines", COUNT, "lines of the fund's file with a value that could be used", "lines"),
        required("disclosed_share", NUMBER, "their sum ÷ net assets; above 1 where the fund has debts", "1"),
        required("lines", COUNT, "delivered lines replaced", "lines"),
        required("market_value", MONEY, "value of the fund that was replaced by what it holds", "base currency"),
        required("undisclosed_value", MONEY, "of this, what no line accounts for; in no known place", "base currency"),
    ),
)

ESTABLISHMENTS = Table(
    "establishments",
    "one row per issuer × site",
    ("issuer_id", "establishment_id"),
    (
        required("issuer_id", TEXT, "issuer that holds at least half of the site, as far as the share is known"),
        required("establishment_id", TEXT, "dataset and its own id of the site; file and line of the portfolio's own"),
        Column("establishment_name", TEXT, "name of the site in the dataset"),
        required("kind", TEXT, "plant, network, notice site, financed project, headquarters or as reported"),
        required("place", TEXT, "county FIPS, state FIPS where the county is unknown, foreign or unknown"),
        Column("tract", TEXT, "census tract, eleven digits, where the dataset says it"),
        Column("naics", TEXT, "NAICS code of the site"),
        Column("employment", pa.decimal128(18, 6), "employment: counted, or modelled times the share owned", "people"),
        required("employment_basis", TEXT, "counted; modelled:county, modelled:state or modelled:US; none"),
        Column("ownership_share", SHARE, "share of the site that the issuer owns; null where no source says", "1"),
        Column("amount", MONEY, "amount of a financed project", "USD"),
        required("location_tier", TEXT, "1 to 5, see location tiers; none where the site gives no share"),
        required("data_quality_score", COUNT, "1 best to 5, in the manner of PCAF"),
        required("published", DATE, "day by which the world could know it"),
        required("dataset", TEXT, "dataset or file the site comes from"),
        required("source_row", TEXT, "key of the row in that dataset"),
    ),
)

OBSERVATIONS = Table(
    "observations",
    "one row per subject × fact × period end × publication",
    ("subject_id", "fact", "as_of", "published"),
    (
        required("subject_id", TEXT, "issuer or place"),
        required("fact", TEXT, "name of the fact"),
        required("as_of", DATE, "end of the period it describes"),
        required("published", DATE, "first day the world could know it"),
        Column("value", NUMBER, "value; null is unknown"),
        required("unit", TEXT, "unit of the value"),
        required("source", TEXT, "dataset"),
        required("data_quality_score", COUNT, "1 best to 5"),
    ),
)

ATTESTATIONS = Table(
    "attestations",
    "one row per line of the portfolio's attestation files",
    ("source_file", "source_row"),
    (
        _FILE,
        _ROW,
        required("subject", TEXT, "holding, issuer, manager, plan, place or candidate"),
        required("subject_id", TEXT, "which one, as the file writes it"),
        required("fact", TEXT, "fact that a rulebook declares"),
        required("as_of", DATE, "day or end of the period that it describes"),
        required("published", DATE, "day it was known"),
        Column("value", NUMBER, "a number; 1 is yes and 0 is no of a flag; null is unknown or a text"),
        Column("text", TEXT, "a word from the fact's list"),
        required("document", TEXT, "where it can be read"),
        Column("attested_by", TEXT, "who says so"),
        Column("note", TEXT, "what else there is to say"),
    ),
)

DECISIONS = Table(
    "decisions",
    "one row per subject × criterion",
    ("rulebook_id", "criterion_id", "subject", "subject_id"),
    (
        required("rulebook_id", TEXT, "rulebook"),
        required("criterion_id", TEXT, "criterion"),
        required("subject", TEXT, "holding, issuer, manager, plan, place or candidate"),
        required("subject_id", TEXT, "which one; a holding is file:line; * is every one of its kind"),
        required("outcome", TEXT, "pass, watch, fail, not_applicable or insufficient_data"),
        required("evidence", TEXT, "JSON object: facts named by the criterion → their values"),
        required("parameters", TEXT, "JSON object: parameters in force → their values"),
        required("use", TEXT, "what it may be used for in this jurisdiction; see uses of a decision"),
        required("describes", FLAG, "to watch or fail says what the subject is, and is no reproach"),
    ),
)

DATA_SOURCES = Table(
    "data_sources",
    "one row per reference dataset read",
    ("dataset",),
    (
        required("dataset", TEXT, "name in the register"),
        required("title", TEXT, "what it is"),
        required("publisher", TEXT, "public body"),
        required("address", TEXT, "official address"),
        required("licence", TEXT, "terms"),
        required("vintage", TEXT, "period or date it describes"),
        required("published", DATE, "first day the world could know it"),
        required("retrieved", DATE, "day it was fetched from the publisher or its copy"),
        required("rows", COUNT, "rows held", "rows"),
        required("sha256", TEXT, "hash of the prepared file"),
        required("attribution", TEXT, "how to name the source"),
        Column("traps", TEXT, "what to know before leaning on it"),
        Column(
            "market_value", MONEY, "gross market value that rests on it; null where that is withheld", "base currency"
        ),
        Column("share", SHARE, "part of the gross market value that rests on it; null where none does", "1"),
    ),
)
