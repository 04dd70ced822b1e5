"""What the holdings finance: parts of companies, and the jobs, layoffs and emissions attributed with them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from screener.engine import open_engine, read_step
from screener.expose import attributed
from screener.tables import TABLES

if TYPE_CHECKING:
    from screener.engine import Engine
    from screener.findings import Finding

AS_OF = date(2024, 12, 31)
NOTICES = pa.schema(
    {"issuer_id": pa.string(), "county_fips": pa.string(), "state": pa.string()}
    | {"notice_date": pa.date32(), "employees_affected": pa.int32()}
)
KNOWN = pa.schema(
    {"subject_id": pa.string(), "fact": pa.string()} | {"value": pa.float64(), "data_quality_score": pa.int64()}
)
ILLINOIS = ("17", "17031", "17143")
"""A home that is a whole state of two counties."""


class Companies:
    """Collects what is held and known of companies, runs the steps, and answers with figures."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("issuers", "positions", "securities", "company_figures", "establishments")
        }
        self.notices: list[dict[str, Any]] = []
        self.known: list[dict[str, Any]] = []

    def hold(self, issuer: str | None, value: str, asset_class: str = "equity", kind: str = "company") -> Companies:
        """Hold a security of an issuer."""
        number = len(self.rows["positions"]) + 1
        if issuer and issuer not in [row["issuer_id"] for row in self.rows["issuers"]]:
            self.rows["issuers"].append({"issuer_id": issuer, "issuer_name": issuer, "kind": kind})
        self.rows["securities"].append({"security_id": f"s{number}", "asset_class": asset_class})
        self.rows["positions"].append(
            {
                "position_id": f"p{number}",
                "account": "A",
                "path": "",
                "security_id": f"s{number}",
                "issuer_id": issuer,
                "footprint_id": issuer or "unknown",
                "side": "short" if value.startswith("-") else "long",
                "market_value": Decimal(value),
                "lines": 1,
                "unpriced_lines": 0,
            }
        )
        return self

    def state(self, issuer: str, score: int = 1, **figures: int | str) -> Companies:
        """State figures of a company."""
        for figure, value in figures.items():
            self.rows["company_figures"].append(
                {
                    "source_file": "f.csv",
                    "source_row": len(self.rows["company_figures"]) + 2,
                    "figure": figure,
                    "issuer_id": issuer,
                    "value": Decimal(value),
                    "basis": "evic" if figure == "enterprise_value" else None,
                    "data_quality_score": score if figure == "emissions" else None,
                    "as_of": date(2023, 12, 31),
                    "published": date(2024, 2, 28),
                    "source": "constructed",
                    "is_old": False,
                    "standing": "used",
                }
            )
        return self

    def employ(
        self, issuer: str, place: str, people: str, tier: str = "1", naics: str | None = "3312", score: int = 2
    ) -> Companies:
        """Add a site with its people."""
        number = str(len(self.rows["establishments"]))
        self.rows["establishments"].append(
            {
                "issuer_id": issuer,
                "establishment_id": number,
                "kind": "as reported",
                "place": place,
                "naics": naics,
                "employment": Decimal(people),
                "employment_basis": "counted" if tier in "12" else "modelled:county",
                "location_tier": tier,
                "data_quality_score": score,
                "published": AS_OF,
                "dataset": "test",
                "source_row": number,
            }
        )
        return self

    def run(self, home: tuple[str, ...] = ILLINOIS) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
        """Return the attributions by issuer, and the impacts by figure."""
        engine = self._calculated(home)
        attributions = {row["issuer_id"]: row for row in engine.fetch("attributions").to_pylist()}
        impacts = {row["figure"]: row for row in engine.fetch("impacts").to_pylist()}
        return attributions, impacts

    def findings(self) -> list[Finding]:
        """Return what a person should know about the parts."""
        return attributed.findings(self._calculated(ILLINOIS))

    def _calculated(self, home: tuple[str, ...]) -> Engine:
        """Return an engine that ran the steps."""
        engine = open_engine()
        for name, rows in self.rows.items():
            engine.load(name, TABLES[name].of(rows))
        places = [
            {"place": "17031", "state": "IL", "state_fips": "17"},
            {"place": "21067", "state": "KY", "state_fips": "21"},
        ]
        engine.load("places", pa.Table.from_pylist(places))
        engine.load("home_places", pa.table({"place": pa.array(home, pa.string())}))
        engine.load("_recent_notices", pa.Table.from_pylist(self.notices, NOTICES))
        engine.load("_known_observations", pa.Table.from_pylist(self.known, KNOWN))
        for step in ("_financed", "_home_jobs", "attributions", "impacts"):
            engine.run(read_step("screener.expose", step))
        return engine


