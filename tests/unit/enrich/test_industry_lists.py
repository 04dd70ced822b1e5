"""The advanced industries and the sectors of the 2023 sprint, as they ship, and an issuer's code held against them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reference_world import AS_OF, STEEL, a_portfolio, a_selection, an_engine, ignore, one

from screener import enrich
from screener.enrich import copies
from screener.enrich.prepare import prepare
from screener.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from screener.engine import Engine

LISTS = Path(enrich.__file__).parent / "lists"
NAMES = ("advanced_industries", "sprint_sectors")


def shipped(name: str) -> list[dict[str, Any]]:
    return pq.read_table(copies.shipped(name)).to_pylist()


@pytest.mark.parametrize("name", NAMES)
def test_the_copy_that_ships_is_the_list_as_written(name: str) -> None:
    """Whoever changes the list prepares the copy again."""
    assert prepare(name, [LISTS / f"{name}.csv"]).to_pylist() == shipped(name)


def test_the_list_has_35_3_and_12_industries() -> None:
    """As the report counts them: manufacturing, energy, services."""
    industries = {(row["industry"], row["sector"]) for row in shipped("advanced_industries")}
    counts = [sum(sector == name for _, sector in industries) for name in ("manufacturing", "energy", "services")]

    assert (len(industries), counts) == (50, [35, 3, 12])


@pytest.mark.parametrize("edition", [2017, 2022])
def test_every_code_of_a_current_edition_is_in_that_edition(edition: int) -> None:
    """Neither list invents a code: the Census Bureau's own lists of codes have each of them."""
    [copy] = [copy for copy in copies.copies("naics") if copy.vintage.vintage == str(edition)]
    known = set(pq.read_table(copy.path)["code"].to_pylist())
    codes = {
        row["naics"]
        for name in NAMES
        for row in shipped(name)
        if row["first_edition"] <= edition <= row["last_edition"]
    }

    assert codes - known == set()


@pytest.mark.parametrize(
    ("industry", "naics_2017", "naics_2022"),
    [
        ("5112", {"5112"}, {"5132"}),
        ("5172", {"517312"}, {"517112"}),
        ("5179", {"5179"}, {"517121", "517810"}),
        ("3344", {"3344"}, {"3344"}),
    ],
)
def test_an_industry_has_the_codes_of_each_edition(industry: str, naics_2017: set[str], naics_2022: set[str]) -> None:
    """5172 of NAICS 2012 is 517312 in 2017, and not 5173, which holds wired carriers too."""
    rows = [row for row in shipped("advanced_industries") if row["industry"] == industry]
    found = [
        {row["naics"] for row in rows if row["first_edition"] <= edition <= row["last_edition"]}
        for edition in (2017, 2022)
    ]

    assert found == [naics_2017, naics_2022]


def test_what_is_only_part_of_an_industry_decides_nothing() -> None:
    """Every part says why, and none has the same code in the same edition as a whole."""
    rows = shipped("advanced_industries")

    assert {row["basis"] for row in rows if not row["is_whole"]} == {
        "part of it; the rest of the code was another industry"
    }
    whole = {(row["naics"], row["first_edition"]) for row in rows if row["is_whole"]}
    assert [row["naics"] for row in rows if not row["is_whole"] and (row["naics"], row["first_edition"]) in whole] == []


ANSWERS = {
    "334413": (True, "semiconductors"),  # within 3344, and a code of the sprint's
    "33111": (True, "none"),  # within 3311
    "334": (True, None),  # 3341 to 3346 are all listed; semiconductors are a part
    "336": (True, "none"),  # 3361 to 3366 and 3369 are all listed
    "325": (None, None),  # 3255 paint and 3256 soap are not listed; 325414 is biotechnology
    "333": (None, None),  # 3334 and 3335 are not listed; 333611 is partly clean energy
    "31-33": (None, None),  # all of manufacturing
    "33": (None, None),
    "31": (False, "none"),  # food and textiles: none listed
    "44-45": (False, "none"),  # shops
    "3256": (False, "none"),
    "325414": (True, "biotechnology"),
    "51121": (True, "none"),  # software, within 5112 of 1997
    "5132": (None, "none"),  # cable television in 1997, of which cable networks are a part; software in 2022
    "51331": (False, "none"),  # wired telephones, in 1997
    "514191": (None, "none"),  # on-line services: part of them
    "2211": (True, None),  # power; wind and sun had no code of their own in 1997
    "522": (False, "none"),  # banks
}
"""An issuer's own code of NAICS 1997 → whether it is in an advanced industry, and its sector of the sprint."""


def test_an_issuers_own_code_is_held_against_the_lists() -> None:
    """Within a code of the list: yes. Coarser than the list: unknown, unless all beneath it is listed. Else no."""
    companies = {f"{number:010}": naics for number, naics in enumerate(ANSWERS, start=1)}
    engine = a_portfolio(
        an_engine(
            sec_cik_sic=[{"cik": cik, "sic": cik[-4:]} for cik in companies],
            sic_to_naics=[{"sic": cik[-4:], "naics": naics} for cik, naics in companies.items()],
            naics=shipped("naics"),
            **{name: shipped(name) for name in NAMES},
        )
    )
    issuers, held = engine.fetch("identified_issuers").schema, engine.fetch("positions").to_pylist()[0]
    rows = [{"issuer_id": f"cik:{cik}", "issuer_name": cik, "kind": "company", "cik": cik} for cik in companies]
    engine.load("identified_issuers", pa.Table.from_pylist(rows, issuers))
    engine.load(
        "positions",
        TABLES["positions"].of(
            [
                {
                    **held,
                    "issuer_id": row["issuer_id"],
                    "footprint_id": row["issuer_id"],
                    "position_id": row["issuer_id"],
                }
                for row in rows
            ]
        ),
    )
    enrich.run(engine, a_selection(AS_OF), progress=ignore)
    judged = engine.fetch("facts_issuer").to_pylist()

    assert {row["naics"]: (row["is_advanced_industry"], row["sprint_sector"]) for row in judged} == ANSWERS


def test_an_issuer_without_a_code_is_in_no_known_industry(a_run: Callable[..., Engine]) -> None:
    """Tools has no SIC code: unknown, not absent from the list."""
    row = one(
        a_run(advanced_industries=shipped("advanced_industries")).fetch("facts_issuer").to_pylist(),
        kind="company",
        naics=None,
    )

    assert (row["is_advanced_industry"], row["sprint_sector"]) == (None, None)


def test_without_the_list_nothing_is_off_it(a_run: Callable[..., Engine]) -> None:
    """A list without rows says nothing, least of all no."""
    row = one(a_run().fetch("facts_issuer").to_pylist(), subject_id=STEEL)

    assert (row["naics"], row["is_advanced_industry"], row["sprint_sector"]) == ("33111", None, None)


def test_an_edition_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    """NAICS is renewed every five years."""
    from screener.errors import InputError

    lines = (LISTS / "sprint_sectors.csv").read_text(encoding="utf-8").replace(",2012,2022,", ",2013,2022,", 1)
    (tmp_path / "list.csv").write_text(lines, encoding="utf-8")

    with pytest.raises(InputError, match="2013 to 2022 are no editions of NAICS"):
        prepare("sprint_sectors", [tmp_path / "list.csv"])


def test_the_files_have_no_row_twice() -> None:
    for name in NAMES:
        with (LISTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = [tuple(row.values()) for row in csv.DictReader(file)]
        assert len(rows) == len(set(rows))
