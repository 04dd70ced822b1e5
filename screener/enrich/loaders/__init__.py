"""Loaders: from a publisher's file, in the publisher's format, to rows of the register's columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.enrich.loaders import agencies, census, ghgrp, gleif, headquarters, sec

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

LOADERS: dict[str, Callable[[Sequence[Path]], list[dict[str, Any]]]] = {
    "counties": census.load_counties,
    "zip_to_county": agencies.load_zip_to_county,
    "sec_company_tickers": sec.load_company_tickers,
    "sec_13f_list": sec.load_13f_list,
    "sec_cik_sic": sec.load_cik_sic,
    "sic_to_naics": census.load_sic_to_naics,
    "gleif_names": gleif.load_names,
    "ghgrp_facilities": ghgrp.load_facilities,
    "ghgrp_emissions": ghgrp.load_emissions,
    "cbp_establishments": census.load_cbp,
    "ers_counties": agencies.load_ers_counties,
    "listed_headquarters": headquarters.load_listed,
    "large_company_headquarters": headquarters.load_large_companies,
}
"""Dataset → its loader, in the order they are prepared: some read the ones before them."""

__all__ = ["LOADERS"]
