"""What if: the answer is what a whole screen with the same change comes to, and the screen stays as it is."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from screener import ingest, pipeline, whatif
from screener.engine import open_engine
from screener.errors import InputError, NotFoundError, RulebookError
from screener.whatif.changes import applied
from screener.whatif.faults import ChangeError
from screener.workspace import new_workspace, packaged_workspace

ROOT = packaged_workspace()
NOBODY = whatif.Silent()


class _Sessions(dict):
    """Portfolio → its session, opened when a test asks for it."""

    def __missing__(self, portfolio: str) -> whatif.Session:
        self[portfolio] = whatif.open_session(ROOT, portfolio)
        return self[portfolio]


@pytest.fixture(scope="module")
def sessions(checks: ingest.Checks) -> Iterator[dict[str, whatif.Session]]:
    """Two portfolios, each screened in memory once: bonds of one state, and funds looked through level by level."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest, "start_checks", lambda: nullcontext(checks))
        yield _Sessions()


def whole(session: whatif.Session, change: whatif.Change) -> dict:
    """Return the tables of a screen with the same change, from the first step to the last, in an engine of its own."""
    job = replace(applied(session.job, change, session.base.tables), engine=open_engine())
    decided = pipeline.decide_all(job.question)
    try:
        pipeline.find_issuers(job, NOBODY)
        pipeline.calculate(job, decided, NOBODY)
        return pipeline.collect(job, decided)[0]
    finally:
        job.engine.close()


def first(session: whatif.Session) -> str:
    """Return the first code of the holdings."""
    rows = session.job.delivered.holdings.to_pylist()
    return next(code for row in rows if row["market_value"] and (code := row["cusip"] or row["ticker"]))


CAT = {"ticker": "CAT", "asset_class": "equity", "market_value": Decimal(1_000_000)}
CHANGES = {
    "a parameter": lambda _: whatif.Change(parameters={"un-pri.fresh_age": Decimal(6)}),
    "parameters of holdings and of places": lambda _: whatif.Change(
        parameters={"un-pri.fresh_age": Decimal(6), "community-development.cra_poverty": Decimal(10)}
    ),
    "another home": lambda _: whatif.Change(state="OH"),
    "a fact": lambda _: whatif.Change(facts={("place", "21111", "poverty_rate"): 45.0}),
    "a sale": lambda s: whatif.Change(trades=whatif.Trades(sell={first(s): Decimal("0.5")})),
    "a sale and a price": lambda s: whatif.Change(
        trades=whatif.Trades(sell={first(s): Decimal("0.5")}, price={"asset_class:fund": Decimal("-0.2")})
    ),
    "a sale and a purchase": lambda s: whatif.Change(trades=whatif.Trades(sell={first(s): Decimal("0.5")}, add=[CAT])),
}


@pytest.mark.parametrize(
    ("portfolio", "kind"),
    [
        ("kentucky-munis", "parameters of holdings and of places"),
        ("kentucky-munis", "another home"),
        ("kentucky-munis", "a fact"),
        ("kentucky-munis", "a sale and a purchase"),
        ("look-through-demo", "a sale and a price"),
    ],
)
def test_the_answer_is_that_of_a_whole_screen(sessions: dict[str, whatif.Session], portfolio: str, kind: str):
    """Only what rests on the change is made again, and every table is as if all of it had been."""
    session = sessions[portfolio]
    change = CHANGES[kind](session)

    found = session.ask(change).tables
    expected = whole(session, change)

    assert [name for name in expected if not found[name].equals(expected[name])] == []


def test_the_answer_is_that_of_a_screen_asked_so_from_the_start(sessions: dict[str, whatif.Session]):
    """Another home and other rules, with the law of the place and the rules' lists, are asked as a run asks them.

    Neither a question nor a screen in memory leaves a run.
    """
    asked: dict[str, Any] = {"state": "OH", "rulebooks": ["un-pri", "exclusions", "community-development"]}
    session, before = sessions["kentucky-munis"], sorted((ROOT / "reports").rglob("manifest.json"))

    found = session.ask(whatif.Change(**asked)).tables
    expected = whatif.open_session(ROOT, "kentucky-munis", **asked).base.tables

    assert [name for name in expected if not found[name].equals(expected[name])] == []
    assert sorted((ROOT / "reports").rglob("manifest.json")) == before


