"""Totals that were declared against totals that were found, to the cent; and that no dollar is lost at the door."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from screener.errors import IntegrityError, join_problems
from screener.findings import Finding, Severity
from screener.ingest.delivered import shown
from screener.ingest.numbers import to_cents
from screener.ingest.rules import TOTAL_RULES, age_rules
from screener.workspace import stated_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from screener.ingest.checks import Checks
    from screener.ingest.lines import Lines
    from screener.ingest.quarantine import Split
    from screener.workspace import Portfolio


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says the lines come to, and what they come to."""

    subject: str
    where: str
    unit: str
    rows_found: int
    rows_declared: int | None
    value_found: Decimal
    value_declared: Decimal | None
    unreadable: int
    """Lines whose value is stated and cannot be used, so that no total can be checked."""
    remark: str = ""
    """How the declared total was understood."""


def check_totals(files: list[Lines], portfolio: Portfolio, checks: Checks) -> list[Finding]:
    """Hold declared totals and row counts against the delivered lines, screened and quarantined alike.

    Raises
    ------
    IntegrityError
        A control total is wrong; every one that is, with what was found and the difference.
    """
    claims = [
        claim
        for claim in _claims(files, portfolio)
        if claim.rows_declared is not None or claim.value_declared is not None
    ]
    table = pa.table(
        {
            "rows_found": pa.array([str(claim.rows_found) for claim in claims], pa.string()),
            "rows_declared": pa.array([_text(claim.rows_declared) for claim in claims], pa.string()),
            "value_found": pa.array([_text(claim.value_found) for claim in claims], pa.string()),
            "value_declared": pa.array(
                [None if c.unreadable else _text(c.value_declared) for c in claims], pa.string()
            ),
        }
    )
    miscounted, wrong = checks.failures(table, TOTAL_RULES)
    dated = _misdated(files, portfolio)
    counted = [_miscounted(claims[position]) for position in miscounted]
    if wrong or dated:
        problems = [_difference(claims[position]) for position in wrong] + dated
        problems += [f"{finding.where}: {finding.message}" for finding in counted]
        only = f"{len(wrong)} control total{'s do' if len(wrong) > 1 else ' does'} not agree"
        raise IntegrityError(
            join_problems(problems, only if len(problems) == len(wrong) else "what is declared does not agree:"),
            hint="compare the file with the custodian's statement; nothing was written",
        )
    findings = counted
    return findings + [_unverified(claim) for claim in claims if claim.unreadable and claim.value_declared is not None]


def _misdated(files: list[Lines], portfolio: Portfolio) -> list[str]:
    """Return each filing that says another date than is declared for it: the declared one would be passed over."""
    found = []
    for file in files:
        source, said = file.delivered.source, file.delivered.as_of
        if said and source.input.as_of not in (None, said):
            where = replace(source, toml=stated_in(portfolio, *source.entry, "as_of")).declared("as_of")
            found.append(f"{where}: {source.said} declares {source.input.as_of}; the filing itself says {said}")
    return found


def _text(value: Decimal | int | None) -> str | None:
    """Return a total as the text that is compared: with two decimal places wherever that is exact."""
    if value is None or isinstance(value, int):
        return None if value is None else str(value)
    return f"{to_cents(value):f}" if to_cents(value) == value else f"{value:f}"


def _claims(files: list[Lines], portfolio: Portfolio) -> list[Claim]:
    """Return every total that the portfolio, its inputs or the covers of filings declare."""
    claims = [_cover(file, portfolio) for file in files]
    by_input: dict[str, list[Lines]] = {}
    for file in files:
        by_input.setdefault(file.delivered.source.input.name, []).append(file)
    for group in by_input.values():
        source = group[0].delivered.source
        for key, declared in (
            ("control_total", (None, source.input.control_total)),
            ("rows", (source.input.rows, None)),
        ):
            stated = replace(source, toml=stated_in(portfolio, *source.entry, key))
            claims.append(_claim((source.said, stated.declared(key)), group, portfolio, declared))
    expect = portfolio.expect
    for key, declared in (("market_value", (None, expect.market_value)), ("rows", (expect.rows, None))):
        place = ("the portfolio", shown(stated_in(portfolio, "expect", key)))
        claims.append(_claim(place, files, portfolio, declared, in_base=True))
    return claims


def _cover(file: Lines, portfolio: Portfolio) -> Claim:
    """Return what the cover of a filing says; what portfolio.toml declares for its input goes before it."""
    delivered, entry = file.delivered, file.delivered.source.input
    value = None if delivered.declared_value is None else delivered.declared_value * file.scale
    rows = delivered.declared_rows if entry.rows is None else None
    place = ("the cover of the filing", delivered.source.file)
    claim = _claim(place, [file], portfolio, (rows, value if entry.control_total is None else None))
    if file.scale == 1 or delivered.declared_value is None:
        return claim
    return replace(claim, remark=f" ({delivered.declared_value:,} as stated, times {file.scale:,})")


