"""Pictures: what they say, what they draw, and that a page, a reader and a PDF can carry them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import altair as alt
import pytest
import vl_convert

from screener.report.change import CAUSES as NAMES
from screener.report.change import Change
from screener.report.charts.classes import PAINTS, classes_of
from screener.report.charts.county_map import home_map, nation_map
from screener.report.charts.multiples import panels
from screener.report.charts.outlines import COUNTRY, merged, outlined, outlines
from screener.report.charts.picture import RULE, VEGA_LITE
from screener.report.charts.waterfall import finding, waterfalls
from screener.report.counties import Counties
from screener.report.figures import Figure, Interval
from screener.report.history import Quarter, Trend
from screener.tables import CHANGE_CAUSES

SVG = "{http://www.w3.org/2000/svg}"
CAUSES = [cause for cause in CHANGE_CAUSES if cause != "before"]


def _exactly(amount: int) -> Interval:
    return Interval(*[Decimal(amount)] * 3)


def a_change(before: int, *added: int) -> Change:
    """Return a change by the first causes."""
    causes = tuple((cause, _exactly(amount)) for cause, amount in zip(CAUSES, added, strict=False))
    return Change("in_state_manufacturing", "operations", _exactly(before), causes)


def a_trend(*bests: int | None, high: int = 20_000_000) -> Trend:
    """Return a measure on the last days of the months from January 2024 on."""
    quarters = tuple(
        Quarter(
            as_of=date(2024, month, 28),
            run_id=str(month),
            low=Decimal(0),
            best=None if best is None else Decimal(best),
            high=Decimal(high),
            market_value=Decimal(100_000_000),
            located=None,
            rules="r",
        )
        for month, best in enumerate(bests, start=1)
    )
    return Trend("in_state", "operations", quarters)


@pytest.fixture(scope="module")
def counties(summary: Any) -> Any:
    return summary.counties


def _tree(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  our own drawing


def _lightness(paint: str) -> float:
    """Return CIE lightness of a colour, 0 black to 100 white (IEC 61966-2-1 and CIE 1976)."""
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in (int(paint[at : at + 2], 16) / 255 for at in (1, 3, 5))
    ]
    luminance = sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))
    return 116 * luminance ** (1 / 3) - 16


def test_shades_can_be_told_apart_in_grey() -> None:
    """Ten steps of lightness are seen at a glance; a just noticeable difference is one."""
    shades = [_lightness(paint) for paint in PAINTS.values() if paint.startswith("#")]

    assert all(lighter - darker > 10 for lighter, darker in pairwise(shades))


def test_limits_are_powers_of_ten_below_the_largest_amount() -> None:
    """3,438,374 reaches one million: the classes begin at 10 thousand, 100 thousand and 1 million."""
    classes = classes_of([Decimal(3_438_374), Decimal(-5_000_000)])

    amounts = (0, -1, 9_999, 10_000, 99_999, 100_000, 999_999, 1_000_000)
    assert [classes.of(Decimal(amount)) for amount in amounts] == ["none", "short", "1", "2", "2", "3", "3", "4"]
    assert dict(classes.legend(["4", "2", "none"])) == {
        "none": "nothing placed there",
        "2": "10 thousand to under 100 thousand",
        "4": "1 million or more",
    }


def test_every_county_has_an_outline() -> None:
    """The Census had 3,142 counties in 2017; Illinois has 102, Connecticut had 8, Alaska's were 29."""
    country = {one["id"] for one in outlines(COUNTRY)["objects"]["counties"]["geometries"]}

    assert len(country) == 3_142
    assert {code for state in {code[:2] for code in country} for code in outlined(state)} == country
    assert [len(outlined(state)) for state in ("17", "09", "02", "72")] == [102, 8, 29, 0]


def test_only_what_is_drawn_is_handed_on() -> None:
    drawn = merged("17", "counties", {"17031": "4", "17043": "2"})

    assert [shape["properties"]["class"] for shape in drawn["objects"]["shapes"]["geometries"]] == ["2", "4"]
    assert len(drawn["arcs"]) < 20


def test_a_map_says_where_the_most_is(counties: Counties) -> None:
    found = home_map(counties, "in_state", "Illinois", "USD")

    assert found is not None
    assert found.picture.says == (
        "Illinois by county, all industries: The most is in Cook: USD 12.9 million, 100% of what is placed in a "
        "county. 1 county has money by best estimate."
    )


def test_what_is_not_on_file_is_hatched_and_not_white(counties: Counties) -> None:
    """The example knows one county: the other 101 outlines have no figure, which is no zero."""
    found = home_map(counties, "in_state", "Illinois", "USD")

    assert found is not None
    assert [name for name, _ in found.legend] == ["4", "unknown"]
    assert 'fill="url(#map-in-state-unknown)"' in found.picture.svg


def test_more_sold_short_than_held_is_no_shade_of_money(counties: Counties) -> None:
    (cook,) = counties.parts
    short = replace(cook, exact={"in_state": Figure(short=_exactly(-5))})

    found = home_map(replace(counties, parts=(short,)), "in_state", "Illinois", "USD")

    assert found is not None
    assert "short" in dict(found.legend)


