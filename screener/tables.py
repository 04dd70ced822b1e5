"""The register of tables: every column's name, type, unit, meaning and nullability.

From it come the Arrow schemas, the checks at the door (Great Expectations suites), the data dictionary in the reports,
and the contract that each step returns what it declares. Money is exact decimal; identifiers are text, never numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from screener.errors import IntegrityError

TEXT = pa.string()
DATE = pa.date32()
COUNT = pa.int64()
NUMBER = pa.float64()
FLAG = pa.bool_()
MONEY = pa.decimal128(20, 2)
EXACT_MONEY = pa.decimal128(38, 14)
"""Money times a share, exact: nothing is rounded before it is printed."""
SHARE = pa.decimal128(13, 12)
QUANTITY = pa.decimal128(28, 8)

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


@dataclass(frozen=True)
class Column:
    """One column: name, Arrow type, what it means, its unit, and whether it may be null (unknown)."""

    name: str
    type: pa.DataType
    meaning: str
    unit: str = ""
    nullable: bool = True


@dataclass(frozen=True)
class Table:
    """One table: its name, its grain ("one row per …"), its key and its columns."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @cached_property
    def schema(self) -> pa.Schema:
        """The Arrow schema, columns in declared order."""
        return pa.schema([pa.field(c.name, c.type, nullable=c.nullable) for c in self.columns])

    @property
    def names(self) -> list[str]:
        """The column names, in declared order."""
        return [column.name for column in self.columns]

    def empty(self) -> pa.Table:
        """Return the table with no rows."""
        return self.schema.empty_table()

    def of(self, rows: list[dict[str, object]]) -> pa.Table:
        """Return rows (dictionaries by column name; a missing key is null) as this table, checked and sorted."""
        return self.check(pa.Table.from_pylist(rows, schema=self.schema))

    def check(self, table: pa.Table) -> pa.Table:
        """Return the table with declared columns, types and order of rows.

        Parameters
        ----------
        table : pyarrow.Table
            Must hold exactly the declared columns, in any order.

        Returns
        -------
        pyarrow.Table
            Cast to `schema` and sorted by `key`, so that equal content is equal bytes.

        Raises
        ------
        IntegrityError
            A column is missing, surplus, of another type, null where it may not be, or the key repeats.
        """
        if set(table.column_names) != set(self.names):
            missing = sorted(set(self.names) - set(table.column_names))
            surplus = sorted(set(table.column_names) - set(self.names))
            raise IntegrityError(f"table {self.name}: missing columns {missing}, columns not declared {surplus}")
        ordered = table.select(self.names)
        for column in self.columns:
            if not column.nullable and ordered[column.name].null_count:
                count = ordered[column.name].null_count
                raise IntegrityError(f"table {self.name}: {count} nulls in {column.name}, which may not be null")
        try:
            checked = ordered.cast(self.schema).combine_chunks()
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise IntegrityError(f"table {self.name}: {error}") from error
        self._refuse_repeats(checked)
        return checked.sort_by([(name, "ascending") for name in self.key]) if self.key else checked

    def _refuse_repeats(self, table: pa.Table) -> None:
        """Raise if two rows share the key."""
        if not self.key or not table.num_rows:
            return
        counts = table.group_by(list(self.key)).aggregate([([], "count_all")])
        repeats = counts.filter(pc.field("count_all") > 1)
        if repeats.num_rows:
            first = {name: repeats[name][0].as_py() for name in self.key}
            raise IntegrityError(f"table {self.name}: {repeats.num_rows} keys repeat, the first is {first}")


def _required(name: str, kind: pa.DataType, meaning: str, unit: str = "") -> Column:
    return Column(name, kind, meaning, unit, nullable=False)


_FILE = _required("source_file", TEXT, "file as delivered, relative to the portfolio's folder")
_ROW = _required("source_row", COUNT, "line of the file (1 = first); for XML the number of the entry")

