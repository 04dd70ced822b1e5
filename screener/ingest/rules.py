"""What every delivered cell must satisfy: rules made from `screener.tables` and the portfolio's expectations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from babel.numbers import list_currencies

from screener.ingest.identifiers import IDENTIFIERS, NAMES, SCIENTIFIC, known_states
from screener.tables import ASSET_CLASSES, HOLDINGS, Column

if TYPE_CHECKING:
    from screener.workspace import Expect


@dataclass(frozen=True, slots=True)
class Rule:
    """One expectation on a table: the finding it raises, and the expectation and arguments that check it."""

    code: str
    column: str
    """Our column, whose delivered heading is named in the finding."""
    expectation: str
    """Class of Great Expectations."""
    arguments: dict[str, Any] = field(default_factory=dict)


IDENTITY = "identity"
"""Column of the checked table: an identifier or a name of the line; null where it has none."""

_CODES = {
    "market_value": "market-value-unreadable",
    "local_value": "market-value-unreadable",
    "quantity": "quantity-unreadable",
    "as_of": "date-unreadable",
    "fx_rate": "fx-rate-missing",
}
_NO_RULE = "line-malformed"

PROBLEMS = {
    "market-value-unreadable": (
        "amount",
        "cannot be read",
        'write it like -1234.56; if commas or points are meant otherwise, set decimal = "," or "." for the input',
    ),
    "quantity-unreadable": ("quantity", "cannot be read", "write it like 1234.5"),
    "date-unreadable": ("date", "cannot be read", "write it as YYYY-MM-DD, or set date_format for the input"),
    "state-unknown": ("state", "is no US state or territory", "use two letters, such as IL"),
    "asset-class-unknown": (
        "word",
        "is no asset class that is known",
        "map the word under [input.asset_classes] in portfolio.toml",
    ),
    "currency-unknown": ("currency", "is no ISO 4217 code", "use three letters, such as USD"),
    "identity-missing": (
        "line",
        "names no security: neither an identifier nor a name",
        "fill in an identifier; if the line is a total or a note, match it with skip",
    ),
    "identifier-destroyed": (
        "identifier",
        "is a number that a spreadsheet rounded; its digits are lost",
        "have the column delivered as text, or correct the cell",
    ),
    "fx-rate-missing": (
        "currency",
        "has no exchange rate",
        "declare [[fx]] with currency, rate, date and source in portfolio.toml, dated within 7 days of the data",
    ),
    "line-malformed": (
        "line",
        "cannot be told apart into cells",
        "quote cells that hold the delimiter, or correct the line",
    ),
    "total-or-holding": (
        "line",
        "may be a total or a holding",
        "in portfolio.toml, match it with skip if it is a total, with keep if it is a holding (regular expressions)",
    ),
    "duplicate-key": (
        "value",
        "repeats a line that the portfolio declares unique",
        "remove the repeat, or change expect.unique",
    ),
}
"""Finding code → what is at fault, what is wrong with it, and the fix."""


def line_rules(expect: Expect) -> list[Rule]:
    """Return the rules for lines: types, domains and presence from `HOLDINGS`, then the portfolio's own keys."""
    rules = [rule for column in HOLDINGS.columns for rule in _column_rules(column)]
    rules += [
        Rule("asset-class-unknown", "asset_class", "ExpectColumnValuesToBeInSet", {"value_set": list(ASSET_CLASSES)}),
        Rule("currency-unknown", "currency", "ExpectColumnValuesToBeInSet", {"value_set": sorted(list_currencies())}),
        Rule(
            "state-unknown", "state", "ExpectColumnValuesToBeInSet", {"value_set": sorted(set(known_states().values()))}
        ),
        Rule("identifier-destroyed", "cusip", "ExpectColumnValuesToNotMatchRegex", {"regex": SCIENTIFIC}),
        Rule("identity-missing", IDENTITY, "ExpectColumnValuesToNotBeNull"),
        Rule("fx-rate-missing", "fx_rate", "ExpectColumnValuesToNotBeNull"),
    ]
    return rules + [_unique(key) for key in expect.unique]


def _column_rules(column: Column) -> list[Rule]:
    """Return the rules that a column's declared type and nullability make."""
    rules = []
    code = _CODES.get(column.name, _NO_RULE)
    if pa.types.is_decimal(column.type):
        whole, places = column.type.precision - column.type.scale, column.type.scale
        pattern = rf"^-?\d{{1,{whole}}}(?:\.\d{{1,{places}}})?$"
        rules.append(Rule(code, column.name, "ExpectColumnValuesToMatchRegex", {"regex": pattern}))
    if pa.types.is_date(column.type):
        rules.append(
            Rule(code, column.name, "ExpectColumnValuesToMatchStrftimeFormat", {"strftime_format": "%Y-%m-%d"})
        )
    if not column.nullable and not pa.types.is_integer(column.type):
        rules.append(Rule(code, column.name, "ExpectColumnValuesToNotBeNull"))
    return rules


def _unique(key: list[str]) -> Rule:
    if len(key) == 1:
        return Rule("duplicate-key", key[0], "ExpectColumnValuesToBeUnique")
    arguments = {"column_list": key, "ignore_row_if": "any_value_is_missing"}
    return Rule("duplicate-key", " + ".join(key), "ExpectCompoundColumnsToBeUnique", arguments)


TOTAL_RULES = [
    Rule("row-count-mismatch", "rows_found", "ExpectColumnPairValuesToBeEqual", {
        "column_A": "rows_found", "column_B": "rows_declared", "ignore_row_if": "either_value_is_missing"}),
    Rule("control-total", "value_found", "ExpectColumnPairValuesToBeEqual", {
        "column_A": "value_found", "column_B": "value_declared", "ignore_row_if": "either_value_is_missing"}),
]  # fmt: skip
"""Rules for the table of declared totals: one row a total, as text, so that the comparison is exact."""


def age_rules(expect: Expect) -> list[Rule]:
    """Return the rules for the table of files: how old their data may be at the run's date."""
    return [
        Rule("stale-input", "oldest", "ExpectColumnValuesToBeBetween", {"max_value": expect.max_age_days}),
        Rule("input-after-date", "newest", "ExpectColumnValuesToBeBetween", {"min_value": 0}),
    ]


__all__ = ["IDENTIFIERS", "IDENTITY", "NAMES", "PROBLEMS", "TOTAL_RULES", "Rule", "age_rules", "line_rules"]
