"""Files of funds looked through, and of the benchmark: read and checked as any input, and never a holding."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener.errors import InputError, join_problems
from screener.findings import Finding, Severity
from screener.ingest.delivered import Problems
from screener.ingest.lines import rate_for
from screener.ingest.numbers import CENT, EXACT, MAX_DIGITS, is_null, round_to
from screener.ingest.quarantine import split_lines
from screener.ingest.readers.rows import line_ranges
from screener.ingest.result import Funds, delivered_file, notices
from screener.ingest.totals import check_ages, check_conservation, check_totals
from screener.tables import COUNT, DATE, FUND_LINES, MONEY, TEXT
from screener.workspace import BENCHMARK, Expect

if TYPE_CHECKING:
    from datetime import date

    from screener.ingest.checks import Checks
    from screener.ingest.lines import Amounts, Lines, Texts
    from screener.ingest.result import Fault
    from screener.workspace import Benchmark, LookThrough, Portfolio

_FUND_COLUMNS: dict[str, pa.DataType] = {
    "fund_id": TEXT,
    "fund_name": TEXT,
    "source_file": TEXT,
    "sha256": TEXT,
    "declared": TEXT,
    "as_of": DATE,
    "age_days": COUNT,
    "max_age_days": COUNT,
    "net_assets": MONEY,
    "net_assets_basis": TEXT,
}
MOST_GROSS, MOST_NET, LEAST = Decimal(3), Decimal(2), Decimal("0.01")
"""A list comes to no more (shorts counted as positive, and net of them) and no less than this, as parts of net assets.

