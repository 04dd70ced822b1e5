"""The documentation for its tests: the site, built once, and the pages of prose as stories that can be played."""

from __future__ import annotations

import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import nullcontext, redirect_stdout
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from commands import CommandHere
from filelock import FileLock

from screener import ingest, pipeline, report
from screener.report import memo

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SET_UP = {".", "cd", "git", "jupyter", "make", "pip", "python3"}
"""First words of lines that a reader types before the story begins, or that open a window: they are not run."""
BY_SHELL = {"cat", "cp", "diff", "head", "ls", "mkdir", "mv", "printf", "rm", "sed", "sha256sum"}
RUNS = "reports/runs/"
READY = {
    "screener run illinois-demo --as-of 2024-06-30": ("illinois-demo", date(2024, 6, 30)),
    "screener run illinois-demo --as-of 2024-09-30": ("illinois-demo", date(2024, 9, 30)),
    "screener run illinois-demo": ("illinois-demo", date(2024, 12, 31)),
    "screener run kentucky-munis": ("kentucky-munis", date(2024, 12, 31)),
}
"""Runs that the workspace of every story has: the command that a reader types for each → what it makes."""
_SETTING = re.compile(r"[A-Z_]+=")
_FENCE = re.compile(
    r'^(?P<mark><!-- not run: [^\n]+ -->\n)?^```(?P<language>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```$',
    re.DOTALL | re.MULTILINE,
)


def built_site(shared: Path) -> Path:
    """Return the folder of the site, strictly built, once whichever worker asks first."""
    site = shared / "docs-site"
    with FileLock(shared / "docs-site.lock"):
        if not site.exists():
            command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site)]
            quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
            built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=quiet)
            if built.returncode or built.stderr:
                pytest.fail(f"the documentation does not build:\n{built.stdout}{built.stderr}")
    return site


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    where: str
    language: str
    title: str | None
    text: str


