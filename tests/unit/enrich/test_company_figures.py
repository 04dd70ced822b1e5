"""Figures of whole companies: what a line may say, every fault at once, and which figure counts on a date."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from screener.engine import open_engine, read_step
from screener.enrich import doubts
from screener.enrich.own.company_figures import SCHEMA, read_company_figures
from screener.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from screener.findings import Finding

HEADER = (
    "issuer,as_of,published,currency,enterprise_value,enterprise_value_basis,market_capitalisation,revenue,emissions,"
    "emissions_score,source"
)
FILE = "company_figures/figures.csv"


def a_file(root: Path, *lines: str, header: str = HEADER, currency: str = "USD") -> Path:
    """Write figures into the folder of a portfolio in a base currency, and return the folder."""
    folder = root / "portfolios" / "mine"
    (folder / "company_figures").mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    lines_of_toml = [
        'name = "Mine"',
        'state = "IL"',
        f'base_currency = "{currency}"',
        "[[input]]",
        'name = "a"',
        'path = "inputs/a.csv"',
        'account = "A"',
    ]
    (folder / "portfolio.toml").write_text("\n".join(lines_of_toml), encoding="utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    """Return the faults that reading a portfolio's figures raises, one a line."""
    with pytest.raises(InputError) as raised:
        read_company_figures(folder)
    return [line.strip() for line in raised.value.message.splitlines()[1:]]


def test_a_portfolio_without_a_folder_has_no_figures(tmp_path: Path) -> None:
    """The folder is optional."""
    given = read_company_figures(tmp_path)

    assert (given.table.num_rows, given.files) == (0, {})


def test_a_line_is_one_row_a_figure(tmp_path: Path) -> None:
    """Published on the day it describes where nothing is said; thousands separators; a CIK of ten digits."""
    folder = a_file(tmp_path, '18230,2023-12-31,,USD,"200,000,000,000.50",evic,,,1500000,2,Form 10-K')
    given = read_company_figures(folder)
    shared = {
        "source_file": FILE,
        "source_row": 2,
        "issuer": "0000018230",
        "as_of": date(2023, 12, 31),
        "published": date(2023, 12, 31),
        "source": "Form 10-K",
    }
    value = {"figure": "enterprise_value", "value": Decimal("200000000000.5"), "basis": "evic"}
    emissions = {"figure": "emissions", "value": Decimal(1500000), "data_quality_score": 2}

    assert given.table.to_pylist() == [
        {**shared, **value, "data_quality_score": None},
        {**shared, **emissions, "basis": None},
    ]
    assert given.files == {FILE: hashlib.sha256((folder / FILE).read_bytes()).hexdigest()}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (
            "18230,2023-12-31,,EUR,,,,5,,,x",
            "column 'currency': 'EUR' is not USD, the portfolio's; convert it, and say how in the source",
        ),
        ("18230,2023-12-31,,,,,,5,,,x", "column 'currency' is empty; revenue needs it"),
        ("18230,2023-12-31,,USD,9,,,,,,x", "column 'enterprise_value_basis' is empty; enterprise_value needs it"),
        ("18230,2023-12-31,,,,,,,5,,x", "column 'emissions_score' is empty; emissions needs it"),
        ("18230,2023-12-31,,,,,,,5,12,x", "column 'emissions_score': '12' is none of 1, 2, 3, 4, 5"),
        ("18230,2023-12-31,,USD,9,ev,,,,,x", "column 'enterprise_value_basis': 'ev' is none of evic, equity_and_debt"),
        (
            "18230,2023-12-31,,,,,,,,,x",
            "the line gives no figure; fill in enterprise_value, revenue, emissions, or some of them",
        ),
        (
            "18230,2023-12-31,,USD,0,evic,,,,,x",
            "column 'enterprise_value': nothing can be a part of zero; leave it empty where it is unknown",
        ),
        (
            "18230,2023-12-31,,USD,90,evic,100,,,,x",
            (
                "column 'enterprise_value': 90 is less than the market capitalisation, 100; EVIC is that plus debt and "
                "minority interests, and cash is not deducted"
            ),
        ),
        (
            "18230,2023-12-31,,USD,,,,-5,,,x",
            (
                "column 'revenue': '-5' is not of the form expected: a number that is not negative, in whole units, "
                "such as 1250000000 or 1,250,000,000.00"
            ),
        ),
        (
            "18230,2023-12-31,2023-06-30,USD,,,,5,,,x",
            "column 'published': 2023-06-30 is before 2023-12-31, the day that it describes",
        ),
        (
            "18230,2023-12-31,31.1.24,USD,,,,5,,,x",
            "column 'published': '31.1.24' is no calendar date; write YYYY-MM-DD",
        ),
        (
            "Caterpillar,2023-12-31,,USD,,,,5,,,x",
            (
                "column 'issuer': 'Caterpillar' is not what was expected: a CIK, a LEI with valid check digits, or an "
                "issuer id such as cik:0000066740"
            ),
        ),
        ("18230,2023-12-31,,USD,,,,5,,,", "column 'source' is empty"),
    ],
)
def test_a_fault_says_where_and_what(tmp_path: Path, line: str, fault: str) -> None:
    """Each with its file and line."""
    assert faults(a_file(tmp_path, line)) == [f"{FILE}:2: {fault}"]


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    """Two of one line, and one of the next; the third line is right."""
    lines = ["18230,2023-12-31,,USD,-1,ev,,,,,x", "18230,2023-13-31,,USD,,,,5,,,x", "18230,2023-12-31,,USD,,,,5,,,x"]
    found = faults(a_file(tmp_path, *lines))

    assert [fault.split(": ")[0] for fault in found] == [f"{FILE}:2", f"{FILE}:2", f"{FILE}:3"]


