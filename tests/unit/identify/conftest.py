"""Holdings and small reference tables in the layout of the shipped ones; the lines are constructed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from screener.engine import open_engine
from screener.identify import run
from screener.names import legal_form, name_key
from screener.tables import HOLDINGS

TICKERS = [
    ("0000320193", "AAPL", "Apple Inc."),
    ("0001067983", "BRK-B", "BERKSHIRE HATHAWAY INC"),
    ("0001067983", "BRK-A", "BERKSHIRE HATHAWAY INC"),
    ("0001035002", "VLO", "VALERO ENERGY CORP/TX"),
    ("0000732717", "T", "AT&T INC."),
    ("0001403161", "V", "VISA INC."),
    ("0001823945", "OWL", "BLUE OWL CAPITAL INC."),
    ("0001655888", "OBDC", "Blue Owl Capital Corp"),
    ("0001222333", "GLD", "SPDR GOLD TRUST"),
    ("0000789019", "MSFT", "MICROSOFT CORP"),
    ("0001063761", "SPG", "SIMON PROPERTY GROUP INC /DE/"),
    ("0001535628", "CIXPF", "CaixaBank/ADR"),
    ("0000310522", "FNMA", "FEDERAL NATIONAL MORTGAGE ASSOCIATION FANNIE MAE"),
    ("0001026214", "FMCC", "FEDERAL HOME LOAN MORTGAGE CORP"),
]
LISTED = [
    ("037833100", "APPLE INC", "COM"),
    ("91913Y100", "VALERO ENERGY CORP", "COM"),
    ("69121K104", "BLUE OWL CAPITAL CORPORATION", "COM"),
    ("78463V107", "SPDR GOLD TR", "GOLD SHS"),
]
ENTITIES = [("549300Z40J86GGSTL398", "AT&T INC.", "US")]


def a_holding(**changes):
    """Return one equity line of USD 100.00; row numbers are given by `identified`."""
    line = {
        "source_file": "h.csv",
        "account": "main",
        "asset_class": "equity",
        "asset_class_basis": "column",
        "currency": "USD",
        "market_value": Decimal("100.00"),
        "as_of": date(2024, 12, 31),
    }
    return {**line, **changes}


class Identified:
    """The tables and findings that the stage makes of some lines."""

    def __init__(self, *lines):
        self.engine = open_engine()
        rows = [{"source_row": number, **line} for number, line in enumerate(lines, start=2)]
        self.engine.load("holdings", HOLDINGS.of(rows))
        self.engine.load("ref_sec_company_tickers", _keyed(["cik", "ticker", "name"], TICKERS, "name"))
        self.engine.load(
            "ref_sec_13f_list", _keyed(["cusip", "issuer_name", "issuer_description"], LISTED, "issuer_name")
        )
        self.engine.load("ref_gleif_names", _keyed(["lei", "legal_name", "country"], ENTITIES, "legal_name"))
        self.findings = run(self.engine, progress=lambda _: None)

    def rows(self, table):
        """Return a table as dictionaries."""
        return self.engine.fetch(table).to_pylist()

    def match(self):
        """Return the only match."""
        (match,) = self.rows("matches")
        return match

    def position(self):
        """Return the only position."""
        (position,) = self.rows("positions")
        return position

    def found(self, code):
        """Return the findings of one code."""
        return [finding for finding in self.findings if finding.code == code]


def _keyed(columns, rows, name):
    dicts = [dict(zip(columns, row, strict=True)) for row in rows]
    return pa.Table.from_pylist(
        [{**row, "name_key": name_key(row[name]), "legal_form": legal_form(row[name])} for row in dicts]
    )


@pytest.fixture
def identified():
    """Return a function: lines → `Identified`."""
    return Identified


@pytest.fixture
def holding():
    """Return a function that makes one line."""
    return a_holding
