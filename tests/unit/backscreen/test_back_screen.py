"""Back-screens: each date by the rules in force and the facts known on it, however many processes there are."""

from __future__ import annotations

import hashlib
import os
import shutil
import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from screener import backscreen, enrich, whatif
from screener.backscreen import spread
from screener.backscreen.day import Day
from screener.backscreen.flips import flips
from screener.errors import InputError, IntegrityError
from screener.tables import FINDINGS

SITES = "establishments/letter.csv"
NOBODY = whatif.Silent()


class Heard:
    """A progress that remembers."""

    def __init__(self) -> None:
        self.stages: list[str] = []

    def stage(self, name: str) -> None:
        self.stages.append(name)

    def detail(self, text: str) -> None:
        """Say nothing."""


@pytest.mark.parametrize(
    ("start", "end", "every", "days"),
    [
        ("2023-12-31", "2024-06-30", "quarter", ["2023-12-31", "2024-03-31", "2024-06-30"]),
        ("2024-01-01", "2024-06-29", "quarter", ["2024-03-31"]),
        ("2023-12-15", "2024-03-15", "month", ["2023-12-31", "2024-01-31", "2024-02-29"]),  # a leap year
        ("2022-01-01", "2024-12-30", "year", ["2022-12-31", "2023-12-31"]),
    ],
)
def test_the_dates_are_the_last_days_of_periods(start: str, end: str, every: str, days: list[str]) -> None:
    """Both ends are included, and a period that ends outside is no date."""
    found = backscreen.ends(date.fromisoformat(start), date.fromisoformat(end), every)

    assert [str(day) for day in found] == days


def test_a_span_without_a_period_end_is_refused() -> None:
    """Nothing to screen is said, not answered with an empty table."""
    with pytest.raises(InputError, match="no year ends from 2024-01-01 to 2024-06-30"):
        backscreen.ends(date(2024, 1, 1), date(2024, 6, 30), "year")


def test_a_date_screens_the_newest_delivery_not_later_than_it() -> None:
    """On the day of a delivery that one; before the first, none, unless the first is asked for."""
    first, second = date(2023, 3, 31), date(2023, 9, 30)
    days = [date(2022, 12, 31), first, date(2023, 6, 30), second, date(2023, 12, 31)]

    found = backscreen.held_on(days, [first, second], "first")

    assert list(found.values()) == [first, first, first, second, second]
    with pytest.raises(InputError, match=r"nothing was delivered by 2022-12-31; .* 2023-03-31\n.*holdings=\"first\""):
        backscreen.held_on(days, [first, second], "refuse")


def test_each_date_is_judged_by_the_texts_of_its_day(answers: backscreen.Answers) -> None:
    """One binding text a day, from the days on which each took effect in the Federal Register."""
    texts: dict[str, list[str]] = {}
    for row in answers.inputs.to_pylist():
        if row["kind"] == "text":
            texts.setdefault(str(row["date"]), []).append(f"{row['name'].partition('/')[2]}: {row['used']}")

    assert texts == {
        "2014-12-31": ["ib-2008-01: binding"],  # 73 FR 61734
        "2015-12-31": ["ib-2015-01: binding"],  # 80 FR 65135, from 2015-10-26
        "2018-12-31": ["ib-2015-01: binding", "fab-2018-01: guidance"],  # FAB 2018-01, of 2018-04-23
        # 85 FR 72846 and 85 FR 81658; the Department's statement of 2021-03-10
        "2021-12-31": ["404a-1-2020: binding, not enforced", "proxy-rule-2020: guidance, not enforced"],
        "2023-12-31": ["404a-1-2022: binding", "404a-1-d-2022: guidance"],  # 87 FR 73822, from 2023-01-30
    }


def test_the_criteria_in_force_are_those_of_the_texts(answers: backscreen.Answers) -> None:
    """Criteria are named for the year of their text; dol-app follows from ERISA itself, since 1974."""
    years = {
        day.day.year: sorted({name.removeprefix("dol-")[:2] for _, name in day.in_force} - {"ap"})
        for day in answers.days
    }

    assert years == {2014: ["08"], 2015: ["15"], 2018: ["15", "18"], 2021: ["20"], 2023: ["22"]}


def test_a_criterion_that_comes_into_force_and_goes_flips_its_outcome(answers: backscreen.Answers) -> None:
    """FAB 2018-01 held from 2018-04-23 until the rule of 2020 took effect on 2021-01-12; the plan says nothing."""
    found = [
        (str(row["date"]), row["outcome_before"], row["outcome_after"], row["cause"], row["because"])
        for row in answers.changes.to_pylist()
        if row["criterion_id"] == "dol-18b"
    ]

    assert found == [
        ("2018-12-31", "not_applicable", "insufficient_data", "rules", "came into force"),
        ("2021-12-31", "insufficient_data", "not_applicable", "rules", "went out of force"),
    ]


