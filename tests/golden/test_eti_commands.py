"""`screener eti` and the decisions of a run, as a person meets them: files in, figures, memos and records out."""

from __future__ import annotations

import json
import math
import random
import re
import shutil
import statistics
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from commands import CommandHere
from eti_reference import memmel_standard_error
from numpy import column_stack

from screener.workspace import new_workspace

MONTHS = [f"{2009 + at // 12}-{at % 12 + 1:02d}" for at in range(120)]
ESTIMATORS = ["jkm", "hac", "hac_prewhitened", "bootstrap"]
FIGURE = {"estimate", "standard_error", "low", "high", "p_value", "n", "margin", "minimum_detectable_difference"}


def normal(seed, mean, spread):
    """Return ten years of the same normal returns on every machine."""
    draw = random.Random(seed)  # noqa: S311  not cryptography
    return [draw.gauss(mean, spread) for _ in MONTHS]


INDEX = normal(5, 0.004, 0.01)
SERIES = {
    "index": INDEX,
    "fund": [x + e for x, e in zip(INDEX, normal(6, 0.0, 0.0002), strict=True)],
    "rich": [x + 0.004 for x in INDEX],  # 4.8 points a year more at the same risk
    "gapped": [x if at % 7 else None for at, x in enumerate(normal(7, 0.004, 0.01))],
}


@pytest.fixture(scope="module")
def lone(tmp_path_factory):
    """The command in a folder of series that is no workspace."""
    folder = tmp_path_factory.mktemp("series")
    for name, values in SERIES.items():
        rows = [f"{month},{x:.8f}" for month, x in zip(MONTHS, values, strict=True) if x is not None]
        (folder / f"{name}.csv").write_text("\n".join(["month,return", *rows, ""]), encoding="utf-8")
    closed = [
        f"{month},{x:.8f}" for month, x in zip(MONTHS, (x for x in SERIES["gapped"] if x is not None), strict=False)
    ]
    (folder / "closed-up.csv").write_text("\n".join(["month,return", *closed, ""]), encoding="utf-8")
    return CommandHere(folder)


def ask(lone, *arguments):
    """Run `eti test` with few draws; return what it printed as JSON."""
    answer = lone("eti", "test", *arguments, "--draws", "500", "--json")
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@pytest.fixture(scope="module")
def near(lone):
    """The answer on the fund beside its index."""
    return ask(lone, "--candidate", "fund.csv", "--alternative", "index.csv")


def check(answer, number):
    """Return one check."""
    return next(one for one in answer["checks"] if one["check_id"] == f"ETI-{number:02d}")


def test_series_alone_give_an_outcome_and_five_checks(near):
    """Outside of a workspace too: the rules that come with the program judge."""
    assert (near["outcome"], near["vintage"]) == ("pass", "IB 2015-01")
    assert [one["check_id"] for one in near["checks"]] == [f"ETI-{number:02d}" for number in range(1, 6)]
    assert all(one.keys() >= FIGURE for one in near["checks"])
    assert {check(near, 1)[name] for name in FIGURE} == {None}  # likeness is no figure
    assert near["not_measured"] == [f"ETI-{number:02d}" for number in range(6, 15)]
    assert [(one["rulebook_id"], one["criterion_id"]) for one in near["criteria"]] == [("dol-eti", "dol-15a")]


def test_the_figures_are_those_of_the_files(near):
    """The mean difference from the two lists, its interval around it, and the rulebook's margin a month."""
    mean = check(near, 2)
    difference = statistics.fmean(SERIES["fund"]) - statistics.fmean(INDEX)
    low, high = mean["low"], mean["high"]

    assert mean["estimate"] == pytest.approx(difference, abs=1e-9)
    assert (mean["n"], mean["margin"]) == (120, pytest.approx(0.0025 / 12))
    assert low < mean["estimate"] < high
    assert mean["minimum_detectable_difference"] == pytest.approx((high - low) / 2)
    assert near["margin_per_year"] == 0.0025
    assert check(near, 3)["estimate"] == pytest.approx(
        statistics.stdev(SERIES["fund"]) / statistics.stdev(INDEX), rel=1e-6
    )


def test_the_sharpe_check_lists_each_estimator_with_its_own_figures(near):
    """One estimate, four errors; that of Jobson, Korkie and Memmel by its formula."""
    listed = check(near, 5)["estimators"]
    error = memmel_standard_error(column_stack([SERIES["fund"], INDEX]))

    assert [one["estimator"] for one in listed] == ESTIMATORS
    assert len({one["estimate"] for one in listed}) == 1
    assert len({(one["low"], one["high"]) for one in listed}) == 4
    assert listed[0]["standard_error"] == pytest.approx(error, rel=1e-4)
    assert all(0 <= one["p_value"] <= 1 for one in listed)


