"""What a person should know of the evidence: lines that do nothing, names that match nobody, a law of another state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import us

from screener.findings import Finding, Severity
from screener.rulebook import compile_subject, is_in_force

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from screener.engine import Engine
    from screener.rulebook import ListVersion, Profile, Regime, Rulebook

SHOWN = 8
"""Names and lines are given in a message up to this number; the rest is counted."""

Row = dict[str, Any]


def evidence_findings(
    engine: Engine, rulebooks: Sequence[Rulebook], regime: Regime, lists: Mapping[str, ListVersion]
) -> list[Finding]:
    """Return what is on file and says less than it seems to.

    Parameters
    ----------
    engine : Engine
        Holds what `screener.screen.collect` makes.
    rulebooks : sequence of Rulebook
    regime : Regime
    lists : mapping of str to ListVersion
        The lists in force on the decision date, by id.

    Returns
    -------
    list of Finding
        One a file and reason for attestations that nothing rests on, one for names of one thing that differ only in
        capitals or spaces, one a list for members that match no issuer of the portfolio.
    """
    words = engine.fetch("_words").to_pylist()
    found = [*_not_held(engine, words), *_of_another_level(words, rulebooks, regime), *_names_alike(words)]
    matches = engine.fetch("_list_matches").to_pylist()
    asked = lists_asked_for(rulebooks, regime)
    return found + [note for name in asked if name in lists for note in _not_found(lists[name], asked[name], matches)]


def lists_asked_for(rulebooks: Iterable[Rulebook], regime: Regime) -> dict[str, str]:
    """Return the lists that criteria in force ask for, each with its title."""
    return {
        name: part.title
        for rulebook in rulebooks
        for name, part in rulebook.lists.items()
        for criterion in rulebook.criteria
        if is_in_force(rulebook, criterion, regime)
        and any(f"'{name}'" in text for text in criterion.expressions.values())
    }


def jurisdiction_findings(profile: Profile | None, state: str) -> list[Finding]:
    """Return where "in-state" means something else in the figures than in the law.

    Parameters
    ----------
    profile : Profile or None
        The jurisdiction profile that the portfolio names.
    state : str
        What "in-state" means in the run, two letters.
    """
    if profile is None or profile.state == state:
        return []
    home = us.states.lookup(state, field="abbr")
    return [
        Finding(
            "state-not-of-jurisdiction",
            Severity.WARNING,
            f"in-state is {home} in every figure of this run, and the law is that of {profile.title}",
            where=f"criteria/jurisdictions/{profile.id}.yaml",
            hint=f'write state = "{profile.state}" in portfolio.toml, or name the jurisdiction whose law is meant',
            rows=0,
        )
    ]


def _not_held(engine: Engine, words: list[Row]) -> list[Finding]:
    """Return one finding a file for the lines about subjects that the run does not judge.

    A line about a later day, or one that a newer line says again, is kept for other dates and needs no word.
    """
    dates = engine.fetch("vintages").slice(0, 1).to_pylist()[0]
    held = {(row["subject"], row["written_id"]) for row in words}
    unused: dict[str, list[Row]] = {}
    for row in engine.fetch("attestations").to_pylist():
        is_known = row["as_of"] <= dates["run_as_of"] and row["published"] <= dates["known_at"]
        if is_known and (row["subject"], row["subject_id"]) not in held:
            unused.setdefault(row["source_file"], []).append(row)
    return [
        Finding(
            "attestation-not-used",
            Severity.INFO,
            f"{_lines(rows)} about what the run does not judge: "
            f"{_some(' '.join((row['subject'], row['subject_id'])) for row in rows)}",
            where=_first(rows),
            hint="compare subject_id with the run's tables; what is not held any more may stay for earlier dates",
            rows=0,
        )
        for _, rows in sorted(unused.items())
    ]


def _of_another_level(words: list[Row], rulebooks: Sequence[Rulebook], regime: Regime) -> list[Finding]:
    """Return one finding a file and fact for the lines that give a place a fact of another kind of place."""
    asked: dict[str, set[str]] = {}
    for criterion in compile_subject(rulebooks, "place", regime):
        for name in criterion.facts:
            asked.setdefault(name.removeprefix("age_of(").removesuffix(")"), set()).add(str(criterion.level))
    lost: dict[tuple[str, str, str], list[Row]] = {}
    for row in words:
        if row["subject"] == "place" and row["level"] not in asked.get(row["fact"], {row["level"]}):
            lost.setdefault((row["source_file"], row["fact"], row["level"]), []).append(row)
    return [
        Finding(
            "attestation-not-used",
            Severity.WARNING,
            f"{_lines(rows)} of no use: {fact} is asked of a {' or a '.join(sorted(asked[fact]))}, and a {level} is "
            f"given: {_some(row['written_id'] for row in rows)}",
            where=_first(rows),
            hint="a county has five digits, a tract eleven, a state two letters; anything else names a partnership",
            rows=0,
        )
        for (_, fact, level), rows in sorted(lost.items())
    ]


def _names_alike(words: list[Row]) -> list[Finding]:
    """Return one finding for each partnership whose name is written in several ways."""
    spellings: dict[str, list[Row]] = {}
    for row in words:
        if row["level"] == "partnership":
            spellings.setdefault(" ".join(row["written_id"].casefold().split()), []).append(row)
    return [
        Finding(
            "attestation-names-alike",
            Severity.WARNING,
            f"{' and '.join(map(repr, names))} differ only in capitals or spaces, and are judged as "
            f"{len(names)} partnerships",
            where=_first(rows),
            hint="write the name alike on every line if one is meant",
            rows=0,
        )
        for _, rows in sorted(spellings.items())
        if len(names := sorted({row["written_id"] for row in rows})) > 1
    ]


def _not_found(version: ListVersion, title: str, matches: list[Row]) -> list[Finding]:
    """Return the finding about the members of a list that no issuer of the portfolio is, if there are any."""
    lost = [row for row in matches if row["list_id"] == version.list_id and row["issuer_id"] is None]
    if not lost:
        return []
    by_name_alone = [row for row in lost if not (row["cik"] or row["lei"])]
    ordered = sorted(lost, key=lambda row: (bool(row["cik"] or row["lei"]), row["member"]))
    count = len(by_name_alone)
    doubt = f"; {count} of them {'has' if count == 1 else 'have'} no CIK or LEI and may be held under another name"
    return [
        Finding(
            "list-member-not-found",
            Severity.WARNING if by_name_alone else Severity.INFO,
            f"{title}: {len(lost)} of its {len(version.members)} members match no issuer of the portfolio"
            f"{doubt if by_name_alone else ''}: {_some(row['name'] for row in ordered)}",
            where=f"criteria/{version.rulebook_id}/lists/{version.list_id}/{version.path.name}",
            value=version.list_id,
            hint="add the CIK or LEI of those that have neither" if by_name_alone else "",
            rows=0,
        )
    ]


def _first(rows: Sequence[Row]) -> str:
    """Return the first line that rows of one file come from; of several files, of the first."""
    file, line = min((row["source_file"], row["source_row"]) for row in rows)
    return f"{file}:{line}"


def _lines(rows: Sequence[Row]) -> str:
    """Return the lines that rows of one file come from, as the beginning of a sentence."""
    numbers = sorted({row["source_row"] for row in rows})
    return f"{'lines' if len(numbers) > 1 else 'line'} {_some(map(str, numbers))} {'are' if len(numbers) > 1 else 'is'}"


def _some(names: Iterable[str]) -> str:
    """Return the first few of some names, each once, and how many more there are."""
    first = list(dict.fromkeys(names))
    more = f" and {len(first) - SHOWN} more" if len(first) > SHOWN else ""
    return ", ".join(first[:SHOWN]) + more
