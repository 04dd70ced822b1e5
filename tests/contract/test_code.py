"""Rules about the code base itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "screener").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
TEXT = (".py", ".sql", ".md", ".toml", ".yaml", ".j2", ".css", ".txt", "")


def _functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    docstring = ast.get_docstring(function, clean=False) or ""
    return function.end_lineno - function.lineno + 1 - len(docstring.splitlines())


def test_layers_hold():
    """The import contracts of pyproject.toml hold."""
    command = [str(Path(sys.executable).with_name("lint-imports"))]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stdout


def test_no_module_is_over_400_lines():
    """A reader finds anything in a minute."""
    assert [str(path) for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []


def test_no_function_is_over_60_lines():
    """Docstrings not counted."""
    assert [f"{path}:{f.lineno}" for path in MODULES for f in _functions(path) if _length(f) > 60] == []


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_every_test_claims_something(path):
    """A test asserts, or expects an error; it never returns a verdict, and never only looks for something not None."""
    faults = []
    for function in _functions(path):
        if not function.name.startswith("test_"):
            continue
        claims = [node for node in ast.walk(function) if isinstance(node, ast.Assert)]
        weak = claims and all(re.fullmatch(r"assert .* is not None", ast.unparse(claim)) for claim in claims)
        silent = not claims and not re.search(r"pytest\.(raises|warns)", ast.unparse(function))
        returns = any(isinstance(node, ast.Return) and node.value is not None for node in function.body)
        if weak or silent or returns:
            faults.append(f"{path.name}:{function.lineno} {function.name}")

    assert faults == []


def test_the_project_names_no_machine_and_no_registry():
    """Paths of a machine and hosts of a registry have no place in a project; the lock file names the public index."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    pattern = re.compile(r"/(w[o]rk|h[o]me/\w+|r[o]ot)/|p[y]pi\.org|n[p]mjs\.|d[e]b\.debian")
    faults = []
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if name == "uv.lock" or path.suffix not in TEXT or not path.is_file() or "inputs" in path.parts:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            if pattern.search(line):
                faults.append(f"{name}:{number}")

    assert faults == []


def test_every_top_level_folder_has_a_readme_and_there_are_no_others():
    """The folders are the pipeline; a newcomer reads each one's own page."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    folders = {name.split("/")[0] for name in listed.stdout.splitlines() if "/" in name}
    folders = {name for name in folders if not name.startswith(".")}

    assert folders == {"screener", "criteria", "portfolios", "reports", "notebooks", "tests", "docs"}
    pages = {name: "index.md" if name == "docs" else "README.md" for name in folders}
    assert [name for name, page in sorted(pages.items()) if not (ROOT / name / page).is_file()] == []


def test_readme_shows_every_command():
    """A command that the README does not show is a command nobody knows."""
    import typer

    from screener.cli import app

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = list(_commands("screener", typer.main.get_command(app)))

    assert [name for name in commands if name not in readme] == []


def _commands(name, command):
    """Yield the full words of every command that does something."""
    if not hasattr(command, "commands"):
        yield name
    for word, part in getattr(command, "commands", {}).items():
        yield from _commands(f"{name} {word}", part)


def test_contributing_gives_every_dependency_its_line():
    """Each dependency earns its place in one line."""
    import tomllib

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*settings["project"]["dependencies"], *settings["dependency-groups"]["dev"]]
    for extra in settings["project"]["optional-dependencies"].values():
        wanted += extra
    names = {re.split(r"[<>=\[; ]", entry)[0] for entry in wanted}
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

    assert [name for name in sorted(names) if f"`{name}`" not in contributing] == []
