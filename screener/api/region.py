"""A region from Python: what it makes, how it fares, what the fund holds there, whether a partnership's scope fits."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from screener.api.rows import frame_of, shown
from screener.tables import COUNT, DATE, EXACT_MONEY, FLAG, NUMBER, TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal
    from typing import Any

    import pandas as pd

    from screener.regional import View

_INDUSTRIES = (
    dict.fromkeys(("naics", "title", "period"), TEXT)
    | dict.fromkeys(
        ("counties", "withheld_counties", "establishments", "known_employment", "least_employment",
         "most_employment", "region_employment"),
        COUNT,
    )
    | {"location_quotient": NUMBER, "least_location_quotient": NUMBER, "strong_cluster": TEXT, "specialised": TEXT}
)  # fmt: skip
_COUNTS = ("counties_meeting_it", "counties_undecided", "counties_not_meeting_it")
_ENDS = dict.fromkeys(("low", "best", "high"), EXACT_MONEY)
_SITES = dict.fromkeys(
    ("issuer_name", "establishment_name", "kind", "place", "place_name", "naics", "employment_basis", "used_for",
     "dataset", "establishment_id"),
    TEXT,
) | {"employment": NUMBER}  # fmt: skip
_BASES = {"operations": "money", "headquarters": "money_by_head_office"}


@dataclass(frozen=True, repr=False, eq=False)
class RegionView:
    """All that is said of a region on a day.

    Examples
    --------
    >>> peoria = ws.region("Peoria, IL", as_of="2024-12-31")
    >>> peoria
    <RegionView of Peoria, IL on 2024-12-31: 5 counties>
    """

    view: View
    """All of it as plain data."""

    @property
    def as_of(self) -> date:
        """Day that is looked at.

        Examples
        --------
        >>> str(ws.region("Peoria, IL", as_of="2024-12-31").as_of)
        '2024-12-31'
        """
        return self.view.as_of

    @property
    def industries(self) -> pd.DataFrame:
        """One row per ``naics``, the largest first: people employed, location quotient, whether it is a cluster.

        Where counties withhold a figure, ``known_employment`` and ``location_quotient`` are ``<NA>``, and the region
        has at least ``least_employment`` and at most ``most_employment`` people.

        Examples
        --------
        >>> industries = ws.region("Peoria, IL", as_of="2024-12-31").industries
        >>> "31-33" in set(industries["naics"])
        True
        """
        return frame_of(self.view.industries, _INDUSTRIES)

    @property
    def designations(self) -> pd.DataFrame:
        """One row per definition of community development in force: counties that meet it, do not, or are undecided.

        Examples
        --------
        >>> ws.region("Peoria, IL", as_of="2024-12-31").designations["criterion_id"].to_list()[0]
        'cd-eda'
        """
        kinds = {"criterion_id": TEXT, "title": TEXT, "data": TEXT, **dict.fromkeys(_COUNTS, COUNT)}
        return frame_of(({**row, "data": "; ".join(row["data"])} for row in self.view.designations), kinds)

    @property
    def standing(self) -> Mapping[str, Any]:
        """Dependence on manufacturing, Opportunity Zones, unemployment and poverty; None is unknown.

        Examples
        --------
        >>> ws.region("Peoria, IL", as_of="2024-12-31").standing["counties_of_unknown_dependence"]
        0
        """
        return self.view.standing

    @property
    def layoffs(self) -> Mapping[str, Any]:
        """Notices under the WARN Act: of 12 and 24 months, the largest employers, and what no notice on file says.

        Examples
        --------
        >>> sorted(ws.region("Peoria, IL", as_of="2024-12-31").layoffs)[:2]
        ['largest_employers', 'months_12']
        """
        return self.view.layoffs

    @property
    def scope(self) -> pd.DataFrame:
        """One row per test of the scope of an industry partnership: ``verdict``, ``outcome``, ``meaning``.

        Examples
        --------
        >>> ws.region("Peoria, IL", as_of="2024-12-31").scope["label"].to_list()[0]
        'Geography'
        """
        kinds = dict.fromkeys(("criterion_id", "label", "title", "verdict", "outcome", "meaning"), TEXT)
        return frame_of((one._asdict() for one in self.view.scope), kinds)

    @property
    def money(self) -> pd.DataFrame | None:
        """The fund's money there: one row per ``industries`` and ``basis``, low, best, high; None without a run.

        ``best_on_the_head_office_alone`` is the part of best whose only evidence is the head office. High ends of
        regions do not add up: money that is nowhere placed might be in any of them.

        Examples
        --------
        >>> ws.region("IL", portfolio="illinois-demo").money["basis"].to_list()
        ['operations', 'operations', 'headquarters', 'headquarters']
        """
        found = self.view.holdings
        if found is None:
            return None
        alone: Mapping[str, Decimal] = found["best_on_the_head_office_alone"]
        rows = [
            {
                "industries": name,
                "basis": basis,
                **ends,
                "best_on_the_head_office_alone": alone[name] if basis == "operations" else None,
            }
            for basis, key in _BASES.items()
            for name, ends in found[key].items()
        ]
        kinds = {"industries": TEXT, "basis": TEXT, **_ENDS, "best_on_the_head_office_alone": EXACT_MONEY}
        return frame_of(rows, kinds)

    @property
    def issuers(self) -> pd.DataFrame | None:
        """The largest issuers there: ``issuer``, ``side``, low, best, high of the fund's money; None without a run.

        Examples
        --------
        >>> len(ws.region("IL", portfolio="illinois-demo").issuers)
        10
        """
        if self.view.holdings is None:
            return None
        return frame_of(self.view.holdings["largest_issuers"], {"issuer": TEXT, "side": TEXT, **_ENDS})

    @property
    def sites(self) -> pd.DataFrame | None:
        """Sites there of issuers that are held, with the people employed, ``<NA>`` if unknown; None without a run.

        Examples
        --------
        >>> ws.region("IL", portfolio="illinois-demo").sites["place"].str.startswith("17").all()
        True
        """
        if self.view.holdings is None:
            return None
        people = ({**row, "employment": _float(row["employment"])} for row in self.view.holdings["sites"])
        return frame_of(people, _SITES)

    @property
    def sources(self) -> pd.DataFrame:
        """One row per ``dataset`` that this rests on, and whether it was published after the day.

        Examples
        --------
        >>> ws.region("IL", as_of="2024-12-31").sources["dataset"].to_list()[0]
        'counties'
        """
        kinds = {"dataset": TEXT, "title": TEXT, "vintage": TEXT, "published": DATE, "is_later_than_the_day": FLAG}
        return frame_of(self.view.sources, kinds)

    def _repr_html_(self) -> str | None:
        """Return its largest industries as a notebook shows them; None where Great Tables is not installed."""
        columns = ["naics", "title", "least_employment", "most_employment", "location_quotient", "establishments"]
        table = shown(self.industries[columns], limit=12)
        return None if table is None else f"<p>{escape(repr(self)[1:-1])}</p>{table}"

    def __repr__(self) -> str:
        count = len(self.view.counties)
        counties = f"{count} {'county' if count == 1 else 'counties'}"
        return f"<RegionView of {self.view.region.name} on {self.as_of}: {counties}>"


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
