"""``screener schema`` and the shell's help: what is printed, what is written, what Tab offers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest
from commands import CommandHere

from screener.cli.completion import SCHEMAS, definition_names, portfolio_names, rulebook_names, schema_names
from screener.schemas import KINDS

HEAVY = ("screener.workspace", "screener.rulebook", "pyarrow", "duckdb", "pandas", "us")
"""What a shell's question must not wait for; Typer itself imports pydantic to answer it."""


@pytest.fixture
def command(tmp_path):
    return CommandHere(tmp_path)


def test_without_a_name_every_schema_is_listed_with_the_file_it_is_of(command):
    """Each line names a schema, where its files lie, and what they are."""
    answer = command("schema")

    assert [line.split()[:2] for line in answer.stdout.splitlines()[:-1]] == [
        ["portfolio", "portfolios/*/portfolio.toml"],
        ["delivery", "portfolios/*/inputs/*/delivery.toml"],
        ["layout", "portfolios/layouts/*.toml"],
        ["decision", "portfolios/*/eti/*.toml"],
        ["rulebook", "criteria/*/rulebook.yaml"],
        ["cases", "criteria/*/cases.yaml"],
        ["jurisdiction", "criteria/jurisdictions/*.yaml"],
        ["report", "reports/definitions/*.toml"],
    ]


def test_a_schema_is_printed_alone_and_the_same_every_time(command):
    """Standard output is one JSON object, for another program to read."""
    answer = command("schema", "portfolio")

    assert json.loads(answer.stdout)["required"] == ["name", "input"]
    assert command("schema", "portfolio").stdout == answer.stdout


def test_a_schema_that_is_not_there_is_answered_with_the_nearest(command):
    """A slip of the pen ends with exit code 2, and nothing is written."""
    answer = command("schema", "portfolo", "--out", "schemas")

    assert answer.returncode == 2
    assert "there is no schema 'portfolo'; did you mean 'portfolio'?" in answer.stderr
    assert not (command.folder / "schemas").exists()


def test_all_are_written_and_the_settings_that_are_printed_name_them(command):
    """Whoever pastes the settings into the editor has every schema bound to its files."""
    answer = command("schema", "--out", "schemas")

    written = sorted(path.as_uri() for path in (command.folder / "schemas").iterdir())
    settings = json.loads(answer.stdout[answer.stdout.index("{") : answer.stdout.rindex("}") + 1])
    toml, yaml = settings["evenBetterToml.schema.associations"], settings["yaml.schemas"]
    assert sorted([*toml.values(), *yaml]) == written
    assert len(written) == 8
    assert toml[r".*/portfolios/[^/]*/portfolio\.toml$"].endswith("/schemas/portfolio.schema.json")


def test_one_alone_can_be_written(command):
    """A name beside --out writes that schema and no other."""
    command("schema", "cases", "--out", "schemas")

    assert [path.name for path in (command.folder / "schemas").iterdir()] == ["cases.schema.json"]


def test_tab_offers_the_names_of_the_workspace_from_any_folder_in_it(tmp_path, monkeypatch):
    """Names are read from folders alone; a folder without the file is none; outside of a workspace there are none."""
    for file in ("pyproject.toml", "portfolios/elm/portfolio.toml", "portfolios/oak/portfolio.toml",
                 "portfolios/layouts/x.toml", "criteria/un-pri/rulebook.yaml", "criteria/jurisdictions/ohio.yaml",
                 "reports/definitions/trustee.toml"):  # fmt: skip
        (tmp_path / "fund" / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "fund" / file).touch()
    monkeypatch.chdir(tmp_path / "fund" / "portfolios" / "oak")

    assert portfolio_names("") == ["elm", "oak"]
    assert portfolio_names("o") == ["oak"]
    assert rulebook_names("") == ["un-pri"]
    assert definition_names("t") == ["trustee"]
    assert schema_names("r") == ["report", "rulebook"]
    monkeypatch.chdir(tmp_path)
    assert portfolio_names("") == []


def test_tab_offers_every_schema_there_is():
    """The shell's list is written out, because the schemas themselves take long to import."""
    assert tuple(KINDS) == SCHEMAS


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("bash", "complete -o default -F _screener_completion screener"),
        ("zsh", "compdef _screener_completion screener"),
        ("fish", "complete --command screener --no-files"),
    ],
)
def test_the_script_of_each_shell_is_printed(tmp_path, shell, line):
    """What `screener --show-completion` prints binds Tab to the command."""
    answer = _as_installed(tmp_path, _SCREENER_COMPLETE=f"source_{shell}")

    assert line in answer


def test_tab_after_a_command_imports_nothing_heavy(tmp_path):
    """The shell asks at every Tab, and a person waits for the answer."""
    (tmp_path / "portfolios" / "oak").mkdir(parents=True)
    (tmp_path / "portfolios" / "oak" / "portfolio.toml").touch()
    (tmp_path / "pyproject.toml").touch()

    answer = _as_installed(
        tmp_path, _SCREENER_COMPLETE="complete_bash", COMP_WORDS="screener run o", COMP_CWORD="2"
    ).splitlines()

    assert answer[0] == "oak"
    assert answer[-1] == "heavy: []"


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_bash_understands_the_script(tmp_path):
    """The script that is printed can be read by the shell it is for."""
    script = _as_installed(tmp_path, _SCREENER_COMPLETE="source_bash")

    read = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)

    assert (read.returncode, read.stderr) == (0, "")


def _as_installed(folder, **environment: str) -> str:
    """Return what the command prints when the shell asks it, under the name that it is installed by."""
    code = (
        "import sys\n"
        "sys.argv = ['screener']\n"
        "from screener.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit:\n    pass\n"
        "if 'complete_' in __import__('os').environ['_SCREENER_COMPLETE']:\n"
        f"    print('heavy:', [name for name in {HEAVY} if name in sys.modules])\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout
