"""What the portfolio's own files say that their figures were read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyarrow as pa

_SITES = "establishments/"
"""What the name of a portfolio's own list of sites begins with."""


@dataclass(frozen=True, slots=True)
class OwnSources:
    """Issuer → what the portfolio's own files give as the source of its sites and of its figures, in words."""

    sites: dict[str, str]
    figures: dict[str, str]

    @property
    def of_work(self) -> tuple[str, ...]:
        """Sources of people at work and of the parts they are financed by, each once."""
        return tuple(sorted({*self.sites.values(), *self.figures.values()}))

    @property
    def of_emissions(self) -> tuple[str, ...]:
        """Sources of emissions, revenue and enterprise values, each once."""
        return tuple(sorted(set(self.figures.values())))

    def of_issuer(self, issuer_id: str) -> str:
        """Return the sources of one issuer; empty where it is in none of the portfolio's own files."""
        found = (sources[issuer_id] for sources in (self.sites, self.figures) if issuer_id in sources)
        return "; ".join(dict.fromkeys(found))


def own_sources(tables: Mapping[str, pa.Table]) -> OwnSources:
    """Return what the portfolio's own files of sites and figures rest on.

    Parameters
    ----------
    tables : mapping
        Reads `establishments` and `company_figures`.
    """
    sites = tables["establishments"].filter(pc.starts_with(pc.field("dataset"), _SITES)).to_pylist()
    figures = tables["company_figures"].filter(pc.field("standing") == "used").to_pylist()
    return OwnSources(
        _joined((row["issuer_id"], f"sites in {row['dataset']}") for row in sites),
        _joined((row["issuer_id"], f"{row['source']} ({row['source_file']})") for row in figures),
    )


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return issuer → its sources, each once."""
    found: dict[str, set[str]] = {}
    for issuer, source in pairs:
        found.setdefault(issuer, set()).add(source)
    return {issuer: "; ".join(sorted(sources)) for issuer, sources in found.items()}
