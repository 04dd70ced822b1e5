"""Loaders of which no rows ship: census tracts, in the layouts their publishers document.

Workbooks are written by the tests, with sheets and headings as published. Names are invented, places are real.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from workbooks import a_workbook

from screener.enrich.loaders import LOADERS
from screener.errors import InputError


def by(column: str, rows: list[dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    """Return rows by a column."""
    return {row[column]: row for row in rows}


# FFIEC

_DESCRIPTIONS = {
    "year": "Key field. HMDA/CRA collection year",
    "msa": "Key field. MSA/MD Code",
    "state": "Key field. FIPS state code",
    "county": "Key field. FIPS county code",
    "tract": "Key field. Census tract. Implied decimal point.",
    "demographic": "Demographic data flag. X=Total persons/population or median family income is 0, D=… are not 0",
    "income": "Tract median family income as a percentage of the MSA/MD median family income. 2 decimal places, …",
    "level": "Income indicator, which identifies low, moderate, middle, and upper income areas",
    "poverty": "Poverty level percent (2 decimal places with decimal point), rounded",
}
_TRACTS = [
    ["2024", "16974", "17", "031", "320100", "D", "148.21", "4", "9.87"],
    ["2024", "99999", "01", "005", "950100", "D", "49.99", "1", "31.40"],
    ["2024", "16974", "17", "031", "980000", "X", "0.00", "0", "0.00"],
]


def ffiec_files(folder: Path, order: dict[str, int], *, notes: str = "") -> list[Path]:
    """Write a flat file without header, its fields where `order` says, zipped; and its definitions."""
    width = max(order.values())
    lines = []
    for values in _TRACTS:
        line = [""] * width
        for field, value in zip(_DESCRIPTIONS, values, strict=True):
            line[order[field] - 1] = value
        lines.append(",".join(line))
    flat = folder / "CensusFlatFile2024.zip"
    with zipfile.ZipFile(flat, "w") as archive:
        archive.writestr("CensusFlatFile2024/CensusFlatFile2024.csv", "\n".join([*lines, notes]) + "\n")
    numbered = [[place, _DESCRIPTIONS[field], 8, "N"] for field, place in order.items()]
    header = [["FFIEC census file definitions"], ["Index", "Description", "Max Length", "Data Type"]]
    definitions = a_workbook(folder / "FFIEC_Census_File_Definitions.xlsx", Data_Dictionary=[*header, *numbered])
    return [flat, definitions]


SINCE_2022 = {"year": 1, "msa": 2, "state": 3, "county": 4, "tract": 5, "demographic": 9, "income": 13, "level": 15}
"""Field numbers of the definitions since 2022; that of poverty is left to each test."""


def test_a_tract_has_its_income_as_a_share_of_its_areas(tmp_path: Path) -> None:
    """Field 13 is a percentage, truncated: 148.21 is 1.4821; indicator 4 is upper, 1 is low."""
    tracts = by("tract", LOADERS["ffiec_tracts"](ffiec_files(tmp_path, {**SINCE_2022, "poverty": 40})))

    loop, rural = tracts["17031320100"], tracts["01005950100"]
    assert loop["median_family_income_ratio"] == pytest.approx(1.4821)
    assert (loop["income_level"], loop["poverty_rate"], loop["year"]) == ("upper", 9.87, 2024)
    assert (rural["county_fips"], rural["income_level"], rural["msa"]) == ("01005", "low", None)


def test_a_tract_without_families_has_an_unknown_income_and_poverty(tmp_path: Path) -> None:
    """FFIEC data dictionary: 0 is unknown or not available; flag X: the population or the income is 0."""
    tracts = by("tract", LOADERS["ffiec_tracts"](ffiec_files(tmp_path, {**SINCE_2022, "poverty": 40})))

    empty = tracts["17031980000"]
    assert (empty["median_family_income_ratio"], empty["income_level"], empty["poverty_rate"]) == (
        None,
        "unknown",
        None,
    )


def test_a_flat_file_of_another_year_is_read_by_its_own_definitions(tmp_path: Path) -> None:
    """Until 2021 the income indicator was field 1205; only the definitions say where a field is."""
    now, then = tmp_path / "now", tmp_path / "then"
    now.mkdir()
    then.mkdir()
    moved = {**SINCE_2022, "income": 12, "level": 1205, "poverty": 700}

    assert LOADERS["ffiec_tracts"](ffiec_files(then, moved)) == LOADERS["ffiec_tracts"](
        ffiec_files(now, {**SINCE_2022, "poverty": 40})
    )


def test_notes_below_the_flat_file_are_no_tracts(tmp_path: Path) -> None:
    """The file of 2025 ends with a few lines of metadata."""
    files = ffiec_files(tmp_path, {**SINCE_2022, "poverty": 40}, notes="Source,FFIEC\nCreated 2025,,")

    assert len(LOADERS["ffiec_tracts"](files)) == 3


def test_definitions_of_another_year_are_refused(tmp_path: Path) -> None:
    """A record too short for them proves that they belong to another file."""
    flat, _ = ffiec_files(tmp_path, {**SINCE_2022, "poverty": 40})
    other = tmp_path / "other"
    other.mkdir()
    _, definitions = ffiec_files(other, {**SINCE_2022, "poverty": 1300})

    with pytest.raises(InputError, match=r"a record has 40 fields, and the definitions number one 1300"):
        LOADERS["ffiec_tracts"]([flat, definitions])


def test_definitions_that_lack_fields_are_refused_with_all_of_them(tmp_path: Path) -> None:
    """Every fault at once."""
    file = a_workbook(tmp_path / "d.xlsx", Data_Dictionary=[["Index", "Description"], [1, _DESCRIPTIONS["year"]]])

    with pytest.raises(InputError) as caught:
        LOADERS["ffiec_tracts"]([file])

    assert "'Key field. FIPS state code'" in str(caught.value)
    assert "'Poverty level percent'" in str(caught.value)


# CDFI Fund

_LIC = [
    "2020 Census Tract Number FIPS code. GEOID",
    "OMB Metro/Non-metro Designation, March 2020 (OMB Bulletin No. 20-01)",
    "Does Census Tract Qualify For NMTC Low-Income Community (LIC) on Poverty or Income Criteria?",
    "Census Tract Poverty Rate %  (2016-2020 ACS)",
    "Does Census Tract Qualify on Poverty Criteria>=20%?",
    "Census Tract Percent of Benchmarked Median Family Income (%) 2016-2020 ACS",
    "Does Census Tract Qualify on Median Family Income Criteria<=80%?",
    "Census Tract Unemployment Rate (%) 2016-2020",
    "County Code",
    "State Name",
    "County Name",
    "Census Tract Unemployment to National Unemployment Ratio ",
]
_AUTAUGA = [1001020200, "Metro", "YES", 17, "NO", 0.736, "YES", 4, "01001", "Alabama", "Autauga", 0.74]
_CONECUH = ["01035960400", "Non-Metro", "NO", "N/A", "NO", 0.817, "NO", 5, "01035", "Alabama", "Conecuh", 0.93]


def lic_2023(folder: Path) -> Path:
    """Write the edition of September 2023: tracts of counties that lose people on a sheet of their own."""
    loss = ["2020 Census Tract Number FIPS code. GEOID", "High migration nonmetro county 20 year population loss"]
    migration = [["The New Markets Tax Credit Program …"], loss, ["01035960400", "-12.3%"]]
    sheets = {"2016-2020": [_LIC, _AUTAUGA, _CONECUH], "High_migration_tracts": migration}
    return a_workbook(folder / "NMTC_2016-2020_ACS_LIC.xlsx", **sheets)


def test_a_low_income_community_has_its_county_and_ratio(tmp_path: Path) -> None:
    """Autauga County, Alabama: a spreadsheet lost the tract's zero; the income is a share though headed per cent."""
    tract = by("tract", LOADERS["nmtc_eligible_tracts"]([lic_2023(tmp_path)]))["01001020200"]

    assert (tract["county_fips"], tract["state"], tract["is_metro"]) == ("01001", "AL", True)
    assert (tract["is_low_income_community"], tract["poverty_rate"]) == (True, 17)
    assert tract["median_family_income_ratio"] == 0.736