def test_holdings_are_those_of_the_delivery(answers: backscreen.Answers) -> None:
    """600 + 400 until the second delivery, then 800 + 400; the year before the first is marked as a study."""
    summary = answers.summary.to_pylist()

    assert [row["market_value"] for row in summary] == [Decimal(1000)] * 4 + [Decimal(1200)]
    assert answers.notes[0].startswith("2014-12-31: the holdings are those of 2015-12-31, the first delivery")


def test_what_was_published_later_is_unknown(answers: backscreen.Answers) -> None:
    """The list of counties is OMB Bulletin 23-01 of 21 July 2023: before, nobody could place anything by it."""
    without = {str(row["date"]) for row in answers.unknown_then.to_pylist() if row["dataset"] == "counties"}
    placed = {str(row["date"]) for row in answers.figures.to_pylist() if row["figure"] == "in_state"}
    used = {
        row["name"] for row in answers.inputs.to_pylist() if row["kind"] == "dataset" and row["dated"] > row["date"]
    }

    assert without == {"2014-12-31", "2015-12-31", "2018-12-31", "2021-12-31"}
    assert placed == {"2023-12-31"}
    assert [row["best"] for row in answers.summary.to_pylist()][:4] == [None] * 4
    assert used == {"warn_notices"}  # each notice has its own day, and none from after the date is read


def test_people_are_asked_only_what_they_had_decided(answers: backscreen.Answers) -> None:
    """Evidence and decisions both count up to the day itself."""
    question = answers.plan.question(date(2018, 12, 31))

    assert (question.as_of, question.known_at, question.decided_until) == (date(2018, 12, 31),) * 3
    assert question.delivery == date(2015, 12, 31)


def test_no_history_holds_a_later_vintage() -> None:
    """Datasets read with their history lose what came later; one that dates its rows is kept, and read by date."""
    day = date(2022, 6, 30)
    selection = enrich.select(day, leave_out=True)
    late = [copy.name for copies in selection.held.values() for copy in copies if copy.vintage.published > day]

    assert late == []
    assert [copy.vintage.vintage for copy in selection.held["naics"]] == ["2017"]  # the other is of 2022-12-31
    assert "warn_notices" in selection.chosen
    assert "counties" not in selection.chosen
    assert "counties" in enrich.select(day).chosen


def test_a_date_is_the_ordinary_screen_of_that_day(workspace: Path) -> None:
    """With later vintages allowed, as a run allows them, the answer is that of a screen asked with known_at."""
    day = date(2023, 12, 31)
    plan = backscreen.plan(workspace, "private-plan", day, every="year", strict_vintage=False)

    (found,) = backscreen.answer(plan, NOBODY, workers=1).days
    asked = whatif.open_session(workspace, "private-plan", as_of=day, known_at=day)
    expected = asked.base.tables

    assert found.figures.equals(whatif.figures(expected))
    assert found.outcomes.equals(whatif.outcomes(expected, asked.job.question.rulebooks))
    assert found.decisions.equals(expected["decisions"].select(found.decisions.column_names))
    assert found.findings.equals(expected["findings"])
    assert {row["is_used"] for row in found.unknown} == {True}


def test_each_date_keeps_the_findings_of_its_screen(answers: backscreen.Answers) -> None:
    """Nobody could name the issuer of either line by then: 600 + 400, and 800 + 400 in the second delivery."""
    found = [
        (str(row["date"]), row["severity"], row["rows"], row["market_value"])
        for row in answers.findings.to_pylist()
        if row["code"] == "issuer-unknown"
    ]

    assert found == [
        ("2014-12-31", "warning", 2, Decimal(1000)),
        ("2015-12-31", "warning", 2, Decimal(1000)),
        ("2018-12-31", "warning", 2, Decimal(1000)),
        ("2021-12-31", "warning", 2, Decimal(1000)),
        ("2023-12-31", "warning", 2, Decimal(1200)),
    ]


def test_the_summary_counts_findings_by_severity(answers: backscreen.Answers) -> None:
    """Two warnings and a note on the first date; none on the second is a zero, because it was looked for."""
    judged = [("c1", "a", "pass", "{}")]
    days = [
        a_day(date(2024, 3, 31), judged, set(), "{}", "warning", "info", "warning"),
        a_day(date(2024, 6, 30), judged, set()),
    ]

    summary = backscreen.Answers(answers.plan, days).summary.to_pylist()

    assert [(row["error"], row["warning"], row["info"]) for row in summary] == [(0, 2, 1), (0, 0, 0)]


