"""Where the ledger is, how its tables come about, and what is said when it cannot be opened."""

from __future__ import annotations

import getpass
from io import StringIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from unit.ledger.ledgers import AT, a_decision

import screener.ledger
from screener.errors import InputError, IntegrityError, NotFoundError, SourceError
from screener.ledger import default_url, open_ledger, person
from screener.ledger.models import Base

INI = Path(screener.ledger.__file__).parent / "migrations" / "alembic.ini"


def test_opening_again_changes_nothing(database):
    """An empty database becomes a ledger; a ledger stays what it is."""
    with open_ledger(database.url) as ledger:
        recorded = ledger.decide([a_decision()], recorded_by="Ada", recorded_at=AT)
    with open_ledger(database.url) as ledger:
        assert [entry.hash for entry in ledger.entries()] == [decision.hash for decision in recorded]


def test_migrations_make_what_the_models_say(database):
    """Alembic, asked what to change to get from the tables to the models, has nothing to say."""
    with open_ledger(database.url):
        pass
    engine = sa.create_engine(database.url.replace("postgresql:", "postgresql+psycopg:"), poolclass=sa.NullPool)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_opening_says_nothing(database, capfd):
    """A migration is no news to a person who screens a portfolio."""
    with open_ledger(database.url):
        pass

    assert capfd.readouterr() == ("", "")


def test_the_alembic_command_works_on_the_ledger_of_the_environment(database, monkeypatch):
    """For the curious, and for who makes the tables by hand: upgrade, then current."""
    monkeypatch.setenv("SCREENER_LEDGER_URL", database.url)
    said = StringIO()
    command.upgrade(Config(str(INI)), "head")
    command.current(Config(str(INI), stdout=said))

    assert said.getvalue().strip() == "0001 (head)"
    with open_ledger(database.url) as ledger:
        assert ledger.entries() == []


def test_a_ledger_of_a_newer_version_is_refused(database):
    """A migration this version does not know may have changed what a column means."""
    with open_ledger(database.url):
        pass
    database.execute("UPDATE alembic_version SET version_num = '9999'")

    with (
        pytest.raises(InputError, match=r"at migration 9999.*a newer version has written it"),
        open_ledger(database.url),
    ):
        pass


def test_a_server_that_cannot_be_reached_is_a_source_that_could_not_be_asked(tmp_path):
    """Exit code 3; the message says where and why, and never the password."""
    url = f"postgresql://ada:s3cret@/ledger?host={tmp_path}"

    with pytest.raises(SourceError) as failure, open_ledger(url):
        pass

    assert failure.value.exit_code == 3
    assert failure.value.where == "postgresql+psycopg://ada:***@/ledger"
    assert str(tmp_path) in str(failure.value)
    assert "s3cret" not in str(failure.value)


def test_a_password_that_the_driver_repeats_is_struck_out(tmp_path):
    """The driver quotes the part of the URL it cannot use; here that part is the password."""
    url = f"postgresql://ada@/ledger?host={tmp_path}&password=s3cret&sslmode=s3cret"

    with pytest.raises(SourceError, match=r"\*\*\*") as failure, open_ledger(url):
        pass

    assert "s3cret" not in str(failure.value)


def test_a_folder_that_is_not_there_is_a_source_that_could_not_be_asked(tmp_path):
    """SQLite makes a file and no folder."""
    with (
        pytest.raises(SourceError, match="unable to open") as failure,
        open_ledger(f"sqlite:///{tmp_path}/no/l.sqlite"),
    ):
        pass

    assert failure.value.where == f"{tmp_path}/no/l.sqlite"


def test_a_file_that_is_no_database_is_refused(tmp_path):
    """It is left as it was."""
    file = tmp_path / "ledger.sqlite"
    file.write_text("a letter, and no database at all; " * 40, encoding="utf-8")

    with pytest.raises(InputError, match="not a database"), open_ledger(f"sqlite:///{file}"):
        pass

    assert file.read_text(encoding="utf-8").startswith("a letter")


