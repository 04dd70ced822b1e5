"""Findings: what a person should know about the data or the rules of a run.

Findings are collected, sorted, counted and saved with the run; they never stop it. Codes never change meaning.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal


class Severity(StrEnum):
    """How much a finding asks of a person; the value is the printed word."""

    ERROR = "error"
    """Something delivered could not be used."""
    WARNING = "warning"
    """A figure is weaker than it looks."""
    INFO = "info"
    """Something was decided on the user's behalf, and how."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a person should know.

    Parameters
    ----------
    code : str
        Stable kebab-case code, listed in `CODES`.
    severity : Severity
    message : str
        One plain sentence: what is the case and what was done about it.
    where : str
        ``file:line`` of a delivered file, a dataset or a rulebook; empty for the whole run.
    column : str
        Delivered column, where one is meant.
    value : str
        The value as delivered, where one is meant.
    hint : str
        The fix, or what to check.
    rows : int
        How many delivered lines it is about; 0 where it is about none in particular.
    market_value : Decimal, optional
        Market value of those lines in the base currency, gross (sum of absolute values).
    """

    code: str
    severity: Severity
    message: str
    where: str = ""
    column: str = ""
    value: str = ""
    hint: str = ""
    rows: int = 1
    market_value: Decimal | None = None

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise KeyError(f"finding code {self.code!r} is not registered in screener.findings.CODES")

    def as_row(self) -> dict[str, Any]:
        """Return the finding as one row of the `findings` table."""
        return {**asdict(self), "severity": self.severity.value}


COLUMNS = tuple(field.name for field in fields(Finding))

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def sort(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in reading order: severity, code, place; the order they were raised in does not matter."""
    return sorted(findings, key=lambda f: (_ORDER[f.severity], f.code, _natural(f.where), f.column, f.value, f.message))


def count(findings: Iterable[Finding]) -> dict[str, int]:
    """Return the number of findings by code, codes in alphabetical order."""
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.code] = counts.get(finding.code, 0) + 1
    return dict(sorted(counts.items()))


def _natural(where: str) -> tuple[str, int]:
    """Return a key that puts line 9 before line 10 of the same file."""
    file, _, line = where.rpartition(":")
    return (file, int(line)) if line.isdigit() else (where, 0)


CODES: dict[str, str] = {
    # the door: lines that cannot be used
    "market-value-unreadable": "The market value cannot be read as a number; the line is quarantined.",
    "quantity-unreadable": "The quantity cannot be read as a number; the line is quarantined.",
    "state-unknown": "The state is no US state or territory; the line is quarantined.",
    "asset-class-unknown": "The asset class is none the screener knows; the line is quarantined.",
    "currency-unknown": "The currency is no ISO 4217 code; the line is quarantined.",
    "fx-rate-missing": "No dated exchange rate for the line's currency is declared; the line is quarantined.",
    "identity-missing": "The line names no security: no identifier and no name; the line is quarantined.",
    "total-or-holding": "The line may be a total or a holding; it is quarantined until portfolio.toml says which.",
    "line-malformed": "The line has more or fewer cells than the header; the line is quarantined.",
    "date-unreadable": "The date of the line cannot be read; the line is quarantined.",
    "identifier-destroyed": "A spreadsheet rounded an identifier to a number; the line is quarantined.",
    "duplicate-key": "Lines that the portfolio declares unique repeat; the repeats are quarantined.",
    # the door: things decided or noticed
    "control-total-unverified": "Lines without a readable value make a declared control total impossible to check.",
    "row-count-mismatch": "The number of lines is not the number declared.",
    "input-empty": "A delivered file holds no lines.",
    "skipped-holding": "Lines that skip or end_at leaves out carry an identifier and a value; they may be holdings.",
    "file-not-read": "A file in the folder of the run's date belongs to no input; it was not read.",
    "sheets-not-read": "Other sheets of a workbook hold no table of the declared headings; they were not read.",
    "total-unfooted": "A total line of a file is not the sum of the lines above it; it was skipped all the same.",
    "lines-repeated": "Lines of a file are equal in every cell to an earlier one; each was taken for a holding.",
    "unpriced": "The line has no market value; it is kept, and its value is unknown, not zero.",
    "value-rounded": "Values with fractions of a cent were rounded half-even to the cent.",
    "value-scale": "The scale of the values in a file (dollars or thousands) and the reason for it.",
    "encoding-assumed": "The file's text encoding was inferred, not declared.",
    "lines-skipped": "Lines before, after or between the table's rows were recognised as no holdings.",
    "corrected": "A delivered cell was replaced by a correction on file.",
    "correction-stale": "A correction does not fit the delivered file any more and was not applied.",
    "stale-input": "A delivered file is older than the portfolio's limit.",
    "input-after-date": "The delivered data describe a date after the run's date.",
    "cusip-leading-zeros": "Leading zeros lost from a CUSIP were restored; the check digit proves it.",
    "identifier-check-digit": "An identifier fails its check digit and was not used to find the issuer.",
    # identity and reference data
    "identifier-conflict": "Two identifiers of one line lead to different issuers; the stronger one was used.",
    "identifier-recycled": "A ticker or CUSIP has meant another company; it counted only where dates or a name allow.",
    "identifier-replaced": "A CUSIP had left the SEC's list by the run's date, and its issuer has another one there.",
    "subsidiary-link-later": "Debt or facilities were given to a parent by a filing of a year after the run's date.",
    "ticker-name-differs": "A line's name has no word in common with the name of its ticker's company.",
    "asset-class-conflict": "Lines of one security name different kinds of instrument; the first was used for all.",
    "issuer-unknown": "No issuer was found for the security.",
    "decision-reopened": "A fact that a person's match decision rests on has changed; it was not applied.",
    "decision-against-identifier": "A person's match decision was applied although an identifier says otherwise.",
    "municipal-state-unknown": "A municipal issuer's name tells no single state; its bonds are in none for certain.",
    "earlier-run-damaged": "An earlier run is not what was written; the run was not compared with it.",
    "earlier-run-not-compared": "An earlier run asks or keeps something else; the run was not compared with it.",
    "vintage-after-date": "Some reference data are newer than the run's date; they may not describe that day.",
    "county-disagreement": "A facility's ZIP code or coordinates contradict its county, or the county does not exist.",
    "site-not-used": "A line of the portfolio's own list of sites names an issuer that is not held, or another date.",
    "sites-exceed-total": "Sites of the portfolio's own list have more people than the list says the issuer employs.",
    "sites-cover-little": "Sites of the portfolio's own list have under half of the issuer's people; read the range.",
    "company-figure-not-used": "A figure of a company on file is of an issuer that is not held, or of another date.",
    "company-figure-old": "A figure of a company is of a day more than 24 months before the run's; it was used.",
    "headquarters-disagreement": "Two lists place an issuer's headquarters in different states; one or none was used.",
    "owner-unknown": "A facility whose listed owner holds under half of it was credited to no one.",
    "votes-not-used": "Proxy votes on file were not compared with the fund's policy; the message says why.",
    # rules and exposures
    "part-above-whole": "More of a company is held than its enterprise value on file comes to; it was not capped.",
    "attestation-not-used": "Lines of an attestation file are about what the run does not judge, or not by that fact.",
    "instrument-not-used": "Statements of the portfolio on its instruments are about nothing held, or out of date.",
    "eti-decision-later": "A decision was taken after the date of the screen, and is left out.",
    "eti-record-refused": "A decision record is incomplete or later than its decision: its memo is a draft.",
    "attestation-names-alike": "Partnerships whose names differ only in capitals or spaces are two.",
    "list-member-not-found": "Members of a list match no issuer of the portfolio; a name may be written otherwise.",
    "state-not-of-jurisdiction": "In-state means another state than that of the jurisdiction whose law is applied.",
    "list-not-held": "A criterion asks for a list that is not on file; whether issuers stand on it is unknown.",
    "rule-unverified": "Criteria of a rulebook rest on sources that were not confirmed line by line.",
    "fund-not-looked-through": "What a fund owns is not on file, so its place and industry are unknown.",
    "look-through-assumed-whole": "The list of a fund without net assets is taken for all that the fund has.",
    "look-through-stale": "A fund is looked through by a list of its holdings that is older than allowed.",
    "look-through-undisclosed": "A fund's file does not account for all its net assets; the rest is in no known place.",
    "benchmark-stale": "The list of the benchmark is older than allowed.",
    "benchmark-unknown": "Part of the benchmark is not listed, or its issuers were not found; the tilt says how much.",
    "approach-not-recorded": "No line of the fund's own file says how an account is invested; it is counted as such.",
    "approach-not-used": "A line of the fund's own file about how accounts are invested fits no account that is held.",
    "look-through-unused": "A look-through is declared for a fund that no line with a value carries.",
}
"""Every code a finding may carry, with its meaning."""

OVERLAPPING = frozenset({"vintage-after-date", "identifier-conflict", "headquarters-disagreement", "rule-unverified"})
"""Codes whose findings may be about the same lines: their rows and money are never added up."""
