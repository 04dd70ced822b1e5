"""What a workspace has beside portfolios and runs: criteria, data, regions, decisions, the ledger, the site."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from screener.api.criteria import Criteria
from screener.api.data import Data
from screener.api.given import day_of, listed_if
from screener.api.ledger import Ledger
from screener.api.matching import Matching
from screener.api.prudence import Eti
from screener.api.region import RegionView
from screener.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from screener.pipeline import Built


class Tools:
    """The parts of a workspace, as the command line groups them.

    Examples
    --------
    >>> ws.criteria.lint()
    no fault
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def __getattr__(self, name: str) -> Any:
        """Say what is meant where there is no such part."""
        if hasattr(type(self), name):
            # a property that raised AttributeError itself: asked again, it says what it misses
            return object.__getattribute__(self, name)
        close = nearest(name, [one for one in dir(type(self)) if not one.startswith("_")])
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}{close}")

    @property
    def criteria(self) -> Criteria:
        """The workspace's criteria: list, show, lint, test and compare them; as ``screener criteria`` does.

        Examples
        --------
        >>> ws.criteria.lint()
        no fault
        """
        return Criteria(self._root / "criteria")

    @property
    def data(self) -> Data:
        """Reference data: list, show, update and verify it; as ``screener data`` does.

        Examples
        --------
        >>> ws.data.show("sec_company_tickers")["grain"]
        'one row per ticker'
        """
        return Data(self._root)

    @property
    def eti(self) -> Eti:
        """Economically targeted investments: test series, measure decisions, write memos; as ``screener eti`` does.

        Examples
        --------
        >>> [decision.name for decision in ws.eti.decide("illinois-demo")]
        ['afl-cio-hit', 'prairie-growth-fund']
        """
        return Eti(self._root)

    @property
    def ledger(self) -> Ledger:
        """The ledger: list and verify its entries; as ``screener ledger`` does.

        Examples
        --------
        >>> ws.ledger.list()["kind"].to_list()
        ['run']
        """
        return Ledger(self._root)

    @property
    def match(self) -> Matching:
        """Matching: ask a person, record the answers, measure; as ``screener match`` does.

        Examples
        --------
        >>> ws.match.export("illinois-demo").file  # doctest: +SKIP
        """
        return Matching(self._root)

    def region(
        self,
        name: str,
        *,
        portfolio: str | None = None,
        as_of: date | str | None = None,
        industry: str | None = None,
        champions: int | None = None,
        members: int | None = None,
        partners: int | None = None,
    ) -> RegionView:
        """Return what a region makes, how it fares, what the fund holds there, and whether a partnership's scope fits.

        Parameters
        ----------
        name : str
            State (``"IL"``), county (``"Peoria County, IL"`` or ``"17143"``), statistical area (``"Peoria, IL"``),
            commuting zone, or a region of the portfolio's own.
        portfolio : str, optional
            Show what its newest run holds there.
        as_of : date or str, optional
            Day to look at; that of the portfolio's newest run by default, else today.
        industry : str, optional
            NAICS codes of an industry partnership, comma between.
        champions, members, partners : int, optional
            Employers and organizations of the partnership; what is not given is unknown.

        Raises
        ------
        ScreenerError
            The name means no region or several, or a code is none.

        Examples
        --------
        >>> ws.region("Peoria, IL", as_of="2024-12-31")
        <RegionView of Peoria, IL on 2024-12-31: 5 counties>
        """
        from screener.regional import Partnership, look  # noqa: PLC0415  slow to import

        day = day_of(as_of, "as_of")
        if day is None and portfolio is None:
            day = date.today()  # noqa: DTZ011  the reader's day
        asked = Partnership(industry, champions, members, partners)
        return RegionView(look(self._root, name, asked, as_of=day, portfolio_id=portfolio))

    def site(self, out: Path | str | None = None, *, portfolios: Sequence[str] | None = None) -> Built:
        """Build the site of all complete runs; as ``screener site`` does.

        Parameters
        ----------
        out : path, optional
            Folder of the site: new, empty, or a site built before; ``reports/site`` by default.
        portfolios : sequence of str, optional
            Show these alone.

        Returns
        -------
        Built
            ``folder``, the number of ``runs``, and what was ``left_out`` and why.

        Raises
        ------
        ScreenerError
            There is no run, or the folder holds something else.

        Examples
        --------
        >>> ws.site("board-site")
        Built(folder=PosixPath('board-site'), runs=1, ...)
        """
        from screener import pipeline  # noqa: PLC0415  slow to import

        folder = Path(out) if out is not None else self._root / "reports" / "site"
        return pipeline.build_site(self._root, folder, portfolios=listed_if(portfolios))
