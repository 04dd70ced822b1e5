"""The real command, run as a person would run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


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
