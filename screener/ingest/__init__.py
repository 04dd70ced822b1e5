"""The door: delivered files → `holdings`, `quarantined`, findings.

Read as delivered, name the columns, understand the cells, check everything, part good from bad, compare the totals.
"""

from __future__ import annotations

from contextlib import ExitStack
from decimal import Decimal
from typing import TYPE_CHECKING

from screener.findings import Finding, Severity, sort
from screener.ingest.checks import Checks, start_checks
from screener.ingest.corrections import apply_corrections, read_corrections
from screener.ingest.funds import read_funds
from screener.ingest.lines import Lines, interpret
from screener.ingest.locate import locate, unread_files
from screener.ingest.quarantine import split_lines
from screener.ingest.readers import check_declarations, read_all
from screener.ingest.result import Fault, Funds, Ingested, delivered_file, notices
from screener.ingest.totals import check_ages, check_conservation, check_totals
from screener.ingest.votes import Votes, read_votes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from screener.workspace import Portfolio

__all__ = ["Checks", "Fault", "Funds", "Ingested", "Votes", "read_votes", "run", "start_checks"]


def quiet(_: str) -> None:
    """Report no progress."""


def run(
    portfolio: Portfolio, as_of: date, *, checks: Checks | None = None, progress: Callable[[str], None] = quiet
) -> Ingested:
    """Return the holdings of a portfolio on a date, the lines that could not be used, and all that was noticed.

    Parameters
    ----------
    portfolio : Portfolio
    as_of : date
        Date of the run; fills ``{as_of}`` in paths.
    checks : Checks, optional
        A running process from `start_checks`; one is started and closed where none is given.
    progress : callable, optional
        Told what is being done, in a few words.

    Returns
    -------
    Ingested
        Delivered lines = screened + quarantined lines, in number and to the cent.

    Raises
    ------
    InputError
        Inputs are missing, unreadable or wrongly declared; all of them.
    SourceError
        A database could not be asked.
    IntegrityError
        A control total does not agree.
    """
    with ExitStack() as stack:
        checks = checks or stack.enter_context(start_checks())
        sources = locate(portfolio, as_of)
        check_declarations(portfolio, sources)
        corrections = read_corrections(portfolio, as_of)
        delivered = read_all(sources, as_of, progress)
        findings = [*unread_files(portfolio, sources, as_of), *apply_corrections(corrections, delivered)]
        read = [interpret(file, portfolio, as_of) for file in delivered]
        files = [file for file in read if not file.delivered.source.fund]
        progress(f"checking {sum(file.count for file in delivered):,} lines")
        findings += check_totals(files, portfolio, checks)
        findings += check_ages(files, portfolio, as_of, checks)
        split = split_lines(files, portfolio, checks)
        funds = read_funds([file for file in read if file.delivered.source.fund], portfolio, as_of, checks)
    check_conservation(files, split)
    findings += [finding for file in files for finding in notices(file)]
    quarantined = set(
        zip(*(split.quarantined[name].to_pylist() for name in ("source_file", "source_row")), strict=True)
    )
    findings += [*split.findings, *_unpriced(files, quarantined), *_repeated(files, quarantined), *funds.findings]
    inputs = [delivered_file(file, as_of) for file in files]
    inputs += [corrections.file] if corrections.file else []
    faults = [*split.faults, *funds.faults]
    return Ingested(split.holdings, split.quarantined, sort(findings), inputs, faults, funds)


def _repeated(files: list[Lines], quarantined: set[tuple[str, int]]) -> list[Finding]:
    """Return a finding for each file with lines that are equal, cell by cell, to an earlier one and are kept."""
    findings = []
    for file in files:
        delivered, seen = file.delivered, set()
        repeats = []
        for position, row in enumerate(map(tuple, delivered.rows)):
            if row in seen and (delivered.source.file, delivered.source_rows[position]) not in quarantined:
                repeats.append(position)
            seen.add(row)
        if repeats:
            known = [abs(value) for value in map(file.market_value.__getitem__, repeats) if value is not None]
            many = "1 line is" if len(repeats) == 1 else f"{len(repeats)} lines are"
            findings.append(
                Finding(
                    "lines-repeated",
                    Severity.INFO,
                    f"{many} equal in every cell to an earlier line of the file; each is a holding of its own.",
                    where=file.where(repeats[0]),
                    hint="if they were delivered twice, correct the file, or set expect.unique in portfolio.toml",
                    rows=len(repeats),
                    market_value=sum(known, Decimal(0)) if known else None,
                )
            )
    return findings


def _unpriced(files: list[Lines], quarantined: set[tuple[str, int]]) -> list[Finding]:
    """Return a finding for each line that is kept without a market value."""
    findings = []
    for file in files:
        source, rows = file.delivered.source, file.delivered.source_rows
        for position, text in enumerate(file.text["market_value"]):
            if text is None and (source.file, rows[position]) not in quarantined:
                findings.append(
                    Finding(
                        "unpriced",
                        Severity.WARNING,
                        "The line has no market value; it is kept, and its value is unknown, not zero.",
                        where=file.where(position),
                        column=file.headings.get("market_value", file.headings.get("local_value", "")),
                        hint="ask the custodian for a price",
                    )
                )
    return findings
