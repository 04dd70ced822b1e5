"""Nobody can change the ledger unseen."""

from __future__ import annotations

import hashlib
import json

import pytest
import sqlalchemy as sa
from unit.ledger.ledgers import AT, TABLES, Database, a_decision, a_run

from screener.errors import IntegrityError
from screener.ledger import Ledger, open_ledger


def a_ledger_of_four(ledger: Ledger) -> None:
    """Record a run and three decisions: entries 1, and 2 to 4."""
    ledger.record_run(a_run(), recorded_by="Ada", recorded_at=AT)
    ledger.decide([a_decision(f"parent:{n}") for n in "ABC"], recorded_by="Ben", recorded_at=AT)


def breaks(database: Database) -> list[str]:
    """Return what a verification of a database says."""
    with open_ledger(database.url) as ledger:
        return ledger.verify()


def test_a_ledger_as_recorded_is_whole(database):
    """The chain verifies from the first entry on, and when it is empty."""
    with open_ledger(database.url) as ledger:
        empty = ledger.verify()
        a_ledger_of_four(ledger)

        assert (empty, ledger.verify()) == ([], [])
        assert [entry.sequence for entry in ledger.entries()] == [1, 2, 3, 4]


def test_a_hash_can_be_recomputed_with_any_json_library(database):
    """For ASCII text, RFC 8785 is JSON with sorted keys and no blanks; the hash is its SHA-256, as chain.py says."""
    with open_ledger(database.url) as ledger:
        ledger.record_run(a_run(), recorded_by="Ada", recorded_at=AT)
        ledger.decide([a_decision(issuer_id=None)], recorded_by="Ben", recorded_at=AT)
        run, decision = ledger.entries()

    first = {
        "sequence": 1,
        "kind": "run",
        "recorded_at": "2025-01-15T09:30:00Z",
        "recorded_by": "Ada",
        "previous_hash": "0" * 64,
        "content": {
            "run_id": "0123456789ab",
            "portfolio": "illinois-demo",
            "as_of": "2024-12-31",
            "state": "IL",
            "manifest_sha256": "ab" * 32,
            "market_value_cents": 111419658326,
            "lines": 2320,
        },
    }
    first_hash = _sha256(first)
    second = {
        "sequence": 2,
        "kind": "match-decision",
        "recorded_at": "2025-01-15T09:30:00Z",
        "recorded_by": "Ben",
        "previous_hash": first_hash,
        "content": {
            "subject": "parent:KOCH INDUSTRIES",
            "issuer_id": None,
            "reason": "owner named in its own register",
            "facts": '{"name":"KOCH INDUSTRIES","state":"KS"}',
            "portfolio": "illinois-demo",
            "withdrawn": False,
        },
    }

    assert (run.hash, decision.hash) == (first_hash, _sha256(second))