A registered fund may borrow half as much as its net assets, so lists reach 150 %; short positions add to the gross. A
wrong unit is a factor of a hundred at least, and a list of under 1 % says nothing of the fund. A fund beyond these is
declared `levered`.
"""
_NOT_WHOLE = {"total-unfooted": "a total that does not foot", "skipped-holding": "lines left out that may be holdings"}
"""Code of a finding about a file → why its lines may not be all that the fund has."""
_SUM = "sum of the lines"
_NAMED = 20
"""How many faults of a list an error names; the others are counted."""
_IDENTIFIERS = pa.schema([("fund_id", TEXT), ("scheme", TEXT), ("code", TEXT)])


def read_funds(files: list[Lines], portfolio: Portfolio, as_of: date, checks: Checks) -> Funds:
    """Return what the files of funds, and of the benchmark, hold.

    Parameters
    ----------
    files : list of Lines
        One a fund, or the benchmark.
    portfolio : Portfolio
        For its exchange rates; what it expects of its own lines is not asked of a fund's.
    as_of : date
        Date of the run, at which the data have their age.
    checks : Checks

    Raises
    ------
    InputError
        A fund's date or net assets are not known, or not of the size of its lines; all of them.
    IntegrityError
        A control total does not agree.
    """
    alone = portfolio.model_copy(update={"expect": Expect()})
    findings = [finding for file in files for finding in notices(file)]
    findings += check_totals(files, alone, checks)
    findings += [
        replace(found, hint="check its as_of in portfolio.toml, and the run's date")
        for found in check_ages(files, alone, as_of, checks)
        if found.code == "input-after-date"
    ]
    for file in files:
        file.text["account"] = [file.delivered.source.input.name] * len(file.delivered.rows)
    powers = [_power(file) for file in files]
    scaled = [_scaled(file, power) for file, power in zip(files, powers, strict=True)]
    split = split_lines(scaled, alone, checks)
    check_conservation(scaled, split)
    findings += [*split.findings, *(found for file in files for found in _unpriced(file))]
    problems = Problems("lists of funds cannot be used")
    rows = []
    for file, power, lines in zip(files, powers, scaled, strict=True):
        faults = [fault for fault in split.faults if fault.source_file == file.delivered.source.file]
        with problems.caught():
            row = _row(file, portfolio, as_of, faults)
            net_assets = round_to(EXACT.multiply(row["net_assets"], power), CENT)
            whole = _sum(lines.market_value) if row["net_assets_basis"] == _SUM else net_assets
            rows.append({**row, "net_assets": whole})
    problems.refuse()
    findings += _stale_benchmark(rows)
    identifiers = [
        {"fund_id": fund.id, "scheme": scheme, "code": code.strip().upper()}
        for fund in portfolio.look_through
        for scheme, _, code in (text.partition(":") for text in fund.fund)
    ]
    return Funds(
        pa.Table.from_pylist(rows, pa.schema(_FUND_COLUMNS)),
        pa.Table.from_pylist(identifiers, _IDENTIFIERS),
        FUND_LINES.check(split.holdings),
        # A fund's own money is not the portfolio's: only what is held of it is counted, later.
        [replace(finding, rows=0, market_value=None) for finding in findings],
        [delivered_file(file, as_of) for file in files],
        split.faults,
    )


def _sum(amounts: Amounts) -> Decimal:
    """Return the sum of the amounts that are known."""
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def _power(file: Lines) -> Decimal:
    """Return the power of ten that makes cents hold every digit of a benchmark's values; 1 for a fund, which has money.

    Only the parts of the whole are used, so a common factor changes nothing. It ends where the tables are full.
    """
    fund = file.delivered.source.fund
    if fund is None or fund.id != BENCHMARK:
        return Decimal(1)
    columns = [[value for value in column if value is not None] for column in (file.local_value, file.market_value)]
    exponents = [value.normalize(EXACT).as_tuple().exponent for column in columns for value in column]
    places = -min(map(int, exponents), default=0)
    sums = [sum(map(abs, column), Decimal(0)) for column in columns]
    # Net assets of a filing are at most a hundred times what is listed, see LEAST; those declared are counted here.
    room = MAX_DIGITS - 3 - max(amount.adjusted() for amount in (*sums, fund.net_assets or LEAST) if amount)
    return Decimal(10) ** max(0, min(places - 2, room))


def _scaled(file: Lines, power: Decimal) -> Lines:
    """Return the lines with their values times a power of ten, in whole cents."""

    def times(amounts: Amounts) -> Amounts:
        return [None if amount is None else round_to(EXACT.multiply(amount, power), CENT) for amount in amounts]

    def texts(name: str, amounts: Amounts) -> Texts:
        pairs = zip(file.text[name], amounts, strict=True)
        return [text if text is None or amount is None else f"{amount:f}" for text, amount in pairs]

    local, base = times(file.local_value), times(file.market_value)
    said = {**file.text, "local_value": texts("local_value", local), "market_value": texts("market_value", base)}
    return replace(file, local_value=local, market_value=base, text=said)


def _row(file: Lines, portfolio: Portfolio, run_date: date, faults: list[Fault]) -> dict[str, Any]:
    """Return what is known of a fund as a whole."""
    delivered = file.delivered
    fund = delivered.source.fund
    assert fund is not None  # noqa: S101  only files of funds come here
    day = _oldest(file, fund)
    if fund.net_assets is None and delivered.net_assets is None:
        _check_whole(file, faults)
    net_assets, basis = _net_assets(file, fund, portfolio, day)
    _check_unit(file, fund, net_assets, basis, faults)
    limit = portfolio.expect.max_age_days if fund.max_age_days is None else fund.max_age_days
    scheme, _, code = fund.id.partition(":")
    return {
        "fund_id": fund.id,
        # Where nobody names it, the line that holds it will.
        "fund_name": delivered.fund_name or fund.label or (code if scheme == "name" else None),
        "source_file": delivered.source.file,
        "sha256": delivered.sha256,
        "declared": delivered.source.declared(),
        "as_of": day,
        "age_days": (run_date - day).days,
        "max_age_days": limit,
        "net_assets": net_assets,
        "net_assets_basis": basis,
    }


def _stale_benchmark(rows: list[dict[str, Any]]) -> list[Finding]:
    """Return the finding that the benchmark is older than allowed; of a fund it is said once it is looked through."""
    return [
        Finding(
            "benchmark-stale",
            Severity.WARNING,
            f"The benchmark is the list of {row['as_of']}, {row['age_days']} days before the run's date; more than "
            f"{row['max_age_days']} are not expected.",
            where=row["source_file"],
            hint="put the list of the run's date there, or allow more in max_age_days of the benchmark",
            rows=0,
        )
        for row in rows
        if row["fund_id"] == BENCHMARK and row["age_days"] > row["max_age_days"]
    ]


def _doubts(file: Lines, faults: list[Fault]) -> list[str]:
    """Return why the lines of a list may not be all that the fund has."""
    delivered = file.delivered
    codes = {found.code for found in delivered.findings}
    stated = delivered.declared_rows if delivered.source.input.rows is None else delivered.source.input.rows
    doubts = [f"{delivered.count} lines where {stated} are declared"] if stated not in (None, delivered.count) else []
    doubts += [words for code, words in _NOT_WHOLE.items() if code in codes]
    for what, rows in (
        ("faulty", sorted({fault.source_row for fault in faults})),
        ("unpriced", [delivered.source_rows[position] for position in _without_value(file)]),
    ):
        doubts += [f"{what} lines ({line_ranges(rows)})"] if rows else []
    return doubts


def _check_whole(file: Lines, faults: list[Fault]) -> None:
    """Refuse to take the sum of a list for net assets if something is missing: the other lines would get its share."""
    if doubts := _doubts(file, faults):
        source = file.delivered.source
        raise InputError(
            _with_faults(
                f"{source.said}: {source.file} has {', '.join(doubts)}; its net assets are not given, and their sum is "
                "no substitute",
                faults,
            ),
            where=source.declared(),
            hint="; ".join(
                [
                    *dict.fromkeys(fault.fix for fault in faults),
                    'else set net_assets = "…", or correct the lines in inputs/<date>/corrections.csv',
                ]
            ).removeprefix("else "),
        )


def _with_faults(message: str, faults: list[Fault]) -> str:
    """Return a message with the cells that could not be used beneath it, each with its line."""
    named = [
        f"{fault.source_file}:{fault.source_row}: {f'column {fault.column!r}: ' if fault.column else ''}{fault.problem}"
        for fault in faults[:_NAMED]
    ]
    named += [f"and {len(faults) - _NAMED} more"] if len(faults) > _NAMED else []
    return join_problems(named, message) if named else message


def _check_unit(
    file: Lines, fund: LookThrough | Benchmark, net_assets: Decimal, basis: str, faults: list[Fault]
) -> None:
    """Refuse a list that comes to so much more or less than net assets that the two are hardly in one unit."""
    known = [value for value in file.market_value if value is not None]
    net = abs(sum(known, Decimal(0))) / net_assets
    gross = sum(map(abs, known), Decimal(0)) / net_assets
    if fund.levered or (LEAST <= gross <= MOST_GROSS and net <= MOST_NET):
        return
    source = file.delivered.source
    with_shorts = f", shorts counted as positive to {gross:,.2%}" if gross != net else ""
    unit = "are net_assets and the list in one unit? see value_scale; where the fund is so, set levered = true"
    raise InputError(
        _with_faults(
            f"{source.said}: the lines of {source.file} come to {net:,.2%} of its net assets of {net_assets:,} "
            f"({basis}){with_shorts}",
            faults,
        ),
        where=source.declared("net_assets"),
        # what could not be read is missing from the sum: it comes first
        hint="; ".join([*dict.fromkeys(fault.fix for fault in faults), unit]),
    )


def _oldest(file: Lines, fund: LookThrough | Benchmark) -> date:
    """Return the day a fund's data describe, the oldest of its lines'; a run's date is never taken for it."""
    cells = file.delivered.column(file.headings.get("as_of"))
    days = [day for day, cell in zip(file.as_of, cells, strict=True) if not is_null(cell)]
    day = min(days, default=file.delivered.as_of or fund.as_of)
    if day is None:
        raise InputError(
            f"{file.delivered.source.said}: {file.delivered.source.file} does not say which day it describes, "
            "so its age is unknown",
            where=file.delivered.source.declared(),
            hint="set as_of = YYYY-MM-DD, or map the column of the date to as_of",
        )
    return day


