"""What README.md types in Python: names and arguments as they are, on a run that is there."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from commands import workspace_of

import screener
from screener.api.prudence import Eti
from screener.api.questions import Questions

README = Path(__file__).parents[3] / "README.md"
SLOW = {
    (screener.Workspace, "screen"): screener.Run,
    (screener.Workspace, "back_screen"): screener.BackScreen,
    (screener.Workspace, "region"): screener.RegionView,
    (Questions, "what_if"): screener.Scenario,
    (Questions, "sensitivity"): screener.Sensitivity,
    (Questions, "reach"): screener.Reach,
    (Eti, "decide"): screener.EtiDecision,
}
"""Screens, which other tests ask for: here their arguments are bound, and their answers have the names they have."""


def test_what_readme_types_in_python_can_be_typed(illinois: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line of the block; those that take a screen are asked whether they could be."""
    [block] = re.findall(r"^```python\n(.*?)^```", README.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    run = screener.open(workspace_of(illinois)).run(illinois["folder"])
    monkeypatch.chdir(workspace_of(illinois))
    asked = []

    def stand_in(kind: type, name: str, answer: type) -> None:
        bound = inspect.signature(getattr(kind, name))

        def ask(*arguments: Any, **options: Any) -> Any:
            bound.bind(*arguments, **options)
            asked.append(name)
            return run if answer is screener.Run else Mock(spec=answer)

        monkeypatch.setattr(kind, name, ask)

    for (kind, name), answer in SLOW.items():
        stand_in(kind, name, answer)
    # the run of an earlier quarter, which the block screens first
    monkeypatch.setattr(screener.Workspace, "latest", lambda _workspace, _portfolio, **_options: run)
    monkeypatch.setattr(screener.Run, "compare", lambda _run, _earlier: Mock(spec=screener.Comparison))

    exec(compile(block, README.name, "exec"), {})  # noqa: S102  the project's own README

    assert {"screen", "what_if", "sensitivity", "reach"} <= set(asked)
