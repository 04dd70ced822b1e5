"""Delivered cells → our columns, as exact values and as the canonical text that is checked.

Nothing is refused here: what cannot be understood stays as delivered, and the checks find it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from screener.findings import Finding, Severity
from screener.ingest import identifiers as ids
from screener.ingest.classify import class_13f, class_nport, class_of_word
from screener.ingest.numbers import (
    CENT,
    EXACT,
    MAX_DIGITS,
    is_null,
    may_be_thousands,
    parse_amount,
    parse_day,
    round_to,
    to_cents,
)
from screener.ingest.readers import columns_of
from screener.ingest.scale import decide_scale
from screener.workspace import BENCHMARK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from screener.ingest.delivered import Delivered
    from screener.workspace import Portfolio

MAX_RATE_AGE_DAYS = 7
"""An exchange rate further than this from the day of the data is refused."""

_EIGHT_PLACES = Decimal("1E-8")
_NPORT_UNITS = {"NS": "SH", "PA": "PRN"}
_CLEANERS: dict[str, Callable[[str], str | None]] = {
    "issuer_name": ids.clean_name,
    "security_name": ids.clean_name,
    "ticker": ids.clean_ticker,
    "cusip": ids.clean_cusip,
    "isin": ids.clean_code,
    "sedol": ids.clean_code,
    "figi": ids.clean_code,
    "lei": ids.clean_code,
    "cik": ids.clean_cik,
    "put_call": ids.clean_put_call,
    "country": ids.clean_word,
    "quantity_type": ids.clean_word,
    "account": ids.clean_text,
    "manager": ids.clean_text,
}

Texts = list[str | None]
Amounts = list[Decimal | None]


_DOUBTFUL = "may have a decimal point or a separator of thousands"


@dataclass(slots=True)
class Lines:
    """The well-formed lines of one file in our columns, one entry a line in each list."""

    delivered: Delivered
    headings: dict[str, str]
    """Our column → heading of the file."""
    text: dict[str, Texts] = field(default_factory=dict)
    """Our column → canonical text; what could not be understood as delivered; None where nothing was."""
    local_value: Amounts = field(default_factory=list)
    market_value: Amounts = field(default_factory=list)
    """In the base currency; None where unpriced, unreadable or without a rate."""
    unrounded: Amounts = field(default_factory=list)
    """In the delivered currency, before rounding to the cent: what a custodian's total adds up."""
    quantity: Amounts = field(default_factory=list)
    fx_rate: Amounts = field(default_factory=list)
    as_of: list[date] = field(default_factory=list)
    refused: dict[tuple[str, int], str] = field(default_factory=dict)
    """Our column and position of an amount that was not read → why, in words that follow "the amount …"."""
    scale: Decimal = Decimal(1)
    findings: list[Finding] = field(default_factory=list)

    def where(self, position: int) -> str:
        """Return ``file:line`` of a line."""
        return f"{self.delivered.source.file}:{self.delivered.source_rows[position]}"


def interpret(delivered: Delivered, portfolio: Portfolio, as_of: date) -> Lines:
    """Return the lines of a file in our columns.

    Parameters
    ----------
    delivered : Delivered
    portfolio : Portfolio
        For its base currency and exchange rates.
    as_of : date
        Date of the run; that of the data where neither file nor input says one.
    """
    lines = Lines(delivered, columns_of(delivered.source, delivered.headings))
    for name, clean in _CLEANERS.items():
        mapped = name in lines.headings
        lines.text[name] = [clean(cell) for cell in _cells(lines, name)] if mapped else [None] * len(delivered.rows)
    entry = delivered.source.input
    lines.text["account"] = [text or entry.account for text in lines.text["account"]]
    lines.text["manager"] = [text or entry.manager for text in lines.text["manager"]]
    countries = lines.text["country"]
    states = zip(_cells(lines, "state"), countries, strict=True)
    lines.text["state"] = [ids.clean_state(cell, country) for cell, country in states]
    if delivered.source.reader == "sec-nport":
        lines.text["quantity_type"] = [_NPORT_UNITS.get(kind or "", kind) for kind in lines.text["quantity_type"]]
    _restore_zeros(lines)
    _read_currency(lines, portfolio.base_currency)
    _read_days(lines, as_of)
    _read_amounts(lines, portfolio, as_of)
    _classify(lines)
    return lines


def _cells(lines: Lines, name: str) -> list[str]:
    return lines.delivered.column(lines.headings.get(name))


def _restore_zeros(lines: Lines) -> None:
    codes = lines.text["cusip"]
    for position, code in ids.restore_zeros(codes).items():
        lines.findings.append(
            Finding(
                "cusip-leading-zeros",
                Severity.INFO,
                f"The CUSIP was read as {code}: with its leading zeros restored, its check digit is right.",
                where=lines.where(position),
                column=lines.headings["cusip"],
                value=_cells(lines, "cusip")[position],
                hint="ask for the column to be delivered as text",
            )
        )
        codes[position] = code


