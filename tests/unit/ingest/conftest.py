"""A portfolio of constructed files."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from screener import ingest
from screener.workspace.portfolio import load_portfolio

DATA = Path(__file__).parents[2] / "data" / "ingest"


class Desk:
    """A clerk's desk: lay files on it, declare them, run the door."""

    def __init__(self, folder, checks):
        self.root, self.checks = folder, checks
        self.folder = folder / "portfolios" / "test"
        self.inputs = self.folder / "inputs" / "2024-12-31"
        self.inputs.mkdir(parents=True)
        self.head = 'name = "Test"\nstate = "IL"\n'
        self.tables = []

    def lay(self, name, content=None):
        """Put a file in the folder of the date: a copy of the test data, or text or bytes."""
        target = self.inputs / name
        if content is None:
            shutil.copy(DATA / name, target)
        elif isinstance(content, bytes):
            target.write_bytes(content)
        else:
            target.write_text(content, encoding="utf-8", newline="")
        return self

    def declare(self, name, columns=None, **keys):
        """Add an input for a file in the folder of the date."""
        keys = {"name": name, "path": f"inputs/{{as_of}}/{name}", "account": "A", **keys}
        lines = [f"{key} = {_toml(value)}" for key, value in keys.items() if value is not None]
        if columns:
            lines += ["[input.columns]", *(f"{ours} = {_toml(theirs)}" for ours, theirs in columns.items())]
        self.tables.append("[[input]]\n" + "\n".join(lines) + "\n")
        return self

    def portfolio(self):
        """Write ``portfolio.toml`` and load it."""
        text = self.head + "\n" + "\n".join(self.tables)
        (self.folder / "portfolio.toml").write_text(text, encoding="utf-8")
        return load_portfolio(self.root, "test")

    def run(self, as_of=date(2024, 12, 31)):
        """Run the door with the shared checking process."""
        return ingest.run(self.portfolio(), as_of, checks=self.checks)


def _toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {_toml(item)}' for key, item in value.items()) + "}"
    if isinstance(value, bool | int):
        return str(value).lower()
    return "'" + value + "'"


@pytest.fixture
def desk(tmp_path, checks):
    return Desk(tmp_path, checks)


@pytest.fixture
def codes():
    """Return the finding codes of a result, sorted, repeats kept."""
    return lambda result: sorted(finding.code for finding in result.findings)
