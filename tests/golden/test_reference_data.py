"""`screener data` as a person uses it, and what a run says of the data it rests on."""

from __future__ import annotations

import json
from pathlib import Path

EXCERPTS = Path(__file__).parents[1] / "data" / "enrich"
SHARE = """\
name = "One share"
state = "IL"

[[input]]
name = "custodian"
path = "inputs/{as_of}/*.csv"
account = "A"
[input.columns]
ticker = "Ticker"
market_value = "Value"
"""


def test_the_list_as_json_is_an_array_with_one_object_a_dataset(command):
    """Whose it is, how old and how licensed stands beside each; a dataset without a copy has nulls."""
    listed = json.loads(command("data", "list", "--json").stdout)
    by_name = {entry["dataset"]: entry for entry in listed}
    tickers = by_name["sec_company_tickers"]

    assert len(by_name) == len(listed)
    assert tickers["publisher"] == "US Securities and Exchange Commission"
    assert (tickers["vintage"], tickers["published"], tickers["rows"]) == ("2026-10", "2026-10-31", 10365)
    assert by_name["osha_300a"]["rows"] is None
    assert by_name["osha_300a"]["vintages"] == []


def test_the_list_for_people_has_a_line_for_every_dataset(command):
    """No line is cut where the output goes to a file."""
    names = [entry["dataset"] for entry in json.loads(command("data", "list", "--json").stdout)]
    printed = command("data", "list").stdout

    assert [name for name in names if not any(line.startswith(f"{name} ") for line in printed.splitlines())] == []


def test_showing_a_dataset_prints_its_traps(command):
    """Whoever leans on it should know first."""
    shown = command("data", "show", "zip_to_county").stdout

    assert "ZIP code in several counties" in shown
    assert "published by 2015-12-31" in shown


def test_showing_an_unknown_dataset_names_the_nearest(command):
    """Exit code 2, with the right word."""
    answer = command("data", "show", "zip_to_countys")

    assert answer.returncode == 2
    assert "did you mean 'zip_to_county'?" in answer.stderr


def test_verify_meets_the_17777_location_quotients_that_bls_published(command):
    """BLS QCEW, fourth quarter of 2016: 17,777 disclosed manufacturing cells; 2,978 of them have a quotient over 3.

    Counted in the publisher's file; the others are 17,777 - 2,978 = 14,799. Each of the 22 industries has such cells.
    """
    answer = command("data", "verify")

    assert answer.returncode == 0, answer.stderr
    assert "a consistency check: of 17,777 manufacturing cells that BLS discloses, 2,978" in answer.stdout
    assert "14,799 of the other 14,799 agree with those published, within rounding" in answer.stdout
    assert "cannot be compared" not in answer.stdout


def test_a_damaged_copy_fails_the_check_with_4(fresh):
    """One byte more is another file."""
    zips = EXCERPTS / "zip_to_county.csv"
    fresh("data", "update", "zip_to_county", "--from", str(zips), "--accept-changes", "--vintage", "2026Q3")
    (copy,) = (fresh.folder / "reference").glob("*.parquet")
    with copy.open("ab") as file:
        file.write(b" ")
    answer = fresh("data", "verify")

    assert answer.returncode == 4
    assert f"{copy.name}: sha256 is" in answer.stderr


def test_a_run_refuses_a_damaged_copy_with_4_and_an_update_mends_it(fresh):
    """What a run says of its sources must be true of what it reads."""
    update = ("data", "update", "zip_to_county", "--from", str(EXCERPTS / "zip_to_county.csv"), "--accept-changes")
    update = (*update, "--vintage", "2026Q3", "--published", "2024-12-01")
    fresh(*update)
    (copy,) = (fresh.folder / "reference").glob("*.parquet")
    copy.write_bytes(b"damaged")
    answer = fresh("run", "kentucky-munis")

    assert answer.returncode == 4
    assert "screener data update zip_to_county --vintage 2026Q3" in answer.stderr
    assert fresh(*update).returncode == 0
    assert fresh("data", "verify").returncode == 0


def test_an_update_says_what_changes(fresh):
    """From 54,147 pairs to the six of the excerpt."""
    zips = EXCERPTS / "zip_to_county.csv"
    answer = fresh("data", "update", "zip_to_county", "--from", str(zips), "--accept-changes", "--vintage", "2026Q3")

    assert answer.returncode == 0, answer.stderr
    assert "54,147 ->              6" in answer.stdout
    assert "kept beside the vintages held" in answer.stdout


def test_an_update_that_moves_the_day_of_publication_says_both_days(fresh):
    """The crosswalk of 2015 ships with the last day of that year; a person who knows better says so."""
    update = ("data", "update", "zip_to_county", "--from", str(EXCERPTS / "zip_to_county.csv"), "--vintage", "2015")
    answer = fresh(*update, "--published", "2015-06-30", "--accept-changes")

    assert "vintage 2015, published by 2015-12-31 -> 2015-06-30" in answer.stdout
    assert "it replaces the copy of that vintage" in answer.stdout


def test_a_run_refuses_later_vintages_where_it_is_told_to_and_writes_nothing(fresh):
    """The SEC's ticker file of October 2026 was not known at the end of 2024."""
    folder = fresh.folder / "portfolios" / "share"
    (folder / "inputs" / "2024-12-31").mkdir(parents=True)
    (folder / "inputs" / "2024-12-31" / "a.csv").write_text("Ticker,Value\nDE,100.00\n", encoding="utf-8")
    (folder / "portfolio.toml").write_text(SHARE, encoding="utf-8")
    answer = fresh("run", "share", "--strict-vintage")

    assert answer.returncode == 2
    assert "reference data are newer than the run's date" in answer.stderr
    assert "rests on it" in answer.stderr
    assert not list((fresh.folder / "reports").rglob("manifest.json"))


def test_a_ledger_changed_by_hand_stops_the_run_with_4(used):
    """Nothing may rest on entries that someone changed."""
    import sqlite3

    with sqlite3.connect(used.folder / "ledger.sqlite") as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE runs SET market_value_cents = 1")
    database.close()
    answer = used("run", "kentucky-munis")

    assert answer.returncode == 4
    assert "the ledger was changed outside the screener" in answer.stderr