def three(emissions: tuple[int, int, int], values: tuple[int, int, int], revenue: tuple[int, ...] = ()) -> Companies:
    """Hold 100, 200 and 50 million of three companies; money of the example is read as millions."""
    companies = Companies()
    for number, (name, held) in enumerate(zip("ABC", (100, 200, 50), strict=True)):
        companies.hold(name, f"{held}000000").state(name, enterprise_value=f"{values[number]}000000")
        companies.state(name, emissions=emissions[number])
        if revenue:
            companies.state(name, revenue=f"{revenue[number]}000000")
    return companies


def test_financed_emissions_and_footprint_of_the_published_example() -> None:
    """Documentation of the R package Trading (TCFD metrics), inputs; by hand 5 + 100 + 10 = 115, and over 350."""
    _, impacts = three((1000, 5000, 6000), (20000, 10000, 30000)).run()

    assert impacts["financed_emissions"]["value"] == pytest.approx(115, abs=1e-9)
    assert impacts["carbon_footprint"]["value"] == pytest.approx(0.3285714, abs=5e-8)
    assert impacts["financed_emissions"]["covered"] == Decimal("350000000.00")


def test_parts_of_a_companys_total_name_the_iris_metric_of_that_total() -> None:
    """IRIS+ 5.3: OI8869 permanent employees, OI1479 greenhouse gases. A ratio is no part, and none is of layoffs."""
    _, impacts = Companies().hold("A", "10").run()

    assert {figure: row["iris_metric"] for figure, row in impacts.items()} == {
        "jobs_counted": "OI8869",
        "jobs_modelled": "OI8869",
        "manufacturing_jobs_counted": "OI8869",
        "manufacturing_jobs_modelled": "OI8869",
        "layoff_jobs": None,
        "financed_emissions": "OI1479",
        "financed_facility_emissions": "OI1479",
        "carbon_footprint": None,
        "carbon_intensity": None,
        "weighted_average_carbon_intensity": None,
    }


def test_carbon_intensity_of_the_published_example() -> None:
    """As above: emissions 5 + 100 + 20 = 125 over revenue 10 + 100 + 10 = 120."""
    _, impacts = three((1000, 5000, 6000), (20000, 10000, 15000), (2000, 5000, 3000)).run()

    assert impacts["carbon_intensity"]["value"] == pytest.approx(1.0416667, abs=5e-8)


def test_weighted_average_carbon_intensity_of_the_published_example() -> None:
    """As above: 100/350 × 0.5 + 200/350 × 1 + 50/350 × 2/3; no enterprise value is needed."""
    companies = three((1000, 5000, 2000), (1, 1, 1), (2000, 5000, 3000))
    companies.rows["company_figures"] = [
        row for row in companies.rows["company_figures"] if row["figure"] != "enterprise_value"
    ]
    _, impacts = companies.run()

    assert impacts["weighted_average_carbon_intensity"]["value"] == pytest.approx(0.8095238, abs=5e-8)
    assert impacts["financed_emissions"]["value"] is None
    assert impacts["financed_emissions"]["covered"] == 0


@pytest.mark.parametrize(
    ("held", "score"),
    [
        # 3,105,217 ÷ 1,023,967, then its two lines of oil and gas: 2,504,520 ÷ 709,874
        ({"522425": 3, "187449": 5, "82778": 1, "108997": 1, "67556": 2, "54762": 5}, 3.03),
        ({"522425": 3, "187449": 5}, 3.53),
    ],
)
def test_scores_are_weighted_by_the_amount_outstanding(held: dict[str, int], score: float) -> None:
    """PCAF, Financed Emissions, 2nd edition (2022), Box 8."""
    companies = Companies()
    for value, its_score in held.items():
        companies.hold(value, value).state(value, its_score, enterprise_value=10_000_000, emissions=1000)
    _, impacts = companies.run()

    assert round(impacts["financed_emissions"]["mean_data_quality_score"], 2) == score


