"""Census Bureau: counties with metropolitan areas, County Business Patterns, NAICS. A third party: SIC to NAICS."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from screener.enrich.loaders.rows import Row, find_rows, number, stream_rows
from screener.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_DELINEATION = [
    {
        "cbsa": "CBSA Code",
        "cbsa_name": "CBSA Title",
        "name": "County/County Equivalent",
        "state_fips": "FIPS State Code",
        "county": "FIPS County Code",
    },
    {
        "cbsa": "cbsacode",
        "cbsa_name": "cbsatitle",
        "name": "countycountyequivalent",
        "state_fips": "fipsstatecode",
        "county": "fipscountycode",
    },
]
"""List 1 as the Census Bureau hands it out, and as the National Bureau of Economic Research publishes it again."""
_GAZETTEER = [
    {"state": "USPS", "county_fips": "GEOID", "name": "NAME"},
    {"state": "state", "county_fips": "county_fips", "name": "name", "kind": "kind"},
]
"""The Census Bureau's text file, and a gazetteer of counties and towns."""
_CONNECTICUT = {
    "09001": "Fairfield County",
    "09003": "Hartford County",
    "09005": "Litchfield County",
    "09007": "Middlesex County",
    "09009": "New Haven County",
    "09011": "New London County",
    "09013": "Tolland County",
    "09015": "Windham County",
}
"""The old counties, place codes here; gazetteers have not had them since 2022."""
_NAICS = [
    {"code": "2022 NAICS US Code", "title": "2022 NAICS US Title"},
    {"code": "2017 NAICS US Code", "title": "2017 NAICS US Title"},
    {"code": "Code", "title": "Title"},
]
"""The Census Bureau's files of two- to six-digit codes, and its descriptions of industries."""
_CONCORDANCE = {"naics_2022": "2022 NAICS Code", "naics_2017": "2017 NAICS Code"}
_TRILATERAL = re.compile(r"(?<=[a-z)])\s*T$")
"""A raised T after a title: the industry is the same in Canada and Mexico."""
SECTORS = {"31-33": ("31", "32", "33"), "44-45": ("44", "45"), "48-49": ("48", "49")}
"""Sectors of several two-digit codes: manufacturing, retail trade, transportation."""

SOFTWARE = {"7372": "51121"}
"""The concordance splits prepackaged software between publishing (51121) and the copying of disks (334611), which have
no digit in common. The SEC gives the code to publishers: a registrant is one."""


