"""What a NAICS code says, in the edition it is of: the industry, the advanced industries, the sectors of the sprint."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from screener.engine import open_engine, read_step
from screener.enrich import copies
from screener.tables import TABLES

LISTS = ("advanced_industries", "sprint_sectors")
EPA, SEC, OTHER = "ghgrp_facilities", "sec_cik_sic", "establishments/2024.csv"


def shipped(name: str, vintage: str | None = None) -> list[dict[str, Any]]:
    """Return the rows of a copy that ships, the newest if no vintage is asked for."""
    held = [copy for copy in copies.copies(name) if vintage in (None, copy.vintage.vintage)]
    return pq.read_table(held[-1].path).to_pylist()


def read(naics: str, dataset: str = OTHER, **lists: list[dict[str, Any]]) -> tuple[Any, ...]:
    """Return industry, NAICS-4, advanced and sprint sector of a code, as the lists that ship (or others) have it."""
    engine = open_engine()
    for name in ("naics", *LISTS):
        rows = pq.read_table(copies.shipped(name))
        engine.load(f"ref_{name}", pa.Table.from_pylist(lists[name], rows.schema) if name in lists else rows)
    held = [(copy.path, {"vintage": copy.vintage.vintage}) for copy in copies.copies("naics")]
    engine.load_parquets("ref_naics_history", held)
    engine.load("issuers", TABLES["issuers"].empty())
    engine.load("establishments", pa.table({"naics": [naics], "dataset": [dataset], "kind": ["plant"]}))
    engine.run(read_step("screener.enrich", "industries"))
    [row] = engine.fetch("industries").to_pylist()
    return row["industry"], row["naics4"], row["advanced"], row["sprint_sector"]


@pytest.mark.parametrize(
    ("naics", "said"),
    [
        ("334413", ("334", "3344", "yes", "semiconductors")),  # listed as such in every edition
        ("331110", ("331", "3311", "yes", "none")),
        ("33111", ("331", "3311", "yes", "none")),
        ("331", ("331", "331", "unknown", "none")),  # 3312 and 3314 are not listed
        ("334000", ("334", "334", "yes", "unknown")),  # 334 with zeros: 3341 to 3346 are listed, a part is chips
        ("33", ("31-33", "31-33", "unknown", "unknown")),
        ("31-33", ("31-33", "31-33", "unknown", "unknown")),
        ("330000", ("31-33", "31-33", "unknown", "unknown")),
        ("311812", ("311", "3118", "no", "none")),  # bakeries
        ("522110", ("other", "other", "no", "none")),  # banks
        ("44-45", ("other", "other", "no", "none")),
    ],
)
def test_a_code_says_what_is_made_there(naics: str, said: tuple[str, ...]) -> None:
    """NAICS-3 and NAICS-4 of manufacturing as fine as the code is; else 31-33, or other."""
    assert read(naics) == said


@pytest.mark.parametrize(
    ("naics", "dataset", "advanced", "sprint"),
    [
        ("5132", SEC, "unknown", "none"),  # 1997: cable television, of which cable networks are a part
        ("5132", EPA, "yes", "none"),  # 2022: software publishers
        ("5132", OTHER, "unknown", "none"),  # the one or the other
        ("335911", OTHER, "yes", "clean energy"),  # storage batteries to 2017; no code of 2022
        ("335910", EPA, "yes", "unknown"),  # all batteries in 2022, of which storage batteries are a part
        ("335910", OTHER, "yes", "unknown"),
        ("221115", OTHER, "yes", "unknown"),  # wind power since 2012; before, the code did not exist or is not listed
        ("221115", EPA, "yes", "clean energy"),
        ("541714", EPA, "yes", "biotechnology"),
    ],
)
def test_a_code_is_read_in_the_edition_of_its_source(naics: str, dataset: str, advanced: str, sprint: str) -> None:
    """Where the edition is not known, and the answers of those it can be of differ, the answer is unknown."""
    assert read(naics, dataset)[2:] == (advanced, sprint)


def test_a_code_that_its_edition_does_not_have_is_on_no_list_and_off_none() -> None:
    """EPA's codes are of 2022, which has no 335911: what is meant is unknown; that it is manufacturing is not."""
    assert read("335911", EPA) == ("335", "3359", "unknown", "unknown")


