"""The command line answers at once: nothing heavy is imported before a command needs it."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    *("pandas", "duckdb", "great_expectations", "sqlalchemy", "alembic", "pyarrow", "sqlglot", "lxml"),
    *("shapely", "scipy", "rapidfuzz", "pydantic", "rich"),
)


def test_help_imports_nothing_heavy():
    """`screener --help` needs none of the libraries that take a second to import."""
    code = (
        "import sys\n"
        "from screener.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)\n"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stderr.strip() == "[]"
    assert "run" in answer.stdout
    assert "new" in answer.stdout


def test_a_portfolio_without_decisions_loads_no_statistics():
    """The prudence test, and the libraries that it rests on, are for those who decided something."""
    code = (
        "import sys\n"
        "from screener.pipeline.prudence import decide_all\n"
        "from screener.pipeline.question import ask\n"
        "from screener.workspace import packaged_workspace\n"
        "decided = decide_all(ask(packaged_workspace(), 'kentucky-munis', None, None, None))\n"
        "print(decided.records, [name for name in ('scipy', 'arch', 'screener.eti') if name in sys.modules])\n"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "() []"


def test_every_command_has_help():
    """A command without a sentence is a command nobody finds."""
    import typer

    from screener.cli import app

    groups = [typer.main.get_command(app)]
    silent = []
    while groups:
        for name, command in groups.pop().commands.items():
            groups += [command] if hasattr(command, "commands") else []
            silent += [] if command.help else [name]

    assert silent == []