def test_every_estimator_has_the_p_value_of_every_hypothesis(near):
    """Its own is that of "no difference", as published; the check's that of the hypothesis it is judged by."""
    for number in (2, 5):
        listed = check(near, number)["estimators"]
        deciding = next(one for one in listed if one["estimator"] == check(near, number)["estimator"])

        assert len({one["estimator"] for one in listed}) == len(listed) == 4
        assert all(one["p_value"] == one["p_values"]["no difference"] for one in listed)
        assert check(near, number)["hypothesis"] == "worse by the margin or more"
        assert check(near, number)["p_value"] == deciding["p_values"]["worse by the margin or more"]


def test_bounds_over_all_alternatives_are_those_of_one_where_there_is_one(near, lone):
    """With a second alternative each comparison must show more before it can decide against the candidate."""
    two = ask(lone, "--candidate", "fund.csv", "--alternative", "index.csv", "gapped.csv")
    [of_two] = [side["estimators"] for side in check(two, 2)["by_alternative"] if side["alternative"] == "index"]
    of_one = check(near, 2)["estimators"]

    for alone, beside in zip(of_one, of_two, strict=True):
        assert (alone["shown_low"], alone["shown_high"]) == pytest.approx((alone["low"], alone["high"]))
        assert (beside["low"], beside["high"]) == (alone["low"], alone["high"])
        assert beside["shown_low"] < beside["low"]
        assert beside["shown_high"] > beside["high"]


@pytest.mark.parametrize(
    ("said", "vintage", "direction"),
    [
        (["--vintage", "ib-94-1"], "IB 94-1", "not_worse"),
        (["--vintage", "404a-1-2020"], "404a-1 (2020)", "equal"),
        (["--decision-date", "2018-12-31"], "IB 2015-01", "not_worse"),
        (["--decision-date", "2015-10-25"], "IB 2008-01", "equal"),
    ],
)
def test_a_text_or_a_date_says_by_what_is_judged(lone, said, vintage, direction):
    """By its name, or by the day of the decision."""
    answer = ask(lone, "--candidate", "fund.csv", "--alternative", "index.csv", *said)

    assert (answer["vintage"], answer["direction"]) == (vintage, direction)


def test_a_margin_of_ones_own_is_used_and_told(lone):
    """Ten basis points a year."""
    answer = ask(lone, "--candidate", "fund.csv", "--alternative", "index.csv", "--margin", "0.001")

    assert answer["margin_per_year"] == 0.001
    assert check(answer, 2)["margin"] == pytest.approx(0.001 / 12)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--vintage", "ib-2015-01", "--decision-date", "2018-12-31"],
            "--decision-date: a text and a date are two answers to one",
        ),
        (["--vintage", "ib-2015-11"], "--vintage: there is no text 'ib-2015-11'; did you mean 'ib-2015-01'"),
        (["--vintage", ""], "--vintage: a name is meant"),
        (["--decision-date", ""], "--decision-date"),
        (["--draws", "20001"], "--draws"),
        (["--decision-date", "1994-06-22"], "the first is of 1994-06-23"),
        (["--decision-date", "31.12.2018"], "--decision-date"),
        (["--margin", "25"], "a fraction a year"),
        (["--margin", "-0.01"], "a fraction a year"),
        (["--alternative", "none.csv"], "none.csv"),
        (["--alternative", "index.csv"], "--alternative: index.csv is given twice"),
        (["--unit", "percent", "--column", "price"], "price"),
    ],
)
def test_what_contradicts_itself_is_refused_with_the_fix(lone, arguments, message):
    """Exit code 2, one message, and nothing on standard output."""
    answer = lone("eti", "test", "--candidate", "fund.csv", "--alternative", "index.csv", *arguments)

    assert (answer.returncode, answer.stdout) == (2, "")
    assert message in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_same_seed_gives_the_same_bytes_in_any_order_of_alternatives(lone):
    """Every figure of every alternative; only the order in which they stand differs."""
    arguments = ["eti", "test", "--candidate", "fund.csv", "--draws", "500", "--json"]
    one, again = (lone(*arguments, "--alternative", "index.csv", "gapped.csv").stdout for _ in range(2))
    other = json.loads(lone(*arguments, "--alternative", "gapped.csv", "--alternative", "index.csv").stdout)
    other_seed = json.loads(lone(*arguments, "--alternative", "index.csv", "gapped.csv", "--seed", "9").stdout)
    first = json.loads(one)

    def figures(answer):
        return {
            (one["check_id"], side["alternative"]): side["estimators"]
            for one in answer["checks"]
            for side in one["by_alternative"]
        }

    assert one == again
    assert figures(other) == figures(first)
    assert (other["outcome"], check(other, 2)["estimate"]) == (first["outcome"], check(first, 2)["estimate"])
    assert check(other_seed, 3)["low"] != check(first, 3)["low"]
    assert check(other_seed, 2)["low"] == check(first, 2)["low"]  # nothing is drawn for it


def test_a_second_alternative_that_is_better_decides(lone):
    """The fund passes beside its index, and fails beside one that returns 4.8 points more, wherever that stands."""
    for order in (["index.csv", "rich.csv"], ["rich.csv", "index.csv"]):
        answer = ask(lone, "--candidate", "fund.csv", "--alternative", *order)

        assert answer["outcome"] == "fail"
        assert check(answer, 2)["alternative"] == "rich"
        assert check(answer, 2)["outcome"] == "fail"


def test_months_that_are_missing_stay_missing(lone):
    """Without their gaps the same returns have other neighbours: another error, and falls across what was not seen."""
    gapped = ask(lone, "--candidate", "gapped.csv", "--alternative", "index.csv")
    closed = ask(lone, "--candidate", "closed-up.csv", "--alternative", "index.csv")
    known = [x for x in SERIES["gapped"] if x is not None]
    [alignment] = gapped["alignment"]

    assert (alignment["n"], alignment["gaps"]) == (len(known), 118 - len(known))  # first and last of 120 are missing
    assert check(gapped, 4)["estimators"][0]["estimate"] is None
    assert check(closed, 4)["estimators"][0]["estimate"] is not None
    assert check(gapped, 2)["standard_error"] != check(closed, 2)["standard_error"]
    assert gapped["months_in_common"] == len(known)


def test_returns_after_the_decision_are_not_seen(lone):
    """By the end of June 2012: 42 months of 2009 to 2012, and none of what came later."""
    answer = ask(lone, "--candidate", "fund.csv", "--alternative", "index.csv", "--decision-date", "2012-06-30")
    expected = statistics.fmean(SERIES["fund"][:42]) - statistics.fmean(INDEX[:42])

    assert (answer["alignment"][0]["last"], answer["months_in_common"]) == ("2012-06", 42)
    assert check(answer, 2)["estimate"] == pytest.approx(expected, abs=1e-9)
    assert any("2012-06-30" in note for note in answer["notes"])


def test_a_person_reads_the_answer_first_and_what_was_not_measured(lone):
    """Words and no JSON; the nine checks that no return can answer are named as taken for granted."""
    said = lone("eti", "test", "--candidate", "fund.csv", "--alternative", "index.csv", "--draws", "500").stdout

    assert said.startswith("Yes, as far as returns go: they show what IB 2015-01 asks for.")
    assert "Taken as in order, because no return can show it" in said
    assert all(len(line) <= 120 for line in said.splitlines())


