from __future__ import annotations

import re
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest

from screener.report import load, summarise, write_edition
from screener.report.definition import Definition
from screener.report.withhold import Withhold, withhold


@pytest.fixture(scope="module")
def run(illinois: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Return what the example's report was made of."""
    return load(Path(illinois["folder"]))


ACCOUNT = "Core bonds (N-PORT)"


@pytest.fixture(scope="module")
def edition(run: tuple[Any, dict[str, Any]]) -> tuple[Any, dict[str, Any]]:
    """Return the example without codes, one account, one decision, one file and persons."""
    why = {"reason": "Exempt by the example act, section 7"}
    rules = Withhold.model_validate(
        {
            "identifiers": [{"schemes": ["cusip", "isin", "sedol"], **why}],
            "accounts": [{"names": [ACCOUNT], **why}],
            "decisions": [{"names": ["prairie-growth-fund"], **why}],
            "sources": [{"names": ["company_figures/constructed-example.csv"], **why}],
            "people": why,
        }
    )
    return withhold(run[0], run[1], rules)


def _secrets(tables: dict[str, Any]) -> tuple[set[str], set[str], set[Decimal]]:
    """Return the codes of every line; the names and the amounts that only the withheld account has."""
    lines = tables["holdings"].to_pylist()
    shown = [row for row in lines if row["account"] != ACCOUNT]
    codes = {row[scheme] for row in lines for scheme in ("cusip", "isin", "sedol")} - {None}
    positions = tables["positions"].to_pylist()
    issuers = {row["issuer_id"] for row in positions if row["account"] != ACCOUNT}
    issuers |= {row["issuer_id"] for row in tables["benchmark_positions"].to_pylist()}
    names = {row["issuer_name"] for row in tables["issuers"].to_pylist() if row["issuer_id"] not in issuers}
    names |= {row["security_name"] for row in lines if row["issuer_name"] and row["account"] == ACCOUNT}
    public = {
        text
        for name in (
            "identifiers",
            "issuers",
            "issuer_links",
            "facility_owners",
            "establishments",
            "fund_lines",
            "holdings",
        )
        for row in tables[name].to_pylist()
        if row.get("account") != ACCOUNT and row.get("issuer_id", row.get("parent_id")) in {*issuers, None}
        for text in row.values()
    }
    amounts = Counter(abs(row["market_value"]) for row in lines if row["market_value"])
    known = {abs(row["market_value"]) for row in shown if row["market_value"]}
    telling = {amount for amount, number in amounts.items() if number == 1 and amount not in known and amount > 1000}
    owners = {*tables["facility_owners"]["name"].to_pylist(), *tables["facility_owners"]["name_key"].to_pylist()}
    return codes, {name for name in names - public - owners - {None} if len(name) > 8}, telling


def test_no_table_of_an_edition_has_what_is_withheld(run: Any, edition: Any) -> None:
    """Every text and every amount of every table is searched for each code, each name and each amount."""
    codes, names, amounts = _secrets(run[1])
    assert (len(codes) > 1900, len(names) > 100, len(amounts) > 900) == (True, True, True)
    found = []
    for name, table in edition[1].items():
        for field in table.schema:
            values = {value for value in pc.unique(table[field.name]).to_pylist() if value is not None}
            if str(field.type) == "string":
                words = {word for value in values for word in re.findall(r"[A-Za-z0-9*@#]+", value)}
                found += [(name, field.name, code) for code in words & codes]
                found += [(name, field.name, text) for text in values & names]
            elif str(field.type).startswith("decimal"):
                found += [(name, field.name, value) for value in values if abs(value) in amounts]
    assert found == []


def test_no_file_of_an_edition_has_what_is_withheld(
    run: Any, edition: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page, workbook and text files are searched as they are written; the PDF is the page's text, set again."""
    monkeypatch.setattr("screener.report.render_pdf", lambda *_, **__: b"")
    codes, names, amounts = _secrets(run[1])
    about, tables = edition
    write_edition(tmp_path, summarise(tables, about), tables, tables["faults"].to_pylist(), Definition(lines=200))
    with zipfile.ZipFile(tmp_path / "report.xlsx") as book:
        texts = {part: book.read(part).decode() for part in book.namelist() if part.endswith(".xml")}
    texts |= {
        path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.*") if path.suffix in (".html", ".csv")
    }
    money = {f"{amount:,.2f}" for amount in amounts}
    for part, text in texts.items():
        assert codes & set(re.findall(r"[A-Za-z0-9*@#]+", text)) == set(), part
        assert [name for name in names if f">{name}<" in text] == [], part
        assert money & set(re.findall(r"\d[\d,]*\.\d\d", text)) == set(), part
        assert not re.search("prairie.growth", text, re.IGNORECASE), part


def test_the_money_of_an_edition_is_the_runs(run: Any, edition: Any) -> None:
    """1,114,196,583.26 in 2,320 lines, as the portfolio declares; 15 totals stand for the account's 1,685 lines."""
    summary = summarise(edition[1], edition[0])
    assert (summary.delivered.rows, summary.delivered.market_value) == (2320, Decimal("1114196583.26"))
    assert sum(kind.lines for kind in summary.asset_classes) == 2320
    assert summary.headline == summarise(run[1], run[0]).headline
    account = next(thing for thing in summary.withheld if thing["kind"] == "account")
    assert (account["lines"], account["shown"]) == (1685, 15)
