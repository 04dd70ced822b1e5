"""What is recorded is there, once, in order, and newest words count."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from unit.ledger.ledgers import AT, a_decision, a_run

from screener.errors import InputError, IntegrityError
from screener.ledger import canonical, open_ledger, to_cents

WRITERS = """
import sys
from multiprocessing import get_context
from screener.ledger import MatchDecision, open_ledger
rest = {"issuer_id": None, "reason": "r", "facts": "{}", "portfolio": "p"}
url, *names = sys.argv[1:]
processes = get_context("fork")  # what takes a second to import is imported once
ready = processes.Barrier(len(names))
def write(name):
    ready.wait(60)
    for n in range(10):
        with open_ledger(url) as ledger:
            pair = [MatchDecision(subject=f"{name}:{n}:{half}", **rest) for half in "ab"]
            ledger.decide(pair, recorded_by=name)
writers = [processes.Process(target=write, args=(name,)) for name in names]
for writer in writers:
    writer.start()
for writer in writers:
    writer.join(60)
print(*(writer.exitcode for writer in writers))
"""


def test_a_run_is_read_back_as_it_was_recorded(database):
    """Every column, and who and when; the moment is in UTC whatever the caller's zone."""
    new_york = timezone(timedelta(hours=-5))
    with open_ledger(database.url) as ledger:
        # 04:30 at five hours behind UTC is 09:30 UTC
        ledger.record_run(a_run(), recorded_by="Ada", recorded_at=datetime(2025, 1, 15, 4, 30, tzinfo=new_york))
    with open_ledger(database.url) as ledger:
        (run,) = ledger.entries()

    assert run.content() == a_run().content()
    assert (run.kind, run.recorded_by, run.recorded_at) == ("run", "Ada", "2025-01-15T09:30:00Z")
    assert run.market_value == Decimal("1114196583.26")


def test_a_run_is_recorded_once(database):
    """A run made again from the same inputs has the same id and is no second run."""
    with open_ledger(database.url) as ledger:
        first = ledger.record_run(a_run(), recorded_by="Ada", recorded_at=AT)
        again = ledger.record_run(a_run(), recorded_by="Ben", recorded_at=AT + timedelta(days=1))

        assert (again.sequence, again.recorded_by, again.hash) == (1, "Ada", first.hash)
        assert len(ledger.entries()) == 1


def test_another_run_of_the_same_id_is_refused(database):
    """The id follows from the content, so different contents mean that someone changed one of them."""
    with open_ledger(database.url) as ledger:
        ledger.record_run(a_run(), recorded_by="Ada", recorded_at=AT)

        with pytest.raises(
            IntegrityError, match=r"run 0123456789ab is in the ledger already, as entry 1.*another lines"
        ):
            ledger.record_run(a_run(lines=2321), recorded_by="Ada", recorded_at=AT)


def test_the_newest_decision_about_a_subject_is_in_force(database):
    """A later decision supersedes an earlier one about the same subject, and no other."""
    with open_ledger(database.url) as ledger:
        ledger.decide(
            [a_decision("parent:A", issuer_id="1"), a_decision("parent:B", issuer_id="2")],
            recorded_by="Ada",
            recorded_at=AT,
        )
        ledger.decide([a_decision("parent:A", issuer_id=None)], recorded_by="Ben", recorded_at=AT)
        matches = ledger.decisions().matches

    assert {subject: decision.issuer_id for subject, decision in matches.items()} == {"parent:A": None, "parent:B": "2"}
    assert matches["parent:A"].recorded_by == "Ben"


def test_a_withdrawn_decision_is_not_in_force_until_decided_again(database):
    """To say that there is no issuer is an answer; a withdrawal is none: the subject is as if nobody had been asked."""
    with open_ledger(database.url) as ledger:
        ledger.decide([a_decision("parent:A")], recorded_by="Ada", recorded_at=AT)
        ledger.decide([a_decision("parent:A", withdrawn=True)], recorded_by="Ada", recorded_at=AT)
        withdrawn = ledger.decisions().matches
        ledger.decide([a_decision("parent:A", issuer_id="3")], recorded_by="Ada", recorded_at=AT)

        assert withdrawn == {}
        assert ledger.decisions().matches["parent:A"].issuer_id == "3"
        assert len(ledger.entries()) == 3


def test_the_decisions_in_force_are_a_table(database):
    """One row a subject, all text; a table without rows has the same columns."""
    with open_ledger(database.url) as ledger:
        empty = ledger.decisions().as_table()
        ledger.decide([a_decision("parent:A", issuer_id="1")], recorded_by="Ada", recorded_at=AT)
        ledger.decide([a_decision("parent:A", issuer_id=None)], recorded_by="Ben", recorded_at=AT)
        table = ledger.decisions().as_table()

    assert (empty.num_rows, empty.schema) == (0, table.schema)
    assert table.select(["subject", "issuer_id", "recorded_by", "recorded_at"]).to_pylist() == [
        {
            "subject": "parent:A",
            "issuer_id": None,
            "recorded_by": "Ben",
            "recorded_at": "2025-01-15T09:30:00Z",
        }
    ]