def _net_assets(file: Lines, fund: LookThrough | Benchmark, portfolio: Portfolio, day: date) -> tuple[Decimal, str]:
    """Return a fund's net assets in the base currency, and who says so."""
    source, filed = file.delivered.source, file.delivered.net_assets
    currency = "USD" if source.reader.startswith("sec-") else fund.currency or portfolio.base_currency
    rate: Decimal | None = Decimal(1)
    if fund.net_assets is not None:
        amount, basis, rate = fund.net_assets, "declared", rate_for(portfolio, currency, day)
    elif filed is not None:
        amount, basis, rate = filed * file.scale, "filing", rate_for(portfolio, currency, day)
    else:
        amount, basis = _sum(file.market_value), _SUM
    if rate is None:
        raise InputError(
            f"{source.said}: its net assets are in {currency}, which has no exchange rate near {day}",
            where=source.declared("net_assets"),
            hint="declare [[fx]] with currency, rate, date and source in portfolio.toml, dated within 7 days",
        )
    net_assets = EXACT.multiply(amount, rate)
    if fund.id != BENCHMARK:  # whose values may be weights, exact as they are
        net_assets = round_to(net_assets, CENT)
    if net_assets <= 0:
        raise InputError(
            f"{source.said}: its net assets are {net_assets:,} ({basis}), so a line's part of them means nothing",
            where=source.declared("net_assets"),
            hint='state them with net_assets = "…"',
        )
    return net_assets, basis


def _without_value(file: Lines) -> list[int]:
    """Return the positions of the lines for which no value was delivered."""
    return [position for position, text in enumerate(file.text["market_value"]) if text is None]


def _unpriced(file: Lines) -> list[Finding]:
    """Return a finding for the lines of a fund's file without a value; what they are worth is in the rest."""
    unpriced = _without_value(file)
    if not unpriced:
        return []
    many = "1 line of the fund has" if len(unpriced) == 1 else f"{len(unpriced)} lines of the fund have"
    return [
        Finding(
            "unpriced",
            Severity.WARNING,
            f"{many} no market value; what they are worth is part of what the fund does not disclose.",
            where=file.where(unpriced[0]),
            column=file.headings.get("market_value", file.headings.get("local_value", "")),
            hint="ask for a list with values",
        )
    ]
