"""What a rulebook is made of. Every model refuses keys it does not know: a misplaced key must never pass in silence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from screener.rulebook.values import Condition, Day, Precision, choice_of, to_starts
from screener.tables import FACTS, FLAG, NUMBER, OUTCOMES, PLACE_LEVELS, TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pyarrow as pa

KEBAB = r"^[a-z0-9]+(-[a-z0-9]+)*$"
SNAKE = r"^[a-z][a-z0-9_]*$"
EXPRESSION_KEYS = ("applies", "sufficient", "pass", "watch", "value")
"""The keys of a criterion that hold an expression, in order of evaluation."""


class Strict(BaseModel):
    """A YAML mapping in which an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Source(Strict):
    """Where a rule or a number was read."""

    citation: str = Field(min_length=1)
    """What it is and where in it, as a lawyer cites it."""
    url: str | None = Field(default=None, pattern=r"^https://")
    """Where it can be read."""
    published: Day | None = None
    """Day it was published."""
    precision: Precision = "day"
    """How exactly `published` is known; a month or a year is written as its first day."""
    checked_on: Day | None = None
    """Day the source was last read against the rule; none where nobody had it, and the citation says so."""

    @model_validator(mode="after")
    def _is_read_or_general_knowledge(self) -> Self:
        is_known = "general knowledge" in self.citation
        if is_known and self.checked_on:
            raise ValueError("what is cited as general knowledge was read on no day; drop `checked_on`")
        if not is_known and not self.checked_on:
            raise ValueError("say when it was read: `checked_on`; or that nobody had it: (general knowledge) after it")
        return self


class DatedValue(Strict):
    """What a parameter is worth from a date on; a null value ends it."""

    value: Decimal | None
    """The number; null where it has none from this day on."""
    source: str
    """Name of the source that it was read in."""


class Parameter(Strict):
    """A dated number that criteria name; each value holds until the day before the next."""

    title: str
    """What it is, in a few words."""
    unit: str
    """Unit as `screener.tables` writes it; ``"1"`` for a share."""
    values: dict[Day, DatedValue] = Field(min_length=1)
    """First day of each value, and the value."""


class InForce(Strict):
    """First and last day on which a criterion holds, both included; none given means without limit."""

    from_: Day | None = Field(default=None, alias="from")
    """First day on which it holds."""
    to: Day | None = None
    """Last day on which it holds; none where it has not ended."""
    precision: Precision = "day"
    """How exactly `from` is known; a month or a year is written as its first day."""
    status: (
        Annotated[
            Literal["undated", "proposed", "pending", "enjoined"],
            choice_of("undated", "proposed", "pending", "enjoined"),
        ]
        | None
    ) = None
    """Why there is no date. Proposed, pending and enjoined texts are never in force."""
    enjoined: Day | None = None
    """First day on which a court stops it from being applied."""
    uncertain: Day | None = None
    """First day on which it is not known whether it is still in force."""

    @model_validator(mode="after")
    def _is_a_period(self) -> Self:
        if (self.from_ is None) == (self.status is None):
            raise ValueError("either `from` is given, or a `status` that says why it is not")
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError(f"it ends on {self.to}, before it starts on {self.from_}")
        for name, day in (("enjoined", self.enjoined), ("uncertain", self.uncertain)):
            if self.from_ and day and day < self.from_:
                raise ValueError(f"`{name}` is {day}, before it starts on {self.from_}")
        if self.from_ and not _fits(self.from_, self.precision):
            raise ValueError(f"with precision {self.precision}, `from` is the first day of that {self.precision}")
        return self


