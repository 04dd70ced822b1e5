"""What a fund holds in a region is what its run would say were the region home."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from worlds import World

from screener import expose
from screener.errors import InputError, IntegrityError
from screener.regional.find import Region
from screener.regional.holdings import MEASURES, READ, holdings_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from screener.pipeline.made import RecordedRun

BASES = {"operations": "money", "headquarters": "money_by_head_office"}
ENDS = ("low", "best", "high")
ILLINOIS = Region("state", "IL", "Illinois", ("17031", "17143"))
PEORIA = Region("county", "17143", "Peoria County, IL", ("17143",))
REGIONS = {
    ("state", "IL"): ILLINOIS,
    ("state", "KY"): Region("state", "KY", "Kentucky", ("21067",)),
    ("county", "17143"): PEORIA,
    ("region", "Both"): Region("region", "Both", "Both", ("17143", "21067")),
}


def a_world() -> World:
    """Return a fund of a maker counted in part, of one known by a list, of a bank with a turbine, and more, one short.

    Shares of the maker: 3/7 of 700 people counted in Peoria, 1/7 somewhere in Illinois, 1/7 in Kentucky, 2/7 nowhere.
    """
    world = World()
    world.regions += [("Both", "17143"), ("Both", "21067")]
    world.issuer("maker", naics="333120", headquarters_place="17031", total_employment=700)
    world.site("maker", "17143", "333120", 300, tier="1").site("maker", "17", "333120", 100, tier="2")
    world.site("maker", "21067", "541330", 100, tier="1").site("maker", "17143", "333120", 50, tier="3")
    world.site("maker", "17031", tier="5", score=5)
    world.issuer("listed", naics="331110", headquarters_place="21067").site("listed", "17143", "331110", 40)
    world.issuer("bank", naics="522110", headquarters_place="17031").site("bank", "17143", "221112", 9)
    world.site("bank", "17031", tier="5", score=5)
    for site in world.sites:
        if site["location_tier"] == "5":
            site["kind"] = "headquarters"
    world.hold("1000.01", "maker").hold("-333.33", "maker").hold("777.77", "listed").hold("99.99", "bank")
    world.hold("50.05", footprint_id="state:IL").hold("10.10", footprint_id="unknown").hold("5", footprint_id="foreign")
    return world


@pytest.fixture(scope="module")
def exposed() -> Any:
    """The fund exposed by the stage itself, Illinois being home."""
    return a_world().run("IL")


@pytest.fixture(scope="module")
def run(exposed: Any, write_run: Callable[..., RecordedRun], tmp_path_factory: pytest.TempPathFactory) -> RecordedRun:
    """The same as a run on disk."""
    return write_run(tmp_path_factory.mktemp("holdings"), {name: exposed.engine.fetch(name) for name in READ})


@pytest.mark.parametrize("key", REGIONS)
def test_money_there_is_what_the_run_itself_says(exposed: Any, run: RecordedRun, key: tuple[str, str]) -> None:
    """Every end, measure and basis equals the sum of the rows of `exposures` for that region, to the cent."""
    found = there(run, REGIONS[key])

    for measure, name in MEASURES.items():
        for basis, part in BASES.items():
            said = exposed.figure(measure, key[1], basis, key[0])
            assert any(said), (measure, basis)
            assert tuple(found[part][name][end] for end in ENDS) == tuple(end.quantize(Decimal("0.01")) for end in said)


def test_issuer_by_issuer_it_is_exact(exposed: Any) -> None:
    """To the last of fourteen places, for the home region, whose issuers `exposures` lists."""
    engine = exposed.engine
    listed = [row for row in exposed.exposures if row["grouping"] == "issuer"]
    expose.add_up_region(engine, ILLINOIS.places)
    again = [row for row in engine.fetch("_by_position").to_pylist() if row["grouping"] == "issuer"]

    assert len(listed) > 10
    assert _summed(again) == _summed(listed)


def test_by_hand_the_maker_in_peoria(run: RecordedRun) -> None:
    """3/7 of 1,000.01 are counted there; 2/7 are placed by no count, and 3/5 of those likely there.

    Long: 428.58, 600.01, at most 3/7 + 1/7 (somewhere in Illinois) + 2/7 = 6/7: 857.15. Short 333.33 swaps the ends:
    -285.71, -200.00, -142.86. Nothing rests on the head office alone; long, 2/7 of the maker, all of the listed one, of
    the bank and of the unknown line are not placed: 285.72 + 777.77 + 99.99 + 10.10.
    """
    found = there(run, PEORIA)
    maker = {
        row["side"]: [str(row[end]) for end in ENDS] for row in found["largest_issuers"] if "maker" in row["issuer"]
    }

    assert maker == {"long": ["428.58", "600.01", "857.15"], "short": ["-285.71", "-200.00", "-142.86"]}
    assert found["best_on_the_head_office_alone"] == {"all industries": 0, "manufacturing": 0}
    assert str(found["not_placed"]) == "1173.58"


def test_what_rests_on_the_head_office_alone_is_apart_and_issuers_have_names(run: RecordedRun) -> None:
    """The bank, 99.99, is in Cook County by its head office alone; bonds of municipalities are named by the state."""
    found = there(run, ILLINOIS)

    assert str(found["best_on_the_head_office_alone"]["all industries"]) == "99.99"
    assert "Municipal issuers of Illinois" in {row["issuer"] for row in found["largest_issuers"]}


def test_a_site_says_whether_money_is_placed_by_it(run: RecordedRun) -> None:
    """A modelled site is not where people are counted, nor that of a bank; a head office, where there is nothing else.

    The place of the maker's second site is known to the state alone.
    """
    sites = there(run, ILLINOIS)["sites"]

    assert {(row["issuer_name"], row["place_name"], row["location"]): row["used_for"] for row in _told(sites)} == {
        ("maker", "Peoria County", "300"): "operations",
        ("maker", "Illinois, county not known", "100"): "operations",
        ("maker", "Peoria County", "50"): "nothing",
        ("maker", "Cook County", "None"): "head office",
        ("listed", "Peoria County", "40"): "operations",
        ("bank", "Peoria County", "9"): "nothing",
        ("bank", "Cook County", "None"): "operations",
    }
    assert "Illinois, county not known" not in {row["place_name"] for row in there(run, PEORIA)["sites"]}


def test_a_run_that_lacks_what_is_read_now_is_of_an_earlier_version(
    exposed: Any, write_run: Callable[..., RecordedRun], tmp_path: Path
) -> None:
    """Its files are what it wrote, and one has no column of today: the fix is the command."""
    old = exposed.engine.fetch("footprint").drop_columns(["unlocated", "advanced"])
    made = write_run(tmp_path, {"footprint": old})
    with pytest.raises(InputError) as refused:
        made.tables(READ)

    assert "an earlier version of the program made this run" in str(refused.value)
    assert "its table footprint has no column advanced and no column unlocated" in str(refused.value)
    assert "make it again: screener run kentucky-munis --as-of 2024-12-31" in str(refused.value)


def test_a_manifest_that_is_not_the_recorded_one_is_damage(
    write_run: Callable[..., RecordedRun], tmp_path: Path
) -> None:
    """The ledger has its hash: to change the tables and the manifest alike does not help."""
    made = write_run(tmp_path, {})._replace(manifest_sha256="0" * 64)
    with pytest.raises(IntegrityError, match="its manifest is not what the run wrote"):
        made.tables(READ)


def there(run: RecordedRun, region: Region) -> dict[str, Any]:
    """Return what a run holds in a region."""
    return holdings_in(run, run.tables(READ), region)


def _summed(rows: list[dict[str, Any]]) -> dict[tuple[str, ...], list[Decimal]]:
    """Return measure, basis, issuer and side → the ends, where they are not all zero."""
    sums: dict[tuple[str, ...], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
    for row in rows:
        key = (row["measure"], row["basis"], row["group"], row["side"])
        sums[key] = [total + row[end] for total, end in zip(sums[key], ENDS, strict=True)]
    return {key: ends for key, ends in sums.items() if any(ends)}


def _told(sites: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return sites, each told from others of its issuer and place by its people."""
    return [{**row, "location": "None" if row["employment"] is None else f"{row['employment']:.0f}"} for row in sites]
