"""The register and the shipped copies: what they say is what they are."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from screener import enrich
from screener.engine import open_engine
from screener.enrich import REGISTER, register
from screener.enrich.copies import copies, select, shipped
from screener.enrich.loaders import LOADERS
from screener.enrich.register import Vintage
from screener.names import name_key

if TYPE_CHECKING:
    from pathlib import Path


MANUFACTURING = pa.array(["31", "32", "33"])


def rows(name: str, **filters: Any) -> int:
    table = pq.read_table(shipped(name))
    for column, value in filters.items():
        table = table.filter(pc.field(column) == value)
    return table.num_rows


def test_every_shipped_file_is_what_the_register_says() -> None:
    """Hash, rows and columns."""
    assert enrich.verify() == []


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the shipped data that a test may spoil."""
    shutil.copytree(register.FOLDER, tmp_path / "data")
    monkeypatch.setattr(register, "FOLDER", tmp_path / "data")
    return tmp_path / "data"


def test_a_changed_file_is_reported(data: Path) -> None:
    """One byte more is another file."""
    with (data / "counties-2023-07.parquet").open("ab") as file:
        file.write(b" ")

    assert [problem[:35] for problem in enrich.verify()] == ["counties-2023-07.parquet: sha256 is"]


def test_a_missing_file_and_a_stranger_are_reported(data: Path) -> None:
    """The folder holds the register's files and no others."""
    (data / "counties-2023-07.parquet").rename(data / "counties2.parquet")

    missing, stranger = enrich.verify()
    assert missing == "counties-2023-07.parquet: missing"
    assert stranger.startswith("counties2.parquet: not in the register")


def test_every_dataset_has_a_loader() -> None:
    """A vintage that cannot be refreshed would go stale for good."""
    assert set(LOADERS) == set(REGISTER)


def test_every_dataset_says_whose_it_is() -> None:
    """Nothing is empty, and its address is one that a person can open."""
    for dataset in REGISTER.values():
        texts = (dataset.title, dataset.publisher, dataset.licence, dataset.attribution, dataset.grain, dataset.traps)
        assert all(texts), dataset.name
        assert all(address.startswith("https://") for address in (dataset.address, *dataset.download)), dataset.name
        assert set(dataset.key) <= set(dataset.columns), dataset.name


def test_every_shipped_vintage_says_how_old_it_is_and_has_a_plausible_number_of_rows() -> None:
    """Nothing was retrieved before it was published."""
    for dataset in REGISTER.values():
        fewest, most = dataset.expected_rows
        for vintage in dataset.vintages:
            assert date(1987, 1, 1) < vintage.published <= vintage.retrieved, dataset.name
            assert fewest <= vintage.rows <= most, dataset.name


@pytest.mark.parametrize(
    ("dataset", "published"),
    [
        ("sec_company_tickers", date(2026, 10, 31)),
        ("sec_13f_list", date(2024, 4, 30)),
        ("sec_cik_sic", date(2026, 11, 22)),
        ("sic_to_naics", date(2026, 11, 22)),
        ("gleif_names", date(2025, 10, 31)),
        ("ghgrp_emissions", date(2024, 10, 31)),
        ("sec_subsidiaries", date(2026, 7, 31)),
        ("warn_notices", date(2026, 8, 31)),
        ("qcew_counties", date(2017, 6, 30)),
        ("nmtc_projects", date(2024, 6, 30)),
    ],
)
def test_a_day_of_publication_that_is_not_known_is_the_last_it_can_be(dataset: str, published: date) -> None:
    """A run must not use what it could not have known: October 2026 alone is certain, or only the day retrieved."""
    assert [vintage.published for vintage in REGISTER[dataset].vintages] == [published]


def test_a_vintage_is_never_published_after_it_was_retrieved() -> None:
    """Whoever fetched it knew it that day."""
    facts = {"vintage": "2026", "retrieved": date(2026, 11, 22), "rows": 1, "sha256": ""}

    with pytest.raises(ValueError, match="published 2026-12-31 is after the day it was retrieved, 2026-11-22"):
        Vintage.model_validate({**facts, "published": date(2026, 12, 31)})
    assert Vintage.model_validate({**facts, "published": date(2026, 11, 22)}).rows == 1


def test_what_is_true_of_one_copy_is_said_of_it_alone() -> None:
    """A refreshed quarter of the official list is not the first of 2024."""
    dataset = REGISTER["sec_13f_list"]
    (ours,) = dataset.vintages
    fresh = ours.model_copy(update={"vintage": "2026Q3", "attribution": "third quarter 2026", "traps": None})

    assert dataset.attribution_of(ours).endswith("Section 13(f) Securities, first quarter 2024")
    assert dataset.attribution_of(fresh).endswith("Section 13(f) Securities, third quarter 2026")
    assert dataset.traps_of(ours) == f"{dataset.traps} {ours.traps}"
    assert dataset.traps_of(fresh) == dataset.traps
    assert "2024" not in dataset.traps


def test_every_dataset_says_which_of_the_publishers_files_it_needs() -> None:
    """Shown by `data show`: a person who fetches them by hand has to know their names."""
    assert [dataset.name for dataset in REGISTER.values() if not all(dataset.files) or not dataset.files] == []
    assert "data summary" in " ".join(REGISTER["ghgrp_facilities"].files)


def test_a_concordance_by_a_third_party_is_not_attributed_to_a_public_body() -> None:
    """The Census Bureau publishes concordances; this one is not known to be one of them."""
    notice = (register.FOLDER / "NOTICE.md").read_text(encoding="utf-8")

    assert "Census" not in REGISTER["sic_to_naics"].publisher
    assert REGISTER["sic_to_naics"].licence == "Apache-2.0"
    assert "sic_to_naics" in notice


