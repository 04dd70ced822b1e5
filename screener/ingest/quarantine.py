"""Checked lines → holdings and quarantined lines. Every fault of every line is a finding, and nothing is dropped."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener.findings import Finding, Severity
from screener.ingest.corrections import LINE
from screener.ingest.identifiers import IDENTIFIERS, NAMES
from screener.ingest.lines import MAX_RATE_AGE_DAYS
from screener.ingest.readers import join_cells
from screener.ingest.result import Fault
from screener.ingest.rules import IDENTITY, PROBLEMS, line_rules
from screener.tables import DATE, HOLDINGS, MONEY, NUMBER, QUANTITY, QUARANTINED, TEXT

if TYPE_CHECKING:
    from screener.ingest.checks import Checks
    from screener.ingest.delivered import Malformed
    from screener.ingest.lines import Lines
    from screener.ingest.rules import Rule
    from screener.workspace import Portfolio

_PLACES = ("cusip", "ticker", "isin", "sedol", "figi", "lei", "cik", "security_name", "issuer_name")
"""Where an identity that is missing is best filled in, first choice first."""


@dataclass(slots=True)
class Split:
    """Lines that can be used, lines that cannot, and why."""

    holdings: pa.Table
    quarantined: pa.Table
    findings: list[Finding] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def split_lines(files: list[Lines], portfolio: Portfolio, checks: Checks) -> Split:
    """Hold every line against the rules, and part the good ones from the others.

    Parameters
    ----------
    files : list of Lines
    portfolio : Portfolio
        For its own expectations and its exchange rates.
    checks : Checks
    """
    table = checked_table(files)
    rules = line_rules(portfolio.expect)
    owners = [(file, position) for file in files for position in range(len(file.delivered.rows))]
    broken = _by_line(table, rules, checks.failures(table, rules))
    split = Split(_holdings(files, table, set(broken)), pa.table({}))
    rows: list[dict[str, object]] = []
    valued: list[tuple[Fault, Decimal | None]] = []
    for number in sorted(broken):
        file, position = owners[number]
        faults = [_fault(file, position, rule, portfolio) for rule in broken[number]]
        valued += [(fault, file.market_value[position]) for fault in faults]
        rows.append(_quarantined(file, position, [fault.rule for fault in faults]))
    for file in files:
        for line in file.delivered.malformed:
            valued.append((_malformed_fault(file, line), None))
            rows.append(_malformed_row(file, line))
    split.findings = _findings(valued)
    split.faults = [fault for fault, _ in valued]
    split.quarantined = QUARANTINED.of(rows)
    order = {file.delivered.source.file: number for number, file in enumerate(files)}
    split.faults.sort(key=lambda fault: (order[fault.source_file], fault.source_row))
    return split


def checked_table(files: list[Lines]) -> pa.Table:
    """Return the lines of all files as the one table of canonical text that the rules are held against."""
    names = [name for name in HOLDINGS.names if name not in ("source_file", "source_row")]
    columns: dict[str, Any] = {
        name: pa.chunked_array([pa.array(file.text[name], TEXT) for file in files], TEXT) for name in names
    }
    sources = [[file.delivered.source.file] * len(file.delivered.rows) for file in files]
    columns["source_file"] = pa.chunked_array([pa.array(names, TEXT) for names in sources], TEXT)
    numbers = [file.delivered.source_rows for file in files]
    columns["source_row"] = pa.chunked_array([pa.array(rows, pa.int64()) for rows in numbers], pa.int64())
    identities = [pa.array(_identities(file), TEXT) for file in files]
    columns[IDENTITY] = pa.chunked_array(identities, TEXT)
    return pa.table(columns).combine_chunks()


def _identities(file: Lines) -> list[str | None]:
    """Return the first identifier or name of each line."""
    rows = zip(*(file.text[name] for name in (*IDENTIFIERS, *NAMES)), strict=True)
    return [next((text for text in row if text), None) for row in rows]


def _by_line(table: pa.Table, rules: list[Rule], failures: list[list[int]]) -> dict[int, list[Rule]]:
    """Return position → rules broken there; of lines that repeat each other the first keeps its place."""
    broken: dict[int, list[Rule]] = {}
    for rule, positions in zip(rules, failures, strict=True):
        kept = _repeats(table, rule, positions) if rule.code == "duplicate-key" else positions
        for position in kept:
            broken.setdefault(position, []).append(rule)
    for position, found in broken.items():
        codes = {rule.code for rule in found}
        if "currency-unknown" in codes:  # no rate can be declared for what is no currency
            broken[position] = [rule for rule in found if rule.code != "fx-rate-missing"]
    return broken


def _repeats(table: pa.Table, rule: Rule, positions: list[int]) -> list[int]:
    seen = set()
    repeats = []
    key = [table[name] for name in rule.column.split(" + ")]
    for position in positions:
        values = tuple(column[position].as_py() for column in key)
        if values in seen:
            repeats.append(position)
        seen.add(values)
    return repeats


def _holdings(files: list[Lines], table: pa.Table, broken: set[int]) -> pa.Table:
    """Return the lines without a fault as the table `holdings`."""
    keep = pa.array([number not in broken for number in range(table.num_rows)], pa.bool_())

    def typed(values: list[Any], kind: pa.DataType) -> Any:
        return pa.array([v for v, good in zip(values, keep.to_pylist(), strict=True) if good], kind)

    rates = [None if rate is None else float(rate) for file in files for rate in file.fx_rate]
    exact: dict[str, Any] = {
        "quantity": typed([v for file in files for v in file.quantity], QUANTITY),
        "local_value": typed([v for file in files for v in file.local_value], MONEY),
        "market_value": typed([v for file in files for v in file.market_value], MONEY),
        "fx_rate": typed(rates, NUMBER),
        "as_of": typed([v for file in files for v in file.as_of], DATE),
    }
    good = table.filter(keep)
    return HOLDINGS.check(pa.table({name: exact.get(name, good[name]) for name in HOLDINGS.names}))


def _heading(file: Lines, rule: Rule) -> str:
    """Return the delivered heading that a fault is best repaired under; empty where the file has none."""
    choices = _PLACES if rule.column == IDENTITY else tuple(rule.column.split(" + "))
    if rule.code == "fx-rate-missing":
        choices = ("currency",)
    if rule.column == "market_value":
        choices = ("market_value", "local_value")
    return next((file.headings[name] for name in choices if name in file.headings), "")


def _fault(file: Lines, position: int, rule: Rule, portfolio: Portfolio) -> Fault:
    delivered = file.delivered
    heading = _heading(file, rule)
    value = delivered.rows[position][delivered.headings.index(heading)] if heading else ""
    said = value if rule.code != "fx-rate-missing" else file.text["currency"][position] or ""
    noun, problem, fix = PROBLEMS[rule.code]
    problem = file.refused.get((rule.column, position), problem)
    if rule.code == "fx-rate-missing":
        problem = _rate_problem(portfolio, said, file, position)
    # begins with a word: spreadsheets take a cell that begins with a sign for a formula, so the report guards it
    shown = f"the {noun} {said!r} {problem}" if said and rule.column != IDENTITY else f"the line {problem}"
    cells = delivered.rows[position]
    return Fault(
        delivered.source.file,
        delivered.source_rows[position],
        file.text["account"][position] or "",
        heading,
        value,
        rule.code,
        shown,
        fix,
        "",
        join_cells(cells if delivered.delimiter else [c for c in cells if c], delivered.delimiter),
    )


def _rate_problem(portfolio: Portfolio, currency: str, file: Lines, position: int) -> str:
    """Return what is wrong with the exchange rate: none is declared, or those declared are too far away."""
    day = file.as_of[position]
    dates = sorted(rate.date for rate in portfolio.fx if rate.currency == currency)
    if not dates:
        return "has no exchange rate in portfolio.toml"
    return f"has no exchange rate within {MAX_RATE_AGE_DAYS} days of {day}; declared: {', '.join(map(str, dates))}"


def _findings(valued: list[tuple[Fault, Decimal | None]]) -> list[Finding]:
    """Return a finding for each fault; a word that is unknown wherever it stands in a file is one finding."""
    groups: dict[object, list[tuple[Fault, Decimal | None]]] = {}
    for number, (fault, value) in enumerate(valued):
        same_word = fault.rule == "asset-class-unknown"
        groups.setdefault((fault.source_file, fault.delivered) if same_word else number, []).append((fault, value))
    return [_finding(group) for group in groups.values()]


def _finding(group: list[tuple[Fault, Decimal | None]]) -> Finding:
    """Return the finding for a fault that stands on one line or more of a file."""
    fault, _ = group[0]
    known = [abs(value) for _, value in group if value is not None]
    lines = "the line is" if len(group) == 1 else f"{len(group)} lines are"
    return Finding(
        fault.rule,
        Severity.ERROR,
        f"{fault.problem[:1].upper()}{fault.problem[1:]}; {lines} quarantined.",
        where=f"{fault.source_file}:{fault.source_row}",
        column=fault.column,
        value=fault.delivered,
        hint=fault.fix,
        rows=len(group),
        market_value=sum(known, Decimal(0)) if known else None,
    )


def _quarantined(file: Lines, position: int, codes: list[str]) -> dict[str, object]:
    cells = dict(zip(file.delivered.headings, file.delivered.rows[position], strict=True))
    return {
        "source_file": file.delivered.source.file,
        "source_row": file.delivered.source_rows[position],
        "account": file.text["account"][position],
        "market_value": file.market_value[position],
        "faults": " ".join(sorted(set(codes))),
        "delivered": json.dumps(cells, ensure_ascii=False),
    }


def _malformed_fault(file: Lines, line: Malformed) -> Fault:
    text = join_cells(line.cells, file.delivered.delimiter)
    source = file.delivered.source
    fix = PROBLEMS[line.code][2]
    return Fault(source.file, line.source_row, source.input.account, LINE, text, line.code, line.problem, fix, "", text)


def _malformed_row(file: Lines, line: Malformed) -> dict[str, object]:
    headings = file.delivered.headings
    names = [*headings, *(f"surplus {n}" for n in range(1, len(line.cells) - len(headings) + 1))]
    return {
        "source_file": file.delivered.source.file,
        "source_row": line.source_row,
        "account": file.delivered.source.input.account,
        "market_value": None,
        "faults": line.code,
        "delivered": json.dumps(dict(zip(names, line.cells, strict=False)), ensure_ascii=False),
    }