def test_one_figure_of_one_day_is_said_once(tmp_path: Path) -> None:
    """Revenue stands twice, published on one day; a later publication and another figure are no repeats."""
    lines = [
        "18230,2023-12-31,,USD,,,,5,,,x",
        "0000018230,2023-12-31,,USD,,,,6,,,x",
        "18230,2023-12-31,2024-05-01,USD,,,,7,,,x",
        "18230,2023-12-31,,,,,,,5,1,x",
    ]

    assert faults(a_file(tmp_path, *lines)) == [f"{FILE}:3: revenue of this issuer and day stands in {FILE}:2 already"]


def test_figures_are_in_the_portfolios_currency(tmp_path: Path) -> None:
    """A portfolio in euros takes euros."""
    given = read_company_figures(a_file(tmp_path, "18230,2023-12-31,,eur,,,,5,,,x", currency="EUR"))

    assert given.table["value"].to_pylist() == [Decimal(5)]


def said(row: int, figure: str, as_of: date, published: date, issuer: str = "0000000001") -> dict[str, Any]:
    """Return one figure of a file, whose value is the number of its line."""
    return {
        "source_file": FILE,
        "source_row": row,
        "issuer": issuer,
        "figure": figure,
        "value": Decimal(row),
        "as_of": as_of,
        "published": published,
        "source": "x",
    }


def standings(*rows: dict[str, Any], known_at: date = date(2024, 12, 31)) -> tuple[dict[int, str], list[Finding]]:
    """Return line → whether its figure counts in a run of the end of 2024, and the findings about them."""
    engine = open_engine()
    issuers = [{"issuer_id": "cik:0000000001", "cik": "0000000001", "lei": "5493001KJTIIGC8Y1R12"}]
    engine.load("identified_issuers", pa.Table.from_pylist(issuers))
    engine.load("vintages", pa.table({"run_as_of": [date(2024, 12, 31)], "known_at": [known_at]}))
    engine.load("user_company_figures", pa.Table.from_pylist(list(rows), SCHEMA))
    engine.run(read_step("screener.enrich", "company_figures"))
    for table in ("_doubts", "_headquarters_doubts"):
        engine.load(table, pa.table({"code": pa.array([], pa.string())}))
    engine.load("_user_sites", pa.table({"standing": pa.array([], pa.string())}))
    found = {row["source_row"]: row["standing"] for row in engine.fetch("company_figures").to_pylist()}
    return found, doubts.findings(engine)


def test_the_newest_of_each_figure_counts() -> None:
    """Revenue of 2023 in two publications, the second a restatement; emissions of 2022 are the newest there are."""
    found, findings = standings(
        said(2, "revenue", date(2022, 12, 31), date(2023, 2, 1)),
        said(3, "revenue", date(2023, 12, 31), date(2024, 2, 1)),
        said(4, "revenue", date(2023, 12, 31), date(2024, 6, 1), "5493001KJTIIGC8Y1R12"),
        said(5, "emissions", date(2022, 12, 31), date(2023, 9, 1)),
        said(6, "revenue", date(2023, 12, 31), date(2025, 1, 1)),
        said(7, "emissions", date(2023, 12, 31), date(2023, 12, 31), "cik:0000000009"),
    )

    assert found == {
        2: "superseded",
        3: "superseded",
        4: "used",
        5: "used",
        6: "after the date",
        7: "issuer not held",
    }
    assert [(finding.code, finding.rows) for finding in findings] == [("company-figure-not-used", 4)]
    assert findings[0].message == (
        "4 figures of the portfolio's own figures of companies not used: 1 of issuers that are not held, 1 of a date "
        f"after the run's or known later, 2 replaced by newer ones ({FILE}:2, {FILE}:3, {FILE}:6, {FILE}:7)"
    )


def test_what_was_published_by_another_day_is_known_on_it() -> None:
    """Known at the end of January 2025, the figure of that month counts; one of the year after the run never does."""
    found, _ = standings(
        said(2, "revenue", date(2023, 12, 31), date(2024, 2, 1)),
        said(3, "revenue", date(2024, 12, 31), date(2025, 1, 20)),
        said(4, "revenue", date(2025, 1, 15), date(2025, 1, 20)),
        known_at=date(2025, 1, 31),
    )

    assert found == {2: "superseded", 3: "used", 4: "after the date"}


def test_an_old_figure_is_used_and_said() -> None:
    """24 months before 31 December 2024 is 31 December 2022: that day is not old, the day before is."""
    found, findings = standings(
        said(2, "revenue", date(2022, 12, 31), date(2023, 2, 1)),
        said(3, "enterprise_value", date(2022, 12, 30), date(2023, 2, 1)),
    )

    assert set(found.values()) == {"used"}
    assert [(finding.code, finding.where, finding.rows) for finding in findings] == [
        ("company-figure-old", f"{FILE}:3", 1)
    ]