@pytest.mark.parametrize(
    "url",
    [
        "ledger.sqlite",
        "mysql://ada:s3cret@server/ledger",
        "postgresql://ada:pass@s3cret@server/ledger",
        "postgresql://ada:s3cret@server:port/ledger",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_a_url_that_names_no_ledger_is_refused(url):
    """Also memory, which would forget what people decided, and an @ that cuts a password in two; it is not repeated."""
    with pytest.raises(InputError, match="no URL of a SQLite or PostgreSQL database") as failure, open_ledger(url):
        pass

    assert "s3cret" not in str(failure.value)


def test_the_ledger_of_a_workspace_is_a_file_in_its_root(tmp_path, monkeypatch):
    """Whatever characters the folder's name has."""
    monkeypatch.delenv("SCREENER_LEDGER_URL", raising=False)
    root = tmp_path / "fund #1? 50%"
    root.mkdir()

    with open_ledger(default_url(root)) as ledger:
        assert ledger.entries() == []

    assert [path.name for path in root.iterdir()] == ["ledger.sqlite"]


@pytest.mark.parametrize(
    ("variable", "url"),
    [
        ("sqlite:///decisions.db", "sqlite:///{root}/decisions.db"),
        ("sqlite:////srv/decisions.db", "sqlite:////srv/decisions.db"),
        ("postgresql://ada:s3cret@server/ledger", "postgresql://ada:s3cret@server/ledger"),
        ("", "sqlite:///{root}/ledger.sqlite"),
    ],
)
def test_the_environment_may_name_another_ledger(tmp_path, monkeypatch, variable, url):
    """A relative file lies in the root, in whatever folder the command is given."""
    monkeypatch.setenv("SCREENER_LEDGER_URL", variable)

    assert default_url(tmp_path) == url.format(root=tmp_path)


def test_who_records_is_the_environment_s_person_or_the_user(monkeypatch):
    """SCREENER_USER goes first; the operating system's name is next."""
    monkeypatch.setenv("SCREENER_USER", " Ada Lovelace ")
    named = person()
    monkeypatch.delenv("SCREENER_USER")
    monkeypatch.setattr(getpass, "getuser", lambda: "ada")

    assert (named, person()) == ("Ada Lovelace", "ada")


def test_a_user_without_a_name_is_told_what_to_set(monkeypatch):
    """In a container the user may have a number and no name."""

    def unknown() -> str:
        raise KeyError("getpwuid(): uid not found: 12345")

    monkeypatch.delenv("SCREENER_USER", raising=False)
    monkeypatch.setattr(getpass, "getuser", unknown)

    with pytest.raises(InputError, match="SCREENER_USER"):
        person()


def test_the_newest_migration_is_the_one_the_program_knows_by_name():
    """Alembic is imported only where a ledger is not there yet."""
    from alembic.script import ScriptDirectory

    from screener.ledger.migrate import HEAD

    assert ScriptDirectory.from_config(Config(str(INI))).get_current_head() == HEAD


@pytest.mark.parametrize("statement", ["DROP TABLE runs", "DELETE FROM alembic_version"])
def test_a_ledger_that_lost_a_table_is_damaged_not_new(database, statement):
    """Exit code 4: made anew, it would look empty."""
    with open_ledger(database.url):
        pass
    database.tamper(statement)

    with pytest.raises(IntegrityError, match="the ledger has lost"), open_ledger(database.url):
        pass


def test_looking_for_a_ledger_makes_none(tmp_path):
    """An empty ledger beside old runs would pass for one whose entries were taken out."""
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"

    with pytest.raises(NotFoundError, match="there is no ledger"), open_ledger(url, must_exist=True):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_a_ledger_is_left_as_it_is(database):
    """The server is there, the tables are not."""
    with pytest.raises(NotFoundError, match="there is no ledger"), open_ledger(database.url, must_exist=True):
        pass
    with open_ledger(database.url) as ledger:
        assert ledger.entries() == []