class Fact(Strict):
    """What only the fund can say: a fact that its attestations supply."""

    subject: Annotated[str, choice_of(*FACTS)]
    """Kind of thing that it is a fact of."""
    type: Annotated[Literal["flag", "number", "text"], choice_of("flag", "number", "text")]
    """What is answered: true or false, a number, or one of some words."""
    unit: str = ""
    """Unit of a number as `screener.tables` writes it; ``"1"`` for a share."""
    one_of: tuple[str, ...] = ()
    """Every word that a text can be."""
    least: Decimal | None = None
    """The smallest value that a number can have."""
    most: Decimal | None = None
    """The largest value that a number can have."""
    whole: bool = False
    """Whether a number counts things, and so has no fraction."""
    meaning: str = Field(min_length=1)
    """What it says, so that whoever attests it knows what is asked."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.type == "number") != bool(self.unit):
            raise ValueError('a number needs a `unit`, and nothing else has one; write "1" for a share')
        if (self.type == "text") != bool(self.one_of):
            raise ValueError("a text needs `one_of`, the words that it can be, and nothing else has them")
        if len(set(self.one_of)) < len(self.one_of):
            raise ValueError("a word stands twice in `one_of`")
        if self.type != "number" and (self.least is not None or self.most is not None or self.whole):
            raise ValueError("only a number has `least`, `most` or `whole`")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError(f"`least` is {self.least}, above `most`, which is {self.most}")
        return self

    @property
    def form(self) -> tuple[object, ...]:
        """What every rulebook that declares the fact says alike, whatever words it explains it in."""
        return self.type, self.unit, self.one_of, self.least, self.most, self.whole

    @property
    def range(self) -> str:
        """The values that a number can have, in words; empty where it can have any.

        Examples
        --------
        >>> share = {"subject": "plan", "type": "number", "unit": "1", "meaning": "a share"}
        >>> [Fact(**share, **ends).range for ends in ({"least": 0, "most": 1}, {"least": 0}, {"most": 5}, {})]
        ['from 0 to 1', 'of 0 or more', 'of 5 or less', '']
        """
        if self.least is not None and self.most is not None:
            return f"from {self.least} to {self.most}"
        if self.least is not None:
            return f"of {self.least} or more"
        return f"of {self.most} or less" if self.most is not None else ""

    @property
    def column(self) -> pa.DataType:
        """The Arrow type of its values."""
        return FLAG if self.type == "flag" else NUMBER if self.type == "number" else TEXT


class ListOfIssuers(Strict):
    """A list that an authority or the fund keeps; its members are dated files in the rulebook's folder `lists`."""

    title: str = Field(min_length=1)
    """What the list is called."""
    source: str
    """Name of the source that it comes from."""


class NotEnforced(Strict):
    """A time in which an authority said that it would not enforce a text that stayed in force."""

    from_: Day = Field(alias="from")
    """First day of it."""
    to: Day
    """Last day of it."""
    source: str
    """Name of the source that says so."""
    meaning: str
    """What the authority said."""

    @model_validator(mode="after")
    def _is_a_time(self) -> Self:
        if self.to < self.from_:
            raise ValueError(f"it ends on {self.to}, before it starts on {self.from_}")
        return self


class Text(Strict):
    """A dated text, such as a bulletin or a rule, that criteria belong to."""

    title: str = Field(min_length=1)
    """What the text is called."""
    adopted_as: str | None = None
    """What a portfolio calls it that adopted it, whatever the date; null where none can."""
    role: Annotated[Literal["binding", "guidance"], choice_of("binding", "guidance")]
    """Binding texts follow each other without gap or overlap; guidance stands beside them."""
    source: str
    """Name of the source that it was read in."""
    in_force: InForce
    """When it holds."""
    not_enforced: NotEnforced | None = None
    """When it held and an authority would not enforce it."""

    @model_validator(mode="after")
    def _is_in_force_while_not_enforced(self) -> Self:
        first, last, pause = self.in_force.from_ or date.min, self.in_force.to or date.max, self.not_enforced
        if pause and not first <= pause.from_ <= pause.to <= last:
            raise ValueError(f"`not_enforced`, {pause.from_} to {pause.to}, lies outside the time it is in force")
        return self


class Review(Strict):
    """Whether the rule was confirmed against its source line by line, and when that was last looked at."""

    status: Annotated[Literal["unverified", "verified"], choice_of("unverified", "verified")]
    """Verified only where every line was confirmed against the source."""
    checked_on: Day
    """Day it was last looked at."""


