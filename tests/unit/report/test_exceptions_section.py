"""What has to be chased: what counts until when, what is overdue, and every watch and fail on money or on a person."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from screener.report import CriterionInfo, RulebookInfo, summarise
from screener.report.exceptions import expiry
from screener.report.page import render_page
from screener.rulebook import load_rulebooks
from screener.rulebook.uses import age_limits
from screener.tables import TABLES

CRITERIA = Path(__file__).parents[3] / "criteria"
RUN = date(2024, 12, 31)


class Fund:
    """The tables of the example, with what a test puts into them; the run's date is 31 December 2024."""

    def __init__(self, example: Any) -> None:
        self.example, self.about = example, example.about
        names = ("exceptions", "decisions", "attestations", "look_throughs", "company_figures", "findings")
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in names}

    def flag(self, subject_id: str, outcome: str, value: str | None = None, **more: Any) -> Fund:
        """Flag an issuer, by a criterion of a rulebook that nobody described."""
        key = {"rulebook_id": "book", "criterion_id": "c-1", "subject": "issuer", "subject_id": subject_id}
        money = None if value is None else Decimal(value)
        self.rows["exceptions"].append({**key, "outcome": outcome, "market_value": money, "since": RUN, **more})
        return self.decide(subject_id, outcome, more.pop("evidence", "{}"), "{}", subject="issuer")

    def decide(self, subject_id: str, outcome: str, evidence: str, parameters: str, subject: str = "plan") -> Fund:
        """Decide a criterion."""
        row = {"rulebook_id": "book", "criterion_id": "c-1", "subject": subject, "subject_id": subject_id}
        said = {"evidence": evidence, "parameters": parameters, "use": "decision", "describes": False}
        self.rows["decisions"].append({**row, **said, "outcome": outcome})
        return self

    def attest(self, fact: str, as_of: date) -> Fund:
        """Attest a fact of the plan that the example's rulebooks declare."""
        row = {"subject": "plan", "subject_id": "example", "fact": fact, "as_of": as_of, "published": as_of}
        line = len(self.rows["attestations"]) + 2
        self.rows["attestations"].append(
            {"source_file": "a.csv", "source_row": line, "document": "d", "value": 1.0, **row}
        )
        return self

    def asks(self, parameter: str, *, is_inclusive: bool = True) -> list[str]:
        """Let the criterion c-1 ask how old the example's first fact is; return the fact."""
        [first, *others] = self.example.about.rulebooks
        fact = first.facts[0].name
        asking = CriterionInfo(
            "c-1", "Asks", "", "plan", "", "unverified", "plan", ages=((fact, parameter, is_inclusive),)
        )
        book = RulebookInfo("book", "A book", (asking,), first.facts)
        self.about = replace(self.example.about, rulebooks=(first, *others, book))
        return [fact]

    @property
    def tables(self) -> dict[str, Any]:
        """The example's tables with these rows instead of their own."""
        return self.example.tables | {name: TABLES[name].of(rows) for name, rows in self.rows.items()}

    def found(self) -> Any:
        """Return what has to be chased."""
        return summarise(self.tables, self.about).exceptions

    def section(self) -> Any:
        """Return the section of the page."""
        page = render_page(summarise(self.tables, self.about), self.tables, self.example.faults)
        [section] = html.fromstring(page).xpath("//section[@id='exceptions']")
        return section


@pytest.fixture
def fund(example: Any) -> Fund:
    return Fund(example)


def test_the_words_that_a_rule_lets_expire_are_due_on_their_last_day(fund: Fund) -> None:
    """A word of 30 June 2023 and 24 months: no more than 24 whole ones until 29 July 2025. No rule asks the other."""
    [asked] = fund.asks("evidence_age")
    other = fund.example.about.rulebooks[0].facts[1].name
    fund.attest(asked, date(2023, 6, 30)).attest(other, date(2020, 1, 1))
    fund.decide("example", "pass", "{}", '{"evidence_age":24,"another_age":6}')

    found = fund.found()

    [due] = found.due
    assert (due.kind, due.as_of, due.until, due.is_overdue) == (
        "attested fact", date(2023, 6, 30), date(2025, 7, 29), False,
    )  # fmt: skip
    assert found.without_end == 1


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2024, 6, 30), 24, date(2026, 7, 29)),
        (date(2023, 5, 31), 24, date(2025, 6, 30)),  # there is no 31 June: 25 months are full on 1 July
        (date(2024, 2, 29), 11, date(2025, 2, 28)),  # nor a 29 February in 2025
        (date(2023, 12, 1), 0, date(2023, 12, 31)),
    ],
)
def test_a_word_counts_while_its_age_in_whole_months_is_not_above_the_limit(day: date, months: int, last: date) -> None:
    assert expiry(day, months) == last