def _sha256(content: dict[str, object]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET sequence = sequence", "DELETE FROM {}"])
def test_the_database_refuses_changes(database, table, statement):
    """Append-only is the database's own rule, not a habit of the program."""
    with open_ledger(database.url) as ledger:
        a_ledger_of_four(ledger)

        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            database.execute(statement.format(table))

        assert len(ledger.entries()) == 4


@pytest.mark.parametrize("table", TABLES)
def test_a_row_cannot_be_replaced_by_an_insert(database, table):
    """SQLite's INSERT OR REPLACE deletes without asking a trigger on deletion; PostgreSQL's ON CONFLICT updates."""
    row = f"INTO {table} SELECT * FROM {table}"
    change = "ON CONFLICT (sequence) DO UPDATE SET sequence = excluded.sequence"
    with open_ledger(database.url) as ledger:
        a_ledger_of_four(ledger)

    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        database.execute(f"INSERT OR REPLACE {row}" if database.kind == "sqlite" else f"INSERT {row} {change}")


@pytest.mark.parametrize("column", ["previous_hash", "hash"])
def test_a_new_entry_cannot_take_the_place_of_one_with_its_hash(tmp_path, column):
    """In SQLite a replacing insert deletes whatever row has the same unique value."""
    database = Database(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    with open_ledger(database.url) as ledger:
        a_ledger_of_four(ledger)
    values = [name if name == column else f"'{name}'" for name in ("previous_hash", "hash")]

    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        database.execute(
            f"INSERT OR REPLACE INTO entries SELECT 9, kind, '', '', {', '.join(values)} FROM entries LIMIT 1"
        )


@pytest.mark.parametrize("table", TABLES)
def test_postgresql_refuses_truncation(postgresql, table):
    """TRUNCATE is no DELETE: it needs a trigger of its own."""
    with open_ledger(postgresql.url):
        pass

    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        postgresql.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    ("change", "entry"),
    [
        ("UPDATE entries SET recorded_at = '2024-01-15T09:30:00Z' WHERE sequence = 3", "entry 3 (match-decision)"),
        ("UPDATE entries SET recorded_by = 'Eve' WHERE sequence = 1", "entry 1 (run)"),
        ("UPDATE runs SET run_id = 'ffffffffffff'", "entry 1 (run)"),
        ("UPDATE runs SET portfolio = 'other'", "entry 1 (run)"),
        ("UPDATE runs SET as_of = '2025-12-31'", "entry 1 (run)"),
        ("UPDATE runs SET state = 'KY'", "entry 1 (run)"),
        ("UPDATE runs SET manifest_sha256 = ''", "entry 1 (run)"),
        ("UPDATE runs SET market_value_cents = market_value_cents + 1", "entry 1 (run)"),
        ("UPDATE runs SET lines = 2319", "entry 1 (run)"),
        ("UPDATE match_decisions SET subject = 'parent:D' WHERE sequence = 2", "entry 2 (match-decision)"),
        ("UPDATE match_decisions SET issuer_id = NULL WHERE sequence = 3", "entry 3 (match-decision)"),
        ("UPDATE match_decisions SET reason = 'another' WHERE sequence = 4", "entry 4 (match-decision)"),
        ("UPDATE match_decisions SET facts = '{}' WHERE sequence = 4", "entry 4 (match-decision)"),
        ("UPDATE match_decisions SET portfolio = '' WHERE sequence = 4", "entry 4 (match-decision)"),
        ("UPDATE match_decisions SET withdrawn = TRUE WHERE sequence = 4", "entry 4 (match-decision)"),
    ],
)
def test_a_changed_entry_is_named(database, change, entry):
    """Whatever column someone changes, the entry does not give its hash any more."""
    with open_ledger(database.url) as ledger:
        a_ledger_of_four(ledger)
    database.tamper(change)

    assert breaks(database) == [f"{entry} was changed: what it says does not give its hash"]


def test_a_change_with_a_new_hash_breaks_the_link_after_it(database):
    """Who recomputes the hash of one entry has to recompute every later one too."""
    with open_ledger(database.url) as ledger:
        a_ledger_of_four(ledger)
    forged = {
        "sequence": 1,
        "kind": "run",
        "recorded_at": "2025-01-15T09:30:00Z",
        "recorded_by": "Ada",
        "previous_hash": "0" * 64,
        "content": {**a_run().content(), "lines": 1},
    }
    database.tamper("UPDATE runs SET lines = 1", f"UPDATE entries SET hash = '{_sha256(forged)}' WHERE sequence = 1")

    assert breaks(database) == ["entry 2 does not follow the entry before it: it names another hash"]


@pytest.mark.parametrize(
    ("deletions", "found"),
    [
        (
            ["DELETE FROM match_decisions WHERE sequence = 3", "DELETE FROM entries WHERE sequence = 3"],
            ["entry 3 is missing"],
        ),
        (
            ["DELETE FROM match_decisions WHERE sequence < 4", "DELETE FROM entries WHERE sequence IN (2, 3)"],
            ["entries 2 to 3 are missing"],
        ),
        (["DELETE FROM runs", "DELETE FROM entries WHERE sequence = 1"], ["entry 1 is missing"]),
        (["DELETE FROM runs"], ["entry 1 has lost its content: there is no 'run' of that number"]),
        (["DELETE FROM entries WHERE sequence = 4"], ["a 'match-decision' of number 4 belongs to no entry"]),
    ],
)
def test_a_deleted_row_is_found(database, deletions, found):
    """A gap in the numbers, an entry without its content, a content without its entry."""
    with open_ledger(database.url) as ledger:
        a_ledger_of_four(ledger)
    database.tamper(*deletions)

    assert breaks(database) == found


def test_entries_that_changed_places_are_found(database):
    """The number is part of what is hashed."""
    with open_ledger(database.url) as ledger:
        a_ledger_of_four(ledger)
    moves = [(2, 9), (3, 2), (9, 3)]
    database.tamper(
        *[
            f"UPDATE {t} SET sequence = {b} WHERE sequence = {a}"
            for t in ("entries", "match_decisions")
            for a, b in moves
        ]
    )

    # 2 is the old 3 and names the hash of the old 2; 3 is the old 2 and names that of 1; 4 names that of the old 3
    found = breaks(database)

    assert [sentence for sentence in found if "does not follow" in sentence] == [
        f"entry {number} does not follow the entry before it: it names another hash" for number in (2, 3, 4)
    ]
    assert [sentence for sentence in found if "was changed" in sentence] == [
        f"entry {number} (match-decision) was changed: what it says does not give its hash" for number in (2, 3)
    ]


def test_all_breaks_are_told_at_once(database):
    """A person who looks for what happened wants the whole of it."""
    with open_ledger(database.url) as ledger:
        a_ledger_of_four(ledger)
    database.tamper("DELETE FROM runs", "UPDATE entries SET kind = 'wavier' WHERE sequence = 4")

    assert breaks(database) == [
        "entry 1 has lost its content: there is no 'run' of that number",
        "entry 4 has lost its content: there is no 'wavier' of that number",
        "a 'match-decision' of number 4 belongs to no entry",
    ]


def test_bytes_in_the_place_of_text_are_a_break_and_no_crash(tmp_path):
    """SQLite keeps a value of any type in any column."""
    database = Database(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    with open_ledger(database.url) as ledger:
        a_ledger_of_four(ledger)
    database.tamper("UPDATE match_decisions SET reason = x'ff' WHERE sequence = 2")

    assert breaks(database) == ["entry 2 (match-decision) was changed: what it says does not give its hash"]


def test_a_broken_ledger_is_neither_used_nor_extended(database):
    """No run may rest on decisions that someone changed; the error names every break."""
    with open_ledger(database.url) as ledger:
        a_ledger_of_four(ledger)
        database.tamper("UPDATE match_decisions SET issuer_id = 'private:EVE' WHERE sequence = 2")

        for use in (
            ledger.decisions,
            ledger.entries,
            lambda: ledger.decide([a_decision()], recorded_by="Ada", recorded_at=AT),
            lambda: ledger.record_run(a_run(run_id="b"), recorded_by="Ada", recorded_at=AT),
        ):
            with pytest.raises(IntegrityError, match=r"changed outside the screener\n  entry 2 .* was changed"):
                use()


def test_a_table_that_lost_its_protection_is_named(database):
    """Who drops a trigger may have changed something, or be about to."""
    with open_ledger(database.url):
        pass
    trigger = "runs_append_only" if database.kind == "postgresql" else "runs_no_update"
    database.execute(f"DROP TRIGGER {trigger}" + (" ON runs" if database.kind == "postgresql" else ""))

    with open_ledger(database.url) as ledger:
        assert ledger.verify() == [f"table runs is not protected any more: its trigger {trigger} is gone"]