HOLDINGS = Table(
    "holdings",
    "one row per delivered line that could be used",
    ("source_file", "source_row"),
    (
        _FILE,
        _ROW,
        _required("account", TEXT, "where the holding is kept"),
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
        _required("asset_class", TEXT, "kind of instrument; see the list of asset classes"),
        _required("asset_class_basis", TEXT, "what the asset class was read from"),
        Column("put_call", TEXT, "Put or Call, for options"),
        Column("country", TEXT, "country of the issuer as delivered, ISO 3166 two letters"),
        Column("state", TEXT, "state of the issuer as delivered (attested), two letters"),
        Column("quantity", QUANTITY, "shares or principal", "units or currency"),
        Column("quantity_type", TEXT, "SH shares, PRN principal, or as delivered"),
        _required("currency", TEXT, "currency the value was delivered in, ISO 4217"),
        Column("local_value", MONEY, "market value in the delivered currency; null where unpriced", "currency"),
        Column("fx_rate", NUMBER, "base currency per unit of the delivered currency; 1 where they are the same", "1"),
        Column("market_value", MONEY, "market value in the base currency, signed; null where unpriced", "base currency"),
        _required("as_of", DATE, "date the delivered data describe"),
    ),
)

QUARANTINED = Table(
    "quarantined",
    "one row per delivered line that could not be used",
    ("source_file", "source_row"),
    (
        _FILE,
        _ROW,
        _required("account", TEXT, "account of the input"),
        Column("market_value", MONEY, "market value where it can be read; null otherwise", "base currency"),
        _required("faults", TEXT, "finding codes on the line, separated by a space"),
        _required("delivered", TEXT, "the line as delivered: JSON object, delivered column → text"),
    ),
)

FINDINGS = Table(
    "findings",
    "one row per finding",
    (),
    (
        _required("code", TEXT, "stable code of the finding"),
        _required("severity", TEXT, "error, warning or info"),
        _required("message", TEXT, "what is the case and what was done"),
        Column("where", TEXT, "file and line, dataset or rulebook"),
        Column("column", TEXT, "delivered column"),
        Column("value", TEXT, "value as delivered"),
        Column("hint", TEXT, "the fix, or what to check"),
        _required("rows", COUNT, "delivered lines it is about", "lines"),
        Column("market_value", MONEY, "gross market value of those lines", "base currency"),
    ),
)

SECURITIES = Table(
    "securities",
    "one row per distinct instrument",
    ("security_id",),
    (
        _required("security_id", TEXT, "scheme and code, such as cusip:00287Y109; line:… where there is no identifier"),
        Column("security_name", TEXT, "name or title as delivered first"),
        Column("issuer_name", TEXT, "issuer's name as delivered first"),
        Column("ticker", TEXT, "ticker as delivered first"),
        Column("cusip", TEXT, "CUSIP with a valid check digit"),
        Column("isin", TEXT, "ISIN with a valid check digit"),
        Column("sedol", TEXT, "SEDOL with a valid check digit"),
        Column("figi", TEXT, "FIGI with a valid check digit"),
        Column("lei", TEXT, "LEI with valid check digits"),
        Column("cik", TEXT, "SEC central index key as delivered, ten digits"),
        _required("asset_class", TEXT, "kind of instrument"),
        Column("country", TEXT, "country of the issuer as delivered"),
        Column("state", TEXT, "state of a municipal issuer: attested, else read from the issuer's name"),
        Column("state_basis", TEXT, "attested, or the token of the name that the state was read from"),
    ),
)

MATCHES = Table(
    "matches",
    "one row per security: how it got its issuer",
    ("security_id",),
    (
        _required("security_id", TEXT, "instrument"),
        Column("issuer_id", TEXT, "issuer; null where none was found"),
        _required("match_tier", TEXT, "cik, ticker, cusip, cusip6, isin, lei, name, government, or none"),
        _required("evidence", TEXT, "the chain of look-ups, in words"),
        Column("score", NUMBER, "1 for an exact chain; null where there is no match", "1"),
        Column("datasets", TEXT, "datasets the chain rests on, separated by a space"),
        _required("decided_by", TEXT, "rule, or the person who decided"),
    ),
)