def test_what_is_overdue_comes_first(fund: Fund) -> None:
    """A stale file has no day; the list of 30 June was good for 100 days, to 8 October; figures for 24 months."""
    file = {"source_file": "f.csv", "source_row": 2, "figure": "revenue", "value": Decimal(1), "source": "s"}
    fund.rows["company_figures"] += [
        {
            **file,
            "issuer_id": name,
            "as_of": date(2022, 12, 31),
            "published": RUN,
            "is_old": False,
            "standing": standing,
        }
        for name, standing in (("cik:A", "used"), ("cik:B", "used"), ("cik:C", "superseded"))
    ]
    fund.rows["look_throughs"].append(
        dict.fromkeys(("path", "security_id", "fund_id", "source_file", "sha256", "net_assets_basis"), "VTI")
        | {"fund_name": "Total market", "as_of": date(2024, 6, 30), "age_days": 184, "max_age_days": 100}
        | {"is_stale": True, "net_assets": Decimal(1), "fund_lines": 1, "disclosed_share": 1.0, "lines": 1}
        | {"market_value": Decimal(1), "undisclosed_value": Decimal(0)}
    )
    fund.rows["findings"].append(
        {"code": "stale-input", "severity": "warning", "message": "Old.", "where": "b.xml", "column": "", "value": "",
         "hint": "", "rows": 1}
    )  # fmt: skip
    due = fund.found().due

    assert [(entry.name, entry.until, entry.is_overdue) for entry in due] == [
        ("Old.", None, True),
        ("Total market", date(2024, 10, 8), True),
        ("2 figures of companies", RUN, False),
    ]


def test_fails_come_before_watches_and_the_most_money_first(fund: Fund) -> None:
    """Unknown money is no zero: it is printed as unknown, after what is known."""
    fund.flag("cik:A", "watch", "900.00").flag("cik:B", "fail").flag("cik:C", "fail", "10.00")

    assert [(flag.subject_id, flag.outcome) for flag in fund.found().flags] == [
        ("cik:C", "fail"), ("cik:B", "fail"), ("cik:A", "watch"),
    ]  # fmt: skip
    cells = [row.xpath("string(td[3])") for row in fund.section().xpath(".//table[last()]/tbody/tr")]
    assert cells == ["10", "unknown", "900"]


def test_flags_of_two_rulebooks_stand_in_one_order_and_their_criteria_are_counted(fund: Fund) -> None:
    """Criterion c-1 of two rulebooks flags A, and that of one B as well: three entries of two criteria."""
    fund.flag("cik:B", "fail", "1.00").flag("cik:A", "fail", "1.00").flag("cik:A", "fail", "1.00")
    for name in ("exceptions", "decisions"):
        fund.rows[name][-1] |= {"rulebook_id": "a-book"}

    found = fund.found()

    assert [(flag.subject_id, flag.rulebook) for flag in found.flags] == [
        ("cik:A", "a-book"), ("cik:A", "book"), ("cik:B", "book"),
    ]  # fmt: skip
    assert found.criteria == 2
    said = " ".join(fund.section().text_content().split())
    assert "3 entries on money or on a person, below: one for each subject and criterion, of 2 criteria in all" in said


def test_a_flag_names_what_it_rests_on(fund: Fund) -> None:
    """Four facts in words, a missing one left out, the others counted; numbers to four digits."""
    evidence = '{"a_fact":true,"gone":null,"b":0.123456,"c":"claimed","d":2.0,"e":1,"f":false}'
    fund.flag("cik:A", "fail", "1.00")
    fund.rows["decisions"][-1]["evidence"] = evidence

    assert fund.found().flags[0].evidence == "a fact yes; b 0.1235; c claimed; d 2; and 2 more"


def test_the_section_says_that_no_waiver_can_be_recorded(fund: Fund) -> None:
    """Nothing on file: the section still says what is not there, and that nothing is excused."""
    text = " ".join(fund.section().text_content().split())

    assert "No waiver is on file." in text
    assert "cannot record one yet, so nothing on this list is excused" in text
    assert "On watch or failing: no holding, issuer, manager, candidate or plan." in text
    assert fund.section().xpath(".//table") == []


def test_nothing_is_dropped_where_the_page_prints_the_first(fund: Fund) -> None:
    """101 flags: 100 rows, and the caption says of how many."""
    for number in range(101):
        fund.flag(f"cik:{number:03}", "watch", "1.00")
    table = fund.section().xpath(".//table[caption[contains(., 'Watches and fails')]]")[0]

    assert len(table.xpath("tbody/tr")) == 100
    assert "The first 100 of 101 are printed; the table exceptions holds all." in table.xpath("string(caption)")


def test_every_age_that_a_rulebook_asks_for_has_a_limit_that_is_found() -> None:
    """Written otherwise than ``age_of(fact) <= parameter``, a word would expire unannounced."""
    criteria = [criterion for book in load_rulebooks(CRITERIA) for criterion in book.criteria]
    asked = [set(re.findall(r"age_of\((\w+)\)", " ".join(one.expressions.values()))) for one in criteria]

    assert [set(age_limits(one)) for one in criteria] == asked
    assert sum(map(bool, asked)) > 30
    assert {one.id: age_limits(one) for one in criteria if one.id in ("nf-1a", "il-02")} == {
        "nf-1a": {"nf_1a": ("evidence_age", True)},
        "il-02": {"described_factor_groups": ("description_period", False)},
    }


def test_a_limit_that_may_not_be_reached_ends_a_month_earlier(fund: Fund) -> None:
    """Less than 12 whole months: a word of 30 June 2024 counts until 29 June 2025."""
    [asked] = fund.asks("period", is_inclusive=False)
    fund.attest(asked, date(2024, 6, 30)).decide("example", "pass", "{}", '{"period":12}')

    assert [entry.until for entry in fund.found().due] == [date(2025, 6, 29)]
