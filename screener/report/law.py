"""The law that a run is judged under, in words: what keeps a criterion in force or out of it, profiles, dated texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003  read when a run is stored
from typing import TYPE_CHECKING, Self

from screener.report.formats import known_date, long_date
from screener.rulebook import holds, is_enforced_on, is_in_force, is_uncertain, judges

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from screener.rulebook import Criterion, Profile, Regime, Rulebook, Text
    from screener.rulebook.model import InForce

NOT_ENFORCED = ", not enforced by the Department of Labor"
"""Said of a text that is in force all the same: private suits stay possible."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report that a jurisdiction asks for."""

    title: str
    due: str
    since: date
    criterion: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit that a jurisdiction sets, and the criterion that judges it."""

    title: str
    criterion: str
    source: str


@dataclass(frozen=True, slots=True)
class ProfileInfo:
    """A jurisdiction profile in words, as it stands on the decision date.

    Parameters
    ----------
    use : str, optional
        What collateral benefits may be used for, see `screener.tables.COLLATERAL_USES`; null where nobody says so.
    use_since : date, optional
        Since when; null where the profile says nothing of the day.
    reports : tuple of Report
        Those asked for on the date.
    counties : int
        Counties that are in-state, where they are not the whole state's.
    """

    id: str
    title: str
    about: str
    in_state: str
    in_state_source: str
    counties: int
    use: str | None
    use_since: date | None
    use_meaning: str
    use_source: str
    adopted_text: str | None
    reports: tuple[Report, ...]
    caps: tuple[Cap, ...]
    review_status: str

    @classmethod
    def of(cls, profile: Profile, day: date) -> Self:
        """Return a profile in words, as of a day."""
        cite = {name: source.citation for name, source in profile.sources.items()}
        since = max((start for start in profile.collateral_factors if start <= day), default=None)
        factor = profile.collateral_factors[since] if since else None
        return cls(
            id=profile.id,
            title=profile.title,
            about=_plain(profile.about),
            in_state=_plain(profile.in_state.meaning),
            in_state_source=cite[profile.in_state.source],
            counties=len(profile.in_state.counties),
            use=factor.use if factor else None,
            use_since=since,
            use_meaning=_plain(factor.meaning) if factor else "",
            use_source=cite[factor.source] if factor else "",
            adopted_text=profile.adopted_dol_vintage,
            reports=tuple(
                Report(part.title, part.due, part.from_, part.criterion, cite[part.source])
                for part in profile.required_reports
                if part.from_ <= day
            ),
            caps=tuple(Cap(part.title, part.criterion, cite[part.source]) for part in profile.caps),
            review_status=profile.review.status,
        )


@dataclass(frozen=True, slots=True)
class TextInfo:
    """A dated text in words: its period, and what it is on the decision date."""

    title: str
    role: str
    source: str
    period: str
    is_in_force: bool
    is_adopted: bool
    is_enforced: bool
    pause: str
    """When and how an authority said that it would not enforce the text; empty where none did."""

    @classmethod
    def all_of(cls, rulebooks: Iterable[Rulebook], regime: Regime) -> tuple[Self, ...]:
        """Return every dated text of some rulebooks, in their order."""
        return tuple(cls._of(book, text, regime) for book in rulebooks for text in book.texts.values())

    @classmethod
    def _of(cls, book: Rulebook, text: Text, regime: Regime) -> Self:
        pause = text.not_enforced
        said = f"{long_date(pause.from_)} to {long_date(pause.to)}: {_plain(pause.meaning)}" if pause else ""
        return cls(
            title=text.title,
            role=text.role,
            source=book.sources[text.source].citation,
            period=_period(text.in_force),
            is_in_force=holds(text.in_force, regime.day),
            is_adopted=text.adopted_as is not None and text.adopted_as == regime.adopted,
            is_enforced=is_enforced_on(text, regime.day),
            pause=said,
        )

    @property
    def status(self) -> str:
        """What the text is on the decision date. One that is not enforced is in force all the same."""
        if self.is_in_force:
            enforced = "" if self.is_enforced else NOT_ENFORCED
            return f"in force{enforced}{'; the plan follows it' if self.is_adopted else ''}"
        return "the plan follows it, though the text itself is not in force" if self.is_adopted else "not in force"


def status_of(rulebook: Rulebook, criterion: Criterion, regime: Regime) -> tuple[bool, str]:
    """Return whether a criterion judges anybody under a regime, and in words why or why not."""
    for limit in (rulebook.jurisdictions, tuple(criterion.jurisdictions)):
        if limit and regime.jurisdiction not in limit:
            return False, f"only for {names_of(limit)}"
    start = criterion.jurisdictions.get(regime.jurisdiction or "")
    if start and regime.day < start:
        return False, f"begins {long_date(start)} in {names_of([str(regime.jurisdiction)])}"
    in_force = is_in_force(rulebook, criterion, regime)
    if in_force and not judges(criterion):
        return False, f"never applies to a {criterion.subject}"
    if in_force and not holds(criterion.in_force, regime.day):
        return True, f"in force: the plan follows {regime.adopted}"
    text = rulebook.texts[criterion.text] if criterion.text else None
    enforced = "" if text is None or is_enforced_on(text, regime.day) else NOT_ENFORCED
    return in_force, _status(criterion.in_force, regime.day) + enforced


def names_of(jurisdictions: Sequence[str]) -> str:
    """Return the names of jurisdictions, as a list in words.

    Examples
    --------
    >>> names_of(["new-york-city", "florida", "texas"])
    'New York City, Florida and Texas'
    """
    *others, last = (name.replace("-", " ").title() for name in jurisdictions)
    return f"{', '.join(others)} and {last}" if others else last


def _status(period: InForce, day: date) -> str:
    """Return what a period says of a day."""
    if period.enjoined and day >= period.enjoined:
        return f"enjoined since {long_date(period.enjoined)}"
    if period.from_ is None:
        return "in force; no date is known" if period.status == "undated" else f"{period.status}, not in force"
    start = known_date(period.from_, period.precision)
    if day < period.from_:
        return f"begins {start}"
    if period.uncertain and is_uncertain(period, day):
        return f"not known whether in force since {long_date(period.uncertain)}"
    return f"ended {long_date(period.to)}" if period.to and day > period.to else f"in force since {start}"


def _period(period: InForce) -> str:
    """Return a period in words."""
    if period.from_ is None:
        return "no date" if period.status == "undated" else f"never: {period.status}"
    until = f"to {long_date(period.to)}" if period.to else "on"
    return f"from {known_date(period.from_, period.precision)} {until}"


def _plain(text: str) -> str:
    """Return text of a file on one line."""
    return " ".join(text.split())
