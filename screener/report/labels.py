"""What the groups of a grouping are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screener.report.terms import PARTS
from screener.report.words import asset_class_label, capfirst, group_label, industry_label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa

REGIONS = ("county", "cbsa", "commuting_zone", "region")
"""Groupings whose groups are regions."""


def labels_of(tables: Mapping[str, pa.Table]) -> dict[str, Callable[[str], str]]:
    """Return grouping → what names its groups.

    Parameters
    ----------
    tables : mapping
        Reads `issuers` and `regions`.
    """
    issuers = dict(zip(*(tables["issuers"][name].to_pylist() for name in ("issuer_id", "issuer_name")), strict=True))
    regions = region_names(tables["regions"])

    def issuer(code: str) -> str:
        if code in PARTS["issuer"]:
            return PARTS["issuer"][code]
        if code.startswith("state:"):
            return f"Municipal issuers of {group_label(code.removeprefix('state:'))}"
        return issuers.get(code) or code

    def cluster(code: str) -> str:
        market, _, industry = code.partition("/")
        if not industry:
            return PARTS["cluster"].get(code, code)
        grouping, _, area = market.partition(":")
        return f"{regions.get((grouping, area), area)}: {industry_label(industry)}"

    def worded(grouping: str) -> Callable[[str], str]:
        return lambda code: PARTS[grouping].get(code) or capfirst(code)

    return {
        "naics3": industry_label,
        "naics4": industry_label,
        "advanced": worded("advanced"),
        "sprint_sector": worded("sprint_sector"),
        "cluster": cluster,
        "asset_class": asset_class_label,
        "account": lambda code: code,
        "manager": lambda code: PARTS["manager"].get(code, code),
        "issuer": issuer,
        **{
            grouping: lambda code, kind=grouping: regions.get((kind, code)) or PARTS["region"].get(code, code)  # type: ignore[misc]
            for grouping in REGIONS
        },
    }


def region_names(regions: pa.Table) -> dict[tuple[str, str], str]:
    """Return grouping and group → what the region is called."""
    named = regions.group_by(["grouping", "group"], use_threads=False).aggregate([("name", "min")])
    return {(row["grouping"], row["group"]): row["name_min"] for row in named.to_pylist()}