def blocks_of(page: Path) -> list[Block]:
    """Return the blocks of a page in order, without those that say why they are not run."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(f"{page.name}:{text.count(chr(10), 0, found.start()) + 1}", *found.group("language", "title", "text"))
        for found in _FENCE.finditer(text)
        if not found["mark"]
    ]


def commands_of(block: Block) -> list[tuple[str, int, str | None]]:
    r"""Return the commands of a block: the line, the exit code it says, and the output beneath, or None.

    Examples
    --------
    >>> said = "$ screener run x  # exit code 2\nscreener: no\n$ ls\n"
    >>> commands_of(Block("page.md:1", "console", None, said))
    [('screener run x', 2, 'screener: no'), ('ls', 0, None)]
    """
    lines = block.text.replace("\\\n", " ").splitlines()
    if block.language == "sh":
        lines = [f"$ {line}" for line in lines if line.strip() and not line.startswith("#")]
    given: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith("$ "):
            given.append((line[2:], []))
        else:
            given[-1][1].append(line)
    commands = []
    for line, output in given:
        command, _, comment = line.removeprefix(".venv/bin/").partition(" #")
        code = re.search(r"exit code (\d+)", comment)
        commands.append((command.strip(), int(code[1]) if code else 0, "\n".join(output).strip("\n") or None))
    return commands


def agrees(expected: str, output: str) -> bool:
    r"""Return whether output is what a page shows; ``...`` stands for a part of a line, or alone for any lines.

    Examples
    --------
    >>> agrees("a ... d\n...\nend", "a b c d\n1\n2\nend"), agrees("a", "a\nb"), agrees("...\nb", "a\nb\n")
    (True, False, True)
    """
    pattern = ""
    for line in expected.splitlines():
        if line.strip() == "...":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*".join(re.escape(part) for part in line.rstrip().split("...")) + r"\n"
    shown = "".join(f"{line.rstrip()}\n" for line in output.strip("\n").splitlines())
    return re.fullmatch(pattern, shown) is not None


def copy_workspace(workspace: Path, target: Path) -> Path:
    """Copy a workspace; the files of its runs, which are large and which nothing writes again, are linked."""

    def copy(source: str, copied: str) -> object:
        return os.link(source, copied) if RUNS in source else shutil.copy2(source, copied)

    return shutil.copytree(workspace, target, copy_function=copy)


@dataclass
class Story:
    """Plays the blocks of one page, one after another, in a workspace of its own."""

    workspace: Path
    checks: ingest.Checks
    names: dict[str, Any] = field(default_factory=dict)
    """What the page's Python knows."""
    played: int = 0
    """Blocks that did what they show."""

    def play(self, block: Block) -> None:
        """Play one block: write the file, run the commands, or run the Python."""
        text = self._with_ids(block.text)
        if block.title:
            file = self.workspace / block.title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        elif block.language in ("sh", "console"):
            for command in commands_of(block):
                self._command(block.where, *command)
        elif block.language in ("python", "pycon"):
            self._python(Block(block.where, block.language, None, text))
        self.played += 1

    def _with_ids(self, text: str) -> str:
        """Put the ids of the runs that the page speaks of in place of its words for them."""
        for word, quarter in (("RUN", None), ("EARLIER", date(2024, 9, 30))):
            if re.search(rf"\b{word}\b", text):
                found = pipeline.newest_run(self.workspace, "illinois-demo", quarter)
                text = re.sub(rf"\b{word}\b", found.folder.name, text)
        return text

    def _command(self, where: str, line: str, code: int, expected: str | None) -> None:
        """Run one command, and hold its exit code and output against the page's."""
        line = self._with_ids(line)
        given, _, target = line.partition(" > ")
        words = shlex.split(given)
        settings = list(takewhile(_SETTING.match, words))
        word, *arguments = words[len(settings) :]
        if word in SET_UP:
            targets = re.findall(r"^\w+(?=:)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
            assert word != "make" or arguments[0] in targets, f"{where}: there is no target: {line}"
            return
        if line in READY:
            name, day = READY[line]
            made = pipeline.newest_run(self.workspace, name, day)
            found = made and made.folder.parent.name
            assert found == str(day), f"{where}: the workspace has no such run: {line}"
            return
        if word == "screener":
            environment = dict(setting.split("=", 1) for setting in settings)
            answer = CommandHere(self.workspace, self.checks)(*arguments, **environment)
            if target:
                (self.workspace / target.strip()).write_text(answer.stdout, encoding="utf-8")
        else:
            assert word in BY_SHELL, f"{where}: a page may not run {word!r}"
            assert word not in ("cp", "printf") or RUNS not in line.split()[-1], f"{where}: runs are shared: {line}"
            answer = subprocess.run(
                ["sh", "-c", line], cwd=self.workspace, capture_output=True, text=True, check=False, timeout=60
            )
        assert answer.returncode == code, f"{where}: {line}: exit code {answer.returncode}\n{answer.stderr}"
        if expected is not None:
            output = answer.stdout + answer.stderr
            assert agrees(self._with_ids(expected), output), f"{where}: {line} printed otherwise:\n{output}"

    def _python(self, block: Block) -> None:
        """Run Python; a session is held against the output that it shows."""
        out = io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out):
            patch.chdir(self.workspace)
            patch.setattr(report, "write_workbook", lambda file, *_: file.write_bytes(b"no workbook in this test"))
            for printer in (report, memo.write):
                patch.setattr(printer, "render_pdf", lambda page, **_: b"no PDF is set in this test")
            patch.setattr(ingest, "start_checks", lambda: nullcontext(self.checks))
            if block.language == "python":
                exec(compile(block.text, block.where, "exec"), self.names)  # noqa: S102  the project's own page
                return
            test = doctest.DocTestParser().get_doctest(block.text, self.names, block.where, None, 0)
            runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
            failed = runner.run(test, clear_globs=False, out=out.write).failed
            self.names.update(test.globs)
        assert not failed, f"{block.where}:\n{out.getvalue()}"
