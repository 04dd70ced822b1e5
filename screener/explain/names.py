"""The names of figures, and which figure a person means by a name or by a printed number."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from screener.errors import InputError, NotFoundError, join_problems, nearest
from screener.report import amount, percent, short

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from screener.expose import Asked

MEASURES = {
    "in_state": "In-state, all industries",
    "in_state_manufacturing": "In-state manufacturing",
    "community_development": "Community development",
    "in_state_community_development": "Community development in the home region",
    "coverage": "Coverage",
    "market_value": "Market value",
    "outcome": "Gross market value by outcome",
}
"""Measure → what it is called."""
_WHOLE = {
    "community_development": "definition/any definition or instrument",
    "in_state_community_development": "definition/any definition or instrument",
}
ENDS = ("low", "best", "high")
MOST_CANDIDATES = 5


def name_of(asked: Asked) -> str:
    """Return the name of a figure.

    Examples
    --------
    >>> from screener.expose import Asked
    >>> name_of(Asked("in_state", "headquarters", "county", "17031"))
    'in_state/headquarters/county/17031'
    >>> name_of(Asked("outcome", "", "outcome", "un-pri/pri1-h2: fail"))
    'outcome/un-pri/pri1-h2/fail'
    """
    if asked.measure == "coverage":
        return f"coverage/{asked.group}"
    if asked.measure == "outcome":
        return f"outcome/{asked.group.replace(': ', '/')}"
    if asked.measure == "market_value":
        return "market_value" if asked.grouping == "whole" else f"market_value/{asked.grouping}/{asked.group}"
    return "/".join(asked)


def title_of(asked: Asked, names: Mapping[tuple[str, str], str]) -> str:
    """Return what a figure is called.

    Parameters
    ----------
    asked : Asked
    names : mapping
        Grouping and group → what the group is called, where that is not its code.
    """
    what = names.get((asked.grouping, asked.group), asked.group)
    parts = [MEASURES[asked.measure], f"by {asked.basis}" if asked.basis else ""]
    if asked.grouping not in ("home", "whole"):
        kind = "" if asked.grouping in ("coverage", asked.measure) else f"{asked.grouping.replace('_', ' ')} "
        parts.append(f"{kind}{what}")
    return ", ".join(part for part in parts if part)


def find(asked: str, rows: Sequence[Mapping[str, Any]], currency: str) -> Mapping[str, Any]:
    """Return the figure that a name, its short form, or a printed number means.

    Parameters
    ----------
    asked : str
    rows : sequence of mapping
        The figures of the run: figure, title, printed, low, best, high, and share for coverage.
    currency : str
        Code of the base currency.

    Raises
    ------
    InputError
        A printed number is that of several figures.
    NotFoundError
        There is no such figure.
    """
    by_name = {row["figure"]: row for row in rows}
    for name in _long_forms(asked.strip()):
        if name in by_name:
            return by_name[name]
    if asked.strip() == "coverage/decided":
        raise InputError(
            "the coverage 'decided' cannot be followed to lines yet: a line counts in it by the part of its criteria "
            "that could be decided",
            hint="follow what was not decided of one criterion: outcome/RULEBOOK/CRITERION/insufficient_data",
        )
    found = [row for row in rows if _is_printed(asked, row, currency)]
    if len(found) == 1:
        return found[0]
    if found:
        # whole figures first: what a report prints in large is repeated in many of its parts
        found = sorted(found, key=lambda row: not _is_whole(row["figure"]))
        lines = [f"{row['figure']}  ({row['title']}: {row['printed']})" for row in found[:MOST_CANDIDATES]]
        if len(found) > MOST_CANDIDATES:
            lines.append(f"and {len(found) - MOST_CANDIDATES} more, parts of figures")
        raise InputError(
            join_problems(lines, f"{asked!r} is an end or the estimate of {len(found)} figures:"),
            hint="give the name of one of them",
        )
    # a word alone is short for a figure of the home region, not for a part that is spelt more like it
    short_names = [] if "/" in asked else sorted({name.partition("/")[0] for name in by_name})
    close = nearest(asked, short_names) or nearest(asked, list(by_name))
    raise NotFoundError(
        f"the run has no figure {asked!r}{close}",
        hint="'screener explain RUN' without a figure lists those that can be followed",
    )


def _is_whole(figure: str) -> bool:
    """Say whether a figure is of all there is, not of a part such as a county or an account."""
    measure, _, rest = figure.partition("/")
    return not rest or measure == "coverage" or rest.partition("/")[2] in ("home/home", _WHOLE.get(measure))


def _long_forms(name: str) -> list[str]:
    """Return the full names that a name may be short for; no more than one of them is a figure."""
    measure, _, rest = name.partition("/")
    whole = _WHOLE.get(measure, "home/home")
    forms = [name, f"{measure}/{rest or 'operations'}/{whole}", f"{measure}/operations/{rest}"]
    of, _, group = name.partition(": ")  # as tables of the main figures call what is not of the home region
    if group and "outcome" not in of:
        forms += [f"{of}/{group}", f"{of}/operations/definition/{group}", f"{of}/definition/{group}"]
    return forms


def _is_printed(asked: str, row: Mapping[str, Any], currency: str) -> bool:
    """Say whether a text is one of a figure's ends as the report prints it."""
    text = asked.strip().removeprefix(currency).removeprefix("$").strip().replace("-", "−")
    if text.endswith("%"):
        return row["share"] is not None and percent(row["share"]) == text
    if any(text in (short(row[end]), amount(row[end])) for end in ENDS):
        return True
    try:
        number = Decimal(text.replace(",", "").replace("−", "-"))
    except InvalidOperation:
        return False
    # tables print whole units that add up, so that one of them may be rounded the other way
    if "." not in text:
        return abs(number) >= 1 and any(abs(row[end] - number) < 1 for end in ENDS)
    return any(amount(row[end]) == amount(number) for end in ENDS)