def _read_currency(lines: Lines, base: str) -> None:
    """Fill the currency: the line's own, else the input's, else the base; SEC filings state values in US dollars."""
    source = lines.delivered.source
    default = "USD" if source.reader.startswith("sec-") else source.input.currency or base
    lines.text["currency"] = [ids.clean_word(cell) or default for cell in _cells(lines, "currency")]


def _read_days(lines: Lines, run_date: date) -> None:
    """Fill the date of the data: the line's own, else the file's, else the input's, else the run's."""
    entry = lines.delivered.source.input
    default = lines.delivered.as_of or entry.as_of or run_date
    texts: Texts = []
    for cell in _cells(lines, "as_of"):
        try:
            day = parse_day(cell, entry.date_format) or default
        except ValueError:
            day = None
        texts.append(day.isoformat() if day else cell.strip())
        lines.as_of.append(day or default)
    lines.text["as_of"] = texts


def _read_amounts(lines: Lines, portfolio: Portfolio, run_date: date) -> None:
    """Fill quantity, value in the delivered currency, exchange rate and value in the base currency."""
    currencies = lines.text["currency"]
    both = "market_value" in lines.headings and "local_value" in lines.headings
    name = "local_value" if both or "market_value" not in lines.headings else "market_value"
    checked = "local_value" if both else "market_value"
    local = _amounts(lines, name, currencies, checked)
    # Fund shares have three decimals as a rule; only a file whose values are in doubt puts its quantities in doubt.
    in_doubt = _DOUBTFUL in lines.refused.values()
    quantity = _amounts(lines, "quantity", [None] * len(currencies), "quantity", guard=in_doubt)
    kinds = [kind or "SH" for kind in lines.text["quantity_type"]]
    lines.scale, findings = decide_scale(lines.delivered, local, quantity, kinds, run_date)
    lines.findings += findings
    lines.quantity = _rounded(lines, quantity, _EIGHT_PLACES, "quantity")
    _state(lines, "quantity", lines.quantity, "quantity")
    lines.unrounded = _times(local, [lines.scale] * len(local))
    lines.local_value = _rounded(lines, lines.unrounded, CENT, name)
    lines.text["local_value"] = [None] * len(currencies)
    _state(lines, name, lines.local_value, checked)
    if both:
        base = _amounts(lines, "market_value", [portfolio.base_currency] * len(currencies), "market_value")
        scaled = _times(base, [lines.scale] * len(base))
        lines.market_value = _rounded(lines, scaled, CENT, "market_value")
        _state(lines, "market_value", lines.market_value, "market_value")
        lines.fx_rate = [None] * len(currencies)
        lines.text["fx_rate"] = ["1"] * len(currencies)
    else:
        lines.fx_rate = [rate_for(portfolio, c or "", day) for c, day in zip(currencies, lines.as_of, strict=True)]
        lines.text["fx_rate"] = [None if rate is None else f"{rate:f}" for rate in lines.fx_rate]
        converted = _times(lines.local_value, lines.fx_rate)
        exact = lines.delivered.source.table == BENCHMARK
        lines.market_value = [value if exact or value is None else to_cents(value) for value in converted]
        _refuse_overgrown(lines, lines.market_value, "market_value")


def _amounts(lines: Lines, name: str, currencies: Texts, checked: str, *, guard: bool = True) -> Amounts:
    """Return the amount of each cell of a column; None where it states none, or where it is refused."""
    entry, cells = lines.delivered.source.input, _cells(lines, name)
    typed = lines.delivered.source.reader not in ("csv", "tsv")
    doubtful = may_be_thousands(set(cells), typed=typed) if guard and entry.decimal is None else set()
    amounts: Amounts = []
    for position, (cell, currency) in enumerate(zip(cells, currencies, strict=True)):
        amount = None
        try:
            amount = parse_amount(cell, currency, entry.decimal or ".")
        except ValueError as error:
            lines.refused[checked, position] = str(error)
        if cell in doubtful:
            amount = None
            lines.refused[checked, position] = _DOUBTFUL
        amounts.append(amount)
    return amounts


def _times(amounts: Amounts, factors: Sequence[Decimal | None]) -> Amounts:
    """Return exact products; None where either is unknown."""
    pairs = zip(amounts, factors, strict=True)
    return [None if a is None or factor is None else EXACT.multiply(a, factor) for a, factor in pairs]