def test_tables_beside_figures_and_decisions_are_made_when_they_are_looked_at(sessions: dict[str, whatif.Session]):
    """After further questions too; until then nothing is made for them, and their names are known."""
    session = sessions["kentucky-munis"]
    change = CHANGES["a sale and a purchase"](session)
    answer = session.ask(change)
    session.ask(whatif.Change(state="IN"))

    assert "identity_findings" not in answer.remade
    assert "impacts" in answer.tables
    assert "impact" not in answer.tables
    expected = whole(session, change)
    assert all(answer.tables[name].equals(expected[name]) for name in ("impacts", "findings", "data_sources"))


def test_trades_that_make_no_sense_are_refused(sessions: dict[str, whatif.Session]):
    """A purchase of less than nothing, a rise meant as percent, a candidate's fact, an age below zero, a name twice."""
    change = whatif.Change(
        trades=whatif.Trades(
            add=[{**CAT, "market_value": Decimal(-5)}], price={"asset_class:municipal_debt": Decimal(20)}
        ),
        facts={("candidate", "fund", "return_gap"): 1.0},
        parameters={"un-pri.fresh_age": Decimal(-6), "fresh_age": Decimal(6)},
    )

    with pytest.raises(ChangeError) as refused:
        sessions["kentucky-munis"].ask(change)

    said = str(refused.value)
    assert "add: purchase 1: its market_value is -5, and a purchase is above 0; what is sold goes into sell" in said
    assert "price: asset_class:municipal_debt: 20 is 21 times the price, surely meant as percent" in said
    assert "facts: candidate fund: its facts are those of its decision file" in said
    assert "parameters: un-pri.fresh_age: -6 is below zero, which it never is in the rulebook" in said
    assert "parameters: un-pri.fresh_age is named twice; name it once" in said


def test_the_plan_needs_no_name(sessions: dict[str, whatif.Session]):
    """There is one: to leave its name out supposes the same of it."""
    session = sessions["kentucky-munis"]
    named, unnamed = (
        session.ask(whatif.Change(facts={("plan", name, "ri_staff_named"): True})) for name in ("kentucky-munis", "")
    )

    assert unnamed.tables["decisions"].equals(named.tables["decisions"])
    assert not unnamed.tables["decisions"].equals(session.base.tables["decisions"])


def test_purchases_beyond_the_cash_are_said(sessions: dict[str, whatif.Session]):
    """A million of shares is bought by a portfolio without cash; half a line sold leaves some."""
    session = sessions["kentucky-munis"]
    bought = session.ask(whatif.Change(trades=whatif.Trades(add=[CAT])))
    sold = session.ask(CHANGES["a sale"](session))

    assert whatif.overdrawn(session.base.tables, bought.tables) == Decimal(1_000_000)
    assert whatif.overdrawn(session.base.tables, sold.tables) == 0


@pytest.mark.parametrize("asked", [{"state": "OH"}, {"rulebooks": ["un-pri", "exclusions"]}])
def test_another_home_or_other_rules_alone_are_the_question_that_a_run_asks(
    sessions: dict[str, whatif.Session], asked: dict[str, Any]
):
    """What a run is asked for another state, or by other rulebooks: from the same question follows the same screen."""
    session = sessions["kentucky-munis"]

    found = applied(session.job, whatif.Change(**asked), session.base.tables).question

    assert plain(found) == plain(pipeline.ask(ROOT, "kentucky-munis", **asked))


def plain(question: pipeline.Question) -> tuple[object, ...]:
    """Return a question with its rulebooks and its portfolio by name: both are read from the same files."""
    others = (part for name, part in vars(question).items() if name not in {"rulebooks", "portfolio"})
    return [book.id for book in question.rulebooks], question.portfolio.id, *others


