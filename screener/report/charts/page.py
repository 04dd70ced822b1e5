"""What the templates ask for: pictures are drawn when their section is printed, and not before."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from screener.report.charts.county_map import Map, home_map, nation_map
from screener.report.charts.multiples import Panel, panels
from screener.report.charts.waterfall import waterfalls
from screener.report.figures import PLACED

if TYPE_CHECKING:
    from screener.report.charts.picture import Picture
    from screener.report.model import Summary


class Pictures:
    """The pictures of a run.

    Parameters
    ----------
    summary : Summary
    """

    def __init__(self, summary: Summary) -> None:
        self._summary = summary

    @cached_property
    def home(self) -> tuple[Map, ...]:
        """The maps of the home state, manufacturing first; none where nothing can be drawn."""
        about, counties = self._summary.about, self._summary.counties
        if counties is None:
            return ()
        drawn = (home_map(counties, name, about.state_name, about.base_currency) for name in reversed(PLACED))
        return tuple(one for one in drawn if one)

    @cached_property
    def nation(self) -> Map | None:
        """The map of the country; null where no money is in a county."""
        counties = self._summary.counties
        return nation_map(counties, self._summary.about.base_currency) if counties else None

    @cached_property
    def falls(self) -> tuple[Picture, ...]:
        """Why figures changed since the last run."""
        return waterfalls(self._summary.changes, self._summary.about.base_currency)

    @cached_property
    def trends(self) -> tuple[Panel, ...]:
        """Figures over the quarters; none where there are fewer than two."""
        return panels(self._summary.history, self._summary.about.base_currency)
