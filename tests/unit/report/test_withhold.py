from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow.compute as pc
import pytest
from pydantic import ValidationError

from screener.errors import InputError
from screener.report import summarise
from screener.report.withhold import Withhold, withhold
from screener.report.withhold.pools import choose, pools
from screener.tables import TABLES

WHY = "Exempt by the example act, section 7"


def _rules(**said: Any) -> Withhold:
    """Return rules of which each kind names some things, with one reason."""
    made: dict[str, Any] = {
        kind: [{"schemes" if kind == "identifiers" else "names": names, "reason": WHY}] for kind, names in said.items()
    }
    if "people" in made:
        made["people"] = {"reason": WHY}
    return Withhold.model_validate(made)


def _held(account: str, asset_class: str, value: str | None, day: int = 31) -> dict[str, Any]:
    money = None if value is None else Decimal(value)
    return {
        "account": account,
        "asset_class": asset_class,
        "market_value": money,
        "as_of": date(2024, 12, day),
        "manager": None,
    }


def _amounts(lines: list[dict[str, Any]], *accounts: str) -> list[tuple[str, int, Decimal]]:
    made = pools(lines, choose(lines, accounts))
    return sorted(
        (pool.asset_class, len(pool.lines), sum(line["market_value"] for line in pool.lines)) for pool in made
    )


def _total(table: Any) -> Decimal:
    return pc.sum(table["market_value"]).as_py() or Decimal(0)


# -- Accounts: which lines stand together


def test_a_total_of_one_line_stands_with_the_smallest_other() -> None:
    """One bond alone would be a total of itself: it stands with the two funds, the smaller of the other kinds."""
    lines = [_held("A", "equity", "5.00"), _held("A", "equity", "6.00"), _held("A", "equity", "7.00")]
    lines += [_held("A", "fund", "1.00"), _held("A", "fund", "2.00"), _held("A", "treasury", "40.00")]
    # 5 + 6 + 7 = 18; 1 + 2 + 40 = 43
    assert _amounts(lines, "A") == [("equity", 3, Decimal(18)), ("withheld", 3, Decimal(43))]


def test_lines_that_are_alone_stand_together() -> None:
    """Two kinds of one line each are enough to hide both; the third is left as it is."""
    lines = [
        _held("A", "equity", "5.00"),
        _held("A", "fund", "7.00"),
        _held("A", "cash", "1.00"),
        _held("A", "cash", "2.00"),
    ]
    assert _amounts(lines, "A") == [("cash", 2, Decimal(3)), ("withheld", 2, Decimal(12))]


def test_an_account_of_one_line_takes_the_smallest_other_account_with_it() -> None:
    """The total of an account of one line is that line; so is what is left of a total when all others are known."""
    lines = [_held("A", "private", "9.00"), _held("B", "equity", "1.00"), _held("B", "equity", "2.00")]
    lines += [_held("C", "equity", str(value)) for value in range(1, 5)]
    hidden = choose(lines, ["A"])
    assert (hidden.accounts, hidden.joined, hidden.complement) == ({"A", "B"}, {"A", "B"}, "B")
    assert _amounts(lines, "A") == [("withheld", 3, Decimal(12))]


def test_a_withheld_account_is_preferred_to_one_that_is_shown() -> None:
    """Nothing more than needed is withheld: where another account is withheld anyway, the two stand together."""
    lines = [_held("A", "private", "9.00"), _held("B", "equity", "1.00")]
    lines += [_held("C", "equity", str(value)) for value in range(1, 5)]
    hidden = choose(lines, ["A", "C"])
    assert (hidden.accounts, hidden.complement) == ({"A", "C"}, None)


def test_the_only_short_line_of_a_portfolio_cannot_be_hidden() -> None:
    """Every total of shorts would be its value: the edition is refused, and says why."""
    lines = [_held("A", "equity", "5.00"), _held("A", "equity", "6.00"), _held("A", "equity", "-4.00")]
    with pytest.raises(InputError, match="the only short line of the portfolio"):
        choose(lines, ["A"])


def test_lines_without_a_price_stand_apart_and_stay_without_one() -> None:
    """Unknown is not zero: a total of unpriced lines has no value."""
    lines = [_held("A", "equity", None), _held("A", "equity", "5.00"), _held("A", "equity", "6.00")]
    made = pools(lines, choose(lines, ["A"]))
    assert [[line["market_value"] for line in pool.lines] for pool in made] == [[5, 6], [None]]