def test_without_enterprise_value_there_is_no_part() -> None:
    """10 of 1,000 of A; of B nothing is known, so that it adds neither zero nor its whole, and is not covered."""
    companies = Companies().hold("A", "10").hold("B", "30").state("A", enterprise_value=1000)
    companies.employ("A", "17031", "500").employ("B", "17031", "700")
    attributions, impacts = companies.run()

    assert attributions["A"]["attribution_factor"] == pytest.approx(0.01)
    assert attributions["B"]["attribution_factor"] is None
    assert attributions["B"]["is_above_whole"] is None
    assert impacts["jobs_counted"]["value"] == pytest.approx(5)
    assert (impacts["jobs_counted"]["covered"], impacts["jobs_counted"]["total"]) == (
        Decimal("10.00"),
        Decimal("40.00"),
    )


def test_nothing_known_is_null_and_not_zero() -> None:
    """One company of which there is no figure at all: every figure stands there, without a value."""
    _, impacts = Companies().hold("A", "10").run()

    assert {row["value"] for row in impacts.values()} == {None}
    assert {row["covered"] for row in impacts.values()} == {Decimal("0.00")}
    assert {row["total"] for row in impacts.values()} == {Decimal("10.00")}


def test_more_than_the_whole_is_shown_and_not_capped() -> None:
    """150 held of a company said to be worth 100: one and a half of its 40 tonnes."""
    attributions, impacts = Companies().hold("A", "150").state("A", enterprise_value=100, emissions=40).run()

    assert (attributions["A"]["attribution_factor"], attributions["A"]["is_above_whole"]) == (1.5, True)
    assert impacts["financed_emissions"]["value"] == pytest.approx(60)


def test_only_long_shares_corporate_debt_and_private_holdings_finance() -> None:
    """100 + 20 + 5 of A; a short position is not netted, and what no issuer was found for is in the total alone."""
    companies = Companies().hold("A", "100").hold("A", "20", "corporate_debt").hold("A", "5", "private")
    companies.hold("A", "-60").hold("A", "7", "option").hold("F", "9", "fund").hold(
        "G", "9", "corporate_debt", "government"
    )
    companies.hold(None, "3").hold("Z", "0").state("A", enterprise_value=1250)
    attributions, impacts = companies.run()

    assert list(attributions) == ["A"]
    assert attributions["A"]["market_value"] == Decimal("125.00")
    assert attributions["A"]["attribution_factor"] == pytest.approx(0.1)
    assert impacts["jobs_counted"]["total"] == Decimal("128.00")


def test_jobs_counted_and_modelled_stand_apart() -> None:
    """A tenth of each. A: 300 + 100 counted, 300 of them making; its modelled plant is left out. B: 50 modelled."""
    companies = Companies().hold("A", "10").hold("B", "10")
    companies.state("A", enterprise_value=100).state("B", enterprise_value=100)
    companies.employ("A", "17031", "300").employ("A", "17143", "100", "2", "5221", 4).employ("A", "21067", "900")
    companies.employ("A", "17143", "50", "3", score=5).employ("B", "17", "50", "3", score=5)
    attributions, impacts = companies.run()

    assert (attributions["A"]["counted_jobs"], attributions["A"]["modelled_jobs"]) == (400, None)
    assert (attributions["B"]["counted_jobs"], attributions["B"]["modelled_jobs"]) == (None, 50)
    # (300 × 2 + 100 × 4) ÷ 400
    assert attributions["A"]["jobs_score"] == pytest.approx(2.5)
    values = {figure: impacts[figure]["value"] for figure in impacts if "jobs" in figure}
    assert values == {
        "jobs_counted": pytest.approx(40),
        "jobs_modelled": pytest.approx(5),
        "manufacturing_jobs_counted": pytest.approx(30),
        "manufacturing_jobs_modelled": pytest.approx(5),
        "layoff_jobs": None,
    }


