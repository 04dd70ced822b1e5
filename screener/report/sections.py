"""The sections of a report: what a definition and the contents call each, and when it has something to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from screener.report.model import Summary


def _always(_: Summary) -> bool:
    return True


def _is_whole(summary: Summary) -> bool:
    return summary.is_whole


@dataclass(frozen=True, slots=True)
class Section:
    """One section: what the contents call it, the template that prints it, and whether a run has anything for it.

    Parameters
    ----------
    label : str
        In the contents; empty where the section before it leads there.
    template : str
        Name of the template, without its ending; it holds one ``<section>`` whose id is the section's.
    has_something : callable
        Whether it is printed of a run.
    """

    label: str
    template: str
    has_something: Callable[[Summary], bool] = _always


SECTIONS: dict[str, Section] = {
    "brief": Section("In brief", "_brief"),
    "held": Section("Held", "_held"),
    "places": Section("Where", "_places", _is_whole),
    "counties": Section("Counties", "_counties", lambda summary: summary.counties is not None),
    "industry": Section("Industry", "_industry", _is_whole),
    "development": Section("Development", "_development", _is_whole),
    "jobs": Section("Jobs", "_jobs", _is_whole),
    "emissions": Section("Emissions", "_emissions", _is_whole),
    "change": Section("Change", "_change", _is_whole),
    "prudence": Section("Decisions", "_prudence", lambda summary: bool(summary.prudence)),
    "principles": Section("Principles", "_principles"),
    "pri_assets": Section("Assets by approach", "_pri_assets", _is_whole),
    "pri_screening": Section("Screening", "_pri_screening"),
    "pri_managers": Section("Managers", "_pri_managers"),
    "pri_stewardship": Section("Stewardship", "_pri_stewardship"),
    "pri_evidence": Section("Every answer", "_pri_evidence"),
    "approaches": Section("Approaches", "_approaches", _is_whole),
    "law": Section("Law", "_law"),
    "outcomes": Section("Criteria", "_outcomes"),
    "exceptions": Section("Exceptions", "_exceptions"),
    "coverage": Section("Coverage", "_coverage", _is_whole),
    "findings": Section("Findings", "_findings"),
    "quarantine": Section("", "_quarantine"),
    "sources": Section("Data", "_sources"),
    "withheld": Section("Withheld", "_withheld", lambda summary: bool(summary.withheld)),
    "method": Section("Method", "_method"),
    "verify": Section("Verify", "_verify"),
    "glossary": Section("Words", "_glossary"),
    "attested": Section("", "_attested"),
    "every": Section("All criteria", "_every"),
    "holdings": Section("Holdings", "_holdings"),
}
"""Name in a definition, which is also the section's id on the page → the section, in the order of the full report."""