def test_a_change_leaves_the_screen_as_it_is(sessions: dict[str, whatif.Session]):
    """After every question the next one starts from the portfolio as delivered."""
    session = sessions["look-through-demo"]
    session.ask(CHANGES["a sale"](session))
    session.ask(whatif.Change(state="OH"))

    again = session.ask(whatif.Change())

    assert again.remade == ()
    assert [name for name, table in session.base.tables.items() if not again.tables[name].equals(table)] == []


def test_only_what_rests_on_a_parameter_is_made_again(sessions: dict[str, whatif.Session]):
    """The age at which data are fresh decides about holdings: no place is judged again, and no money moves."""
    remade = sessions["kentucky-munis"].ask(CHANGES["a parameter"](None)).remade

    assert "decisions_holding" in remade
    assert {"decisions_place", "positions", "footprint"}.isdisjoint(remade)


def test_trades_move_no_value(sessions: dict[str, whatif.Session]):
    """What a sale brings is cash, and a purchase is paid from it: market value is conserved to the cent."""
    session = sessions["kentucky-munis"]
    cusip = first(session)
    trades = whatif.Trades(
        sell={cusip: Decimal("0.333")},
        add=[{"ticker": "CAT", "asset_class": "equity", "market_value": Decimal("12345.67")}],
    )

    made = session.ask(whatif.Change(trades=trades))

    total = [sum(side["positions"]["market_value"].to_pylist()) for side in (session.base.tables, made.tables)]
    assert total[0] == total[1]


def test_a_swap_buys_for_what_the_sale_brought(sessions: dict[str, whatif.Session]):
    """A line is gone, another stands with its value, and no cash is left."""
    session = sessions["kentucky-munis"]
    holdings = session.job.delivered.holdings
    cusip = first(session)
    brought = sum(row["market_value"] for row in holdings.to_pylist() if row["cusip"] == cusip)

    trades = whatif.Trades(swap={cusip: {"ticker": "CAT", "asset_class": "equity"}})
    after = session.ask(whatif.Change(trades=trades)).tables["holdings"].to_pylist()

    assert [row["market_value"] for row in after if row["ticker"] == "CAT"] == [brought]
    assert cusip not in [row["cusip"] for row in after]
    assert not [row for row in after if row["asset_class"] == "cash" and row["source_file"] == "(what if)"]


def test_a_price_changes_the_line_by_hand(sessions: dict[str, whatif.Session]):
    """A fifth less of a line is four fifths of its value, to the cent, and of the quantity nothing."""
    session = sessions["kentucky-munis"]
    line = next(row for row in session.job.delivered.holdings.to_pylist() if row["market_value"])
    name = f"{line['source_file']}:{line['source_row']}"

    made = session.ask(whatif.Change(trades=whatif.Trades(price={name: Decimal("-0.2")})))

    (after,) = (
        row
        for row in made.tables["holdings"].to_pylist()
        if (row["source_file"], row["source_row"]) == (line["source_file"], line["source_row"])
    )
    assert after["market_value"] == (line["market_value"] * 4 / 5).quantize(Decimal("0.01"))
    assert after["quantity"] == line["quantity"]


def test_every_fault_of_a_change_is_named_at_once(sessions: dict[str, whatif.Session]):
    """What is not there is said with what is nearest, all of it in one message."""
    session = sessions["kentucky-munis"]
    trades = whatif.Trades(
        sell={"NOTHING": Decimal(1), first(session): Decimal(2)},
        add=[{"asset_class": "equitty", "market_value": Decimal(1)}],
    )

    with pytest.raises(NotFoundError) as trade:
        session.ask(whatif.Change(trades=trades))
    with pytest.raises(NotFoundError) as parameter:
        session.ask(whatif.Change(parameters={"un-pri.fresh_ages": Decimal(1), "no": Decimal(1)}))
    with pytest.raises(NotFoundError) as fact:
        session.ask(whatif.Change(facts={("place", "21111", "poverty"): 1.0, ("places", "x", "y"): 1.0}))

    assert "NOTHING: no line is called so" in str(trade.value)
    assert "2 is no part; give 0 to 1" in str(trade.value)
    assert "'equitty' is no asset class; did you mean 'equity'?" in str(trade.value)
    assert "it names nothing" in str(trade.value)
    assert "did you mean 'un-pri.fresh_age'?" in str(parameter.value)
    assert "no: no rulebook of this screen has it" in str(parameter.value)
    assert "place: no fact 'poverty' is computed, and no rulebook here asks for it" in str(fact.value)
    assert "'places' is no kind of subject" in str(fact.value)