# -- Decisions


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    """The command in a workspace whose decisions draw 500 times."""
    folder = tmp_path_factory.mktemp("board") / "w"
    new_workspace(folder)
    for file in (folder / "portfolios" / "illinois-demo" / "eti").glob("*.toml"):
        file.write_text("draws = 500\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    return CommandHere(folder)


@pytest.fixture
def faulty(board, tmp_path):
    """A copy of the workspace in which the record of the trust lacks three fields and is late."""
    shutil.copytree(board.folder, tmp_path / "w")
    file = tmp_path / "w" / "portfolios" / "illinois-demo" / "eti" / "afl-cio-hit.toml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("created_at = 2019-01-24", "created_at = 2019-02-24")
    text = text.replace('adopted_vintage = "IB 2015-01"', 'adopted_vintage = "404a-1 (2020)"')
    file.write_text(text, encoding="utf-8")
    return CommandHere(tmp_path / "w")


def test_a_record_that_is_none_is_refused_with_every_reason_and_nothing_is_written(faulty):
    """Late, without the three items of 2020, and by a text that was none yet: exit code 2, all of it at once."""
    refused = faulty("eti", "memo", "illinois-demo")

    assert (refused.returncode, refused.stdout) == (2, "")
    assert "dated 2019-02-24, after the decision of 2019-01-31" in refused.stderr
    assert "3 fields are empty: items_2020: why_insufficient (item A" in refused.stderr
    assert "comparison, consistency (items B and C" in refused.stderr
    assert "404a-1 (2020), did not exist on 2019-01-31: it begins on 2021-01-12" in refused.stderr
    assert not (faulty.folder / "reports" / "memos").exists()


def test_a_draft_says_so_and_is_no_record(faulty):
    """The memo of the late one is marked; of it there is no JSON. The other decision has both."""
    made = faulty("eti", "memo", "illinois-demo", "--draft")
    folder = faulty.folder / "reports" / "memos" / "illinois-demo"

    assert made.returncode == 0, made.stderr
    assert sorted(path.name for path in folder.iterdir()) == [
        "afl-cio-hit.html",
        "afl-cio-hit.pdf",
        "prairie-growth-fund.html",
        "prairie-growth-fund.json",
        "prairie-growth-fund.pdf",
    ]
    assert "DRAFT" in (folder / "afl-cio-hit.html").read_text(encoding="utf-8")


def test_a_record_on_file_is_replaced_only_when_told(board, tmp_path):
    """The decision file changed after its record was written: exit code 2, and the record says what it said."""
    shutil.copytree(board.folder, tmp_path / "w")
    here = CommandHere(tmp_path / "w")
    memo = ("eti", "memo", "illinois-demo", "afl-cio-hit")
    assert here(*memo).returncode == here(*memo).returncode == 0
    record = tmp_path / "w" / "reports" / "memos" / "illinois-demo" / "afl-cio-hit.json"
    before = record.read_bytes()
    file = tmp_path / "w" / "portfolios" / "illinois-demo" / "eti" / "afl-cio-hit.toml"
    file.write_text(file.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    refused = here(*memo)

    assert (refused.returncode, refused.stdout) == (2, "")
    assert "afl-cio-hit.json: this record is there" in refused.stderr
    assert "--replace" in refused.stderr
    assert record.read_bytes() == before
    assert here(*memo, "--replace").returncode == 0
    assert record.read_bytes() != before


def test_a_draft_is_not_put_beside_a_record(board, faulty):
    """The record was written when it was in order; the memo of what is now a draft goes elsewhere."""
    folder = faulty.folder / "reports" / "memos" / "illinois-demo"
    board("eti", "memo", "illinois-demo", "afl-cio-hit", "--out", str(folder))
    before = (folder / "afl-cio-hit.html").read_bytes()
    refused = faulty("eti", "memo", "illinois-demo", "afl-cio-hit", "--draft")
    made = faulty("eti", "memo", "illinois-demo", "afl-cio-hit", "--draft", "--out", "drafts")

    assert (refused.returncode, refused.stdout) == (2, "")
    assert "a draft would take the place of its memo" in refused.stderr
    assert (folder / "afl-cio-hit.html").read_bytes() == before
    assert made.returncode == 0
    assert "DRAFT, refused, and no record" in made.stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--json", "--out", "file"], "--json, --out: --json writes no file"),
        (["--json", "--draft", "--replace"], "--json, --draft, --replace: --json writes no file"),
        (["--out", "portfolios/illinois-demo/eti"], "is a folder of files that are read"),
        (["--out", "portfolios/illinois-demo/inputs/2024-12-31"], "is a folder of files that are read"),
        (["--out", "portfolios/kentucky-munis/eti/memos"], "is a folder of files that are read"),
        (["--out", "reports/../reports/runs/illinois-demo"], "is a folder of files that are read"),
    ],
)
def test_memos_are_not_written_where_they_would_be_in_the_way(board, options, message):
    """Exit code 2, the options named, and nothing written or printed."""
    before = sorted(board.folder.rglob("*"))
    refused = board("eti", "memo", "illinois-demo", *options)

    assert (refused.returncode, refused.stdout) == (2, "")
    assert message in refused.stderr
    assert sorted(board.folder.rglob("*")) == before


def test_a_refused_record_is_an_error_to_another_program(faulty):
    """It may read what it would say, with every reason; the exit code says that it is no record."""
    answer = faulty("eti", "memo", "illinois-demo", "afl-cio-hit", "--json")
    [record] = json.loads(answer.stdout)

    assert answer.returncode == 1
    assert len(record["refusals"]) == len(["incomplete", "text of later", "late"])


def test_a_decision_file_with_faults_is_refused_with_all_of_them(board, tmp_path):
    """Three faults, each with its line."""
    shutil.copytree(board.folder, tmp_path / "w")
    folder = tmp_path / "w" / "portfolios" / "illinois-demo" / "eti"
    file = folder / "afl-cio-hit.toml"
    text = file.read_text(encoding="utf-8").replace('sleeve = "listed_bonds"', 'sleeve = "bonds"')
    text = text.replace('adopted_vintage = "IB 2015-01"', 'adopted_vintage = "IB 2015"').replace(
        "votes_for = 6", "votes_for = -6"
    )
    file.write_text(text, encoding="utf-8")
    refused = CommandHere(tmp_path / "w")("eti", "memo", "illinois-demo")

    assert refused.returncode == 2
    for wrong in ('sleeve = "bonds"', 'adopted_vintage = "IB 2015"', "votes_for = -6"):
        line = next(number for number, said in enumerate(text.splitlines(), 1) if said.startswith(wrong))
        assert re.search(rf"afl-cio-hit\.toml:{line}\b", refused.stderr), wrong