def test_a_tract_of_a_county_that_loses_people_qualifies_and_its_missing_rate_is_unknown(tmp_path: Path) -> None:
    """Conecuh County: NO on poverty or income, but on the sheet of high-migration tracts."""
    tract = by("tract", LOADERS["nmtc_eligible_tracts"]([lic_2023(tmp_path)]))["01035960400"]

    assert (tract["is_low_income_community"], tract["poverty_rate"], tract["is_metro"]) == (True, None, False)


def test_the_edition_with_a_column_for_such_tracts_gives_the_same_verdict(tmp_path: Path) -> None:
    """Since 2025 they are a column; its heading was reworded once, and that of the verdict too."""
    header = [*_LIC, "High Migration Rural County Low-Income Community Census Tract"]
    header[2] = _LIC[2].replace("Criteria?", "Criteria or High Migration Rural Census Tract?")
    rows = [header, [*_AUTAUGA, "NO"], [*_CONECUH, "YES"]]
    newer = a_workbook(tmp_path / "NMTC_2026.xlsx", **{"2016-2020": rows})

    load_tracts = LOADERS["nmtc_eligible_tracts"]
    assert load_tracts([newer]) == load_tracts([lic_2023(tmp_path)])


def test_island_areas_write_percentages_as_text(tmp_path: Path) -> None:
    """Their workbook, given beside the states', writes 83.8% and 56.4%; rates are in per cent, the ratio a share."""
    header = [heading.replace("2016-2020 ACS", "2020 Island Areas") for heading in _LIC]
    guam = [66010950502, "Non-Metro", "YES", "56.4%", "YES", "83.8%", "NO", "15%", 66010, "Guam", "Guam", 10.44]
    island = a_workbook(tmp_path / "NMTC_LIC_Territory.xlsx", NMTC_LIC_2020=[header, guam])

    tract = by("tract", LOADERS["nmtc_eligible_tracts"]([lic_2023(tmp_path), island]))["66010950502"]
    assert (tract["state"], tract["poverty_rate"], tract["unemployment_rate"]) == ("GU", 56.4, 15)
    assert tract["median_family_income_ratio"] == pytest.approx(0.838)