def test_every_part_of_a_change_is_looked_at_before_one_is_refused(sessions: dict[str, whatif.Session]):
    """Five parts are wrong: each fault says which, and each hint for what; the kind of error is any of theirs."""
    change = whatif.Change(
        trades=whatif.Trades(sell={"NOTHING": Decimal(1)}, add=[{"asset_class": "equity", "ticker": "CAT"}]),
        parameters={"no.such": Decimal(1)},
        state="ZZ",
        facts={("x", "y", "z"): 1.0},
    )

    with pytest.raises(ChangeError) as refused:
        sessions["kentucky-munis"].ask(change)

    error = refused.value
    assert [fault.where for fault in error.faults] == ["state", "parameters", "facts", "sell", "add"]
    said = str(error).splitlines()
    assert said[:2] == ["5 faults in what is supposed:", "  state: 'ZZ' is no state"]
    assert "  sell: NOTHING: no line is called so" in said
    assert "  Try: state: give its two letters, for example IL" in said
    assert isinstance(error, InputError)
    assert isinstance(error, NotFoundError)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301  just written


def test_one_fault_is_raised_as_it_is(sessions: dict[str, whatif.Session]):
    """Without a heading, and with a hint that needs no label."""
    with pytest.raises(InputError) as refused:
        sessions["kentucky-munis"].ask(whatif.Change(state="ZZ"))

    assert str(refused.value) == "state: 'ZZ' is no state\n  Try: give its two letters, for example IL"


def test_of_rulebooks_that_cannot_be_read_nothing_further_is_said(sessions: dict[str, whatif.Session], tmp_path: Path):
    """What they declare is unknown: only what is wrong whatever they say is named beside them, each of its part."""
    folder = draft(tmp_path, DRAFT.replace("pass: was_visited", "pass: was_visitd"))
    change = whatif.Change(
        rulebooks=["un-prii"],
        add_rulebook=folder,
        parameters={"visits.age": Decimal(1)},
        facts={("plan", "kentucky-munis", "was_heard"): True, ("place", "21111", "poverty_rate"): "high"},
    )

    with pytest.raises(ChangeError) as refused:
        sessions["kentucky-munis"].ask(change)

    assert [fault.where for fault in refused.value.faults] == ["rulebooks", "add_rulebook", "facts"]
    assert "did you mean 'un-pri'?" in refused.value.faults[0].message
    assert f"{folder / 'rulebook.yaml'}:20: " in refused.value.faults[1].message
    assert refused.value.faults[2].message == "place 21111: poverty_rate is a number; found 'high'"


DRAFT = """\
id: visits
title: Visits
sources:
  board:
    citation: Constructed for a test
    published: 2024-01-01
    checked_on: 2024-06-01
facts:
  was_visited:
    subject: issuer
    type: flag
    meaning: somebody went there
criteria:
  - id: visits-1
    title: Visited
    subject: issuer
    meaning: Somebody went there.
    source: board
    in_force: {from: 2024-01-01}
    pass: was_visited
    review: {status: unverified, checked_on: 2024-06-01}
"""


def draft(folder: Path, text: str = DRAFT, name: str = "visits") -> Path:
    """Return the folder of a rulebook that is kept elsewhere than in criteria/."""
    (folder / name).mkdir()
    (folder / name / "rulebook.yaml").write_text(text, encoding="utf-8")
    return folder / name


def judged(tables: dict, rulebook: str) -> dict[tuple[str, str], str]:
    """Return criterion and subject → outcome, of one rulebook."""
    return {
        (row["criterion_id"], row["subject_id"]): row["outcome"]
        for row in tables["decisions"].to_pylist()
        if row["rulebook_id"] == rulebook
    }


