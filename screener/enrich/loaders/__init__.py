"""Loaders: from a publisher's file, in the publisher's format, to rows of the register's columns.

A few rest on another dataset; `load` gives them the newest copy held of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.enrich.copies import copies, refuse_changed
from screener.enrich.loaders import (
    agencies,
    bls,
    cdfi,
    census,
    community,
    ffiec,
    ghgrp,
    gleif,
    headquarters,
    industries,
    lihtc,
    osha,
    pri,
    sbti,
    sec,
    shapes,
    tri,
    warn,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

RESTING: dict[str, Callable[[Sequence[Path], Callable[[str], Path]], list[dict[str, Any]]]] = {
    "gleif_names": gleif.load_names,
    "ghgrp_facilities": ghgrp.load_facilities,
    "osha_300a": osha.load_300a,
    "tri_facilities": tri.load_facilities,
}
"""Datasets whose loader reads other datasets → the loader, which is also told where the copy of one lies."""

LOADERS: dict[str, Callable[..., list[dict[str, Any]]]] = {
    **RESTING,
    "counties": census.load_counties,
    "zip_to_county": agencies.load_zip_to_county,
    "county_shapes": shapes.load_county_shapes,
    "state_shapes": shapes.load_state_shapes,
    "sec_company_tickers": sec.load_company_tickers,
    "sec_13f_list": sec.load_13f_list,
    "sec_cik_sic": sec.load_cik_sic,
    "sec_subsidiaries": sec.load_subsidiaries,
    "sic_to_naics": census.load_sic_to_naics,
    "naics": census.load_naics,
    "sic": census.load_sic,
    "advanced_industries": industries.load_advanced_industries,
    "sprint_sectors": industries.load_sprint_sectors,
    "naics_concordance": census.load_naics_concordance,
    "ghgrp_emissions": ghgrp.load_emissions,
    "cbp_establishments": census.load_cbp,
    "qcew_counties": bls.load_qcew,
    "warn_notices": warn.load_notices,
    "nmtc_projects": community.load_nmtc_projects,
    "opportunity_zones": community.load_opportunity_zones,
    "commuting_zones": agencies.load_commuting_zones,
    "ers_counties": agencies.load_ers_counties,
    "listed_headquarters": headquarters.load_listed,
    "large_company_headquarters": headquarters.load_large_companies,
    "ffiec_tracts": ffiec.load_tracts,
    "nmtc_eligible_tracts": cdfi.load_eligible_tracts,
    "cdfi_list": cdfi.load_certified,
    "pri_signatories": pri.load_signatories,
    "lihtc_projects": lihtc.load_projects,
    "sbti_companies": sbti.load_companies,
}
"""Dataset → its loader."""


def load(name: str, paths: Sequence[Path], root: Path | None = None) -> list[dict[str, Any]]:
    """Return the rows of a dataset from its publisher's files.

    Parameters
    ----------
    name : str
        Dataset in the register.
    paths : sequence of Path
        The publisher's files.
    root : Path, optional
        Root of the workspace whose own copies of other datasets count too; only what ships where none is given.
    """

    def newest(other: str) -> Path:
        copy = copies(other, root)[-1]
        refuse_changed([copy])
        return copy.path

    return RESTING[name](paths, newest) if name in RESTING else LOADERS[name](paths)


__all__ = ["LOADERS", "load"]