class Criterion(Strict):
    """One rule: whom it judges, since when, on what source, and by which expressions."""

    id: str = Field(pattern=KEBAB)
    """Its name within the rulebook, lower-case words joined by hyphens."""
    title: str
    """What it is called in reports."""
    meaning: str
    """The rule in one plain sentence."""
    subject: Annotated[str, choice_of(*FACTS)]
    """Kind of thing that it judges."""
    kind: Annotated[Literal["test", "measure"], choice_of("test", "measure")] = "test"
    """Whether it says pass, watch or fail, or computes a value."""
    source: str
    """Name of the source that the rule was read in."""
    level: Annotated[Literal["county", "tract", "state", "partnership"], choice_of(*PLACE_LEVELS)] | None = None
    """Kind of place it judges; a county where a place is judged and nothing is said."""
    text: str | None = None
    """The dated text it belongs to, whose period is its own; then `in_force` is not given."""
    in_force: InForce = InForce(status="undated")
    """When it holds."""
    jurisdictions: Annotated[
        dict[str, Day | None],
        BeforeValidator(to_starts, json_schema_input_type=list[str] | dict[str, Day | None]),
    ] = Field(default_factory=dict)
    """Profiles under which alone it is in force, with its first day there if it is later; none given means all."""
    collateral: bool = False
    """Whether it speaks of a benefit beside the financial one."""
    describes: bool = False
    """Whether to watch or fail says what the subject is, and is no reproach."""
    applies: Condition = "true"
    """Whom it is asked about, as an expression over facts; else *not applicable*."""
    sufficient: Condition = "true"
    """What the data must meet before they are judged at all; else *insufficient data*."""
    pass_: Condition | None = Field(default=None, alias="pass")
    """What is enough to pass, as an expression over facts."""
    watch: Condition = "false"
    """What is not enough to pass and no failure, as an expression over facts."""
    value: str | None = None
    """What a measure computes; without `pass` it passes when the value is known."""
    unit: str | None = None
    """Unit of a measure's value."""
    review: Review
    """Whether it was confirmed against its source."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        given = self.model_fields_set
        if self.kind == "test":
            if self.pass_ is None:
                raise ValueError("a test needs `pass`")
            if given & {"value", "unit"}:
                raise ValueError("`value` and `unit` belong to a measure; say `kind: measure`, or drop them")
        elif self.value is None or self.unit is None:
            raise ValueError("a measure needs `value` and `unit`")
        if ("in_force" in given) == (self.text is not None):
            raise ValueError("either `in_force` is given, or the `text` whose period it shares")
        if self.level and self.subject != "place":
            raise ValueError(f"only a place has a level; the subject is {self.subject}")
        return self

    @property
    def expressions(self) -> dict[str, str]:
        """Key → text of the expressions that the file gives, in order of evaluation."""
        texts = {key: getattr(self, "pass_" if key == "pass" else key) for key in EXPRESSION_KEYS}
        given = {"pass" if name == "pass_" else name for name in self.model_fields_set}
        return {key: text for key, text in texts.items() if key in given and text is not None}


class Case(Strict):
    """A worked case: what a criterion must answer, on a day, about a subject with these facts."""

    name: str = Field(min_length=1)
    """What the case shows, in a few words."""
    criterion: str
    """Criterion of the rulebook beside it."""
    date: Day
    """Day on which it is asked."""
    adopted: str | None = None
    """The dated text that the plan adopted."""
    jurisdiction: str | None = None
    """The profile; the first under which the criterion is in force where none is given."""
    facts: dict[str, str | bool | int | Decimal | None] = Field(default_factory=dict)
    """A fact that is not given is unknown; ``age_of(fact)``, ``on_list(id)`` and ``listed_for(id)`` are facts too."""
    outcome: Annotated[str, choice_of(*OUTCOMES)]
    """What the criterion must answer."""
    value: int | Decimal | None = None
    """What a measure is to come to, exactly; not looked at where none is given."""


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """A set of criteria adopted together, with their sources and dated parameters.

    Two are the same only where they are one object, so that what is made of one can be kept beside it.
    """

    id: str
    title: str
    about: str
    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    criteria: tuple[Criterion, ...]
    path: Path
    """The file it was read from."""
    sha256: str
    """Hash of that file."""
    lines: Mapping[str, int]
    """Criterion → line of the file it starts on."""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """What the fund attests, by name."""
    lists: Mapping[str, ListOfIssuers] = field(default_factory=dict)
    texts: Mapping[str, Text] = field(default_factory=dict)
    jurisdictions: tuple[str, ...] = ()
    """Profiles that list it; where there are any, it is in force under these alone."""
    is_draft: bool = False
    """Whether it is kept elsewhere than among the workspace's rulebooks."""

    @property
    def place(self) -> str:
        """Its folder, as seen from where the folder of criteria lies: the workspace."""
        return str(self.path.parent) if self.is_draft else f"{self.path.parent.parent.name}/{self.path.parent.name}"

    def where(self, criterion_id: str) -> str:
        """Return where a criterion is written, as ``file:line``."""
        return f"{self.place}/{self.path.name}:{self.lines[criterion_id]}"


@dataclass(slots=True)
class Parts:
    """The parts of a rulebook that could be read; None where one is there and could not be."""

    sources: dict[str, Source | None] = field(default_factory=dict)
    facts: dict[str, Fact | None] = field(default_factory=dict)
    parameters: dict[str, Parameter | None] = field(default_factory=dict)
    lists: dict[str, ListOfIssuers | None] = field(default_factory=dict)
    texts: dict[str, Text | None] = field(default_factory=dict)
    criteria: dict[int, Criterion] = field(default_factory=dict)
    """Position in the file → criterion."""


def _fits(day: date, precision: str) -> bool:
    """Return whether a day is the first of its month or year, as its precision asks."""
    return precision == "day" or (day.day == 1 and (precision == "month" or day.month == 1))