@pytest.mark.parametrize(
    ("total", "place", "home", "jobs"),
    [
        (900, "21067", ILLINOIS, 0),  # everybody is counted elsewhere
        (901, "21067", ILLINOIS, None),  # one person may be anywhere
        (None, "21067", ILLINOIS, None),
        (900, "unknown", ILLINOIS, None),
        (900, "17", ("17031",), None),  # somewhere in the state: perhaps in the county that is home
        (900, "17", ILLINOIS, 900),
    ],
)
def test_nobody_in_the_region_is_certain_only_of_a_whole_count(
    total: int | None, place: str, home: tuple[str, ...], jobs: int | None
) -> None:
    """Unknown is never zero: 900 people in one place, of a company of 900, of 901, or of nobody knows how many."""
    companies = Companies().hold("A", "10").employ("A", place, "900")
    companies.rows["issuers"][0]["total_employment"] = total
    attributions, _ = companies.run(home)

    assert attributions["A"]["counted_jobs"] == jobs


def test_people_whose_industry_nobody_says_are_not_known_to_make_anything() -> None:
    """200 people at a site without an industry: counted, and unknown of manufacturing."""
    attributions, _ = Companies().hold("A", "10").employ("A", "17031", "200", naics=None).run()

    assert (attributions["A"]["counted_jobs"], attributions["A"]["counted_manufacturing_jobs"]) == (200, None)


@pytest.mark.parametrize(
    ("sites", "made", "at_least"),
    [
        # 1,000 of an industry that nobody says may make something, whatever the 10 in shops do
        ({None: "1000", "4451": "10"}, None, False),
        ({None: "1000", "3312": "10"}, 10, True),
        ({None: "0", "4451": "10"}, 0, False),
        ({"3312": "1000", "4451": "10"}, 1000, False),
    ],
)
def test_manufacturing_beside_people_of_unknown_industry_is_unknown_or_at_least(
    sites: dict[str | None, str], made: int | None, at_least: bool
) -> None:
    """A tenth of what is known to manufacture; unknown is never zero."""
    companies = Companies().hold("A", "10").state("A", enterprise_value=100)
    for naics, people in sites.items():
        companies.employ("A", "17031", people, naics=naics)
    attributions, impacts = companies.run()
    figure = impacts["manufacturing_jobs_counted"]

    assert attributions["A"]["counted_manufacturing_jobs"] == made
    assert attributions["A"]["is_manufacturing_at_least"] is at_least
    assert figure["value"] == (None if made is None else pytest.approx(made / 10))
    assert (figure["is_at_least"], impacts["jobs_counted"]["is_at_least"]) == (at_least, False)


def test_a_sum_is_at_least_that_where_one_company_is() -> None:
    """B is known whole and A is not: 1 + 2 people, or more."""
    companies = Companies().hold("A", "10").hold("B", "10")
    companies.state("A", enterprise_value=100).state("B", enterprise_value=100)
    companies.employ("A", "17031", "10").employ("A", "17031", "5", naics=None).employ("B", "17031", "20")
    _, impacts = companies.run()

    assert impacts["manufacturing_jobs_counted"]["value"] == pytest.approx(3)
    assert impacts["manufacturing_jobs_counted"]["is_at_least"] is True


def test_layoffs_stand_beside_jobs() -> None:
    """A tenth of 80 + 20 jobs, one notice of which names the state alone; the 400 jobs there are not made fewer."""
    companies = Companies().hold("A", "10").state("A", enterprise_value=100).employ("A", "17031", "400")
    day = {"issuer_id": "A", "notice_date": AS_OF}
    companies.notices = [
        {**day, "county_fips": "17031", "employees_affected": 80},
        {**day, "state": "IL", "employees_affected": 20},
        {**day, "county_fips": "21067", "employees_affected": 5},
    ]
    attributions, impacts = companies.run()

    assert (attributions["A"]["layoff_notices"], attributions["A"]["layoff_jobs"]) == (2, 100)
    assert impacts["layoff_jobs"]["value"] == pytest.approx(10)
    assert impacts["jobs_counted"]["value"] == pytest.approx(40)