def test_the_portfolio_s_own_files_are_inputs_of_every_date(answers: backscreen.Answers, workspace: Path) -> None:
    """Its settings and its evidence, by the names that a run's manifest gives them, each with its SHA-256."""
    folder = workspace / "portfolios" / "private-plan"
    names = {"portfolios/private-plan/portfolio.toml": "portfolio.toml", SITES: SITES}
    expected = {name: hashlib.sha256((folder / file).read_bytes()).hexdigest() for name, file in names.items()}

    found: dict[str, dict[str, str]] = {}
    for row in answers.inputs.to_pylist():
        if row["kind"] in {"settings", "own file"}:
            found.setdefault(str(row["date"]), {})[row["name"]] = row["used"]

    assert found == dict.fromkeys(("2014-12-31", "2015-12-31", "2018-12-31", "2021-12-31", "2023-12-31"), expected)


def test_dates_after_the_newest_delivery_and_the_newest_data_are_said(answers: backscreen.Answers) -> None:
    """Delivered until 1 January and published until 1 May: in March the holdings are old, in June the data are too."""
    plan = replace(answers.plan, newest_delivery=date(2024, 1, 1), newest_data=date(2024, 5, 1))
    days = [a_day(date(2024, 3, 31), [], set()), a_day(date(2024, 6, 30), [], set())]

    notes = backscreen.Answers(plan, days).notes

    assert [note[: note.index(", and")] for note in notes] == [
        "2024-03-31, 2024-06-30: nothing was delivered after 2024-01-01: its holdings are screened",
        "2024-06-30: no reference data published after 2024-05-01 are held: what became known since is missing",
    ]


def test_a_date_that_deliveries_and_data_reach_is_not_said_to_be_late(answers: backscreen.Answers) -> None:
    """The last date is that of the second delivery, and data of 2024 and later are held."""
    assert not [note for note in answers.notes if "nothing was delivered" in note or "no reference data" in note]


def test_how_far_deliveries_and_data_reach_is_what_is_held(workspace: Path) -> None:
    """A plan that begins and ends before the newest of both knows them all the same."""
    register = tomllib.loads(Path(enrich.__file__).with_name("datasets.toml").read_text(encoding="utf-8"))
    published = [vintage["published"] for dataset in register.values() for vintage in dataset.get("vintages", [])]

    plan = backscreen.plan(workspace, "private-plan", date(2015, 12, 31), date(2015, 12, 31), every="year")

    assert (plan.newest_delivery, plan.newest_data) == (date(2023, 12, 31), max(published))


def test_two_processes_give_the_same_bytes_as_one(answers: backscreen.Answers) -> None:
    """A date's answer follows from its question alone, whichever process is done first."""
    held = {day: delivery for day, delivery in answers.plan.held.items() if day == delivery}
    plan, heard = replace(answers.plan, held=held), Heard()

    two = backscreen.answer(plan, heard, workers=2)
    one = backscreen.Answers(plan, [day for day in answers.days if day.day in held])

    assert list(map(str, held)) == ["2015-12-31", "2023-12-31"]
    assert {name: _bytes(table) for name, table in two.tables.items()} == {
        name: _bytes(table) for name, table in one.tables.items()
    }
    assert heard.stages[0] == "Reading holdings"
    assert sorted(heard.stages[1:]) == ["2015-12-31 screened", "2023-12-31 screened"]


def _bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return bytes(sink.getvalue())


def test_the_faults_of_all_dates_are_said_at_once(answers: backscreen.Answers, workspace: Path, tmp_path: Path) -> None:
    """Two deliveries have wrong control totals: both dates are named, with what each should add up to."""
    shutil.copytree(workspace, tmp_path / "w")
    for day, total in (("2015-12-31", "1.00"), ("2023-12-31", "2.00")):
        file = tmp_path / "w" / "portfolios" / "private-plan" / "inputs" / day / "delivery.toml"
        file.write_text(f'[input.equities]\ncontrol_total = "{total}"\n', encoding="utf-8")
    held = {day: day for day in (date(2015, 12, 31), date(2023, 12, 31))}
    plan = replace(answers.plan, root=tmp_path / "w", held=held)

    with pytest.raises(IntegrityError) as refused:
        backscreen.answer(plan, NOBODY, workers=1)

    said = str(refused.value)
    assert "2 of 2 dates could not be screened" in said
    assert "2015-12-31: " in said
    assert "2023-12-31: " in said
    assert not list((tmp_path / "w").rglob("manifest.json"))


