"""The example portfolios run once through the real command, in a workspace of their own."""

from __future__ import annotations

import pytest
from commands import Command

from screener.workspace import new_workspace


@pytest.fixture(scope="session")
def command(tmp_path_factory):
    """The command in a fresh workspace."""
    folder = tmp_path_factory.mktemp("fund") / "workspace"
    new_workspace(folder)
    return Command(folder)


@pytest.fixture(scope="session")
def illinois(command):
    """What `screener run illinois-demo --json` prints."""
    return command.json("illinois-demo")


@pytest.fixture(scope="session")
def kentucky(command):
    """What `screener run kentucky-munis --json` prints."""
    return command.json("kentucky-munis")
