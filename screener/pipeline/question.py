"""What a run is asked: portfolio, rules, dates and home; the portfolio's own answers where nothing is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import us

from screener import report
from screener.errors import InputError, join_problems, nearest
from screener.rulebook import (
    PROFILES,
    ListVersion,
    Regime,
    begins,
    list_profiles,
    list_rulebooks,
    load_profiles,
    load_rulebooks,
    nearest_profile,
    read_lists,
)
from screener.workspace import as_delivered, line_of, load_portfolio, newest_as_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from screener.rulebook import Profile, Rulebook
    from screener.workspace import Portfolio


@dataclass(frozen=True)
class Question:
    """What is screened, by which rules, as of when, as known when, and for which state."""

    root: Path
    portfolio: Portfolio
    rulebooks: Sequence[Rulebook]
    profile: Profile | None
    """Jurisdiction profile that the portfolio names."""
    as_of: date
    known_at: date
    """Only what the world knew by this day counts as evidence."""
    state: str
    lists: dict[str, ListVersion]
    """Lists of issuers in force on the date, by id."""
    definition: report.Definition
    """Which sections the report has, for whom and in whose name."""
    delivery: date
    """Date of the delivery whose holdings are screened: that of the screen, unless another is asked for."""
    leave_out: bool = False
    """Reference data that the world could not know by then are left out, and what they would say is unknown."""
    decided_until: date | None = None
    """People's decisions count up to this day; all of them where nothing is said."""
    supposed: Mapping[tuple[str, str, str], float | str | bool | None] = field(default_factory=dict)
    """Kind of subject, subject and fact → what it is supposed to be, in a question of what if."""

    @property
    def home_counties(self) -> tuple[str, ...]:
        """The counties that the jurisdiction counts as in-state; none where that is the whole state."""
        profile = self.profile
        return profile.in_state.counties if profile and profile.state == self.state else ()

    @property
    def state_name(self) -> str:
        """The home state, in full."""
        return str(us.states.lookup(self.state, field="abbr"))

    @property
    def home_name(self) -> str:
        """What in-state means, in words: the state, or what the jurisdiction counts."""
        if self.home_counties and self.profile:
            return self.profile.in_state.meaning
        return self.state_name

    @property
    def regime(self) -> Regime:
        """The law that it is judged under."""
        profile = self.profile
        adopted = self.portfolio.plan.adopted_dol_vintage or (profile.adopted_dol_vintage if profile else None)
        start = begins(self.rulebooks, adopted) if adopted else None
        if start and self.as_of < start:
            adopted = None  # nobody can have adopted it yet
        if profile is None:
            return Regime(self.as_of, adopted)
        return Regime(self.as_of, adopted, profile.id, profile.collateral_use_on(self.as_of) or "report_only")


def ask(  # noqa: PLR0917  the order in which `identified` takes them
    root: Path,
    portfolio_id: str,
    as_of: date | None = None,
    state: str | None = None,
    known_at: date | None = None,
    rulebooks: Sequence[str] | None = None,
    *,
    delivery: date | None = None,
    leave_out: bool = False,
) -> Question:
    """Return what is asked, with the portfolio's own answers where nothing was said."""
    home = us.states.lookup(state.upper(), field="abbr") if state else None
    if state and home is None:
        # Only the letters: a look-up by name would guess by sound.
        raise InputError(f"{state!r} is no state", where="state", hint="give its two letters, for example IL")
    portfolio = load_portfolio(root, portfolio_id)
    criteria = root / "criteria"
    _check_law(criteria, portfolio)
    day = as_of or newest_as_of(portfolio)
    portfolio = as_delivered(portfolio, delivery or day)
    profile = None
    if name := portfolio.jurisdiction:
        profile = load_profiles(criteria / PROFILES, [name])[name]
    if rulebooks is not None:
        portfolio = portfolio.model_copy(update={"rulebooks": list(rulebooks)})
        _check_law(criteria, portfolio)
    wanted = portfolio.rulebooks
    books = load_rulebooks(criteria, [*wanted, *(profile.rulebooks if profile else ())] if wanted is not None else None)
    return Question(
        root=root,
        portfolio=portfolio,
        rulebooks=books,
        profile=profile,
        as_of=day,
        known_at=known_at or day,
        state=str(home.abbr) if home else portfolio.state or (profile.state if profile else ""),
        lists=read_lists(books, min(day, known_at or day)),
        definition=_definition(root, portfolio),
        delivery=delivery or day,
        leave_out=leave_out,
        decided_until=known_at,
    )


def _definition(root: Path, portfolio: Portfolio) -> report.Definition:
    """Return the definition that a run is printed by: a run keeps everything, so it may not withhold."""
    file = portfolio.folder / "portfolio.toml"
    where = f"{file}:{line_of(file, ('report',))}"
    definition = report.load_definition(root, portfolio.report, where=where)
    if definition.withhold.is_any:
        raise InputError(
            f"the report definition {portfolio.report!r} withholds things, and a run's folder holds them all",
            where=where,
            hint=f"screen by another definition, then: screener report {portfolio.id} --definition {portfolio.report}",
        )
    return definition


def _check_law(criteria: Path, portfolio: Portfolio) -> None:
    """Refuse a jurisdiction or rulebooks that there are none of, all at once, with the line that names them."""
    file = portfolio.folder / "portfolio.toml"
    profiles, rulebooks = list_profiles(criteria / PROFILES), list_rulebooks(criteria)
    named = [("jurisdiction", name, profiles, nearest_profile) for name in (portfolio.jurisdiction,) if name]
    named += [("rulebooks", name, rulebooks, nearest) for name in portfolio.rulebooks or ()]
    problems = [
        f"{file}:{line_of(file, (key,))}: {key}: there is none called {name!r}{close(name, known)}; "
        f"there are {', '.join(known) or 'none'}"
        for key, name, known, close in named
        if name not in known
    ]
    if problems:
        count = f"{len(problems)} fault{'s' if len(problems) > 1 else ''}"
        raise InputError(join_problems(problems, f"{file.name} has {count}"))