def test_a_state_where_no_county_is_known_has_no_map(counties: Counties) -> None:
    (cook,) = counties.parts
    nowhere = replace(counties, parts=(replace(cook, exact={}),))

    assert home_map(nowhere, "in_state", "Illinois", "USD") is None
    assert nation_map(replace(counties, nation={"17031": Decimal(0)}), "USD") is None


def test_a_territory_without_outlines_has_no_map(counties: Counties) -> None:
    assert home_map(replace(counties, state="PR"), "in_state", "Puerto Rico", "USD") is None


def test_a_waterfall_says_both_ends_and_the_largest_cause() -> None:
    """8,100 + 400 - 650 + 57 = 7,907 thousand: 193 thousand less, 2.38 % of 8,100."""
    words = finding(a_change(8_100_000, 400_000, -650_000, 57_000), "USD")

    assert words == (
        "From USD 8.1 million to 7.9 million: down 193.0 thousand (2.4%). The largest cause is prices, −650.0 thousand."
    )


def test_every_cause_has_a_name_that_a_trustee_can_read() -> None:
    """The names of the tables are for programs: "look_through", "program"."""
    assert list(NAMES) == list(CHANGE_CAUSES)
    assert not any("_" in name for name in NAMES.values())


def test_no_line_runs_through_the_words_of_a_bar() -> None:
    """Lines at 4 %, 50 % and 96 % of 360: the outer two end over the words, the middle one reaches its bar."""
    (picture,) = waterfalls([a_change(0, 200, 200)], "USD")

    tree = _tree(picture.svg)
    lines = [
        (*map(float, re.findall(r"[\d.]+", line.get("transform", ""))), float(line.get("y2", "0")))
        for line in tree.iter(f"{SVG}line")
        if line.get("stroke") == RULE
    ]
    baselines = [float(re.findall(r"[\d.]+", text.get("transform", ""))[1]) for text in tree.iter(f"{SVG}text")]
    reach = {x: baseline - (y + length) for x, y, length in lines for baseline in baselines if 0 < baseline - y < 42}
    # a capital of 12 units is 9 high: a line that ends 14 over the baseline is clear of it; one at -4 is at the bar
    assert reach == {14.4: 14, 180: -4, 345.6: 14}


def test_causes_that_cancel_out_are_said_to() -> None:
    assert "the causes cancel out" in finding(a_change(1_000, 10, -10), "USD")


def test_each_bar_begins_where_the_one_before_ends() -> None:
    """From 0 to 400 and down to 300: on a scale that has zero in it the bars are 4 and 1 parts long."""
    (picture,) = waterfalls([a_change(0, 400, -100)], "USD")

    bars = [path.get("d") for path in _tree(picture.svg).iter(f"{SVG}path") if path.get("stroke-width") == "1"]
    spans = [[float(x) for x in re.findall(r"[\d.]+", d)[:1] + re.findall(r"h([\d.]+)", d)[:1]] for d in bars if d]
    (first, long), (second, brief) = spans
    assert first + long == pytest.approx(second + brief, abs=0.2)
    assert long / brief == pytest.approx(4, abs=0.01)


def test_what_did_not_move_has_no_picture() -> None:
    assert waterfalls([a_change(5, 0, 0)], "USD") == ()


def test_a_trend_takes_two_quarters() -> None:
    assert panels([a_trend(5)], "USD") == ()
    assert [panel.picture.title for panel in panels([a_trend(None, 5)], "USD")] == ["Net holdings"]


def test_a_trend_says_its_first_and_last_figure() -> None:
    panel, _ = panels([a_trend(6_000_000, 7_000_000, 9_000_000)], "USD")

    assert panel.picture.finding == (
        "From USD 6.0 million on January 28, 2024 to 9.0 million on March 28, 2024, up 50.0%. "
        "Its range is 0 to 20.0 million."
    )


def test_a_range_far_beyond_the_estimates_is_said_and_not_drawn_whole() -> None:
    """A scale that held 900 million would leave nothing to see of 9."""
    panel, _ = panels([a_trend(6_000_000, 9_000_000, high=900_000_000)], "USD")

    assert "The band runs out of the picture at the top: the high end is up to 900.0 million." in panel.picture.finding
    assert ">15 million<" in panel.picture.svg
    assert ">high: up to 900.0 million<" in panel.picture.svg
    assert 'fill="url(#trend-in-state-beyond)"' in panel.picture.svg


def test_a_range_that_fits_is_not_torn_off() -> None:
    panel, _ = panels([a_trend(6_000_000, 9_000_000)], "USD")

    assert "beyond" not in panel.picture.svg
    assert "high:" not in panel.picture.svg


def test_a_line_breaks_where_a_quarter_is_unknown() -> None:
    def lines(trend: Trend) -> int:
        svg = panels([trend], "USD")[0].picture.svg
        return sum(path.get("stroke-width") == "2.5" for path in _tree(svg).iter(f"{SVG}path"))

    assert (lines(a_trend(5, 5, 5, 5, 5)), lines(a_trend(5, 5, None, 5, 5))) == (1, 2)


