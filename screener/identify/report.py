"""Findings of the stage: rows of ``identity_findings`` as sentences."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from screener.findings import Finding, Severity
from screener.identify.registers import have_word_in_common
from screener.tables import ASSET_CLASSES

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

NAMED_FUNDS = 5
"""How many of the largest funds a finding names."""


def as_findings(rows: pa.Table) -> list[Finding]:
    """Return the findings that the rows of ``identity_findings`` stand for; all funds become one.

    Of names beside a ticker those are kept that have no word in common with its company's, nor are the ticker.
    """
    by_code: dict[str, list[dict[str, Any]]] = {}
    for row in rows.to_pylist():
        if row["code"] == "ticker-name-differs" and have_word_in_common(
            row["detail"], f"{row['subject']} {row['value']}"
        ):
            continue
        by_code.setdefault(row["code"], []).append(row)
    funds = by_code.pop("fund-not-looked-through", [])
    findings = [_MAKERS[code](row) for code, group in by_code.items() for row in group]
    return [*findings, _funds(funds)] if funds else findings


def _finding(row: dict[str, Any], message: str, hint: str, *, column: str = "") -> Finding:
    return Finding(
        row["code"],
        Severity.WARNING,
        message,
        where=row["first_line"],
        column=column,
        value=row["value"],
        hint=hint,
        rows=row["rows"],
        market_value=row["market_value"],
    )


def _check_digit(row: dict[str, Any]) -> Finding:
    scheme = row["subject"]
    return _finding(
        row,
        f"{scheme.upper()} {row['value']} fails its check digit; it was not used to find the issuer",
        "correct the identifier at its source; a dropped leading zero or a mistyped character is the usual cause",
        column=scheme,
    )


def _conflict(row: dict[str, Any]) -> Finding:
    if row["subject"] == "isin":
        return _finding(
            row,
            f"ISIN {row['value']} holds another CUSIP than {row['detail']} on the same line; the CUSIP was used",
            "find out which of the two is the security's and correct the other",
            column="isin",
        )
    return _finding(
        row,
        f"two look-ups disagree, the first was used: {row['detail']}",
        "check the line's identifiers and name; deliver the issuer's CIK to settle it",
    )


def _recycled(row: dict[str, Any]) -> Finding:
    if row["subject"] == "ticker":
        return _finding(
            row,
            f"{row['detail']}: the ticker did not count for {_lines(row)}",
            "deliver the company's name, CUSIP or CIK beside the ticker",
            column="ticker",
        )
    return _finding(
        row,
        f"{row['detail']}: the company of the run's date was used for {_lines(row)}",
        "check that the line means that company; an old file may mean the other one",
        column="cusip",
    )


def _replaced(row: dict[str, Any]) -> Finding:
    return _finding(
        row,
        f"{row['detail']}; the old one stands on {_lines(row)}",
        "ask whoever delivers the file for the current CUSIP",
        column="cusip",
    )


def _ticker_name(row: dict[str, Any]) -> Finding:
    return _finding(
        row,
        f"ticker {row['value']} is {row['subject']}'s in the SEC ticker file, and {_lines(row)} under it "
        f"{_verb(row, 'has', 'have')} the name '{row['detail']}'; the ticker's company was used",
        "deliver the CUSIP or CIK beside the ticker, or correct the ticker: it may have been another company's before",
        column="ticker",
    )


def _later_link(row: dict[str, Any]) -> Finding:
    said = "a filing (Exhibit 21) of a year after the run's date, which the world could not know"
    hint = "read 'issuer_links', column seen_in_year; where a company was bought since, decide otherwise in the review"
    if row["subject"] == "debt":
        return _finding(
            row, f"{_lines(row)} of debt {_verb(row, 'was', 'were')} given to the borrower's parent by {said}", hint
        )
    facilities = int(row["detail"])
    return _finding(
        {**row, "value": ""},
        f"{facilities:,} {'facility' if facilities == 1 else 'facilities'} in EPA's register "
        f"{'was' if facilities == 1 else 'were'} given to a parent, an issuer of {_lines(row)}, by {said}",
        hint,
    )


def _asset_class(row: dict[str, Any]) -> Finding:
    return _finding(
        row,
        f"{_lines(row)} of {row['subject']} are classed as {row['detail']}; all were taken for {row['value']}, as the "
        "first of them, and placed accordingly",
        "correct the asset class of the lines that are wrong; one security is one kind of instrument",
        column="asset_class",
    )


def _issuer_unknown(row: dict[str, Any]) -> Finding:
    kind = row["subject"]
    consequence, hint = _WITHOUT_ISSUER[row["detail"]]
    return _finding(
        row, f"no issuer was found for {_lines(row)} of {kind} ({ASSET_CLASSES[kind]}): {consequence}", hint
    )


def _municipal(row: dict[str, Any]) -> Finding:
    return _finding(
        row,
        f"neither the name '{row['subject']}' nor the security's title tells a single state; "
        "the bonds count in no state for certain",
        "in a table, give the issuer's state in a column mapped to state; a filing has no place for it: read the range",
        column="issuer_name",
    )


def _funds(rows: list[dict[str, Any]]) -> Finding:
    """Return one finding for all funds, with the largest by name."""
    largest = sorted(rows, key=lambda row: (-(row["market_value"] or Decimal(0)), row["subject"]))[:NAMED_FUNDS]
    names = "; ".join(f"{row['subject']} ({row['value']}) {row['market_value'] or Decimal(0):,.2f}" for row in largest)
    total = {
        "code": "fund-not-looked-through",
        "first_line": "",
        "value": "",
        "rows": sum(row["rows"] for row in rows),
        "market_value": sum((row["market_value"] or Decimal(0) for row in rows), Decimal(0)),
    }
    return _finding(
        total,
        f"{_lines(total)} of funds {_verb(total, 'is', 'are')} not looked through, so {_verb(total, 'its', 'their')} "
        f"place and industry are unknown; largest: {names}",
        "declare [[look_through]] in portfolio.toml, under the identifier in brackets, with a file of the fund's "
        "holdings, such as its Form N-PORT; until then the range counts their whole value as possibly anywhere",
    )


def _lines(row: dict[str, Any]) -> str:
    return f"{row['rows']:,} line{'' if row['rows'] == 1 else 's'}"


def _verb(row: dict[str, Any], one: str, many: str) -> str:
    return one if row["rows"] == 1 else many


_WITHOUT_ISSUER = {
    "issuer": (
        "place and industry are unknown",
        "deliver a CUSIP, ISIN, LEI, ticker or the issuer's CIK; issuers that do not report to the SEC have no match",
    ),
    "unknown": (
        "their place is unknown whoever the issuer is, because the loans are elsewhere than the trust that holds them",
        "nothing to do now; read the range",
    ),
    "foreign": (
        "they count as foreign all the same",
        "nothing to do unless the country is wrong; bodies of several countries have none",
    ),
    "state": (
        "they count in the state they name, where they name one",
        "deliver the name of the public body",
    ),
}
"""Whose footprint speaks for the asset class → what follows from an unknown issuer, and what to do."""

_MAKERS: dict[str, Callable[[dict[str, Any]], Finding]] = {
    "asset-class-conflict": _asset_class,
    "identifier-check-digit": _check_digit,
    "identifier-conflict": _conflict,
    "identifier-recycled": _recycled,
    "identifier-replaced": _replaced,
    "issuer-unknown": _issuer_unknown,
    "municipal-state-unknown": _municipal,
    "subsidiary-link-later": _later_link,
    "ticker-name-differs": _ticker_name,
}
