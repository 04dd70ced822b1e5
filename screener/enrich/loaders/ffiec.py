"""Federal Financial Institutions Examination Council: census tracts by income, as banks are examined on them."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

from screener.enrich.loaders.layouts import beginning, fips, whole
from screener.enrich.loaders.rows import Row, find_rows, number, open_files
from screener.errors import InputError, join_problems, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_YEAR = "Key field. HMDA/CRA collection year"
_MSA = "Key field. MSA/MD Code"
_STATE = "Key field. FIPS state code"
_COUNTY = "Key field. FIPS county code"
_TRACT = "Key field. Census tract"
_DEMOGRAPHIC = "Demographic data flag"
_INCOME = "Tract median family income as a percentage of the MSA/MD median family income"
_LEVEL = "Income indicator"
_POVERTY = "Poverty level percent"
_FIELDS = (_YEAR, _MSA, _STATE, _COUNTY, _TRACT, _DEMOGRAPHIC, _INCOME, _LEVEL, _POVERTY)
_LEVELS = {"0": "unknown", "": "unknown", "1": "low", "2": "moderate", "3": "middle", "4": "upper"}
_NO_AREA = "99999"
"""MSA/MD code of a tract outside every metropolitan area."""


def load_tracts(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return one row per census tract from the FFIEC census flat file and its file of definitions, given together.

    The flat file (``CensusFlatFile2024.csv``, or the zip it comes in) has some 1,200 fields and no header, and their
    order changes between years. The definitions workbook of the same year (``FFIEC_Census_File_Definitions…``, sheet
    "Data Dictionary") numbers them; in those since 2022 the keys are fields 1 to 5, the tract's income as a percentage
    of the area's is field 13 and the income indicator field 15. What the indicator means is in the FFIEC's online data
    dictionary: 0 not available, 1 under 50 %, 2 under 80 %, 3 under 120 %, 4 the rest.
    """
    places = _places(find_rows(paths, ["Index", "Description"]), paths)
    rows = [_tract(record) for record in _records(paths, places) if record[_TRACT].strip()]
    if not rows:
        raise InputError(
            "no line begins with a year, so none of these is the FFIEC census flat file",
            where=", ".join(map(str, paths)),
            hint="give the flat file and the definitions of the same year, as the FFIEC hands them out",
        )
    return rows


def _places(dictionary: list[Row], paths: Sequence[Path]) -> dict[str, int]:
    """Return where each field stands in a line, counted from nought; the dictionary counts from one."""
    spelled = beginning(*_FIELDS)
    numbered = {spelled(row["Description"]): whole(row["Index"]) for row in reversed(dictionary)}
    missing = [field for field in _FIELDS if not numbered.get(field)]
    if missing:
        problems = [f"field {field!r}{nearest(field, list(numbered))}" for field in missing]
        raise InputError(
            join_problems(problems, "the definitions do not number these fields:"),
            where=", ".join(map(str, paths)),
            hint="give the FFIEC's own definitions workbook; if its descriptions changed, the loader must follow",
        )
    return {field: index - 1 for field in _FIELDS if (index := numbered[field])}


def _records(paths: Sequence[Path], places: dict[str, int]) -> Iterator[Row]:
    """Yield the fields named of each record, one at a time: whole, the file fills gigabytes.

    A line that begins with no year is no record: the file of 2025 has notes below its table.
    """
    last = max(places.values())
    for file in open_files(paths):
        if file.suffix not in {".csv", ".txt"}:
            continue
        for line in csv.reader(io.TextIOWrapper(file.stream, encoding="cp1252", newline="")):
            if not re.fullmatch(r"\s*\d{4}\s*", "".join(line[:1])):
                continue
            if len(line) <= last:
                raise InputError(
                    f"a record has {len(line)} fields, and the definitions number one {last + 1}",
                    where=file.where,
                    hint="give the definitions of the same year as the flat file",
                )
            yield {field: line[place].strip() for field, place in places.items()}


def _tract(record: Row) -> dict[str, Any]:
    """Return one tract; an income of nought is not available, nor is a poverty of nought where nobody was counted."""
    state, county, tract = record[_STATE].zfill(2), record[_COUNTY].zfill(3), record[_TRACT].zfill(6)
    if record[_LEVEL] not in _LEVELS:
        raise InputError(f"tract {state}{county}{tract}: income indicator {record[_LEVEL]!r} is none of 0 to 4")
    income, poverty = number(record[_INCOME]), number(record[_POVERTY])
    return {
        "tract": fips(state + county + tract, 11),
        "county_fips": fips(state + county, 5),
        "msa": None if record[_MSA] == _NO_AREA else record[_MSA].zfill(5),
        "median_family_income_ratio": income / 100 if income else None,
        "income_level": _LEVELS[record[_LEVEL]],
        "poverty_rate": poverty if poverty or record[_DEMOGRAPHIC] == "D" else None,
        "year": whole(record[_YEAR]),
    }