@pytest.fixture(scope="module")
def drawings(counties: Counties) -> list[str]:
    """Return one drawing of each kind."""
    maps = [home_map(counties, name, "Illinois", "USD") for name in ("in_state", "in_state_manufacturing")]
    found = [one.picture for one in [*maps, nation_map(counties, "USD")] if one]
    found += waterfalls([a_change(100, 40, -60)], "USD")
    found += [panel.picture for panel in panels([a_trend(5, 6, high=900)], "USD")]
    return [str(picture.svg) for picture in found]


@pytest.fixture(scope="module")
def charts(counties: Counties) -> list[dict[str, Any]]:
    """Return what is handed to the engine for one drawing of each kind."""
    drawn: list[dict[str, Any]] = []
    engine = vl_convert.vegalite_to_svg

    def kept(chart: str, vl_version: str) -> str:
        drawn.append(json.loads(chart))
        return engine(chart, vl_version=vl_version)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(vl_convert, "vegalite_to_svg", kept)
        home_map(counties, "in_state", "Illinois", "USD")
        nation_map(counties, "USD")
        waterfalls([a_change(100, 40, -60)], "USD")
        panels([a_trend(5, 6), a_trend(5, 6, high=900)], "USD")
    return drawn


def test_every_chart_is_one_that_altair_reads(charts: list[dict[str, Any]]) -> None:
    """`from_dict` holds a chart against the schema of Vega-Lite that Altair comes with, and to_dict does again."""
    assert len(charts) == 5
    for chart in charts:
        assert alt.Chart.from_dict(chart).to_dict()["layer"]


def test_charts_are_written_for_the_version_that_draws_them(charts: list[dict[str, Any]]) -> None:
    """Vega-Lite has breaking changes: the schema that they are held against, and the engine, are of one version."""
    assert VEGA_LITE in vl_convert.get_vegalite_versions()
    assert alt.SCHEMA_VERSION.startswith(f"v{VEGA_LITE}.")
    assert {chart["$schema"] for chart in charts} == {f"https://vega.github.io/schema/vega-lite/v{VEGA_LITE}.json"}


def test_drawings_need_nothing_from_the_page(drawings: list[str]) -> None:
    """The page forbids styles and scripts, and the PDF knows neither."""
    assert len(drawings) == 6
    for svg in drawings:
        nodes = list(_tree(svg).iter())
        assert not {node.tag.removeprefix(SVG) for node in nodes} & {"script", "style", "foreignObject", "image", "use"}
        assert not any(set(node.attrib) & {"style", "href"} for node in nodes)
        assert [node.get("role") for node in nodes if node.get("role") or node.get("aria-label")] == ["img"]
        used = set(re.findall(r"url\(#([^)]+)\)", svg))
        assert used <= {node.get("id") for node in nodes}


def test_no_word_is_smaller_than_twelve(drawings: list[str]) -> None:
    """On a phone of 390 pixels a picture of 360 units is as wide as it is drawn: 12 units are 12 pixels."""
    sizes = [
        float(node.get("font-size", "0").removesuffix("px"))
        for svg in drawings
        for node in _tree(svg).iter(f"{SVG}text")
    ]

    assert min(sizes) == 12


def test_words_stand_out_from_the_ground(drawings: list[str]) -> None:
    """WCAG 2.1, 1.4.3: 4.5 to 1 on white. On a map a white edge is about each word."""
    paints = {node.get("fill", "") for svg in drawings for node in _tree(svg).iter(f"{SVG}text")}

    assert paints == {"#14202c", "#465564"}
    # contrast is (1 + 0.05) to (luminance + 0.05): 4.5 to 1 is a luminance of 0.1833, a lightness of 49.9
    assert all(_lightness(paint) < 49.9 for paint in paints)


def test_ids_are_unique_on_a_page(drawings: list[str]) -> None:
    ids = [name for svg in drawings for name in re.findall(r'\bid="([^"]+)"', svg)]

    assert len(ids) == len(set(ids)) > 0


def test_equal_figures_give_equal_bytes(counties: Counties) -> None:
    """The engine counts what it drew before: nothing of that may be left in a picture."""
    first, again = (home_map(counties, "in_state", "Illinois", "USD") for _ in range(2))

    assert first == again
    assert panels([a_trend(5, 6)], "USD") == panels([a_trend(5, 6)], "USD")


def test_a_name_is_never_markup(counties: Counties) -> None:
    (cook,) = counties.parts
    named = replace(counties, parts=(replace(cook, label="<script>&"),))

    found = home_map(named, "in_state", "Illinois", "USD")

    assert found is not None
    assert "<script" not in found.picture.svg
    assert "&lt;script&gt;&amp;" in found.picture.svg


def test_pictures_are_of_the_operations_basis() -> None:
    change = replace(a_change(1, 1), basis="headquarters")

    assert waterfalls([change], "USD") == panels([SimpleNamespace(basis="headquarters")], "USD") == ()  # type: ignore[list-item]