def test_no_worker_is_refused(answers: backscreen.Answers) -> None:
    """Somebody has to do it."""
    with pytest.raises(InputError, match=r"0 workers\n  Try: give 1 or more"):
        backscreen.answer(answers.plan, NOBODY, workers=0)


def a_day(
    day: date, rows: list[tuple[str, str, str, str]], in_force: set[str], parameters: str = "{}", *severities: str
) -> Day:
    """Return a date with decisions of one rulebook on issuers: criterion, subject, outcome, evidence.

    Criterion m1 is a measure that asks nothing. There is one finding of each severity given.
    """
    decisions = [
        {
            "rulebook_id": "book",
            "criterion_id": criterion,
            "subject": "issuer",
            "subject_id": subject,
            "outcome": outcome,
            "evidence": evidence,
            "parameters": parameters,
            "describes": False,
        }
        for criterion, subject, outcome, evidence in rows
    ]
    ends = {"low": None, "best": None, "high": None, "share": None}
    figures = [
        {"figure": name, "basis": "", "coverage": Decimal(1), **ends}
        for name in ("market_value", "coverage: identified", "coverage: industry")
    ]
    return Day(
        day=day,
        delivery=date(2024, 1, 1),
        currency="USD",
        figures=pa.Table.from_pylist(figures),
        outcomes=pa.table({}),
        decisions=pa.Table.from_pylist(decisions),
        findings=FINDINGS.of(
            [{"code": "stale-input", "severity": one, "message": "Old.", "rows": 1} for one in severities]
        ),
        in_force=frozenset(("book", name) for name in in_force),
        bare=frozenset({("book", "m1")}),
        inputs=[],
        unknown=[],
    )


def test_the_cause_of_a_flip_is_what_differs() -> None:
    """A fact that became known; a criterion that came into force for everybody; a line that was sold is no flip."""
    before = a_day(
        date(2024, 3, 31),
        [
            ("c1", "a", "insufficient_data", '{"x": null}'),
            ("c1", "sold", "fail", "{}"),
            ("c2", "*", "not_applicable", "{}"),
        ],
        {"c1"},
    )
    after = a_day(
        date(2024, 6, 30),
        [("c1", "a", "pass", '{"x": 0.5}'), ("c1", "bought", "pass", "{}"), ("c2", "a", "fail", '{"y": 1}')],
        {"c1", "c2"},
    )

    found = [
        tuple(row[name] for name in ("criterion_id", "subject_id", "cause", "because")) for row in flips(before, after)
    ]

    assert found == [("c1", "a", "facts", "x: unknown → 0.5"), ("c2", "a", "rules", "came into force")]


@pytest.mark.parametrize(
    ("facts", "cause", "because"),
    [
        ('{"x": 1, "value": 2}', "rules", "limit: 1 → 5"),  # what is computed follows from the limit
        ('{"x": 9, "value": 2}', "rules and facts", "limit: 1 → 5; x: 1 → 9"),
    ],
)
def test_a_flip_with_two_causes_names_both(facts: str, cause: str, because: str) -> None:
    """Neither is said to be the one that did it, and what a measure computes is no fact beside its parameter."""
    before = a_day(date(2024, 3, 31), [("c1", "a", "pass", '{"x": 1, "value": 1}')], {"c1"}, '{"limit": 1}')
    after = a_day(date(2024, 6, 30), [("c1", "a", "fail", facts)], {"c1"}, '{"limit": 5}')

    (found,) = flips(before, after)

    assert (found["cause"], found["because"]) == (cause, because)


def test_a_measure_that_asks_nothing_passes_nobody(answers: backscreen.Answers) -> None:
    """Its figure is measured, in the summary and where it becomes known; a test is passed."""
    day = date(2024, 3, 31)
    before = a_day(day, [("m1", "a", "insufficient_data", '{"value": null}')], {"m1"})
    after = a_day(
        day, [("m1", "a", "pass", '{"value": 1}'), ("m1", "b", "pass", "{}"), ("c1", "a", "pass", "{}")], set()
    )

    summary = backscreen.Answers(answers.plan, [after]).summary.to_pylist()[0]

    assert (summary["pass"], summary["measured"], summary["described"]) == (1, 2, 0)
    assert [row["outcome_after"] for row in flips(before, after)] == ["measured"]


@pytest.mark.parametrize(("dates", "cores", "processes"), [(1, 8, 1), (3, 8, 1), (4, 8, 2), (40, 8, 8), (40, 1, 1)])
def test_a_process_is_started_for_two_dates_at_least(
    monkeypatch: pytest.MonkeyPatch, dates: int, cores: int, processes: int
) -> None:
    """It takes seconds to start, and is no use beyond the cores that this process may use."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)

    assert spread._processes(dates) == processes
