"""The constructed quarters of the demonstration portfolio follow the rule that its README gives."""

from __future__ import annotations

import csv
import re
import tomllib
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[3] / "portfolios" / "illinois-demo"
INPUTS = DEMO / "inputs"
PRICES = {"2024-06-30": lambda n: 82 + 11 * n % 25, "2024-09-30": lambda n: 87 + 7 * n % 21}
SHARES = {
    "2024-06-30": lambda n: 12_000 if n % 10 == 5 else 9_000 if n % 20 == 0 else 10_000,
    "2024-09-30": lambda n: 9_000 if n % 20 == 0 else 10_000,
}
NOT_YET = {"2024-06-30": lambda n: n % 60 == 0 or n % 100 == 0, "2024-09-30": lambda n: n % 100 == 0}
SOLD = {
    "2024-06-30": {"BC": (15_000, 80), "LFUS": (4_000, 250), "MIDD": (12_000, 125)},
    "2024-09-30": {"BC": (15_000, 84), "MIDD": (12_000, 140)},
}
FACTORS = {  # of December's: price, shares
    "2024-06-30": lambda n: (1 + Decimal(5 * n % 11 - 8) / 50, 1 + Decimal(n % 5 - 2) / 20),
    "2024-09-30": lambda n: (1 + Decimal(3 * n % 7 - 4) / 50, 1 + Decimal(n % 5 - 1) / 20),
}
ALSO = {
    "2024-06-30": {"244199105": (2_000, 370), "88579Y101": (3_000, 102)},
    "2024-09-30": {"244199105": (1_000, 415)},
}
SKIPPED = {"2024-06-30": 12, "2024-09-30": 24}


def whole(amount):
    return int(amount.quantize(Decimal(1), ROUND_HALF_EVEN))


def statement(quarter):
    """Return ticker → shares and value of the list of companies."""
    [file] = (INPUTS / quarter).glob("large-us-companies-*.csv")
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.reader(stream) if len(row) == 4 and row[1] == "Common Stock"]
    return {row[0]: (int(row[2].replace(",", "")), Decimal(row[3].replace(",", ""))) for row in rows}


def filing(quarter):
    """Return CUSIP → shares and value of the 13F account."""
    [file] = (INPUTS / quarter).glob("*-13f-*")
    entries = re.findall(r"cusip>(.*?)<.*?value>(\d+)<.*?sshPrnamt>(\d+)<", file.read_text(encoding="utf-8"), re.DOTALL)
    return {cusip: (int(shares), Decimal(value)) for cusip, value, shares in entries}


@pytest.mark.parametrize("quarter", PRICES)
def test_the_list_of_companies_follows_its_rule(quarter):
    december = list(statement("2024-12-31"))
    by_rule = {
        ticker: (SHARES[quarter](n), SHARES[quarter](n) * PRICES[quarter](n))
        for n, ticker in enumerate(december, start=1)
        if not NOT_YET[quarter](n)
    }

    assert statement(quarter) == by_rule | {
        ticker: (shares, shares * price) for ticker, (shares, price) in SOLD[quarter].items()
    }


@pytest.mark.parametrize("quarter", FACTORS)
def test_the_13f_account_follows_its_rule(quarter):
    by_rule = {cusip: (shares, shares * price) for cusip, (shares, price) in ALSO[quarter].items()}
    for n, (cusip, (shares, value)) in enumerate(filing("2024-12-31").items(), start=1):
        price, quantity = FACTORS[quarter](n)
        held = whole(shares * quantity)
        if n % SKIPPED[quarter]:
            by_rule[cusip] = (held, whole(held * (value / shares * price)))

    assert filing(quarter) == by_rule


@pytest.mark.parametrize("quarter", ["2024-06-30", "2024-09-30", "2024-12-31"])
def test_what_a_delivery_states_is_what_its_files_come_to(quarter):
    """Beside the two files of the quarter: 1,685 and 55 lines of filings, 376,129,711.56 and 40,455,026.70."""
    said = tomllib.loads((INPUTS / quarter / "delivery.toml").read_text(encoding="utf-8"))
    listed, filed = statement(quarter), filing(quarter)
    values = [sum(value for _, value in file.values()) for file in (listed, filed)]

    assert (said["input"]["large-us-companies"]["rows"], said["input"]["us-equity-13f"]["rows"]) == (
        len(listed), len(filed),
    )  # fmt: skip
    assert said["expect"]["rows"] == len(listed) + len(filed) + 1685 + 55
    assert Decimal(said["expect"]["market_value"]) == sum(values) + Decimal("376129711.56") + Decimal("40455026.70")
