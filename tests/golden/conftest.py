"""Workspaces to give commands in; the runs of the example portfolios are in the conftest of all tests."""

from __future__ import annotations

import shutil

import pytest
from commands import CommandHere, workspace_of

from screener.workspace import new_workspace


@pytest.fixture(scope="session")
def command(tmp_path_factory, checks):
    """The command in a workspace of this session."""
    folder = tmp_path_factory.mktemp("fund") / "workspace"
    new_workspace(folder)
    return CommandHere(folder, checks)


@pytest.fixture
def fresh(tmp_path, checks):
    """The command in a workspace that no other test changes."""
    new_workspace(tmp_path / "w")
    return CommandHere(tmp_path / "w", checks)


@pytest.fixture
def used(tmp_path, checks, kentucky):
    """The command in a copy of the workspace in which kentucky-munis was run, and nothing else."""
    shutil.copytree(workspace_of(kentucky), tmp_path / "w")
    return CommandHere(tmp_path / "w", checks, whole=True)