ISSUERS = Table(
    "issuers",
    "one row per legal entity",
    ("issuer_id",),
    (
        _required("issuer_id", TEXT, "scheme and code, such as cik:0000066740 or government:US-KY"),
        _required("issuer_name", TEXT, "name in the register that identified it"),
        _required("kind", TEXT, "company, government or unknown"),
        Column("cik", TEXT, "SEC central index key, ten digits"),
        Column("lei", TEXT, "LEI as delivered"),
        Column("headquarters_place", TEXT, "county FIPS, state FIPS where the county is unknown, or foreign"),
        Column("headquarters_text", TEXT, "city and state as the source writes them"),
        Column("headquarters_dataset", TEXT, "dataset the headquarters come from"),
        Column("naics", TEXT, "own industry: NAICS prefix of two to six digits"),
        Column("naics_dataset", TEXT, "dataset the industry comes from"),
        Column("total_employment", COUNT, "employees worldwide as the issuer reports", "people"),
    ),
)

POSITIONS = Table(
    "positions",
    "one row per account × look-through path × security × side",
    ("position_id",),
    (
        _required("position_id", TEXT, "account, path, security and side, joined by |"),
        _required("account", TEXT, "where it is kept"),
        Column("manager", TEXT, "who runs the money"),
        _required("path", TEXT, "funds looked through, outermost first; empty for a direct holding"),
        _required("security_id", TEXT, "instrument"),
        Column("issuer_id", TEXT, "issuer; null where none was found"),
        _required("footprint_id", TEXT, "whose footprint speaks for it: the issuer, state:.., no_place or unknown"),
        _required("side", TEXT, "long or short, by the sign of the market value"),
        _required("market_value", MONEY, "signed market value; unpriced lines add nothing here", "base currency"),
        _required("lines", COUNT, "delivered lines in the position", "lines"),
        _required("unpriced_lines", COUNT, "of these, lines without a market value", "lines"),
    ),
)

HOLDING_POSITIONS = Table(
    "holding_positions",
    "one row per delivered line × position it became",
    ("source_file", "source_row", "position_id"),
    (_FILE, _ROW, _required("position_id", TEXT, "position")),
)

ESTABLISHMENTS = Table(
    "establishments",
    "one row per issuer × site",
    ("issuer_id", "establishment_id"),
    (
        _required("issuer_id", TEXT, "issuer that holds at least half of the site"),
        _required("establishment_id", TEXT, "dataset and its own id of the site"),
        Column("establishment_name", TEXT, "name of the site in the dataset"),
        _required("place", TEXT, "county FIPS, state FIPS where the county is unknown, foreign or unknown"),
        Column("naics", TEXT, "NAICS code of the site"),
        Column("employment", pa.decimal128(18, 6), "employment of the site: counted, or modelled", "people"),
        _required("employment_basis", TEXT, "counted; modelled:county, modelled:state or modelled:US; none"),
        _required("location_tier", TEXT, "1 to 5, see location tiers"),
        _required("data_quality_score", COUNT, "1 best to 5, in the manner of PCAF"),
        _required("dataset", TEXT, "dataset the site comes from"),
        _required("source_row", TEXT, "key of the row in that dataset"),
    ),
)

PLACES = Table(
    "places",
    "one row per county",
    ("place",),
    (
        _required("place", TEXT, "county FIPS, five digits"),
        _required("place_name", TEXT, "name of the county"),
        _required("state", TEXT, "state, two letters"),
        _required("state_fips", TEXT, "state FIPS, two digits"),
        Column("cbsa", TEXT, "core-based statistical area code, July 2023 delineation"),
        Column("cbsa_name", TEXT, "its name"),
        Column("persistent_poverty", FLAG, "USDA ERS 2015 edition: poverty 20 % or more in 1980, 1990, 2000, 2007–11"),
        Column("manufacturing_dependent", FLAG, "USDA ERS 2015 typology"),
        Column("poverty_rate", NUMBER, "people in poverty, ACS 2017–21", "percent"),
        Column("unemployment_rate", NUMBER, "unemployed, BLS LAUS 2021", "percent"),
    ),
)

