"""What the tables of an explanation are: their columns, with units and meanings."""

from screener.tables import COUNT, DATE, EXACT_MONEY, EXPOSURES, MONEY, SHARE, TEXT, Column, Table
from screener.tables.model import required

_MONEY = "base currency"
_ENDS = (
    required("low", EXACT_MONEY, "what it certainly adds", _MONEY),
    required("best", EXACT_MONEY, "what it adds by best estimate", _MONEY),
    required("high", EXACT_MONEY, "what it may add", _MONEY),
)
_FOOTPRINT = required("footprint_id", TEXT, "whose places are meant: an issuer, or a security without one")
_CRITERION = (required("rulebook_id", TEXT, "rulebook"), required("criterion_id", TEXT, "criterion"))

_FIGURE = Table(
    "figure",
    "one row per figure",
    ("figure",),
    (
        required("figure", TEXT, "name by which it is asked for"),
        required("title", TEXT, "what it is called"),
        required("printed", TEXT, "as the report prints it in words"),
        required("low", EXACT_MONEY, "lower end", _MONEY),
        required("best", EXACT_MONEY, "best estimate", _MONEY),
        required("high", EXACT_MONEY, "upper end", _MONEY),
        required("unit", TEXT, "currency, ISO 4217"),
    ),
)
_POSITIONS = Table(
    "positions",
    "one row per position that is in the figure or may be, the largest first",
    ("position_id",),
    (
        required("position_id", TEXT, "position, as in the table positions of the run"),
        required("account", TEXT, "where it is kept"),
        required("path", TEXT, "funds through which it is held; empty where it is held directly"),
        required("security_id", TEXT, "security"),
        Column("issuer_id", TEXT, "issuer; null where it is not known"),
        Column("security_name", TEXT, "name of the security, its issuer or its ticker"),
        Column("issuer_name", TEXT, "name of the issuer"),
        _FOOTPRINT,
        required("side", TEXT, "long or short"),
        Column("market_value", MONEY, "market value, signed", _MONEY),
        Column("share_low", SHARE, "share of it that is certainly in the figure; null where its lines differ", "1"),
        Column("share_best", SHARE, "share by best estimate; null where its lines differ", "1"),
        Column("share_high", SHARE, "share that may be; null where its lines differ", "1"),
        *_ENDS,
    ),
)
_PLACES = Table(
    "places",
    "one row per footprint × place × industry × location tier that makes a share",
    ("footprint_id", "place", "industry", "location_tier"),
    (
        _FOOTPRINT,
        required("place", TEXT, "county, tract or state by its number"),
        Column("place_name", TEXT, "name of the county; null where none is known"),
        Column("state", TEXT, "state, two letters"),
        Column("industry", TEXT, "NAICS subsector, or unknown"),
        required("location_tier", TEXT, "how well the place is known, 1 the best"),
        required("low", SHARE, "share that is certainly there", "1"),
        required("best", SHARE, "share there by best estimate", "1"),
        required("possible", SHARE, "further share that may be there", "1"),
    ),
)
_EVIDENCE = Table(
    "evidence",
    "one row per issuer or security × what is said of it",
    (),
    (
        required("kind", TEXT, "match, head office, industry, site or use"),
        _FOOTPRINT,
        Column("dataset", TEXT, "dataset or file that says it; null of the delivered line itself"),
        Column("vintage", TEXT, "its vintage"),
        Column("source_row", TEXT, "its row"),
        Column("says", TEXT, "what it says"),
    ),
)
_DECISIONS = Table(
    "decisions",
    "one row per criterion × subject whose decision puts lines or places into the figure",
    ("rulebook_id", "criterion_id", "subject", "subject_id"),
    (
        *_CRITERION,
        required("subject", TEXT, "holding, issuer or place"),
        required("subject_id", TEXT, "which one"),
        required("outcome", TEXT, "outcome"),
        required("evidence", TEXT, "facts it was decided on: JSON object"),
    ),
)
_LINES = Table(
    "lines",
    "one row per delivered line × position",
    ("source_file", "source_row", "position_id"),
    (
        required("source_file", TEXT, "file as delivered, relative to the portfolio's folder"),
        required("source_row", COUNT, "line of the file"),
        required("account", TEXT, "where it is kept"),
        Column("name", TEXT, "security, issuer or ticker as delivered"),
        Column("market_value", MONEY, "market value of the line", _MONEY),
        required("position_id", TEXT, "position that it is part of"),
        Column("part", MONEY, "part of its value that is in the position", _MONEY),
        *_ENDS,
    ),
)
_SOURCES = Table(
    "sources",
    "one row per dataset or delivered file that the figure rests on",
    ("dataset",),
    (
        required("dataset", TEXT, "dataset, or file relative to the portfolio's folder"),
        Column("vintage", TEXT, "vintage; null of a file"),
        Column("published", DATE, "day it was published; null of a file"),
        Column("sha256", TEXT, "hash of its content"),
    ),
)
EXPLAINED = {
    table.name: table for table in (_FIGURE, EXPOSURES, _POSITIONS, _PLACES, _EVIDENCE, _DECISIONS, _LINES, _SOURCES)
}
"""Name → table of an `Explanation`, from the figure down to its sources."""