def _claim(
    place: tuple[str, str],
    files: list[Lines],
    portfolio: Portfolio,
    declared: tuple[int | None, Decimal | None],
    *,
    in_base: bool = False,
) -> Claim:
    """Return a claim about the lines of some files: in the one currency they are all in, else in the base currency."""
    currencies = {text or "" for file in files for text in file.text["currency"]}
    local = not in_base and len(currencies) == 1
    rows, value = declared
    found = _total([v for file in files for v in (file.local_value if local else file.market_value)])
    if local and to_cents(_total([v for file in files for v in file.unrounded])) == value:
        found = value  # a custodian adds up before rounding, we round each line
    return Claim(
        *place,
        currencies.pop() if local else portfolio.base_currency,
        sum(file.delivered.count for file in files),
        rows,
        found,
        value,
        sum(_unreadable(file, local=local) for file in files),
    )


def _total(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def _unreadable(file: Lines, *, local: bool) -> int:
    """Return how many lines state a value that does not enter the total."""
    known = file.local_value if local else file.market_value
    both = {"local_value", "market_value"} <= file.headings.keys()
    texts = zip(file.text["local_value" if local and both else "market_value"], known, strict=True)
    return sum(text is not None and value is None for text, value in texts) + len(file.delivered.malformed)


def _difference(claim: Claim) -> str:
    declared = claim.value_declared or Decimal(0)
    adds = "line comes" if claim.rows_found == 1 else "lines add up"
    return (
        f"{claim.where}: {claim.subject} declares {claim.unit} {declared:,}{claim.remark}; "
        f"{claim.rows_found} {adds} to {claim.value_found:,}; the difference is {claim.value_found - declared:+,}"
    )


def _sentence(text: str) -> str:
    """Return text with a capital letter in front, the rest as it is."""
    return text[:1].upper() + text[1:]


def _miscounted(claim: Claim) -> Finding:
    return Finding(
        "row-count-mismatch",
        Severity.ERROR,
        f"{_sentence(claim.subject)} declares {claim.rows_declared} line{'' if claim.rows_declared == 1 else 's'}; "
        f"{claim.rows_found} {'is' if claim.rows_found == 1 else 'are'} delivered.",
        where=claim.where,
        hint="ask the custodian for the complete file, or correct the number declared",
        rows=claim.rows_found,
    )


def _unverified(claim: Claim) -> Finding:
    return Finding(
        "control-total-unverified",
        Severity.ERROR,
        f"{_sentence(claim.subject)} declares {claim.unit} {claim.value_declared:,}, but {claim.unreadable} "
        f"{'line has' if claim.unreadable == 1 else 'lines have'} a value that could not be used; the others add up to "
        f"{claim.value_found:,}.",
        where=claim.where,
        hint="correct the lines in quarantine, and run again",
        rows=claim.unreadable,
    )


def check_ages(files: list[Lines], portfolio: Portfolio, as_of: date, checks: Checks) -> list[Finding]:
    """Return a finding for each file whose data are older than the portfolio allows, or describe a later date."""
    with_lines = [file for file in files if file.as_of]
    table = pa.table(
        {
            "oldest": pa.array([(as_of - min(file.as_of)).days for file in with_lines], pa.int64()),
            "newest": pa.array([(as_of - max(file.as_of)).days for file in with_lines], pa.int64()),
        }
    )
    stale, later = checks.failures(table, age_rules(portfolio.expect))
    limit = portfolio.expect.max_age_days
    findings = [
        _age(with_lines[n], "stale-input", min(with_lines[n].as_of), f"over {limit} days before", as_of) for n in stale
    ]
    return findings + [_age(with_lines[n], "input-after-date", max(with_lines[n].as_of), "after", as_of) for n in later]


def _age(file: Lines, code: str, day: date, relation: str, as_of: date) -> Finding:
    return Finding(
        code,
        Severity.WARNING,
        f"The data describe {day}, {relation} the run's date {as_of}; they were used as they are.",
        where=file.delivered.source.file,
        hint="ask for a newer file, or allow more in expect.max_age_days" if code == "stale-input" else "check --as-of",
        rows=file.delivered.count,
        market_value=_total([None if value is None else abs(value) for value in file.market_value]),
    )


def check_conservation(files: list[Lines], split: Split) -> None:
    """Refuse to go on if what came in is not what goes out: rows, and market value to the cent."""
    delivered = sum(file.delivered.count for file in files)
    value = _total([v for file in files for v in file.market_value])
    after = split.holdings.num_rows + split.quarantined.num_rows
    value_after = _sum(split.holdings) + _sum(split.quarantined)
    if delivered != after or value != value_after:
        raise IntegrityError(
            f"{delivered} lines worth {value:,} were delivered, {after} worth {value_after:,} were kept",
            hint="report this as a bug",
        )


def _sum(table: pa.Table) -> Decimal:
    total = pc.sum(table["market_value"].cast(pa.decimal128(38, 2))).as_py()
    return total if total is not None else Decimal(0)