# -- Accounts: the world made by hand


def test_the_lines_of_an_account_become_totals_and_the_money_stays(example: Any) -> None:
    """The in-state municipal account has 3,000 + 2,000 + 1,000 + 500 thousand, all municipal debt: 6,500."""
    about, made = withhold(example.about, example.tables, _rules(accounts=["In-state municipal"]))
    lines = [row for row in made["holdings"].to_pylist() if row["account"] == "In-state municipal"]
    assert [(row["security_name"], row["market_value"], row["quantity"]) for row in lines] == [
        ("withheld (4 lines)", example.k(6500), None)
    ]
    for name in ("holdings", "positions", "holding_positions"):
        assert _total(made[name]) == _total(example.tables[name])
    before, after = summarise(example.tables, example.about), summarise(made, about)
    assert after.delivered == before.delivered  # 27 lines, though 24 rows are printed
    assert after.headline["in_state_manufacturing"] == before.headline["in_state_manufacturing"]
    # the account has one bond of which no state is known: all industries could be 500,000 more, which is that line
    assert after.headline["in_state"] == {**before.headline["in_state"], "operations": None}


def test_nothing_names_what_a_withheld_account_holds(example: Any) -> None:
    """The bonds and the public bodies behind them are in no text of any table."""
    _, made = withhold(example.about, example.tables, _rules(accounts=["In-state municipal"]))
    said = json.dumps({name: table.to_pylist() for name, table in made.items()}, default=str)
    for name in ("Chicago IL GO", "Cook Cnty", "Peoria IL Wtr", "Midstates", "government:IL"):
        assert name in json.dumps({n: t.to_pylist() for n, t in example.tables.items()}, default=str)
        assert name not in said


def test_an_account_whose_only_short_would_be_told_takes_another_with_it(example: Any) -> None:
    """Core bonds have one short (−250,000.75), large companies the other (−1,000,000): they are printed as one."""
    _, made = withhold(example.about, example.tables, _rules(accounts=["Core bonds"]))
    assert set(made["holdings"]["account"].to_pylist()) == {"withheld accounts", "In-state municipal"}
    shorts = [value for value in made["holdings"]["market_value"].to_pylist() if value is not None and value < 0]
    assert shorts == [Decimal("-1250000.75")]
    listed = {(row["kind"], row["name"]) for row in made["withheld"].to_pylist()}
    assert {("account", "Core bonds"), ("complement", "Large companies")} <= listed


def test_accounts_that_are_printed_as_one_are_named_nowhere_else(example: Any) -> None:
    """Neither by the words about their files, nor by what a file adds up to, nor in any table but the list of it."""
    about, made = withhold(example.about, example.tables, _rules(accounts=["Core bonds"]))
    closed = [file for file in about.inputs if file.account == "withheld accounts"]
    before = [file for file in example.about.inputs if file.account in ("Core bonds", "Large companies")]
    assert len(closed) == len(before) > 0
    assert {(file.label, file.market_value, file.control_total) for file in closed} == {("withheld", None, None)}
    said = _texts({name: table for name, table in made.items() if name != "withheld"}) + repr(about.inputs)
    for told in ("Core bonds", "Large companies", *(file.path for file in before)):
        assert told not in said


def test_the_list_says_how_many_lines_and_how_much_money(example: Any) -> None:
    """Four lines of 6,500,000.00 are one total; the reason is the definition's own."""
    _, made = withhold(example.about, example.tables, _rules(accounts=["In-state municipal"]))
    row = next(row for row in made["withheld"].to_pylist() if row["table"] == "holdings")
    assert (row["values"], row["shown"], row["market_value"], row["reason"]) == (4, 1, example.k(6500), WHY)


def test_without_rules_nothing_changes(example: Any) -> None:
    """An edition that withholds nothing has the run's tables, and no list."""
    about, made = withhold(example.about, example.tables, Withhold())
    assert (about, made) == (example.about, example.tables)


# -- Names and reasons