def test_what_the_person_saw_comes_back(database):
    """Facts are kept as canonical text, whatever the letters, so that they can be compared with today's."""
    facts = {"state": "KS", "name": "Société Générale ½ \U0001f3ed", "cik": None, "facilities": 12}
    with open_ledger(database.url) as ledger:
        ledger.decide([a_decision("parent:A", facts=canonical(facts))], recorded_by="Zoë", recorded_at=AT)
        decision = ledger.decisions().matches["parent:A"]

        assert json.loads(decision.facts) == facts
        assert decision.facts == '{"cik":null,"facilities":12,"name":"Société Générale ½ \U0001f3ed","state":"KS"}'
        assert ledger.verify() == []


def test_the_same_words_of_the_same_person_are_recorded_once(database):
    """A file of decisions that is brought in twice changes nothing; another person's word is a new entry."""
    with open_ledger(database.url) as ledger:
        first = ledger.decide([a_decision("parent:A"), a_decision("parent:B")], recorded_by="Ada", recorded_at=AT)
        again = ledger.decide([a_decision("parent:A"), a_decision("parent:B")], recorded_by="Ada", recorded_at=AT)
        other = ledger.decide([a_decision("parent:A")], recorded_by="Ben", recorded_at=AT)

        assert [len(recorded) for recorded in (first, again, other)] == [2, 0, 1]
        assert len(ledger.entries()) == 3


def test_a_run_does_not_move_the_head_of_the_decisions(database):
    """The manifest names that head: a run recorded must not change the next run's identity; a decision must."""
    with open_ledger(database.url) as ledger:
        nothing = ledger.decisions().head
        ledger.record_run(a_run(), recorded_by="Ada", recorded_at=AT)
        after_run = ledger.decisions().head
        ledger.decide([a_decision("parent:A")], recorded_by="Ada", recorded_at=AT)
        decided = ledger.decisions().head
        ledger.record_run(a_run(run_id="ffffffffffff"), recorded_by="Ada", recorded_at=AT)
        after_another_run = ledger.decisions().head
        ledger.decide([a_decision("parent:A", withdrawn=True)], recorded_by="Ada", recorded_at=AT)

        assert (nothing, after_run, after_another_run) == (None, None, decided)
        assert ledger.decisions().head is None


def test_the_same_decisions_have_the_same_head_whatever_else_was_recorded(database):
    """Two funds that decide alike on a day get the same run from the same files: by hand, over the six facts."""
    with open_ledger(database.url) as ledger:
        ledger.record_run(a_run(), recorded_by="Ada", recorded_at=AT)
        ledger.decide([a_decision("parent:B"), a_decision("parent:A")], recorded_by="Ada", recorded_at=AT)
        found = ledger.decisions()
    said = [
        [d.subject, d.issuer_id, d.reason, d.facts, "Ada", AT.date().isoformat()]
        for d in (found.matches["parent:A"], found.matches["parent:B"])
    ]
    text = json.dumps(said, separators=(",", ":"))

    assert text.isascii()
    assert found.head == hashlib.sha256(text.encode()).hexdigest()


def test_runs_on_disk_tell_that_the_end_of_the_ledger_is_gone(database):
    """A chain cannot know that it was cut; each run that lies on disk was recorded, with the hash of its manifest."""
    with open_ledger(database.url) as ledger:
        ledger.record_run(a_run(), recorded_by="Ada", recorded_at=AT)
        recorded = a_run()
        whole = ledger.verify({recorded.run_id: recorded.manifest_sha256})
        problems = ledger.verify({recorded.run_id: "0" * 64, "ffffffffffff": "1" * 64})

    assert whole == []
    assert problems == [
        f"run {recorded.run_id} in reports/runs has another manifest than the one that was recorded",
        "run ffffffffffff lies in reports/runs and has no entry: entries are missing, or the ledger is another",
    ]


def test_decisions_are_recorded_all_or_none(database):
    """The database refuses the second of two; the first is not there either."""
    with open_ledger(database.url) as ledger:
        with pytest.raises(InputError, match="refuses"):
            ledger.decide(
                [a_decision("parent:A"), a_decision("parent:B", portfolio=None)], recorded_by="Ada", recorded_at=AT
            )

        assert ledger.entries() == []


