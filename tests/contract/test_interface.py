"""The Python interface is whole: every public name is documented with an example, every command has its counterpart."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pytest
import typer

import screener
from screener import api
from screener.cli import app

COUNTERPARTS = {
    "back-screen": "Workspace.back_screen",
    "compare": "Run.compare",
    "criteria diff": "Criteria.diff",
    "criteria facts": "Criteria.facts",
    "criteria lint": "Criteria.lint",
    "criteria list": "Criteria.list",
    "criteria show": "Criteria.show",
    "criteria test": "Criteria.test",
    "data list": "Data.list",
    "data show": "Data.show",
    "data update": "Data.update",
    "data verify": "Data.verify",
    "eti memo": "Eti.memo",
    "eti test": "Eti.test",
    "explain": "Run.explain",
    "ledger list": "Ledger.list",
    "ledger verify": "Ledger.verify",
    "match export": "Matching.export",
    "match import": "Matching.record",
    "match measure": "Matching.measure",
    "new": "new_workspace",
    "region": "Workspace.region",
    "report": "Run.report",
    "run": "Workspace.screen",
    "schema": "schema",
    "site": "Workspace.site",
    "what-if": "Run.what_if",
}
"""Command → what does the same from Python."""
WITHOUT = {"criteria register": "it writes a table into the project's own criteria/README.md"}
"""Command → why Python needs none."""
OBJECTS = {name: getattr(api, name) for name in api.__all__}


def public(name: str, found: Any) -> Iterator[tuple[str, Any]]:
    """Return a public name and, of a class, the attributes that it has of itself or of a class of the interface."""
    yield name, found
    if inspect.isclass(found):
        own = [base for base in found.__mro__ if base.__module__.startswith(api.__name__)]
        for member, value in {key: one for base in reversed(own) for key, one in vars(base).items()}.items():
            if member.startswith("_"):
                continue
            if inspect.isfunction(value) or isinstance(value, property):
                yield f"{name}.{member}", value
            elif isinstance(value, cached_property):
                yield f"{name}.{member}", value.func


PUBLIC = dict(pair for name, found in OBJECTS.items() for pair in public(name, found))


def commands(group: typer.Typer, before: str = "") -> Iterator[str]:
    """Return every command as it is typed."""
    for one in group.registered_commands:
        name = one.name or (one.callback.__name__.replace("_", "-") if one.callback else "")
        yield f"{before}{name}"
    for one in group.registered_groups:
        if one.typer_instance is not None:
            yield from commands(one.typer_instance, f"{before}{one.name} ")


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_says_what_it_is_and_shows_an_example(name: str) -> None:
    """Whoever reads the reference finds a sentence and an example for every name."""
    said = inspect.getdoc(PUBLIC[name]) or ""
    assert said.splitlines()[:1], f"{name} has no docstring"
    assert ">>> " in said.partition("\nExamples\n--------\n")[2], f"{name} has no example"


def test_every_public_name_of_the_package_is_of_the_interface() -> None:
    """`screener.NAME` is what `screener.api` has, so that nothing public escapes the reference."""
    for name in screener.__all__:
        assert getattr(screener, name) in {*OBJECTS.values(), screener.ScreenerError}, name


def test_every_command_has_its_counterpart_in_python() -> None:
    """What the command line does, Python does; a command without a counterpart has a reason."""
    known = set(commands(app))
    assert known == set(COUNTERPARTS) | set(WITHOUT)
    assert set(COUNTERPARTS.values()) <= set(PUBLIC)