def test_a_draft_judges_beside_the_others(sessions: dict[str, whatif.Session], tmp_path: Path):
    """A rulebook outside of criteria/ judges, named by folder or by file; nobody attested anything: nobody passes."""
    session = sessions["kentucky-munis"]
    books = {book.id for book in session.job.question.rulebooks}
    folder = draft(tmp_path)

    added = session.ask(whatif.Change(add_rulebook=str(folder)))
    alone = session.ask(whatif.Change(rulebooks=[folder / "rulebook.yaml", "un-pri"]))

    assert {book.id for book in added.question.rulebooks} == books | {"visits"}
    assert [book.id for book in alone.question.rulebooks] == ["visits", "un-pri"]
    assert set(judged(added.tables, "visits").values()) == {"insufficient_data"}
    assert judged(added.tables, "un-pri") == judged(session.base.tables, "un-pri")


def test_a_draft_takes_the_place_of_the_rulebook_of_its_name(sessions: dict[str, whatif.Session], tmp_path: Path):
    """A copy of a rulebook in which one number is another answers as the question with that number does."""
    session = sessions["kentucky-munis"]
    text = (ROOT / "criteria/un-pri/rulebook.yaml").read_text(encoding="utf-8")
    start = text.index("  fresh_age:")
    edited = text[:start] + text[start:].replace("value: 24", "value: 6", 1)
    assert edited != text

    found = session.ask(whatif.Change(add_rulebook=draft(tmp_path, edited, "un-pri"))).tables["decisions"]

    assert found.equals(session.ask(CHANGES["a parameter"](session)).tables["decisions"])
    assert not found.equals(session.base.tables["decisions"])


def test_faults_of_drafts_are_named_with_file_and_line(sessions: dict[str, whatif.Session], tmp_path: Path):
    """What is wrong in a draft is said as of any rulebook; all the rulebooks that are not there are named at once."""
    session = sessions["kentucky-munis"]
    folder = draft(tmp_path, DRAFT.replace("pass: was_visited", "pass: was_visitd"))

    with pytest.raises(RulebookError) as fault:
        session.ask(whatif.Change(add_rulebook=folder))
    with pytest.raises(NotFoundError) as missing:
        session.ask(whatif.Change(rulebooks=["un-prii", tmp_path / "nowhere"]))

    # the criterion's condition is on line 20 of the text above
    assert f"{folder / 'rulebook.yaml'}:20: " in str(fault.value)
    assert "'was_visitd'" in str(fault.value)
    assert "did you mean 'un-pri'?" in str(missing.value)
    assert f"there is no rulebook file {tmp_path / 'nowhere' / 'rulebook.yaml'}" in str(missing.value)