def load_counties(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per county from a gazetteer of counties and the OMB delineation file (list 1).

    Connecticut is there twice: its eight counties, which every indicator shipped here uses, and its nine planning
    regions, which alone the 2023 delineation knows. An old county has no metropolitan area in it: unknown.
    """
    areas = {
        row["state_fips"].zfill(2) + row["county"].zfill(3): row
        for row in stream_rows(paths, *_DELINEATION)
        if row["county"]  # the workbook ends with notes
    }
    listed = {
        row["county_fips"]: (_repaired(row["name"]), row["state"])
        for row in stream_rows(paths, *_GAZETTEER)
        if row.get("kind", "county") == "county"
    }
    states = {fips[:2]: state for fips, (_, state) in listed.items()}
    listed |= {fips: (name, "CT") for fips, name in _CONNECTICUT.items() if fips not in listed}
    listed |= {fips: (area["name"], states[fips[:2]]) for fips, area in areas.items() if fips not in listed}
    return [_county(fips, name, state, areas.get(fips)) for fips, (name, state) in listed.items()]


def _county(fips: str, name: str, state: str, area: Row | None) -> dict[str, Any]:
    """Return one county with its metropolitan area, where it has one."""
    return {
        "county_fips": fips,
        "name": name,
        "state": state,
        "state_fips": fips[:2],
        "geography": "planning region" if "Planning Region" in name else "county",
        "cbsa": area["cbsa"] if area else None,
        "cbsa_name": area["cbsa_name"] if area else None,
    }


def _repaired(name: str) -> str:
    """Return a name whose UTF-8 was once read as the Windows code page (DoÃ±a Ana) as it was meant (Doña Ana)."""
    try:
        return name.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return name


def load_cbp(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return employees and establishments by county and four-digit industry from County Business Patterns.

    Reads the Census Bureau's county file (``cbp21co.txt``), or a long table with the columns fips, naics4, emp, est.
    A withheld cell is left out: absent is unknown, never zero.
    """
    try:
        rows = [
            (row["fipstate"].zfill(2) + row["fipscty"].zfill(3), row["naics"][:4], row["emp"], row["est"])
            for row in find_rows(paths, ["fipstate", "fipscty", "naics", "emp", "est"])
            # 3111// is four-digit industry 3111; fips 999 are employees of a state in no one county.
            if row["naics"][4:] == "//" and row["naics"][:4].isdigit() and row["fipscty"] != "999"
            if row.get("emp_nf") != "D"
        ]
    except InputError:
        found = find_rows(paths, ["fips", "naics4", "emp", "est"])
        rows = [(row["fips"].zfill(5), row["naics4"], row["emp"], row["est"]) for row in found]
    return [
        {"county_fips": fips, "naics4": naics4, "employment": int(people), "establishments": int(sites)}
        for fips, naics4, people, sites in ((f, n, number(e), number(s)) for f, n, e, s in rows)
        if people is not None and sites
    ]


def load_sic_to_naics(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return the NAICS prefix of each SIC code, and of the two- and three-digit groups whose codes share one.

    The SEC assigns group codes (2020, 2000) that the concordance does not list; a group has the prefix that all its
    codes have in common, and none where they have none.
    """
    listed = {row["sic"].zfill(4): row["naics"] for row in find_rows(paths, ["sic", "naics"])}
    listed = {sic: naics for sic, naics in listed.items() if not naics.startswith("99")}  # 99: not classified
    rows = SOFTWARE | listed
    for digits in (3, 2):
        groups: dict[str, list[str]] = defaultdict(list)
        for sic, naics in (SOFTWARE | listed).items():
            groups[sic[:digits]].append(naics)
        rows |= {group: prefix for group, codes in groups.items() if (prefix := common_naics(codes))}
    return [{"sic": sic, "naics": naics} for sic, naics in rows.items()]


def common_naics(codes: Sequence[str]) -> str | None:
    """Return what NAICS codes have in common: a prefix of two digits or more, a sector such as ``31-33``, or None.

    Examples
    --------
    >>> common_naics(["311511", "311512"]), common_naics(["3115", "3253"]), common_naics(["3115", "5112"])
    ('31151', '31-33', None)
    """
    prefix = codes[0]
    while not all(code.startswith(prefix) for code in codes):
        prefix = prefix[:-1]
    if len(prefix) > 1 and not any("-" in code for code in codes):
        return prefix
    return next((name for name, parts in SECTORS.items() if all(code.startswith(parts) for code in codes)), None)


def load_naics(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per code of one edition of NAICS, from two-digit sectors to six-digit industries."""
    return [
        {"code": row["code"], "title": _TRILATERAL.sub("", row["title"])}
        for row in stream_rows(paths, *_NAICS)
        if row["code"]
    ]


def load_naics_concordance(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return the pairs of six-digit codes that share an industry in the editions of 2017 and 2022.

    Reads the Census Bureau's concordance, either direction (``2022_to_2017_NAICS.xlsx``). Without it, from the two
    editions' own files, the pairs that need no concordance: one code with one title in both. `basis` says which.
    """
    try:
        pairs = {(row["naics_2017"], row["naics_2022"]) for row in stream_rows(paths, _CONCORDANCE)}
        basis = "concordance"
    except InputError as missing:
        try:
            editions = [{row["code"]: row["title"] for row in load_naics([path])} for path in paths]
        except InputError:
            raise missing from None
        if len(editions) != 2:
            raise
        pairs = {(code, code) for code, title in editions[0].items() if editions[1].get(code) == title}
        basis = "same code and title"
    # Six digits are an industry; a concordance closes with notes that have no second code.
    return [{"naics_2017": old, "naics_2022": new, "basis": basis} for old, new in pairs if len(old) == len(new) == 6]


def load_sic(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per four-digit code of the Standard Industrial Classification of 1987, with its division."""
    rows = find_rows(paths, ["Division", "SIC", "Description"])
    return [{"sic": row["SIC"].zfill(4), "title": row["Description"], "division": row["Division"]} for row in rows]