# -- Decisions in a run


def rows(run, table):
    """Return the rows of a table of a run."""
    return pq.read_table(Path(run["folder"]) / "tables" / f"{table}.parquet").to_pylist()


def test_a_run_judges_each_candidate_by_the_law_of_its_own_day(illinois):
    """A screen of the end of 2024: the decision of 2019 by the text of 2015, that of 2023 by the text of 2022."""
    found = {
        (row["criterion_id"], row["subject_id"]): row
        for row in rows(illinois, "decisions")
        if row["rulebook_id"] == "dol-eti" and row["subject"] == "candidate"
    }

    assert found["dol-15a", "afl-cio-hit"]["outcome"] == "watch"
    assert found["dol-22b", "prairie-growth-fund"]["outcome"] == "watch"
    assert found["dol-22b", "afl-cio-hit"]["outcome"] == "not_applicable"
    assert found["dol-15a", "prairie-growth-fund"]["outcome"] == "not_applicable"
    assert json.loads(found["dol-15a", "afl-cio-hit"]["evidence"])["return_months"] == 53


def test_the_plan_of_a_run_has_a_candidate_only_where_one_was_proposed(illinois, kentucky):
    """Checks of the plan's process are asked of the one, and not of the other."""

    def asked(run):
        return {
            row["outcome"]
            for row in rows(run, "decisions")
            if (row["rulebook_id"], row["criterion_id"]) == ("eti-prudence", "eti-13")
        }

    assert asked(illinois) == {"pass"}
    assert asked(kentucky) == {"not_applicable"}
    assert rows(kentucky, "eti_answers") == rows(kentucky, "eti_figures") == []
    assert not (Path(kentucky["folder"]) / "memos").exists()


def test_a_run_says_of_which_files_its_memos_are_made(illinois):
    """Decision files and what they name are inputs of the manifest; memos and records are outputs."""
    manifest = json.loads((Path(illinois["folder"]) / "manifest.json").read_text(encoding="utf-8"))
    memos = {name for name in manifest["outputs"] if name.startswith("memos/")}

    assert memos == {
        f"memos/{name}.{end}" for name in ("afl-cio-hit", "prairie-growth-fund") for end in ("html", "json", "pdf")
    }
    assert {"eti/afl-cio-hit.toml", "eti/prairie-growth-fund.toml", "eti/hit-vs-aggregate-monthly.csv"} <= set(
        manifest["inputs"]
    )


def test_every_decision_has_a_memo_and_a_record_that_are_those_of_the_run(illinois, command):
    """The same decision on the same files, in two workspaces, on two ways: one record, which is the JSON printed."""
    made = CommandHere(command.folder, whole=True)("eti", "memo", "illinois-demo", "--out", "memos")
    [printed] = json.loads(command("eti", "memo", "illinois-demo", "afl-cio-hit", "--json").stdout)
    files = {path.name: path.read_bytes() for path in (command.folder / "memos").iterdir()}

    assert made.returncode == 0, made.stderr
    assert set(files) == {
        f"{name}.{end}" for name in ("afl-cio-hit", "prairie-growth-fund") for end in ("html", "json", "pdf")
    }
    assert json.loads(files["afl-cio-hit.json"]) == printed
    assert b"DRAFT" not in files["afl-cio-hit.html"]
    assert files["afl-cio-hit.pdf"].startswith(b"%PDF-")
    for name, content in sorted(files.items()):
        assert content == (Path(illinois["folder"]) / "memos" / name).read_bytes(), name


def test_the_trusts_record_has_its_hand_worked_mean(illinois):
    """The sum of 53 monthly differences in the file is −0.826 percent: −0.826 ÷ 53 = −0.015585 percent a month."""
    record = json.loads((Path(illinois["folder"]) / "memos" / "afl-cio-hit.json").read_text(encoding="utf-8"))
    figure = next(one for one in record["checks"] if one["id"] == "ETI-02")["figure"]

    assert figure["estimate"] == pytest.approx(-0.826 / 53 / 100)
    assert math.isclose(figure["margin"], 0.0025 / 12, rel_tol=1e-9)
    assert (record["outcome"], record["judged_by"]) == ("watch", "IB 2015-01")