def _state(lines: Lines, name: str, amounts: Amounts, checked: str) -> None:
    """Fill the text that is checked: the canonical amount, null where nothing was delivered, else what fails."""
    pairs = zip(amounts, _cells(lines, name), strict=True)
    lines.text[checked] = [
        f"{amount:f}" if amount is not None else None if is_null(cell) else f"refused: {cell}" for amount, cell in pairs
    ]
    _refuse_overgrown(lines, amounts, checked)


def _refuse_overgrown(lines: Lines, amounts: Amounts, checked: str) -> None:
    """Refuse amounts that have outgrown the tables by their scale or their exchange rate."""
    for position, amount in enumerate(amounts):
        if amount and amount.adjusted() >= MAX_DIGITS:
            lines.refused[checked, position] = f"comes to {amount:f}, which is too large"
            lines.text[checked][position] = f"refused: {amount:f}"
            amounts[position] = None


def _rounded(lines: Lines, amounts: Amounts, unit: Decimal, name: str) -> Amounts:
    """Return amounts rounded half-even, and keep one finding that says how many and how much."""
    if unit == CENT and lines.delivered.source.table == BENCHMARK:
        return list(amounts)  # only ratios count: its list is scaled up, so that no digit is lost (funds.py)
    rounded = [None if amount is None else round_to(amount, unit) for amount in amounts]
    differences = [
        after - before
        for before, after in zip(amounts, rounded, strict=True)
        if before is not None and after is not None
    ]
    changed = [difference for difference in differences if difference]
    if changed:
        what = "cent" if unit == CENT else "eighth decimal place"
        many = f"{len(changed)} values were" if len(changed) > 1 else "1 value was"
        lines.findings.append(
            Finding(
                "value-rounded",
                Severity.INFO,
                f"{many} rounded half-even to the {what}; in all {sum(changed, Decimal(0)).normalize():+f}.",
                where=lines.delivered.source.file,
                column=lines.headings.get(name, ""),
                rows=len(changed),
            )
        )
    return rounded


def rate_for(portfolio: Portfolio, currency: str, day: date) -> Decimal | None:
    """Return base currency per unit of a currency: 1 for the base, else the declared rate nearest in date.

    None where no rate is declared within `MAX_RATE_AGE_DAYS` of the day.
    """
    if currency == portfolio.base_currency:
        return Decimal(1)
    rates = [rate for rate in portfolio.fx if rate.currency == currency]
    nearest = min(rates, key=lambda rate: (abs((rate.date - day).days), rate.date), default=None)
    if nearest is None or abs((nearest.date - day).days) > MAX_RATE_AGE_DAYS:
        return None
    return nearest.rate


def _classify(lines: Lines) -> None:
    """Fill the asset class and what it was read from."""
    reader = lines.delivered.source.reader
    classify = {"sec-13f": _classes_13f, "sec-nport": _classes_nport}.get(reader, _classes_declared)
    classes = classify(lines)
    lines.text["asset_class"] = [found for found, _ in classes]
    lines.text["asset_class_basis"] = [basis for _, basis in classes]


def _classes_13f(lines: Lines) -> list[tuple[str, str]]:
    columns = (lines.text[name] for name in ("issuer_name", "security_name", "put_call", "quantity_type"))
    rows = zip(*columns, strict=True)
    return [class_13f(issuer or "", title or "", put_call, kind or "") for issuer, title, put_call, kind in rows]


def _classes_nport(lines: Lines) -> list[tuple[str, str]]:
    delivered = lines.delivered
    names = ("assetCat", "assetConditional/@desc", "issuerCat", "issuerConditional/@desc")
    derivative_of = [""] * len(delivered.rows)
    for position, heading in enumerate(delivered.headings):
        kind = heading.split("/")[1] if heading.startswith("derivativeInfo/") else ""
        for number, row in enumerate(delivered.rows):
            if kind and row[position]:
                derivative_of[number] = derivative_of[number] or kind
    rows = zip(*(delivered.column(name) for name in names), derivative_of, strict=True)
    return [
        class_nport(
            asset or ("OTHER" if asset_desc else ""),
            issuer or ("OTHER" if issuer_desc else ""),
            asset_desc or issuer_desc,
            kind,
        )
        for asset, asset_desc, issuer, issuer_desc, kind in rows
    ]


def _classes_declared(lines: Lines) -> list[tuple[str, str]]:
    """Return the class the file or the portfolio declares; a put or call is an option where neither says anything."""
    entry = lines.delivered.source.input
    classes = []
    for word, put_call in zip(_cells(lines, "asset_class"), lines.text["put_call"], strict=True):
        if not is_null(word):
            classes.append(class_of_word(word, entry.asset_classes))
        elif entry.asset_class:
            classes.append((entry.asset_class, "portfolio.toml: asset_class of the input"))
        elif put_call:
            classes.append(("option", f"put or call: {put_call!r}"))
        else:
            classes.append(("unknown", "not stated"))
    return classes