OBSERVATIONS = Table(
    "observations",
    "one row per subject × fact × period end × publication",
    ("subject_id", "fact", "as_of", "published"),
    (
        _required("subject_id", TEXT, "issuer or place"),
        _required("fact", TEXT, "name of the fact"),
        _required("as_of", DATE, "end of the period it describes"),
        _required("published", DATE, "first day the world could know it"),
        Column("value", NUMBER, "value; null is unknown"),
        _required("unit", TEXT, "unit of the value"),
        _required("source", TEXT, "dataset"),
        _required("data_quality_score", COUNT, "1 best to 5"),
    ),
)

DECISIONS = Table(
    "decisions",
    "one row per subject × criterion",
    ("rulebook_id", "criterion_id", "subject", "subject_id"),
    (
        _required("rulebook_id", TEXT, "rulebook"),
        _required("criterion_id", TEXT, "criterion"),
        _required("subject", TEXT, "holding, issuer, place or plan"),
        _required("subject_id", TEXT, "which one; a holding is file:line"),
        _required("outcome", TEXT, "pass, watch, fail, not_applicable or insufficient_data"),
        _required("evidence", TEXT, "JSON object: facts named by the criterion → their values"),
        _required("parameters", TEXT, "JSON object: parameters in force → their values"),
    ),
)

FOOTPRINT = Table(
    "footprint",
    "one row per issuer (or instrument convention) × basis × place cell × industry cell",
    ("footprint_id", "basis", "place", "industry"),
    (
        _required("footprint_id", TEXT, "issuer, state:.., no_place or unknown"),
        _required("basis", TEXT, "operations or headquarters"),
        _required("place", TEXT, "county FIPS, state FIPS where the county is unknown, foreign, no_place or unknown"),
        _required("industry", TEXT, "NAICS-3 of manufacturing, 31-33 where not finer, other or unknown"),
        _required("low", SHARE, "share certainly there", "1"),
        _required("best", SHARE, "best estimate; sums to 1 over an issuer's cells", "1"),
        _required("unlocated", SHARE, "the issuer's share that no row locates, repeated on each of its cells", "1"),
        _required("location_tier", TEXT, "what the location rests on"),
        Column("mean_data_quality_score", NUMBER, "mean score of the rows it rests on; null where none", "1 to 5"),
    ),
)

EXPOSURES = Table(
    "exposures",
    "one row per measure × basis × group × side × location tier",
    ("measure", "basis", "group", "side", "location_tier"),
    (
        _required("measure", TEXT, "in_state, in_state_manufacturing or community_development"),
        _required("basis", TEXT, "operations or headquarters"),
        _required("group", TEXT, "state (two letters), foreign, no_place, not_manufacturing, unknown; or a criterion"),
        _required("side", TEXT, "long or short"),
        _required("location_tier", TEXT, "what the location rests on"),
        _required("low", EXACT_MONEY, "lower end: adds up over holdings and over groups", "base currency"),
        _required("best", EXACT_MONEY, "best estimate: adds up over holdings and over groups", "base currency"),
        _required("high", EXACT_MONEY, "upper end: adds up over holdings, never over groups", "base currency"),
    ),
)

COVERAGE = Table(
    "coverage",
    "one row per coverage figure",
    ("figure",),
    (
        _required("figure", TEXT, "identified, headquarters, operations, industry, data or decided"),
        _required("covered", MONEY, "gross market value covered", "base currency"),
        _required("total", MONEY, "gross market value of the portfolio", "base currency"),
        Column("share", SHARE, "covered ÷ total; null where the total is zero", "1"),
    ),
)