def test_a_list_without_rows_says_nothing() -> None:
    """No row of the sprint: its sector is unknown, never none; the other list still answers."""
    assert read("334413", sprint_sectors=[])[2:] == ("yes", "unknown")


def manufacturing(rows: list[dict[str, Any]], digits: int) -> dict[str, str]:
    """Return the manufacturing codes of so many digits, with their titles."""
    return {r["code"]: r["title"] for r in rows if len(r["code"]) == digits and r["code"][:2] in {"31", "32", "33"}}


@pytest.mark.parametrize(("digits", "count"), [(3, 21), (4, 86)])
def test_manufacturing_has_the_same_industries_in_2017_and_2022(digits: int, count: int) -> None:
    """21 subsectors and 86 industry groups, each with one title in both editions: each maps to itself."""
    before, after = (manufacturing(shipped("naics", edition), digits) for edition in ("2017", "2022"))

    assert before == after
    assert len(before) == count


def test_six_digit_codes_that_changed_did_so_within_their_industry_group() -> None:
    """No pair of the concordance crosses two NAICS-4; what it does not carry over left and entered the same ones.

    3253 alone only gained: 325315 (compost) was part of 325314 (fertilizer, mixing only) in 2017.
    """
    pairs = shipped("naics_concordance")

    def changed(edition: str) -> set[str]:
        codes = manufacturing(shipped("naics", edition), 6).keys()
        return {code[:4] for code in codes - {pair[f"naics_{edition}"] for pair in pairs}}

    gone = {"3112", "3151", "3152", "3169", "3212", "3221", "3259"}
    gone |= {"3332", "3333", "3339", "3346", "3351", "3359", "3361", "3371"}

    assert [pair for pair in pairs if pair["naics_2017"][:4] != pair["naics_2022"][:4]] == []
    assert (changed("2017"), changed("2022")) == (gone, gone | {"3253"})


def test_the_four_digit_codes_of_1997_on_file_are_those_of_2017() -> None:
    """The SEC's industries come as codes of NAICS 1997; in manufacturing none is of an industry that has gone."""
    codes = {row["naics"] for row in shipped("sic_to_naics") if row["naics"].isdigit() and len(row["naics"]) >= 4}
    old = {code[:4] for code in codes if code[:2] in {"31", "32", "33"}}

    assert old <= set(manufacturing(shipped("naics", "2017"), 4))


def test_an_industry_that_did_not_change_is_on_the_same_lists_in_both_editions() -> None:
    """For each code that the concordance carries over unchanged, the lists of 2017 and 2022 agree."""
    rows = [(name, row) for name in LISTS for row in shipped(name)]

    def listed(code: str, edition: int) -> set[tuple[str, str, bool]]:
        return {
            (name, row["sector"], row["is_whole"])
            for name, row in rows
            if row["first_edition"] <= edition <= row["last_edition"] and code.startswith(row["naics"])
        }

    unchanged = [p["naics_2017"] for p in shipped("naics_concordance") if p["naics_2017"] == p["naics_2022"]]
    assert [code for code in unchanged if listed(code, 2017) != listed(code, 2022)] == []


def test_epas_facilities_have_codes_of_2022() -> None:
    """Some of their codes are new in 2022, and none had gone by then: that is their edition."""
    codes = {row["naics"] for row in shipped("ghgrp_facilities")} - {None}
    editions = {edition: {row["code"] for row in shipped("naics", edition)} for edition in ("2017", "2022")}

    assert codes - editions["2022"] == set()
    assert codes - editions["2017"] >= {"336110", "322120", "335910"}