def test_a_name_that_the_run_does_not_have_is_refused(example: Any) -> None:
    """A slip in a name would publish what it was meant to withhold; every one is said at once."""
    with pytest.raises(InputError) as refused:
        withhold(example.about, example.tables, _rules(accounts=["Core bond"], sources=["nobody"], decisions=["no"]))
    assert "did you mean 'Core bonds'?" in str(refused.value)
    assert "none called 'nobody'" in str(refused.value)
    assert "none called 'no'" in str(refused.value)


@pytest.mark.parametrize("entry", [{"names": ["A"]}, {"names": ["A"], "reason": "  "}, {"names": [], "reason": WHY}])
def test_each_entry_has_names_and_a_reason(entry: dict[str, Any]) -> None:
    """Nothing is withheld without a reason that is printed."""
    with pytest.raises(ValidationError):
        Withhold.model_validate({"accounts": [entry]})


# -- Identifiers

SHARE = {"cusip": "037833100", "isin": "US0378331005"}
"""Apple Inc, whose identifiers every filing prints; the ISIN is the CUSIP between US and a check digit."""
BRITISH = {"isin": "GB0002634946", "sedol": "0263494"}
"""BAE Systems: the ISIN has the SEDOL within it."""


def _coded() -> dict[str, Any]:
    """Return tables with two lines, keys made of their codes, and texts that quote them."""
    line = {
        "source_file": "inputs/a.csv",
        "account": "A",
        "asset_class": "equity",
        "asset_class_basis": "declared",
        "currency": "USD",
        "as_of": date(2024, 12, 31),
        "market_value": Decimal("10.00"),
    }
    ids = ["cusip:037833100", "sedol:0263494"]
    rows: dict[str, list[dict[str, Any]]] = {
        "holdings": [{**line, "source_row": 2, **SHARE}, {**line, "source_row": 3, **BRITISH}],
        "securities": [
            {"security_id": key, "asset_class": "equity", **codes}
            for key, codes in zip(ids, (SHARE, BRITISH), strict=True)
        ],
        "matches": [
            {
                "security_id": ids[0],
                "match_tier": "cusip6",
                "evidence": "CUSIP 037833100 → first six 037833 = APPLE INC in the SEC 13(f) list",
                "decided_by": "rule",
            },
            {
                "security_id": ids[1],
                "match_tier": "none",
                "evidence": "SEDOL 0263494; facility 0263494",
                "decided_by": "rule",
            },
        ],
        "findings": [
            {
                "code": "identifier-check-digit",
                "severity": "warning",
                "message": "CUSIP 037833109 fails its check digit",
                "value": "037833109",
                "column": "CUSIP",
                "rows": 1,
            }
        ],
        "decisions": [
            {
                "rulebook_id": "b",
                "criterion_id": "c",
                "subject": "holding",
                "subject_id": "inputs/a.csv:2",
                "outcome": "watch",
                "evidence": '{"security":"cusip:037833100","market_value":37833100}',
                "parameters": "{}",
                "use": "decision",
                "describes": False,
            }
        ],
        "quarantined": [
            {
                "source_file": "inputs/a.csv",
                "source_row": 4,
                "account": "A",
                "faults": "market-value-unreadable",
                "delivered": '{"Cusip No":"594918104"}',
            }
        ],
    }
    return {name: table.empty() for name, table in TABLES.items()} | {
        name: TABLES[name].of(listed) for name, listed in rows.items()
    }


def _texts(tables: dict[str, Any]) -> str:
    return json.dumps({name: table.to_pylist() for name, table in tables.items()}, default=str, ensure_ascii=False)


def test_a_licensed_code_is_nowhere_in_keys_columns_or_texts(example: Any) -> None:
    """Withheld CUSIPs take their ISINs, their first six characters, wrong codes and unreadable lines with them."""
    _, made = withhold(example.about, _coded(), _rules(identifiers=["cusip"]))
    said = _texts(made)
    for code in ("037833100", "US0378331005", "037833109", "594918104"):
        assert code not in said
    chain = "CUSIP withheld → first six withheld = APPLE INC in the SEC 13(f) list"
    assert chain in made["matches"]["evidence"].to_pylist()
    assert "GB0002634946" in said  # no CUSIP is in a British ISIN
    assert json.loads(made["decisions"]["evidence"][0].as_py()) == {
        "security": "security 0001",
        "market_value": 37833100,
    }


