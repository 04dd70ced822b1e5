"""Why a decision was made, as its file says: factors, benefits beside the return, items of 2020, process."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictInt

from screener.workspace.inputs import Strict
from screener.workspace.values import Count, Day, Exact, Flag, Share, Text


class Factor(Strict):
    """What spoke for the choice in the economic analysis.

    A benefit beside the financial one is no factor of it: it stands under ``[[benefit]]``.
    """

    name: Text
    """What the factor is."""
    is_esg: Flag | None = None
    """Whether it is environmental, social or of governance."""
    pecuniary: Flag | None = None
    """Whether it is expected to have a material effect on risk or return."""
    reason: Text | None = None
    """Why it is pecuniary, or is not."""
    channel: Text | None = None
    """By which way it affects risk or return."""
    horizon: Text | None = None
    """Over which time."""
    weight: Share | None = None
    """Share of the decision that it carried."""
    weight_supported: Share | None = None
    """Share that its documented effect on risk and return supports."""


class Benefit(Strict):
    """A claim of a benefit beside the financial one."""

    claim: Text
    """What is claimed, in a sentence."""
    measure: Text | None = None
    """What is measured, such as jobs."""
    measure_id: Text | None = None
    """In a catalogue, such as IRIS+ OI8869."""
    value: Exact | None = None
    """How much of it."""
    unit: Text | None = None
    """Unit of the value."""
    place: Text | None = None
    """Where it is, in words."""
    place_id: Text | None = None
    """A state's two letters or a county's five digits."""
    period: Text | None = None
    """Time that the figure describes."""
    as_of: Day | None = None
    """Last day that the figure describes."""
    source: Text | None = None
    """Document that the figure is from."""
    attribution: Text | None = None
    """How much of it is this investment's own, and whose the rest is."""
    counted: Literal["counted", "modelled"] | None = None
    """Whether it was counted, or worked out by a model."""
    quality_score: Annotated[StrictInt, Field(ge=1, le=5)] | None = None
    """1 is best: audited counts; 5 is worst: a model of averages."""


class Collateral(Strict):
    """What the benefits were used for."""

    use: Literal["none", "after", "before"] | None = None
    """When they entered the choice: not at all, after the economic comparison was finished, or before."""
    concession_accepted: Flag | None = None
    """Whether less return or more risk was accepted for their sake."""


class Items2020(Strict):
    """The three items that the rule of 2020 wants where a factor that is not pecuniary decided."""

    why_insufficient: Text | None = None
    """(A) why pecuniary factors were not enough to decide."""
    comparison: Text | None = None
    """(B) how the choice compares on diversification, liquidity and projected return."""
    consistency: Text | None = None
    """(C) how the factor agrees with the participants' financial interests."""


class Process(Strict):
    """Who decided, and how."""

    decision: Literal["approved", "declined", "deferred"] | None = None
    """What the board decided."""
    preparer: Text | None = None
    """Who prepared the record."""
    approver: Text | None = None
    """Who approved it."""
    has_independent_manager: Flag | None = None
    """Whether an independent manager made the choice."""
    sponsor_directs: Flag | None = None
    """Whether the plan's sponsor directs the choice."""
    conflicts: Text | None = None
    """Conflicts of interest, or that there are none and who was asked."""
    votes_for: Count | None = None
    """How many voted for it."""
    votes_against: Count | None = None
    """How many voted against it."""
    votes_abstained: Count | None = None
    """How many abstained."""
    dissent: Text | None = None
    """What those against had to say, or that nobody was."""
    consistency: Text | None = None
    """How the choice agrees with the participants' financial interests; item C of 2020 may stand for it."""
    analysis: Text | None = None
    """The written economic analysis: its title, and where it is kept."""
    analysis_on: Day | None = None
    """The day that it was finished."""
