"""The aliases on file: every line says who is meant, since when, and on what it rests."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files

import pytest

from screener.identify.registers.names import aliases
from screener.names import name_key


@pytest.fixture(scope="module")
def lines() -> list[dict[str, str]]:
    text = files("screener.identify.registers").joinpath("aliases.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_every_alias_says_why_and_on_what_it_rests(lines):
    """What nobody looked up says so; nothing is empty."""
    assert [line["alias"] for line in lines if not (line["why"] and line["source"])] == []
    assert "general knowledge, not looked up" in {line["source"] for line in lines}


def test_every_date_of_an_alias_is_a_day_and_no_period_ends_before_it_begins(lines):
    """A year alone is no day: it is told in words, and the cell stays empty."""
    for line in lines:
        first, last = (
            date.fromisoformat(line[name]) if line[name] else None for name in ("effective_from", "effective_to")
        )
        assert first is None or last is None or first <= last, line["alias"]


def test_an_alias_leads_to_one_company_a_day(lines):
    """Two lines of one name must not overlap: the name would lead to nobody."""
    seen: dict[str, list[tuple[str, str]]] = {}
    for line in lines:
        span = (line["effective_from"] or "0001-01-01", line["effective_to"] or "9999-12-31")
        others = seen.setdefault(name_key(line["alias"]), [])
        assert all(span[0] > end or span[1] < start for start, end in others), line["alias"]
        others.append(span)


def test_worthingtons_steel_plants_went_to_worthington_steel():
    """Spun off on 2023-12-01 (Worthington Steel, CIK 1968487); before, the name was Worthington Enterprises' own."""
    found = {
        row["cik"]: (row["relation"], row["effective_from"], row["effective_to"])
        for row in aliases().to_pylist()
        if row["name_key"] == "WORTHINGTON INDUSTRIES"
    }

    assert found == {
        "0000108516": ("former_name", None, date(2023, 11, 30)),
        "0001968487": ("subsidiary", date(2023, 12, 1), None),
    }