def test_keys_stay_keys(example: Any) -> None:
    """One security has one number in all tables, in the order of the delivered lines, so that they still join."""
    _, made = withhold(example.about, _coded(), _rules(identifiers=["cusip", "sedol"]))
    wanted = ["security 0001", "security 0002"]
    assert made["securities"]["security_id"].to_pylist() == wanted
    assert made["matches"]["security_id"].to_pylist() == wanted
    assert made["holdings"]["cusip"].to_pylist() == ["withheld", None]  # what was never there is not withheld


def test_seven_digits_are_a_sedol_only_where_a_text_says_so(example: Any) -> None:
    """A SEDOL may look like any number: the facility's stays, the ISIN around the SEDOL goes."""
    _, made = withhold(example.about, _coded(), _rules(identifiers=["sedol"]))
    evidence = next(text for text in made["matches"]["evidence"].to_pylist() if "SEDOL" in text)
    assert evidence == "SEDOL withheld; facility 0263494"
    assert "GB0002634946" not in _texts(made)
    assert "037833100" in _texts(made)


def test_an_isin_of_any_country_goes_with_the_code_within_it(example: Any) -> None:
    """Bermuda numbers by CUSIP as well: characters 3 to 11 of BMG0450A1053 are the CUSIP G0450A105 (Arch Capital)."""
    tables = _coded()
    line = {**tables["holdings"].to_pylist()[0], "source_row": 5, "cusip": "G0450A105", "isin": "BMG0450A1053"}
    tables["holdings"] = TABLES["holdings"].of([*tables["holdings"].to_pylist(), line])
    tables["securities"] = TABLES["securities"].of(
        [*tables["securities"].to_pylist(), {"security_id": "isin:BMG0450A1053", "asset_class": "equity"}]
    )
    _, made = withhold(example.about, tables, _rules(identifiers=["cusip"]))
    assert "G0450A105" not in _texts(made)


@pytest.mark.parametrize("text", ["SEDOL: 0263494", "Sedol code 0263494", "SEDOL #0263494", "sedol=0263494"])
def test_a_sedol_is_found_however_it_is_announced(example: Any, text: str) -> None:
    """Seven digits after the word, whatever stands between them."""
    tables = _coded()
    rows = [{**row, "evidence": text} for row in tables["matches"].to_pylist()]
    tables["matches"] = TABLES["matches"].of(rows)
    _, made = withhold(example.about, tables, _rules(identifiers=["sedol"]))
    assert "0263494" not in _texts(made)


# -- Persons


@pytest.mark.parametrize("text", ["Said by A. Smith Jr.", "by a. smith jr., again", "A.  Smith Jr. and others"])
def test_a_name_is_found_with_its_full_stop_in_any_case_and_spacing(example: Any, text: str) -> None:
    """A name that ends in a full stop has no boundary of a word behind it."""
    said = {"source_file": "attested.csv", "subject": "plan", "subject_id": "plan", "fact": "is_governmental_plan"}
    dates = {"as_of": date(2024, 12, 31), "published": date(2024, 12, 31)}
    rows = [{**said, **dates, "source_row": 2, "document": "minutes", "attested_by": "A. Smith Jr.", "note": text}]
    tables = _coded() | {"attestations": TABLES["attestations"].of(rows)}
    _, made = withhold(example.about, tables, _rules(people=[]))
    assert "smith" not in _texts(made).lower()


# -- Sources


def _observed() -> dict[str, Any]:
    """Return tables in which a provider's file says a company's emissions, and a decision rests on them."""
    seen = {"subject_id": "cik:A", "as_of": date(2023, 12, 31), "published": date(2024, 3, 31), "unit": "tCO2e"}
    judged = {"rulebook_id": "b", "subject": "issuer", "subject_id": "cik:A", "outcome": "pass", "parameters": "{}"}
    judged |= {"use": "decision", "describes": False}
    rows: dict[str, list[dict[str, Any]]] = {
        "facts_issuer": [{"subject_id": "cik:A", "kind": "company", "emissions": 77.5, "facilities": 2.0}],
        "observations": [
            {**seen, "fact": "emissions", "value": 77.5, "source": "provider", "data_quality_score": 2},
            {**seen, "fact": "emissions_trend", "value": 0.25, "source": "ghgrp_emissions", "data_quality_score": 2},
        ],
        "decisions": [
            {**judged, "criterion_id": "limit", "evidence": '{"emissions":77.5,"facilities":2.0}'},
            {**judged, "criterion_id": "bare", "evidence": '{"emissions":77.5,"value":77.5}'},
        ],
    }
    return {name: table.empty() for name, table in TABLES.items()} | {
        name: TABLES[name].of(listed) for name, listed in rows.items()
    }