@pytest.mark.parametrize(
    ("home", "notices", "jobs"),
    [
        (("17031",), 2, None),  # the 20 may be in the county that is home, or in another
        (("17031", "21067"), 2, None),
        (("21067",), 0, None),  # another state: no notice there
        (("17143",), 1, None),
        (("17", "17031"), 2, 100),
    ],
)
def test_a_notice_that_names_the_state_alone_makes_layoffs_of_counties_unknown(
    home: tuple[str, ...], notices: int, jobs: int | None
) -> None:
    """80 jobs in Cook County and 20 somewhere in Illinois, of which some counties are home, or all."""
    companies = Companies().hold("A", "10").state("A", enterprise_value=100)
    day = {"issuer_id": "A", "notice_date": AS_OF}
    companies.notices = [
        {**day, "county_fips": "17031", "employees_affected": 80},
        {**day, "state": "IL", "employees_affected": 20},
    ]
    attributions, impacts = companies.run(home)

    assert (attributions["A"]["layoff_notices"], attributions["A"]["layoff_jobs"]) == (notices, jobs)
    assert impacts["layoff_jobs"]["value"] == (None if jobs is None else pytest.approx(10))


def test_a_notice_without_a_number_makes_layoffs_unknown() -> None:
    """80 jobs and a notice of nobody knows how many."""
    companies = Companies().hold("A", "10")
    day = {"issuer_id": "A", "notice_date": AS_OF, "county_fips": "17031"}
    companies.notices = [{**day, "employees_affected": 80}, day]
    attributions, _ = companies.run()

    assert (attributions["A"]["layoff_notices"], attributions["A"]["layoff_jobs"]) == (2, None)


def test_facilities_are_only_a_part_of_a_companys_emissions() -> None:
    """A tenth of each: A states 50 t, whatever its facilities emit; the 30 t of facilities of B stand apart."""
    companies = (
        Companies().hold("A", "10").hold("B", "10").state("A", 1, enterprise_value=100, emissions=50, revenue=10)
    )
    companies.state("B", enterprise_value=100, revenue=10)
    companies.known = [
        {"subject_id": issuer, "fact": "emissions", "value": value, "data_quality_score": 2}
        for issuer, value in {"A": 40.0, "B": 30.0}.items()
    ]
    attributions, impacts = companies.run()

    assert [attributions[issuer]["emissions_basis"] for issuer in "AB"] == ["stated", "facilities only"]
    assert impacts["financed_emissions"]["value"] == pytest.approx(5)
    assert impacts["financed_facility_emissions"]["value"] == pytest.approx(3)
    # PCAF's tables score a company's figure, and none is of a part
    assert attributions["B"]["emissions_score"] is None
    assert impacts["financed_facility_emissions"]["mean_data_quality_score"] is None
    assert impacts["financed_emissions"]["mean_data_quality_score"] == 1
    # 50 t over 10 of revenue, for the covered half alone: 5 t a unit, or 5 million a million
    assert impacts["weighted_average_carbon_intensity"]["value"] == pytest.approx(5_000_000)
    assert impacts["weighted_average_carbon_intensity"]["covered"] == Decimal("10.00")


def test_no_revenue_is_no_intensity() -> None:
    """A company with emissions and a revenue of zero has no tonnes per million; it is not covered."""
    companies = Companies().hold("A", "10").state("A", enterprise_value=100, emissions=50, revenue=0)
    _, impacts = companies.run()

    assert impacts["weighted_average_carbon_intensity"]["value"] is None
    assert impacts["carbon_intensity"]["issuers"] == 0


def test_more_than_the_whole_is_a_finding_that_names_the_company() -> None:
    """150 held of A and 30 of B, each said to be worth 100: A alone is more than the whole."""
    companies = Companies().hold("A", "150").hold("B", "30")
    companies.state("A", enterprise_value=100).state("B", enterprise_value=100)
    (finding,) = companies.findings()

    assert (finding.code, finding.market_value) == ("part-above-whole", Decimal("150.00"))
    assert finding.message == (
        "more than the whole is held of 1 company by the enterprise value on file: A: 1.50 times; "
        "the part is used as it is, never capped"
    )
    assert Companies().hold("B", "30").state("B", enterprise_value=100).findings() == []