def test_the_shipped_data_stay_small() -> None:
    """The wheel carries them: 14 MB at most."""
    assert sum(file.stat().st_size for file in register.FOLDER.glob("*.parquet")) < 14_000_000


def test_what_is_drawn_from_a_compilation_is_credited_to_it() -> None:
    """Licences other than the public domain ask for it: each such dataset is named under its licence's own words."""
    notice = (register.FOLDER / "NOTICE.md").read_text(encoding="utf-8")
    words = {"Apache": "Apache License", "MIT": "MIT licence", "ISC": "ISC licence", "BSD": "BSD licence"}
    asked = [(d.name, words[mark]) for d in REGISTER.values() if d.vintages for mark in words if mark in d.licence]

    assert {name for name, _ in asked} >= {"warn_notices", "counties", "zip_to_county", "county_shapes"}
    assert [(name, word) for name, word in asked if f"`{name}`" not in notice or word not in notice] == []


def test_a_facility_whose_county_is_not_in_its_state_is_in_the_state_alone() -> None:
    """Analog Devices names Washington County, Massachusetts, and a ZIP code in Middlesex: one of the two is wrong."""
    (facility,) = pq.read_table(shipped("ghgrp_facilities")).filter(pc.field("facility_id") == "1009982").to_pylist()

    assert (facility["place"], facility["county_fips"], facility["zip_agrees"]) == ("25", None, False)


@pytest.mark.parametrize(
    ("name", "column", "key"),
    [
        ("sec_subsidiaries", "name_key", "name_key"),
        ("listed_headquarters", "name_key", "name_key"),
        ("sec_company_tickers", "name", "name_key"),
        ("sec_13f_list", "issuer_name", "name_key"),
        ("gleif_names", "legal_name", "name_key"),
        ("ghgrp_facilities", "parent_name", "parent_key"),
        ("warn_notices", "employer_name", "employer_key"),
        ("nmtc_projects", "cde_name", "cde_key"),
    ],
)
def test_stored_name_keys_are_those_of_today(name: str, column: str, key: str) -> None:
    """If `name_key` changes, the datasets must be prepared again: otherwise names would silently not match.

    Every name is compared; where the name itself is not kept, the key of its key.
    """
    columns = sorted({column, key})
    names = pq.read_table(shipped(name), columns=columns).group_by(columns).aggregate([]).to_pylist()

    assert [name_key(row[column]) for row in names] == [row[key] for row in names]


def test_every_dataset_is_known_to_an_engine_by_its_name() -> None:
    """Those of which nothing is held too, and the history of those whose history counts."""
    engine = open_engine()
    enrich.load_datasets(engine, select(date(2024, 12, 31)))

    for name, dataset in REGISTER.items():
        assert engine.fetch(f"ref_{name}").schema.names == list(dataset.columns)
        if dataset.history:
            assert engine.fetch(f"ref_{name}_history").schema.names == [*dataset.columns, "vintage", "published"]
    assert engine.fetch("ref_counties").num_rows == copies("counties")[-1].vintage.rows


def test_ghgrp_has_8106_facilities_of_which_2393_manufacture() -> None:
    """US EPA, reporting year 2023."""
    naics = pq.read_table(shipped("ghgrp_facilities"), columns=["naics"])["naics"]
    manufacturing = pc.sum(pc.is_in(pc.utf8_slice_codeunits(naics, 0, 2), value_set=MANUFACTURING))

    assert (len(naics), manufacturing.as_py()) == (8106, 2393)


def test_217_facilities_name_an_owner_of_less_than_half() -> None:
    """Counted in EPA's parent-company file: 471 under 100 %, 217 under 50 %."""
    share = pq.read_table(shipped("ghgrp_facilities"), columns=["ownership_share"])["ownership_share"]

    assert (pc.sum(pc.less(share, 1)).as_py(), pc.sum(pc.less(share, 0.5)).as_py()) == (471, 217)


def test_6470_point_emitters_emit_2383_million_tonnes() -> None:
    """US EPA data summary for 2023, sheet Direct Point Emitters."""
    table = pq.read_table(shipped("ghgrp_emissions")).filter(pc.field("segment") == "Direct Point Emitters")

    assert (table.num_rows, round(pc.sum(table["emissions"]).as_py() / 1e6)) == (6470, 2383)


def test_county_business_patterns_disclose_8_68_million_manufacturing_employees() -> None:
    """Census Bureau, 2021, disclosed cells of counties in 50 states."""
    table = pq.read_table(shipped("cbp_establishments"))
    sector = pc.utf8_slice_codeunits(table["naics4"], 0, 2)
    employees = pc.sum(table.filter(pc.is_in(sector, value_set=MANUFACTURING))["employment"])

    assert employees.as_py() == 8_679_024


def test_ers_names_353_persistent_poverty_counties_and_501_that_depend_on_manufacturing() -> None:
    """USDA ERS, 2015 edition."""
    poor = rows("ers_counties", persistent_poverty=True)
    dependent = rows("ers_counties", manufacturing_dependent=True)

    assert (poor, dependent) == (353, 501)


def test_24_large_companies_sit_abroad() -> None:
    """As listed on 2026-08-08."""
    assert rows("large_company_headquarters", is_foreign=True) == 24


def test_connecticut_has_eight_counties_and_nine_planning_regions() -> None:
    """Census Bureau, before and since 2022."""
    old = rows("counties", state="CT", geography="county")
    new = rows("counties", state="CT", geography="planning region")

    assert (old, new) == (8, 9)