def test_decisions_without_a_reason_are_named_all_at_once(database):
    """Who, when and why belong to every decision."""
    nameless = a_decision("", reason=" ")
    with open_ledger(database.url) as ledger:
        with pytest.raises(InputError) as refusal:
            ledger.decide([a_decision("parent:A", reason=""), a_decision("parent:B"), nameless], recorded_by="Ada")

        assert refusal.value.message.splitlines() == [
            "no decision was recorded",
            "  decision 1 (parent:A) has no reason",
            "  decision 3 (no subject) has no subject",
            "  decision 3 (no subject) has no reason",
        ]
        assert ledger.entries() == []


def test_an_entry_needs_a_person(database):
    """Nobody's word is no decision."""
    with open_ledger(database.url) as ledger:
        with pytest.raises(InputError, match="needs a person"):
            ledger.decide([a_decision()], recorded_by=" ", recorded_at=AT)

        assert ledger.entries() == []


def test_processes_that_write_at_once_wait_for_each_other(database):
    """Four processes open a ledger that is not there yet and append ten pairs each: all 80 entries, one chain.

    A pair is one transaction, so nobody's entry stands between its halves.
    """
    names = ["Ada", "Ben", "Cem", "Dot"]
    command = [sys.executable, "-c", WRITERS, database.url, *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    assert done.stdout.split() == ["0", "0", "0", "0"], done.stderr
    with open_ledger(database.url) as ledger:
        subjects = [entry.subject for entry in ledger.entries()]

        assert ledger.verify() == []
    assert sorted(subjects) == [f"{name}:{n}:{half}" for name in names for n in range(10) for half in "ab"]
    assert [first[:-1] for first in subjects[::2]] == [second[:-1] for second in subjects[1::2]]


def test_a_role_that_may_only_read_and_insert_is_enough(postgresql):
    """On a server the tables may belong to someone else, so that the program could not change them if it tried."""
    with open_ledger(postgresql.url):
        pass
    postgresql.execute(
        "DROP ROLE IF EXISTS clerk",
        "CREATE ROLE clerk LOGIN",
        "GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO clerk",
    )
    try:
        with open_ledger(postgresql.url.replace("postgres:@", "clerk@")) as ledger:
            ledger.decide([a_decision()], recorded_by="Ada", recorded_at=AT)

            assert list(ledger.decisions().matches) == ["parent:KOCH INDUSTRIES"]
    finally:
        postgresql.execute("DROP OWNED BY clerk", "DROP ROLE clerk")


def test_a_file_that_may_only_be_read_is_read(tmp_path):
    """An auditor reads a copy without the right to write it."""
    file = tmp_path / "ledger.sqlite"
    with open_ledger(f"sqlite:///{file}") as ledger:
        ledger.decide([a_decision("parent:A")], recorded_by="Ada", recorded_at=AT)
    with open_ledger(f"sqlite:///file:{file}?mode=ro&uri=true") as ledger:
        assert list(ledger.decisions().matches) == ["parent:A"]
        assert ledger.verify() == []


@pytest.mark.parametrize(
    ("amount", "cents"),
    [
        ("1114196583.26", 111_419_658_326),
        ("-0.01", -1),
        ("1E+3", 100_000),
        ("12.3400", 1_234),
        ("90071992547409.91", 9_007_199_254_740_991),  # 2 to the power 53, less one
    ],
)
def test_money_becomes_whole_cents(database, amount, cents):
    """Exactly, there and back, up to the largest integer that JSON holds."""
    with open_ledger(database.url) as ledger:
        ledger.record_run(a_run(market_value_cents=to_cents(Decimal(amount))), recorded_by="Ada", recorded_at=AT)
        (run,) = ledger.entries()

    assert (run.market_value_cents, run.market_value) == (cents, Decimal(amount))


@pytest.mark.parametrize("amount", ["0.125", "NaN", "Infinity", "90071992547409.92", "1E+30"])
def test_money_that_cents_cannot_hold_is_refused(amount):
    """A fraction of a cent is an error, never rounded; unknown is no amount."""
    with pytest.raises(
        InputError, match=r"cannot keep the amount .*; it keeps whole cents up to 90,071,992,547,409.91"
    ):
        to_cents(Decimal(amount))


def test_decisions_are_those_of_a_day(database):
    """What was said later, or taken back later, was not known then; the day itself counts to its end."""
    with open_ledger(database.url) as ledger:
        ledger.decide([a_decision(issuer_id="cik:1")], recorded_by="Ada", recorded_at=AT)
        ledger.decide([a_decision(issuer_id="cik:2")], recorded_by="Ada", recorded_at=AT + timedelta(days=2))

        known = [ledger.decisions(until=(AT + timedelta(days=days)).date()) for days in (-1, 0, 1, 2)]

    answers = [[decision.issuer_id for decision in decisions.matches.values()] for decisions in known]
    assert answers == [[], ["cik:1"], ["cik:1"], ["cik:2"]]
    assert known[0].head is None
    assert known[1].head == known[2].head != known[3].head
