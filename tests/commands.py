"""The command: in a process of its own, as a person would run it, or in this process, where only its answers matter."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from screener import ingest, report
from screener.cli import main
from screener.report import memo


class Command:
    """Runs `screener` as a person would: another process, standard output and standard error apart."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "screener", *arguments]
        return subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, check=False, env={**os.environ, **environment}
        )

    def json(self, *arguments: str, **environment: str) -> dict:
        """Run with --json and return the object; fail with what the command said if it failed."""
        answer = self("run", *arguments, "--json", **environment)
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)


def workspace_of(run: dict) -> Path:
    """Return the workspace of a run, from its folder: reports/runs/<portfolio>/<date>/<run id>."""
    return Path(run["folder"]).parents[4]


class CommandHere(Command):
    """Runs `screener` in this process: nothing is imported again, and the checking process is the tests' own.

    Nothing is set as PDF and no workbook is written, which takes seconds and which few tests look at, unless `whole`.
    Where a test looks at tables and findings alone, there need be no `page` either, which is half of a small run.
    """

    def __init__(
        self, folder: Path, checks: ingest.Checks | None = None, *, whole: bool = False, page: bool = True
    ) -> None:
        super().__init__(folder)
        self.checks = checks
        self.whole = whole
        self.page = page

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.chdir(self.folder)
            for name, value in environment.items():
                patch.setenv(name, value)
            if not self.whole:
                patch.setattr(report, "write_workbook", lambda file, *_: file.write_bytes(b"no workbook in this test"))
                for printer in (report, memo.write):
                    patch.setattr(printer, "render_pdf", lambda page, **_: b"no PDF is set in this test")
            if not self.page:
                patch.setattr(report, "render_page", lambda *_: "no page is made in this test")
            if self.checks:
                patch.setattr(ingest, "start_checks", lambda: nullcontext(self.checks))
            with pytest.raises(SystemExit) as stop:
                main(list(arguments))
        return subprocess.CompletedProcess(arguments, stop.value.code or 0, out.getvalue(), err.getvalue())
