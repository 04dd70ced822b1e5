"""What an edition may not show: licensed, confidential and personal data, withheld before anything is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints

from screener.errors import InputError, join_problems, nearest
from screener.report.withhold.accounts import withhold_accounts
from screener.report.withhold.decisions import withhold_decisions
from screener.report.withhold.identifiers import withhold_identifiers
from screener.report.withhold.listed import WITHHELD, Listed
from screener.report.withhold.people import withhold_people
from screener.report.withhold.sources import known_sources, withhold_sources
from screener.report.withhold.texts import everywhere
from screener.workspace import Strict

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from screener.report.about import About

Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
EVERY = "*"


class Reason(Strict):
    """Why something is withheld, in the words of whoever decides on it; printed."""

    reason: Said
    """With its citation: the exemption, the licence or the agreement that it rests on."""


class Identifiers(Reason):
    """Licensed identifiers of securities."""

    schemes: tuple[Literal["cusip", "isin", "sedol", "figi", "lei"], ...] = Field(min_length=1)
    """Which of them."""


class Named(Reason):
    """Sources, accounts or decisions, by their names."""

    names: tuple[Said, ...] = Field(min_length=1)
    """What each is called."""


class Withhold(Strict):
    """What is withheld from an edition; each entry with its reason."""

    identifiers: tuple[Identifiers, ...] = ()
    """Licensed identifiers of securities, in every table, key and text."""
    sources: tuple[Named, ...] = ()
    """Datasets, and files of the portfolio's own, whose values are not shown."""
    accounts: tuple[Named, ...] = ()
    """Accounts of which totals alone are shown."""
    decisions: tuple[Named, ...] = ()
    """Decisions on investments, by the name of their file; * is every one."""
    people: Reason | None = None
    """Names of persons."""

    @property
    def is_any(self) -> bool:
        """Whether anything is withheld."""
        return self != Withhold()


def withhold(about: About, tables: Mapping[str, pa.Table], rules: Withhold) -> tuple[About, dict[str, pa.Table]]:
    """Return what an edition is made of: a run's tables, and the words about it, without what may not be shown.

    The tables have one more, `screener.report.withhold.WITHHELD`, where anything may be withheld. Nothing is worked
    out again: every total stays what the run found.

    Parameters
    ----------
    about : About
    tables : mapping
        The run's tables by name, the faults included.
    rules : Withhold

    Raises
    ------
    InputError
        A rule names what the run does not have: it may be a slip, and would withhold nothing; or no total could hide
        the one line of an account.
    """
    if not rules.is_any:
        return about, dict(tables)
    _check(about, tables, rules)
    listed = Listed()
    made, said = withhold_accounts(tables, about, _reasons(rules.accounts), listed)
    made = withhold_sources(made, about.bare_measures, _reasons(rules.sources), listed)
    made, said = withhold_decisions(made, said, _reasons(rules.decisions), listed)
    made, said = withhold_people(made, said, rules.people.reason if rules.people else "", listed)
    schemes: dict[str, str] = {scheme: entry.reason for entry in rules.identifiers for scheme in entry.schemes}
    made, hide = withhold_identifiers(made, schemes, listed)
    return everywhere(said, hide), {**made, WITHHELD.name: listed.as_table()}


def _reasons(entries: tuple[Named, ...]) -> dict[str, str]:
    return {name: entry.reason for entry in entries for name in entry.names}


def _check(about: About, tables: Mapping[str, pa.Table], rules: Withhold) -> None:
    """Refuse names that the run does not know, all at once."""
    known: dict[str, tuple[set[str], tuple[Named, ...]]] = {
        "sources": (known_sources(tables), rules.sources),
        "accounts": ({str(name) for name in tables["holdings"]["account"].to_pylist()}, rules.accounts),
        "decisions": ({EVERY, *(one.decision_id for one in about.prudence)}, rules.decisions),
    }
    problems = [
        f"[[withhold.{kind}]]: there is none called {name!r}{nearest(name, sorted(names))}; "
        f"there are {', '.join(sorted(names)) or 'none'}"
        for kind, (names, entries) in known.items()
        for name in _reasons(entries)
        if name not in names
    ]
    if problems:
        raise InputError(
            join_problems(problems, "the definition withholds what this run does not have:"),
            where=f"run {about.run_id}",
            hint="correct the names; where a portfolio has no such thing, give it a definition of its own",
        )