def test_an_attested_fact_counts_as_if_a_file_stated_it(
    sessions: dict[str, whatif.Session], checks: ingest.Checks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Supposing a share, a yes and what nobody knows any more decides as the lines of a file of the same day do."""
    monkeypatch.setattr(ingest, "start_checks", lambda: nullcontext(checks))
    new_workspace(tmp_path / "ws")
    file = tmp_path / "ws/portfolios/kentucky-munis/attestations/said.csv"
    file.parent.mkdir()
    file.write_text(
        "subject,fact,value,as_of,document\n"
        "plan,ri_policy_coverage,0.62,2024-12-31,Constructed\n"
        "plan,ri_staff_named,yes,2024-12-31,Constructed\n",
        encoding="utf-8",
    )
    plan = ("plan", "kentucky-munis")
    stated = whatif.open_session(tmp_path / "ws", "kentucky-munis")
    unsaid = sessions["kentucky-munis"]

    supposed = unsaid.ask(whatif.Change(facts={(*plan, "ri_policy_coverage"): 0.62, (*plan, "ri_staff_named"): True}))
    taken_back = stated.ask(whatif.Change(facts={(*plan, "ri_policy_coverage"): None, (*plan, "ri_staff_named"): None}))

    decisions = {name: side.tables["decisions"] for name, side in (("stated", stated.base), ("unsaid", unsaid.base))}
    assert not decisions["stated"].equals(decisions["unsaid"])
    assert supposed.tables["decisions"].equals(decisions["stated"])
    assert taken_back.tables["decisions"].equals(decisions["unsaid"])


def test_an_attested_fact_that_cannot_be_said_is_refused(sessions: dict[str, whatif.Session]):
    """A share of 7, a word for a yes or no, another plan: as a file would be refused, all at once."""
    plan = ("plan", "kentucky-munis")

    with pytest.raises(NotFoundError) as fault:
        sessions["kentucky-munis"].ask(
            whatif.Change(
                facts={
                    (*plan, "ri_policy_coverage"): 7,
                    (*plan, "ri_staff_named"): "perhaps",
                    ("plan", "ohio", "ri_staff_named"): True,
                    ("place", "21111", "poverty_rate"): "high",
                }
            )
        )

    assert "plan kentucky-munis: ri_policy_coverage is a share from 0 to 1; found '7'" in str(fault.value)
    assert "plan kentucky-munis: ri_staff_named is yes or no; found 'perhaps'" in str(fault.value)
    assert "place 21111: poverty_rate is a number; found 'high'" in str(fault.value)
    assert "plan ohio: the plan is called 'kentucky-munis' here" in str(fault.value)


def test_what_is_gone_counts_once(sessions: dict[str, whatif.Session]):
    """A bond that is sold is one holding with all its decisions, cash that came is another, and no outcome changes."""
    session = sessions["kentucky-munis"]
    line = next(row for row in session.job.delivered.holdings.to_pylist() if row["market_value"])
    name = f"{line['source_file']}:{line['source_row']}"
    decisions = [row for row in session.base.tables["decisions"].to_pylist() if row["subject_id"] == name]

    made = session.ask(whatif.Change(trades=whatif.Trades(sell={name: Decimal(1)})))
    grouped = whatif.outcomes_grouped(session.base, made).to_pylist()

    gone = next(row for row in grouped if (row["change"], row["subject"]) == ("subject gone", "holding"))
    assert (gone["subjects"], gone["decisions"]) == (1, len(decisions))
    assert f"1 holding no longer held: its {len(decisions)} decisions fall away" in whatif.in_words(grouped)
    assert {row["subject"] for row in grouped if row["change"] == "outcome"} <= {"plan"}


def test_outcomes_in_short_keep_every_change(sessions: dict[str, whatif.Session]):
    """Decisions in short are those of the full list, but for answers for everybody that give way to one for each."""
    session = sessions["kentucky-munis"]
    made = session.ask(whatif.Change(rulebooks=["un-pri"], trades=whatif.Trades(sell={first(session): Decimal(1)})))
    full = [
        row
        for row in whatif.outcomes_changed(session.base.tables, made.tables).to_pylist()
        if row["rulebook_id"] != "un-pri" or row["subject_id"] != "*"
    ]

    grouped = whatif.outcomes_grouped(session.base, made).to_pylist()

    assert sum(row["decisions"] for row in grouped) == len(full)
    others = {book.id for book in session.base.question.rulebooks} - {book.id for book in made.question.rulebooks}
    assert {row["rulebook_id"] for row in grouped if row["change"] == "rulebook gone"} == others


def test_threads_may_ask_at_once(sessions: dict[str, whatif.Session]):
    """A notebook and its widgets share one session: each question gets its own answer."""
    session = sessions["kentucky-munis"]
    changes = [whatif.Change(state=state) for state in ("OH", "KY", "OH")]

    with ThreadPoolExecutor(len(changes)) as pool:
        found = [whatif.figures(made.tables) for made in pool.map(session.ask, changes)]

    assert found[1].equals(whatif.figures(session.base.tables))
    assert found[0].equals(found[2])
    assert not found[0].equals(found[1])


def test_what_was_read_is_checked_before_anything_is_calculated(monkeypatch: pytest.MonkeyPatch):
    """A run that cannot be asked any more is refused without a screen."""
    steps = []
    monkeypatch.setattr(ingest, "start_checks", nullcontext)
    monkeypatch.setattr(pipeline, "read_portfolio", lambda *_: "what was read")
    monkeypatch.setattr(pipeline, "decide_all", lambda _: steps.append("decided"))

    def refuse(job: object) -> None:
        raise InputError(f"{job} has changed")

    with pytest.raises(InputError, match="what was read has changed"):
        whatif.open_session(ROOT, "kentucky-munis", check=refuse)
    assert steps == []
