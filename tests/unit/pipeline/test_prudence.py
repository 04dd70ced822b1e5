"""Decisions of a portfolio: which a screen of a day sees, by which law each is judged, and what the tables say."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from screener.engine import open_engine
from screener.errors import NotFoundError
from screener.pipeline.prudence import Decided, decide_all, load_facts, measure
from screener.pipeline.question import ask
from screener.workspace import new_workspace

EXAMPLES = Path(__file__).parents[3] / "portfolios" / "illinois-demo" / "eti"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A workspace whose decisions draw 500 times, so that they take no time."""
    made = tmp_path_factory.mktemp("fund") / "w"
    new_workspace(made)
    for file in (made / "portfolios" / "illinois-demo" / "eti").glob("*.toml"):
        file.write_text("draws = 500\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def both(root):
    """Both decisions as a screen of the end of 2024 sees them, and the question that they answer."""
    question = ask(root, "illinois-demo", date(2024, 12, 31), None, None)
    return question, decide_all(question)


@pytest.fixture(scope="module")
def judged(both):
    """The rows of the tables of facts, figures and answers."""
    engine = open_engine()
    load_facts(engine, both[1], "illinois-demo")
    tables = {
        name: engine.fetch(name).to_pylist() for name in ("eti_candidates", "eti_plan", "eti_figures", "eti_answers")
    }
    engine.close()
    return tables


def test_decisions_come_in_the_order_of_their_days(both):
    """2019, then 2023; nothing is found wrong with either."""
    _, decided = both

    assert [one.decision_id for one in decided.records] == ["afl-cio-hit", "prairie-growth-fund"]
    assert decided.findings == ()


@pytest.mark.parametrize(
    ("as_of", "known_at", "seen"),
    [
        (date(2024, 12, 31), date(2019, 1, 31), ["afl-cio-hit"]),  # on the day itself it was taken
        (date(2024, 12, 31), date(2019, 1, 30), []),
        (date(2019, 1, 30), date(2024, 12, 31), []),
    ],
)
def test_a_later_decision_is_left_out_and_said_to_be(root, as_of, known_at, seen):
    """One that was taken after the date of the screen, or after the day that things count by."""
    decided = decide_all(ask(root, "illinois-demo", as_of, None, known_at))

    assert [one.decision_id for one in decided.records] == seen
    assert {finding.code for finding in decided.findings} == {"eti-decision-later"}
    assert len(decided.findings) == 2 - len(seen)
    assert "decided on 2023-09-28" in decided.findings[-1].message
    assert f"only what was decided by {min(as_of, known_at)} counts" in decided.findings[-1].message


def test_each_decision_is_judged_by_the_law_of_its_own_day(both):
    """In 2019 no text of 2022 was in force; in 2023 that of 2015 was history. No criterion of the other judges it."""
    trust, fund = (
        {answer.criterion: answer.outcome for answer in one.answers if answer.criterion.startswith("dol-eti/")}
        for one in both[1].each
    )

    assert trust["dol-eti/dol-15a"] == "watch"
    assert trust["dol-eti/dol-22b"] == "not_applicable"
    assert fund["dol-eti/dol-22b"] == "watch"
    assert fund["dol-eti/dol-15a"] == "not_applicable"


def test_the_plan_is_asked_about_its_newest_decision(judged):
    """One row of the plan, one of each candidate."""
    assert [row["subject_id"] for row in judged["eti_candidates"]] == ["afl-cio-hit", "prairie-growth-fund"]
    [plan] = judged["eti_plan"]
    assert plan["subject_id"] == "illinois-demo"
    assert plan["projected_return_after"] == pytest.approx(6.72)  # 0.0672 in the file of the private fund


def test_every_figure_has_a_row_and_one_a_check_decides(judged, both):
    """Figures of every estimator; those of several hypotheses apart."""
    rows = judged["eti_figures"]
    trust = [row for row in rows if (row["decision_id"], row["check_id"]) == ("afl-cio-hit", "ETI-02")]

    assert len(rows) == sum(len(check.figures) for one in both[1].records for check in one.checks)
    assert {row["estimator"] for row in trust} == {"iid", "hac", "hac_prewhitened", "bootstrap"}
    assert [(row["estimator"], row["hypothesis"]) for row in trust if row["is_deciding"]] == [
        ("hac_prewhitened", "worse by the margin or more")
    ]
    assert {row["n"] for row in trust} == {53}


def test_every_text_has_its_answers_as_rows(judged):
    """Six texts a decision, with the flags of its own day."""
    rows = [row for row in judged["eti_answers"] if row["decision_id"] == "afl-cio-hit"]

    assert {row["text"] for row in rows if row["is_in_force"]} == {"IB 2015-01", "FAB 2018-01"}
    assert len({row["text"] for row in rows}) == 6
    assert {row["text"] for row in rows if row["is_adopted"]} == {"IB 2015-01"}


def test_a_portfolio_without_decisions_has_empty_tables(root):
    """Nothing is proposed, and nothing is found."""
    question = ask(root, "kentucky-munis", None, None, None)
    decided = decide_all(question)
    engine = open_engine()
    load_facts(engine, decided, "kentucky-munis")
    sizes = {engine.fetch(name).num_rows for name in ("eti_candidates", "eti_plan", "eti_figures", "eti_answers")}
    engine.close()

    assert (decided, sizes) == (Decided(), {0})
    assert decided.files == {}
    with pytest.raises(NotFoundError, match="there is no decision"):
        measure(root, "kentucky-munis")


def test_one_decision_is_found_by_its_name_whatever_its_day(root):
    """With or without its ending; a name that is nearly one is told."""
    assert [one.decision_id for one in measure(root, "illinois-demo", "prairie-growth-fund.toml").records] == [
        "prairie-growth-fund"
    ]
    with pytest.raises(NotFoundError, match="did you mean 'afl-cio-hit'"):
        measure(root, "illinois-demo", "afl-cio-hitt")
    with pytest.raises(NotFoundError, match="there is no decision ''"):
        measure(root, "illinois-demo", "")


def test_files_are_named_from_the_folder_of_the_portfolio(both):
    """As the manifest names them: each decision, and what it rests on."""
    files = both[1].files

    assert {"eti/afl-cio-hit.toml", "eti/hit-vs-aggregate-monthly.csv", "eti/prairie-growth-fund.toml"} <= files.keys()
    assert all(name.startswith("eti/") and len(sha256) == 64 for name, sha256 in files.items())


@pytest.mark.parametrize(
    ("jurisdiction", "benefits", "law"),
    [
        ("ohio", "may_count", "Ohio, since 2004-09-15: Benefits to the state may be considered where quality, return"),
        ("illinois", "not_known", "No rule of Illinois on collateral benefits is on file for 2019-01-31."),
    ],
)
def test_after_a_tie_the_state_decides_what_a_benefit_may_do(root, tmp_path, jurisdiction, benefits, law):
    """Since 2004 Ohio lets benefits to the state be considered where return and safety are comparable.

    Of Illinois nothing is on file before 2020, and what is not known is no leave. The candidate is the index itself.
    """
    shutil.copytree(root, tmp_path / "w")
    folder = tmp_path / "w" / "portfolios" / "illinois-demo"
    text = (folder / "eti" / "afl-cio-hit.toml").read_text(encoding="utf-8")
    shutil.copy(folder / "eti" / "hit-vs-aggregate-monthly.csv", folder / "eti" / "again.csv")
    text = text.replace("hit-vs-aggregate-monthly.csv", "again.csv", 1)
    text = text.replace('column = "hit_net_pct"', 'column = "bench_us_aggregate_pct"', 1)
    (folder / "eti" / "afl-cio-hit.toml").write_text(text, encoding="utf-8")
    settings = (folder / "portfolio.toml").read_text(encoding="utf-8")
    settings = settings.replace('jurisdiction = "illinois"', f'jurisdiction = "{jurisdiction}"')
    (folder / "portfolio.toml").write_text(settings, encoding="utf-8")
    [record] = measure(tmp_path / "w", "illinois-demo", "afl-cio-hit").records
    own = next(answer for answer in record.answers if answer.text == "IB 2015-01")

    assert (own.outcome, own.benefits) == ("pass", benefits)
    assert record.benefit_law.startswith(law)
    assert ("Source: Ohio Revised Code 742.11(B)" in record.benefit_law) == (jurisdiction == "ohio")


def test_a_refused_record_is_a_finding_and_stops_nothing(root, tmp_path):
    """A screen of holdings does not wait for the minutes of a board; its reason is told."""
    shutil.copytree(root, tmp_path / "w")
    file = tmp_path / "w" / "portfolios" / "illinois-demo" / "eti" / "afl-cio-hit.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("2019-01-24 ", "2019-02-24 "), encoding="utf-8")
    decided = decide_all(ask(tmp_path / "w", "illinois-demo", date(2020, 12, 31), None, None))
    refused = [finding for finding in decided.findings if finding.code == "eti-record-refused"]

    assert [finding.where for finding in refused] == ["eti/afl-cio-hit.toml"]
    assert "dated 2019-02-24, after the decision of 2019-01-31" in refused[0].message
    assert len(decided.records) == 1
