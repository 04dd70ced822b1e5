"""A criterion for a reader: as one object for a program, and as a page of plain English for a person."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any

from screener.rulebook.compile import level_of
from screener.rulebook.effective import NEVER_IN_FORCE, value_on
from screener.rulebook.expression import ParameterValue, amount, in_words, translate
from screener.rulebook.lint import scope_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from screener.rulebook.expression import Scope
    from screener.rulebook.model import Case, Criterion, InForce, Rulebook

WIDTH = 110


def status_on(period: InForce, day: date) -> str:
    """Return what a period says of a day: in force, not yet, no longer, or why it has no day.

    Parameters
    ----------
    period : InForce
    day : date

    Examples
    --------
    >>> from datetime import date
    >>> from screener.rulebook.model import InForce
    >>> period = InForce.model_validate({"from": "2025-09-01", "enjoined": "2026-02-03"})
    >>> [status_on(period, date(year, 3, 1)) for year in (2025, 2026)]
    ['not yet in force', 'enjoined']
    """
    if period.status in NEVER_IN_FORCE:
        return str(period.status)
    if period.enjoined and day >= period.enjoined:
        return "enjoined"
    if period.from_ and day < period.from_:
        return "not yet in force"
    return "no longer in force" if period.to and day > period.to else "in force"


def period_of(period: InForce) -> str:
    """Return a period in words.

    Examples
    --------
    >>> from screener.rulebook.model import InForce
    >>> period_of(InForce.model_validate({"from": "2006-04-01", "precision": "month"}))
    'from 2006-04 (known to the month)'
    """
    if not period.from_:
        return "no date known: in force on every day" if period.status == "undated" else f"never: {period.status}"
    said = f"from {_known(period.from_, period.precision)}"
    said += "" if period.precision == "day" else f" (known to the {period.precision})"
    said += f" to {period.to}" if period.to else ""
    return f"{said}, enjoined from {period.enjoined} on" if period.enjoined else said


def as_object(rulebook: Rulebook, criterion: Criterion, day: date) -> dict[str, Any]:
    """Return a criterion as one flat object of texts, with its status on a day.

    Parameters
    ----------
    rulebook : Rulebook
        The rulebook it belongs to.
    criterion : Criterion
    day : date
        Jurisdictions and adopted texts, which may keep it from being in force or hold it so, are named beside it.
    """
    source = rulebook.sources[criterion.source]
    return {
        "rulebook": rulebook.id,
        "id": criterion.id,
        "title": criterion.title,
        "meaning": " ".join(criterion.meaning.split()),
        "subject": criterion.subject,
        "level": level_of(criterion),
        "kind": criterion.kind,
        "unit": criterion.unit,
        "in_force": criterion.in_force.model_dump(mode="json", by_alias=True, exclude_none=True),
        "on": day.isoformat(),
        "status": status_on(criterion.in_force, day),
        "text": criterion.text,
        "jurisdictions": list(criterion.jurisdictions or rulebook.jurisdictions),
        "collateral": criterion.collateral,
        "expressions": criterion.expressions,
        "source": criterion.source,
        "citation": source.citation,
        "url": source.url,
        "review": criterion.review.model_dump(mode="json"),
        "where": rulebook.where(criterion.id),
    }


def describe(rulebook: Rulebook, criterion: Criterion, day: date, cases: Sequence[tuple[str, Case]]) -> str:
    """Return a criterion as a page of plain English.

    Parameters
    ----------
    rulebook : Rulebook
        The rulebook it belongs to.
    criterion : Criterion
    day : date
        Decides what its parameters are worth and whether it is in force.
    cases : sequence of (str, Case)
        Worked cases of the rulebook, each with its ``file:line``.
    """
    return "\n".join(
        _Page(rulebook, criterion, day).lines([case for _, case in cases if case.criterion == criterion.id])
    )


class _Page:
    """Writes the page of one criterion, section by section."""

    def __init__(self, rulebook: Rulebook, criterion: Criterion, day: date) -> None:
        self.rulebook = rulebook
        self.criterion = criterion
        self.day = day
        self.scope = _scope(rulebook, criterion, day)
        self.names = {c.id: c.title for c in rulebook.criteria}
        self.names |= {name: parameter.title for name, parameter in rulebook.parameters.items()}
        self.names |= {name: listed.title for name, listed in rulebook.lists.items()}
        parts = [
            translate(text, self.scope, "number" if key == "value" else "condition")
            for key, text in criterion.expressions.items()
        ]
        self.facts = [name for name in self.scope.facts if any(name in part.facts for part in parts)]
        self.parameters = [name for name in rulebook.parameters if any(name in part.parameters for part in parts)]
        self.lists = [name for name in rulebook.lists if any(name in part.lists for part in parts)]
        self.outcomes = sorted({name for part in parts for name in part.outcomes})

    def lines(self, cases: Sequence[Case]) -> list[str]:
        """Return the page."""
        judged = level_of(self.criterion) or self.criterion.subject
        sections = {
            f"How each {judged} is judged; the first answer counts": _numbered(self.order()),
            f"Numbers, as of {self.day}": self.numbers(),
            "Facts it rests on": self.facts_named(),
            "Lists it rests on": [f"- {name}: {self.names[name]}" for name in self.lists],
            "Outcomes it asks for": [f"- {name}: {self.names[name]}" for name in self.outcomes],
            "Sources": self.sources(),
            f"Worked cases ({len(cases)})": [f"- {c.name}: {c.date}, {c.outcome.replace('_', ' ')}" for c in cases],
        }
        lines = [f"{self.rulebook.id}/{self.criterion.id}: {self.criterion.title}", "", self.criterion.meaning, ""]
        lines += self.particulars()
        for heading, section in sections.items():
            lines += ["", heading, *_indented(section)] if section else []
        return [part for line in lines for part in _wrapped(line)]

    def particulars(self) -> list[str]:
        """Return what holds of the criterion as a whole."""
        criterion, review = self.criterion, self.criterion.review
        text = self.rulebook.texts[criterion.text] if criterion.text else None
        adopted = f"; on any day where the board adopted {text.adopted_as}" if text and text.adopted_as else ""
        pause = text.not_enforced if text else None
        said = {
            "Belongs to": text.title if text else "",
            "In force": f"{period_of(criterion.in_force)}{adopted}",
            "Not enforced": f"from {pause.from_} to {pause.to}: {pause.meaning}" if pause else "",
            f"On {self.day}": status_on(criterion.in_force, self.day),
            "Only under": ", ".join(criterion.jurisdictions or self.rulebook.jurisdictions),
            "Speaks of": "a benefit beside the financial one" if criterion.collateral else "",
            "Review": f"{review.status}, looked at on {review.checked_on}",
            "Written in": self.rulebook.where(criterion.id),
        }
        return [f"{label}: {value}" for label, value in said.items() if value]

    def order(self) -> list[list[str]]:
        """Return the order of evaluation, step by step, without the steps that this criterion does not have."""
        criterion, given = self.criterion, self.criterion.expressions
        steps = [["Not in force on the decision date: not applicable."]]
        if given.get("applies") == "false":
            return [*steps, ["Otherwise: not applicable too; it is said of none."]]
        if "applies" in given:
            end = "Where it does not: not applicable. Where that is not known: insufficient data."
            steps.append(["It applies where", *self.words("applies"), end])
        if "sufficient" in given:
            end = "Where they do not, or where that is not known: insufficient data."
            steps.append(["The data suffice where", *self.words("sufficient"), end])
        if criterion.kind == "measure":
            measured = [f"What is measured, in {_unit(criterion.unit)}, is", *self.words("value")]
            return [*steps, [*measured, "Where that is known: pass."], ["Otherwise: insufficient data."]]
        answers = [key for key in ("pass", "watch") if key in given]
        for answer in answers:
            if given[answer] == "true":
                return [*steps, [f"Otherwise: {answer}."]]
            steps.append([f"{answer.capitalize()} where", *self.words(answer)])
        unknown = f"Where it is not known whether {' or '.join(answers)} holds: insufficient data."
        return [*steps, [unknown], ["Otherwise: fail."]]

    def words(self, key: str) -> list[str]:
        """Return one expression in words, set in."""
        written = self.criterion.expressions[key]
        return _indented(
            in_words(written, self.scope, self.names, "number" if key == "value" else "condition").splitlines()
        )

    def numbers(self) -> list[str]:
        """Return the parameters, each with its value on the day and all its values."""
        lines = []
        for name in self.parameters:
            parameter = self.rulebook.parameters[name]
            now = amount(value_on(parameter, self.day), parameter.unit)
            lines.append(f"- {name}: {now}. {parameter.title}")
            for start, dated in sorted(parameter.values.items()):
                value = "ended" if dated.value is None else amount(dated.value, parameter.unit)
                lines.append(f"  from {start}: {value} ({dated.source})")
        return lines

    def facts_named(self) -> list[str]:
        """Return the facts, each with its unit or words, and who supplies it."""
        lines = []
        for name in self.facts:
            fact, declared = self.scope.facts[name], self.rulebook.facts.get(name)
            words = ", ".join(declared.one_of) if declared else ""
            form = f" ({words or _unit(fact.unit)})" if words or fact.unit else ""
            origin = "attested by the fund" if name in self.scope.attested else "computed by the screen"
            lines.append(f"- {name}{form}, {origin}: {fact.meaning}")
        return lines

    def sources(self) -> list[str]:
        """Return the sources of the rule, its text, its numbers and its lists."""
        names = [self.criterion.source]
        names += [self.rulebook.texts[self.criterion.text].source] if self.criterion.text else []
        names += [dated.source for name in self.parameters for dated in self.rulebook.parameters[name].values.values()]
        names += [self.rulebook.lists[name].source for name in self.lists]
        lines = []
        for name in dict.fromkeys(names):
            source = self.rulebook.sources[name]
            published = f" Published {_known(source.published, source.precision)}." if source.published else ""
            checked = f"Read against the rule on {source.checked_on}."
            lines.append(f"- {name}: {source.citation.rstrip('.')}.{published} {checked}")
            lines += [f"  {source.url}"] if source.url else []
        return lines


def _scope(rulebook: Rulebook, criterion: Criterion, day: date) -> Scope:
    """Return the names that a criterion may use, its parameters as they stand on a day."""
    return scope_of(
        criterion.subject,
        facts=rulebook.facts,
        parameters={name: ParameterValue(item.unit, value_on(item, day)) for name, item in rulebook.parameters.items()},
        outcomes={peer.id: peer.id for peer in rulebook.criteria},
        lists=rulebook.lists,
    )


def _known(day: date, precision: str) -> str:
    """Return as much of a date as is known."""
    return day.isoformat()[: {"year": 4, "month": 7, "day": 10}[precision]]


def _numbered(steps: Iterable[Sequence[str]]) -> list[str]:
    """Return steps with their numbers, what belongs to one set under its text."""
    return [
        line for number, (first, *rest) in enumerate(steps, 1) for line in (f"{number}. {first}", *_indented(rest, 3))
    ]


def _indented(lines: Iterable[str], by: int = 2) -> list[str]:
    """Return lines set in."""
    return [" " * by + line for line in lines]


def _wrapped(line: str) -> list[str]:
    """Return a line wrapped; what follows stands under its text, past a bullet or a number."""
    text = line.lstrip(" ")
    depth = len(line) - len(text)
    bullet = re.match(r"- |\d+\. ", text)
    return textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=" " * depth,
        subsequent_indent=" " * (depth + (bullet.end() if bullet else 0)),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]


def _unit(unit: str | None) -> str:
    """Return a unit as a reader knows it."""
    return "share of 1" if unit == "1" else str(unit)
