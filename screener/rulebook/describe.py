"""A criterion for a reader: as one object for a program, and as a page of plain English for a person."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any, Literal

from screener.rulebook.compile import level_of, scope_on
from screener.rulebook.effective import NEVER_IN_FORCE, is_uncertain, judges, value_on
from screener.rulebook.expression import amount, in_words
from screener.rulebook.proposals import PROPOSAL
from screener.rulebook.uses import named_by, own_numbers, review_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

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
    if is_uncertain(period, day):
        return "not known whether in force"
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
    said += f", enjoined from {period.enjoined} on" if period.enjoined else ""
    return f"{said}; not known whether still from {period.uncertain} on" if period.uncertain else said


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
        "rulebook_id": rulebook.id,
        "criterion_id": criterion.id,
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
        "own_numbers": own_numbers(rulebook, criterion),
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
    return as_page(_Page(rulebook, criterion, day).lines([case for _, case in cases if case.criterion == criterion.id]))


class _Page:
    """Writes the page of one criterion, section by section."""

    def __init__(self, rulebook: Rulebook, criterion: Criterion, day: date) -> None:
        self.rulebook = rulebook
        self.criterion = criterion
        self.day = day
        self.scope = scope_on(rulebook, criterion, day)
        self.names = {c.id: c.title for c in rulebook.criteria}
        self.names |= {name: parameter.title for name, parameter in rulebook.parameters.items()}
        self.names |= {name: listed.title for name, listed in rulebook.lists.items()}
        named = named_by(rulebook, criterion)
        self.facts = [name for name in self.scope.facts if name in named.facts]
        self.parameters = [name for name in rulebook.parameters if name in named.parameters]
        self.lists = [name for name in rulebook.lists if name in named.lists]
        self.outcomes = sorted(named.outcomes)

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
            lines += ["", heading, *indented(section)] if section else []
        return lines

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
            "Review": f"{review_of(self.rulebook, criterion)}; looked at on {review.checked_on}",
            "Written in": self.rulebook.where(criterion.id),
        }
        return [f"{label}: {value}" for label, value in said.items() if value]

    def order(self) -> list[list[str]]:
        """Return the order of evaluation, step by step, without the steps that this criterion does not have."""
        criterion, given = self.criterion, self.criterion.expressions
        steps = [["Not in force on the decision date: not applicable."]]
        if not judges(criterion):
            return [*steps, ["Otherwise: not applicable too; it is said of none."]]
        if "applies" in given:
            end = "Where it does not: not applicable. Where that is not known: insufficient data."
            steps.append(["It applies where", *self.words("applies"), end])
        if "sufficient" in given:
            end = "Where they do not, or where that is not known: insufficient data."
            steps.append(["The data suffice where", *self.words("sufficient"), end])
        if criterion.kind == "measure":
            unknown = "Where that is not known: insufficient data."
            steps.append([f"What is measured, in {unit_named(criterion.unit)}, is", *self.words("value"), unknown])
        last = "fail" if "pass" in given else "measured, which counts as pass"
        answers = [key for key in ("pass", "watch") if key in given]
        if self.never_fails():
            answers, last = ["pass"], "watch"
        for answer in answers:
            if given[answer] == "true":
                return [*steps, [f"Otherwise: {answer}."]]
            steps.append([f"{answer.capitalize()} where", *self.words(answer)])
        if answers:
            steps.append([f"Where it is not known whether {' or '.join(answers)} holds: insufficient data."])
        return [*steps, [f"Otherwise: {last}."]]

    def never_fails(self) -> bool:
        """Return whether watch is the very opposite of pass, so that there is nothing left to fail."""
        passes, watches = self.criterion.pass_, self.criterion.watch
        return passes is not None and self.said(f"not ({passes})") == self.said(watches)

    def words(self, key: str) -> list[str]:
        """Return one expression in words, set in."""
        written = self.criterion.expressions[key]
        return indented(self.said(written, "number" if key == "value" else "condition").splitlines())

    def said(self, written: str, expected: Literal["condition", "number"] = "condition") -> str:
        """Return an expression in words."""
        return in_words(written, self.scope, self.names, expected)

    def numbers(self) -> list[str]:
        """Return the parameters, each with its value on the day and all its values."""
        return [line for name in self.parameters for line in number_lines(name, self.rulebook, self.day)]

    def facts_named(self) -> list[str]:
        """Return the facts, each with its unit or words, and who supplies it."""
        lines = []
        for name in self.facts:
            fact = self.scope.facts[name]
            words = ", ".join(fact.one_of)
            form = f" ({words or unit_named(fact.unit)})" if words or fact.unit else ""
            origin = "attested by the fund" if name in self.scope.attested else "computed by the screen"
            lines.append(f"- {name}{form}, {origin}: {fact.meaning}")
        return lines

    def sources(self) -> list[str]:
        """Return the sources of the rule, its text, its numbers and its lists."""
        names = [self.criterion.source]
        names += [self.rulebook.texts[self.criterion.text].source] if self.criterion.text else []
        names += [dated.source for name in self.parameters for dated in self.rulebook.parameters[name].values.values()]
        names += [self.rulebook.lists[name].source for name in self.lists]
        return [line for name in dict.fromkeys(names) for line in source_lines(name, self.rulebook)]


def number_lines(name: str, rulebook: Rulebook, day: date) -> list[str]:
    """Return a parameter with its value on a day and all its values, a line each."""
    parameter = rulebook.parameters[name]
    lines = [f"- {name}: {amount(value_on(parameter, day), parameter.unit)}. {parameter.title}"]
    begun = False
    for start, dated in sorted(parameter.values.items()):
        begun = begun or dated.value is not None
        value = amount(dated.value, parameter.unit) if dated.value is not None else "ended" if begun else "none yet"
        lines.append(f"  from {start}: {value} ({dated.source})")
    return lines


def source_lines(name: str, rulebook: Rulebook) -> list[str]:
    """Return a source with its address, and when somebody read it."""
    source = rulebook.sources[name]
    published = f" Published {_known(source.published, source.precision)}." if source.published else ""
    if source.citation.startswith(PROPOSAL):
        checked = "Ours; nothing to read."
    else:
        checked = f"Read against the rule on {source.checked_on}." if source.checked_on else "Not read."
    lines = [f"- {name}: {source.citation.rstrip('.')}.{published} {checked}"]
    return [*lines, f"  {source.url}"] if source.url else lines


def _known(day: date, precision: str) -> str:
    """Return as much of a date as is known."""
    return day.isoformat()[: {"year": 4, "month": 7, "day": 10}[precision]]


def as_page(lines: Iterable[str]) -> str:
    """Return lines as a page, the long ones wrapped."""
    return "\n".join(part for line in lines for part in _wrapped(line))


def _numbered(steps: Iterable[Sequence[str]]) -> list[str]:
    """Return steps with their numbers, what belongs to one set under its text."""
    return [
        line for number, (first, *rest) in enumerate(steps, 1) for line in (f"{number}. {first}", *indented(rest, 3))
    ]


def indented(lines: Iterable[str], by: int = 2) -> list[str]:
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


def unit_named(unit: str | None) -> str:
    """Return a unit as a reader knows it."""
    return "ratio" if unit == "1" else str(unit)