def test_what_a_source_says_goes_and_the_outcome_stays(example: Any) -> None:
    """The figure leaves observations, facts and evidence; that the company passes a limit is the screen's own word."""
    _, made = withhold(example.about, _observed(), _rules(sources=["provider"]))
    assert "77.5" not in _texts(made)
    assert made["facts_issuer"].to_pylist()[0]["facilities"] == 2.0
    limit = next(row for row in made["decisions"].to_pylist() if row["criterion_id"] == "limit")
    assert (limit["outcome"], json.loads(limit["evidence"])) == ("pass", {"facilities": 2.0, "withheld": "emissions"})
    assert made["observations"]["source"].to_pylist() == ["ghgrp_emissions"]


def test_a_measure_without_a_condition_goes_with_its_fact(example: Any) -> None:
    """Its decision says nothing but the figure."""
    book = replace(
        example.about.rulebooks[0],
        id="b",
        criteria=(replace(example.about.rulebooks[0].criteria[0], id="bare", kind="measure", is_bare=True),),
    )
    _, made = withhold(replace(example.about, rulebooks=(book,)), _observed(), _rules(sources=["provider"]))
    assert made["decisions"]["criterion_id"].to_pylist() == ["limit"]


def test_a_provider_s_enterprise_value_is_in_no_finding_either(example: Any) -> None:
    """The finding on shares above the whole quotes value held ÷ enterprise value; both would tell the figure."""
    figure = {"source_file": "company_figures/p.csv", "source_row": 2, "figure": "enterprise_value"}
    figure |= {"issuer_id": "cik:A", "value": Decimal(800000), "as_of": date(2024, 6, 30), "is_old": False}
    figure |= {"published": date(2024, 9, 30), "source": "provider", "standing": "used"}
    finding = {"code": "part-above-whole", "severity": "warning", "where": "company_figures", "rows": 0}
    tables = _observed() | {
        "company_figures": TABLES["company_figures"].of([figure]),
        "findings": TABLES["findings"].of([{**finding, "message": "more than the whole is held: A: 1.25 times"}]),
    }
    _, made = withhold(example.about, tables, _rules(sources=["company_figures/p.csv"]))
    assert made["findings"]["message"].to_pylist() == ["withheld"]


def test_people_counted_at_a_withheld_list_of_sites_are_gone(example: Any) -> None:
    """The list says how many work at each site: the issuer's count would copy it out."""
    site = {"issuer_id": "cik:A", "establishment_id": "1", "kind": "site", "place": "17031", "employment": 120}
    site |= {"dataset": "establishments/sites.csv", "source_row": "2", "location_tier": "1"}
    site |= {"employment_basis": "counted", "data_quality_score": 1, "published": date(2024, 3, 1)}
    known = {"issuer_id": "cik:A", "market_value": Decimal(10), "counted_jobs": 120.0, "layoff_notices": 0}
    tables = _observed() | {
        "establishments": TABLES["establishments"].of([site]),
        "attributions": TABLES["attributions"].of([known]),
    }
    _, made = withhold(example.about, tables, _rules(sources=["establishments/sites.csv"]))
    assert made["attributions"]["counted_jobs"].to_pylist() == [None]
    assert made["establishments"].num_rows == 0


def test_the_constituents_of_a_licensed_benchmark_go_by_the_name_of_their_file(example: Any) -> None:
    """An index may be licensed: what it is made of is withheld, and what is compared with it stays."""
    line = {**_coded()["holdings"].to_pylist()[0], "source_file": "benchmark/index.csv", "account": "benchmark"}
    held = {"side": "long", "market_value": Decimal(10), "security_id": "x", "footprint_id": "unknown"}
    tables = _observed() | {
        "fund_lines": TABLES["fund_lines"].of([line]),
        "benchmark_positions": TABLES["benchmark_positions"].of([held]),
    }
    _, made = withhold(example.about, tables, _rules(sources=["benchmark/index.csv"]))
    assert (made["fund_lines"].num_rows, made["benchmark_positions"].num_rows) == (0, 0)