DATA_SOURCES = Table(
    "data_sources",
    "one row per reference dataset used",
    ("dataset",),
    (
        _required("dataset", TEXT, "name in the register"),
        _required("title", TEXT, "what it is"),
        _required("publisher", TEXT, "public body"),
        _required("address", TEXT, "official address"),
        _required("licence", TEXT, "terms"),
        _required("vintage", TEXT, "period or date it describes"),
        _required("published", DATE, "first day the world could know it"),
        _required("rows", COUNT, "rows shipped", "rows"),
        _required("sha256", TEXT, "hash of the prepared file"),
        Column("traps", TEXT, "what to know before leaning on it"),
        _required("market_value", MONEY, "gross market value that rests on it", "base currency"),
    ),
)

FACTS_HOLDING = Table(
    "facts_holding",
    "one row per delivered line: what a holding criterion may name",
    ("subject_id",),
    (
        _required("subject_id", TEXT, "file:line"),
        _required("asset_class", TEXT, "kind of instrument"),
        Column("issuer_id", TEXT, "issuer; null where none was found"),
        Column("market_value", NUMBER, "market value", "base currency"),
        Column("esg_datum_age", NUMBER, "age of the newest ESG datum on the issuer itself, at the run's date", "months"),
        Column("headquarters_state", TEXT, "state of the issuer's headquarters"),
    ),
)

FACTS_ISSUER = Table(
    "facts_issuer",
    "one row per issuer: what an issuer criterion may name",
    ("subject_id",),
    (
        _required("subject_id", TEXT, "issuer"),
        _required("kind", TEXT, "company, government or unknown"),
        Column("naics_sector", TEXT, "first two digits of the own industry"),
        Column("is_manufacturer", FLAG, "own industry in NAICS 31–33"),
        Column("facilities", NUMBER, "facilities reporting to the EPA with the issuer as parent", "facilities"),
        Column("manufacturing_facility_share", NUMBER, "of these, share in NAICS 31–33", "1"),
        Column("emissions", NUMBER, "direct emissions of those facilities, latest year", "tCO2e"),
    ),
)

FACTS_PLACE = Table(
    "facts_place",
    "one row per county: what a place criterion may name",
    ("subject_id",),
    (
        _required("subject_id", TEXT, "county FIPS"),
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
        _required("subject_id", TEXT, "portfolio"),
        Column("is_governmental_plan", FLAG, "a governmental plan under ERISA section 3(32), as the portfolio attests"),
        Column("adopted_dol_vintage", TEXT, "Department of Labor text the board adopted, as the portfolio attests"),
        Column("market_value", NUMBER, "market value of the portfolio, net", "base currency"),
        Column("in_state_manufacturing", NUMBER, "in-state manufacturing, operations basis, best", "base currency"),
        Column("community_development", NUMBER, "community development, operations basis, best", "base currency"),
        Column("unlocated_share", NUMBER, "part of gross market value whose place is unknown, operations basis", "1"),
    ),
)

FACTS = {
    "holding": FACTS_HOLDING,
    "issuer": FACTS_ISSUER,
    "place": FACTS_PLACE,
    "plan": FACTS_PLAN,
}
"""Subject → the table of facts its criteria may name."""

TABLES = {
    table.name: table
    for table in (
        HOLDINGS,
        QUARANTINED,
        FINDINGS,
        SECURITIES,
        MATCHES,
        ISSUERS,
        POSITIONS,
        HOLDING_POSITIONS,
        ESTABLISHMENTS,
        PLACES,
        OBSERVATIONS,
        FACTS_HOLDING,
        FACTS_ISSUER,
        FACTS_PLACE,
        FACTS_PLAN,
        DECISIONS,
        FOOTPRINT,
        EXPOSURES,
        COVERAGE,
        DATA_SOURCES,
    )
}
"""Every table of a run, in pipeline order."""
