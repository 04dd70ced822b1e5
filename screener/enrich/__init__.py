"""Enrich: issuers meet the shipped reference data: where they are, what they do there, what is known of them.

Reads the tables `holdings`, `holding_positions`, `positions`, `matches`, `identified_issuers` and `company_names`, the
portfolio's own `user_establishments` and `user_company_figures`, and the datasets of the register (`ref_…`). Makes
`issuers`, `establishments`, `industries`, `places`, `regional_industries`, `observations`, `facts_issuer`,
`facts_holding`, `facts_place` and `data_sources`. The calculation is the SQL beside this module; `datasets.toml` is the
register.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener.engine import read_step
from screener.enrich import doubts, managers
from screener.enrich.copies import Copy, Selection, load_datasets, select
from screener.enrich.own import Own, read_own
from screener.enrich.own.regions import read_regions
from screener.enrich.regions import cluster_convention, describe_places, describe_region
from screener.enrich.register import REGISTER, Dataset
from screener.enrich.verify import verify
from screener.findings import Finding, Severity
from screener.tables import DATA_SOURCES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from screener.engine import Engine
    from screener.rulebook import Rulebook

STEPS = {
    "_user_sites": "Reading the portfolio's own sites",
    "company_figures": "Reading the portfolio's own figures of companies",
    "_headquarters": "Finding headquarters",
    "issuers": "Finding industries",
    "_owner_names": "Collecting owners' names",
    "_issuer_facilities": "Matching facilities to owners",
    "_register_sites": "Collecting sites",
    "_modelled_employment": "Modelling employment",
    "_notice_sites": "Reading notices of layoffs",
    "establishments": "Listing establishments",
    "industries": "Reading industry codes",
    "places": "Describing counties",
    "_national_shares": "Calibrating the nation's industries",
    "_labor_markets": "Drawing labor markets",
    "_market_counties": "Drawing labor markets",
    "regional_industries": "Measuring regional industries",
    "_issuer_emissions": "Adding up emissions",
    "_emission_trends": "Comparing years",
    "_recent_notices": "Counting layoffs",
    "_layoffs": "Counting layoffs",
    "observations": "Collecting observations",
    "_known_observations": "Choosing vintages",
    "_target_status": "Reading climate targets",
    "facts_issuer": "Collecting facts about issuers",
    "_policy_votes": "Comparing votes with the policy",
    "vote_agreement": "Counting votes by class",
    "facts_manager": "Collecting facts about managers",
    "facts_place": "Collecting facts about places",
    "_doubts": "Comparing sources",
    "_headquarters_doubts": "Comparing headquarters",
}
"""Table → what a person reads while it is made."""

EVERY_RUN = ("counties", "ers_counties", "opportunity_zones", "commuting_zones")
"""Datasets that a run rests on whatever it holds: the places themselves."""

_READ = re.compile(r"\bref_([a-z0-9_]+?)(?:_history)?\b")
"""A dataset as the SQL of a step names it."""


def run(
    engine: Engine, selection: Selection, rulebooks: Sequence[Rulebook] = (), *, progress: Callable[[str], object]
) -> None:
    """Make the tables named above inside the engine, in order.

    Parameters
    ----------
    engine : Engine
        Holds the tables of stage identify, the tables that `read_own` returns and, after
        `load_datasets`, the reference data.
    selection : Selection
        The copies the run uses, and its date: which facts it could know.
    rulebooks : sequence of Rulebook
        One of them may say what a strong cluster is, see `cluster_convention`; else no industry is known to be one.
    progress : callable
        Told what is being done.
    """
    engine.load("vintages", vintages(selection))
    engine.load("cluster_convention", cluster_convention(rulebooks, selection.as_of))
    engine.load("manager_names", managers.names(engine))
    for table, doing in STEPS.items():
        progress(doing)
        engine.run(read_step(__name__, table))


def findings(engine: Engine) -> list[Finding]:
    """Return what to know of an engine's facts after `run`.

    Returns
    -------
    list of Finding
        Facilities whose county or owner is in doubt, issuers whose headquarters are, sites and figures of the
        portfolio's own that were not used, and votes on file of a manager that no position names.
    """
    return [*doubts.findings(engine), *managers.findings(engine)]


def vintages(selection: Selection) -> pa.Table:
    """Return every dataset held with the order in which a run of that date prefers them where several could answer.

    Parameters
    ----------
    selection : Selection
        The copies the run uses, and its date.

    Returns
    -------
    pyarrow.Table
        One row per dataset. `preference` is 1 for the newest vintage published by the date, and so on back in time;
        vintages published later follow, the earliest first.
    """
    known = selection.known

    def distance(name: str) -> tuple[bool, int, str]:
        published = selection.chosen[name].vintage.published
        return published > known, abs((known - published).days), name

    ordered = sorted(selection.chosen, key=distance)
    return pa.table(
        {
            "dataset": ordered,
            "vintage": [selection.chosen[name].vintage.label for name in ordered],
            "published": pa.array([selection.chosen[name].vintage.published for name in ordered], pa.date32()),
            "run_as_of": pa.array([selection.as_of] * len(ordered), pa.date32()),
            "known_at": pa.array([known] * len(ordered), pa.date32()),
            "preference": pa.array(range(1, len(ordered) + 1), pa.int64()),
        }
    )


def sources(engine: Engine, selection: Selection) -> tuple[pa.Table, list[Finding]]:
    """Return the datasets that a run reads, with the money that rests on each. Call it after every other step.

    Parameters
    ----------
    engine : Engine
        Holds the tables that `run` made.
    selection : Selection
        The copies the run uses, and its date.

    Returns
    -------
    data_sources : pyarrow.Table
        As declared in `screener.tables`.
    findings : list of Finding
        One ``vintage-after-date`` for each that money or the places rest on and the world could not know by the run's
        date, with the share of the portfolio's gross value that rests on it.
    """
    read = _asked_for(engine)
    for table in ("_dataset_uses", "_dataset_totals"):
        engine.run(read_step(__name__, table))
    totals = {row["dataset"]: row for row in engine.fetch("_dataset_totals").to_pylist()}
    nothing = {"lines": 0, "market_value": Decimal(0), "share": None}
    used = {n: totals.get(n, nothing) for n in REGISTER if n in selection.chosen and (n in read or n in totals)}
    rows = [_source_row(selection.chosen[name], total) for name, total in used.items()]
    late = [
        _late(selection, name, total)
        for name, total in used.items()
        if selection.is_late(name) and (name in totals or name in EVERY_RUN)
    ]
    return DATA_SOURCES.of(rows), late


def later(engine: Engine, selection: Selection) -> list[Copy]:
    """Return the first vintage of each dataset that a step asked for and the world could not know, left out or used."""
    late = {name: copy for name, copy in selection.chosen.items() if selection.is_late(name)} | selection.left_out
    read = _asked_for(engine)
    return [late[name] for name in REGISTER if name in late and name in read]


def _asked_for(engine: Engine) -> set[str]:
    """Return the datasets that the steps of an engine named."""
    return {name for step in engine.executed for name in _READ.findall(step.sql)}


def _late(selection: Selection, name: str, total: dict[str, Any]) -> Finding:
    """Return the finding that a run of its date rests on a later vintage."""
    copy = selection.chosen[name]
    share = "" if total["share"] is None else f"; {total['share'] * 100:.1f} % of the gross value rests on it"
    return Finding(
        "vintage-after-date",
        Severity.WARNING,
        f"{copy.dataset.title}: no vintage published by {selection.known} is held; that of {copy.vintage.label}, "
        f"published by {copy.vintage.published}, was used{share}",
        where=name,
        hint="read the figures that rest on it as of that vintage, or add an older one with 'screener data update'",
        rows=total["lines"],
        market_value=total["market_value"],
    )


def _source_row(copy: Copy, total: dict[str, Any]) -> dict[str, object]:
    """Return one dataset as a row of `data_sources`."""
    dataset, vintage = copy.dataset, copy.vintage
    return {
        "dataset": dataset.name,
        **{name: getattr(dataset, name) for name in ("title", "publisher", "address", "licence")},
        "traps": dataset.traps_of(vintage),
        "attribution": dataset.attribution_of(vintage),
        "vintage": vintage.label,
        **{name: getattr(vintage, name) for name in ("published", "retrieved", "rows", "sha256")},
        "market_value": total["market_value"],
        "share": total["share"],
    }


__all__ = [
    "REGISTER",
    "Copy",
    "Dataset",
    "Own",
    "Selection",
    "cluster_convention",
    "describe_places",
    "describe_region",
    "findings",
    "later",
    "load_datasets",
    "read_own",
    "read_regions",
    "run",
    "select",
    "sources",
    "verify",
    "vintages",
]
