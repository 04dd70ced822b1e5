"""What is flagged on money or on a person, and since when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from screener.pipeline.earlier import MadeRun
from screener.pipeline.exceptions import exceptions_of
from screener.tables import TABLES

JUNE, SEPTEMBER, DECEMBER = date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31)


class Runs:
    """Quarters of a fund with one issuer, one line of it, and one line without an identifier."""

    def __init__(self, root):
        self.root, self.last = root, None

    def run(self, as_of, *flags):
        """Make a run whose decisions are (subject, id, outcome) and more; return its exceptions by subject and id."""
        file = f"inputs/{as_of}/a.csv"
        held = [(2, "ticker:DE", "400.00"), (3, f"line:{file}:3", "-50.00"), (4, "ticker:DE", "100.00")]
        rows = {
            "holdings": [
                {"source_file": file, "source_row": row, "account": "Core", "security_name": f"Line {row}",
                 "asset_class": "equity", "asset_class_basis": "test", "currency": "USD",
                 "market_value": Decimal(value), "as_of": as_of}
                for row, _, value in held
            ],
            "holding_positions": [
                {"source_file": file, "source_row": row, "position_id": security, "market_value": Decimal(value)}
                for row, security, value in held
            ],
            "positions": [
                {"position_id": security, "account": "Core", "path": "", "security_id": security, "issuer_id": issuer,
                 "footprint_id": "unknown", "side": "long", "market_value": Decimal(value), "lines": 1,
                 "unpriced_lines": 0}
                for security, issuer, value in (
                    ("ticker:DE", "cik:1", "500.00"), (f"line:{file}:3", None, "-50.00"),
                    ("ticker:DE.short", "cik:1", "-20.00"),
                )
            ],
            "issuers": [{"issuer_id": "cik:1", "issuer_name": "DEERE & CO", "kind": "company"}],
            "decisions": [
                {"rulebook_id": "book", "criterion_id": "c-1", "subject": subject,
                 "subject_id": subject_id.replace("FILE", file), "outcome": outcome, "evidence": "{}",
                 "parameters": "{}", "use": "decision", "describes": describes}
                for subject, subject_id, outcome, describes in ((*flag, False)[:4] for flag in flags)
            ],
        }  # fmt: skip
        tables = {name: TABLES[name].of(content) for name, content in rows.items()}
        found = exceptions_of(tables, self.last, as_of)
        folder = self.root / as_of.isoformat()
        (folder / "tables").mkdir(parents=True)
        pq.write_table(found, folder / "tables" / "exceptions.parquet")
        self.last = MadeRun(folder, "", {"outputs": {"tables/exceptions.parquet": ""}})
        return {(row["subject"], row["subject_id"].replace(file, "FILE")): row for row in found.to_pylist()}


@pytest.fixture
def runs(tmp_path):
    return Runs(tmp_path)


def test_what_is_flagged_again_is_flagged_since_the_first_run(runs):
    """On watch in June, failing in September, still in December: since June. The plan is new in December."""
    runs.run(JUNE, ("issuer", "cik:1", "watch"))
    runs.run(SEPTEMBER, ("issuer", "cik:1", "fail"))
    found = runs.run(DECEMBER, ("issuer", "cik:1", "fail"), ("plan", "fund", "watch"))

    assert found["issuer", "cik:1"]["since"] == JUNE
    assert found["plan", "fund"]["since"] == DECEMBER


def test_what_passed_in_between_begins_anew(runs):
    """Flagged in June, not in September: in December it is flagged since December."""
    runs.run(JUNE, ("issuer", "cik:1", "fail"))
    runs.run(SEPTEMBER, ("issuer", "cik:1", "pass"))

    assert runs.run(DECEMBER, ("issuer", "cik:1", "fail"))["issuer", "cik:1"]["since"] == DECEMBER


def test_a_line_is_followed_by_its_security_and_not_by_its_number(runs):
    """Line 2 of June is line 4 of September in the same account; a line without an identifier cannot be followed."""
    runs.run(JUNE, ("holding", "FILE:2", "fail"), ("holding", "FILE:3", "fail"))
    found = runs.run(SEPTEMBER, ("holding", "FILE:4", "fail"), ("holding", "FILE:3", "fail"))

    assert found["holding", "FILE:4"]["followed_as"] == "Core|ticker:DE"
    assert found["holding", "FILE:4"]["since"] == JUNE
    assert (found["holding", "FILE:3"]["followed_as"], found["holding", "FILE:3"]["since"]) == (None, None)


def test_money_is_gross_and_who_holds_none_has_none(runs):
    """The line is −50, so 50; the issuer is 500 long and 20 short, so 520; a plan holds nothing by itself."""
    found = runs.run(
        JUNE, ("holding", "FILE:3", "fail"), ("issuer", "cik:1", "watch"), ("plan", "fund", "watch"),
    )  # fmt: skip

    assert [(row["subject"], row["market_value"], row["name"]) for row in found.values()] == [
        ("holding", Decimal("50.00"), "Line 3"),
        ("issuer", Decimal("520.00"), "DEERE & CO"),
        ("plan", None, None),
    ]


def test_descriptions_places_and_answers_for_all_are_no_exceptions(runs):
    """That a bank is no manufacturer is no reproach; a place holds no money; ``*`` is nobody in particular."""
    assert runs.run(
        JUNE, ("issuer", "cik:1", "fail", True), ("place", "17031", "fail"), ("manager", "*", "fail"),
    ) == {}  # fmt: skip
