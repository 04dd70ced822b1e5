"""What a notebook shows: charts as SVG, compact tables, progress, errors."""

from __future__ import annotations

import importlib
import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from screener import api
from screener.api import display, progress
from screener.errors import InputError, ScreenerError
from screener.tables import CHANGES, COVERAGE, DECISIONS, EXPOSURES, FOOTPRINT, REGIONS

ENDS = ("low", "best", "high")
ROWS = [
    {"name": "In-state", "low": Decimal("1500000.10"), "best": Decimal("2500000.25"), "high": Decimal(4000000)},
    {"name": "Manufacturing", "low": Decimal(0), "best": None, "high": Decimal(900000)},
    {"name": "Jobs & pay", "low": None, "best": None, "high": None},
]
NAMESPACE = "http://www.w3.org/"


def decision(subject: str, outcome: str, *, describes: bool = False, rulebook: str = "coal") -> dict[str, Any]:
    return {
        "rulebook_id": rulebook, "criterion_id": f"{outcome}-{describes}", "subject": "issuer", "subject_id": subject,
        "outcome": outcome, "evidence": "{}", "parameters": "{}", "use": "decision", "describes": describes,
    }  # fmt: skip


DECIDED = DECISIONS.of([
    decision("a", "pass"), decision("b", "pass"), decision("c", "fail"), decision("d", "insufficient_data"),
    decision("e", "fail", describes=True), decision("*", "not_applicable"),
])  # fmt: skip


def exposed(county: str, side: str, best: int) -> dict[str, Any]:
    return {
        "measure": "in_state", "basis": "operations", "grouping": "county", "group": county, "side": side,
        "location_tier": "1", "low": Decimal(0), "best": Decimal(best), "high": Decimal(0),
    }  # fmt: skip


def changed(step: int, cause: str, best: int) -> dict[str, Any]:
    ends = dict.fromkeys(("low", "best", "high"), Decimal(best))
    return {"measure": "in_state", "basis": "operations", "step": step, "cause": cause, **ends}


COUNTIES = [("17031", "Cook County, IL"), ("17097", "Lake County, IL"), ("17001", "Adams County, IL")]
NAMED = REGIONS.of([{"grouping": "county", "group": code, "name": name, "place": code} for code, name in COUNTIES])
PLACED = EXPOSURES.of([exposed("17031", "long", 9000000), exposed("17031", "short", -1000000)])
WALK = CHANGES.of([changed(0, "before", 100), changed(1, "trades", -30), changed(2, "prices", 50)])
SWEPT = [{"value": 0.1, "low": 1, "best": 2, "high": 3, "fail": 5}, {"value": 0.2, "low": 1, "best": None, "high": 3}]


BOTH = [
    {"name": row["name"], **{f"{end}_{side}": row[end] for end in ENDS for side in ("before", "after")}} for row in ROWS
]


def charts() -> dict[str, Any]:
    return {
        "intervals": display.intervals(ROWS, "Money"),
        "beside": display.beside(BOTH, "Money"),
        "outcomes": display.outcomes(DECIDED),
        "county_map": display.county_map(NAMED, PLACED, "IL", measure="in_state"),
        "waterfall": display.waterfall(WALK, measure="in_state"),
        "sweep": display.sweep(SWEPT, "Money by threshold"),
    }


def drawn_rows(chart: dict[str, Any], part: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows that a part of a chart draws."""
    rows: list[dict[str, Any]] = chart["datasets"][part["data"]["name"]]
    return rows


def test_charts_draw_the_same_bytes_twice_and_ask_for_nothing() -> None:
    """Every chart is an SVG without an address in it, and equal charts are equal bytes."""
    for (name, first), again in zip(charts().items(), charts().values(), strict=True):
        drawn = display.svg(first.to_dict())
        assert drawn.startswith("<svg"), name
        assert drawn == display.svg(again.to_dict()), name
        assert "http" not in drawn.replace(NAMESPACE, ""), name


def test_a_range_is_drawn_from_low_to_high_with_its_best_estimate() -> None:
    """The exact ends are the bar's; what is unknown has no place, and the word."""
    chart = display.intervals(ROWS, "Money").to_dict()
    rows = drawn_rows(chart, chart["layer"][0])
    assert [(row["low"], row["best"], row["high"]) for row in rows] == [
        (1500000.1, 2500000.25, 4000000.0),
        (0.0, None, 900000.0),
        (None, None, None),
    ]
    assert [row["words"] for row in rows] == [
        "2.5 million, from 1.5 million to 4.0 million",
        "unknown, from 0 to 900.0 thousand",
        "unknown",
    ]


def test_unknown_ranges_are_hatched_in_the_drawing() -> None:
    """A pattern stands for a range without a best estimate, and the SVG carries the pattern."""
    drawn = display.svg(display.intervals(ROWS, "Money").to_dict())
    assert len(re.findall(r'fill="url\(#unknown\)"', drawn)) == 1
    assert '<pattern id="unknown"' in drawn


def test_intervals_read_pandas_as_they_read_rows() -> None:
    """A pandas frame, nulls included, gives the chart of the same rows."""
    frame = pd.DataFrame(ROWS)
    assert display.intervals(frame, "Money").to_dict() == display.intervals(ROWS, "Money").to_dict()


def test_outcomes_count_subjects_and_keep_descriptions_apart() -> None:
    """2 pass, 1 fail, 1 described, 1 insufficient data of 5; the decision on everybody is in no count."""
    chart = display.outcomes(DECIDED).to_dict()
    assert chart["description"] == "Outcomes by rulebook: coal: 1 fail, 2 pass, 1 described, 1 insufficient data"
    bars = drawn_rows(chart, chart["layer"][0])
    # one fail of five is the first fifth, then two fifths of passes
    assert [(row["outcome"], row["x"], row["x2"]) for row in bars[:2]] == [("fail", 0.0, 0.2), ("pass", 0.2, 0.6)]


def test_what_passes_a_measure_that_asks_nothing_is_measured() -> None:
    """The two passes are by the criterion ``pass-False``: as a bare measure they are measured, and no pass is left."""
    chart = display.outcomes(DECIDED, bare={("coal", "pass-False")}).to_dict()
    assert chart["description"] == "Outcomes by rulebook: coal: 1 fail, 2 measured, 1 described, 1 insufficient data"


def test_ranges_stand_one_under_the_other_before_and_after() -> None:
    """Each figure has two bars under its name, each with its words outside of it."""
    chart = display.beside(BOTH, "Money").to_dict()
    rows = drawn_rows(chart, chart["layer"][0])
    assert [row["label"] for row in rows] == ["as it is", "what if"] * 3
    assert len({row["at"] for row in rows}) == 6
    assert chart["description"].startswith("Money: In-state, as it is: USD 2.5 million, from 1.5 million")


def test_a_map_shades_net_money_and_leaves_no_county_to_guess() -> None:
    """Cook: 9 million long less 1 million short is 8; listed counties without money are zero, the others hatched."""
    chart = display.county_map(NAMED, PLACED, "IL", measure="in_state").to_dict()
    assert "The most is in Cook: USD 8.0 million, 100% of what is placed in a county." in chart["description"]
    assert "nothing is placed in the other 2" in chart["description"]
    assert 'url(#unknown)"' in display.svg(chart)


def test_a_waterfall_tells_both_ends() -> None:
    """100 less 30 by trades and 50 more by prices is 120: up 20, a fifth."""
    chart = display.waterfall(WALK, measure="in_state").to_dict()
    assert "From USD 100 to 120: up 20 (20.0%). The largest cause is prices, +50." in chart["description"]


def test_a_sweep_says_where_it_is_unknown() -> None:
    """One of two values has no best estimate; a count that is not given is a gap."""
    chart = display.sweep(SWEPT, "Money by threshold").to_dict()
    assert chart["description"] == "Money by threshold: 2 values, unknown at 1"
    counts = drawn_rows(chart, chart["vconcat"][1]["layer"][1])
    assert [row["count"] for row in counts] == [5, None]


def test_a_sweep_marks_the_value_that_holds() -> None:
    """A line stands at the rulebook's own value, and the words say it."""
    chart = display.sweep(SWEPT, "Money", axis="Most coal, percent", now=0.15, judged="coal-1").to_dict()
    assert chart["description"] == "Money: 2 values, unknown at 1; the rulebook has 0.15"
    assert drawn_rows(chart, chart["vconcat"][0]["layer"][1]) == [{"value": 0.15}]
    assert chart["vconcat"][1]["layer"][1]["encoding"]["y"]["title"] == "coal-1: fail"


def test_what_cannot_be_drawn_is_said_with_the_fix() -> None:
    """A missing column, a name twice, an unknown state and a run without an earlier one are errors with a hint."""
    with pytest.raises(InputError, match=r"columns missing: low, high(.|\n)*Try: "):
        display.intervals([{"name": "a", "best": 1}], "Money")
    with pytest.raises(InputError, match="two rows are called In-state"):
        display.intervals([ROWS[0], ROWS[0]], "Money")
    with pytest.raises(InputError, match="no outlines of the counties of 'PR'"):
        display.county_map(NAMED, PLACED, "PR", measure="in_state")
    with pytest.raises(InputError, match=r"no change of market_value(.|\n)*earlier date"):
        display.waterfall(WALK, measure="market_value")


def test_a_renderer_that_the_user_chose_is_left() -> None:
    """The project's renderer takes the place of Altair's default, and of no other."""
    with alt.renderers.enable("png"):
        assert display.enable()
        assert alt.renderers.active == "png"
    with alt.renderers.enable("default"):
        assert display.enable()
        assert alt.renderers.active == "screener"
        assert display.intervals(ROWS, "Money")._repr_mimebundle_()["image/svg+xml"].startswith("<svg")


def test_without_altair_only_charts_are_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Altair is not installed tables work, `enable` says no, and a chart is one clear error."""
    monkeypatch.setattr(api, "display", display)  # set back afterwards: what is imported anew takes its place
    for name in [name for name in sys.modules if name.startswith(display.__name__)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "altair", None)
    anew = importlib.import_module(display.__name__)

    assert anew is not display
    assert not anew.enable()
    assert anew.figures_table(ROWS[:1], "Money").as_raw_html()
    with pytest.raises(ScreenerError) as missing:
        anew.intervals(ROWS[:1], "Money")
    assert str(missing.value).splitlines() == [
        "charts need Altair, which is not installed",
        "  Try: install the extra, in a checkout: pip install '.[notebooks]'",
    ]


def test_a_table_of_figures_has_both_forms_and_the_word() -> None:
    """2,500,000.25 is read as 2.5 million and stands exactly in the tooltip; four nulls are four times unknown."""
    html = display.figures_table(ROWS, "Money").as_raw_html()
    assert '<span title="2,500,000.25">2.5 million</span>' in html
    assert html.count(">unknown<") == 4
    assert "Jobs &amp; pay" in html
    assert html == display.figures_table(ROWS, "Money").as_raw_html()
    assert "http" not in html


def test_a_table_of_a_run_says_units_meanings_and_how_much_is_shown() -> None:
    """Of three lines two are shown; the share 1/3 of twelve places reads 33.3%; a null share is unknown."""
    third = {"figure": "decided", "covered": Decimal(1), "total": Decimal(3), "share": Decimal("0.333333333333")}
    empty = {"figure": "identified", "covered": Decimal(0), "total": Decimal(0), "share": None}
    last = {"figure": "industry", "covered": Decimal(2), "total": Decimal(3), "share": Decimal("0.666666666667")}
    html = display.frame_table(COVERAGE.of([third, empty, last]), COVERAGE, limit=2).as_raw_html()
    assert "3 lines, 2 shown" in html
    assert '<span title="0.333333333333">33.3%</span>' in html
    assert html.count(">unknown<") == 1
    assert '<span title="gross market value covered">covered<br><small>base currency</small></span>' in html
    assert "industry</td>" not in html


def test_delivered_text_is_never_markup() -> None:
    """A rulebook that is called like a script is printed as it stands."""
    row = decision("<script>x</script>", "pass")
    html = display.frame_table(DECISIONS.of([row]), DECISIONS).as_raw_html()
    assert "<script>" not in html
    assert "&lt;script&gt;x&lt;/script&gt;" in html


def test_any_frame_shows_compactly() -> None:
    """A table of a run is known by its columns; of other frames money, shares and unknown are told by type and name."""
    row = {"figure": "decided", "covered": Decimal(1), "total": Decimal(3), "share": Decimal("0.333333333333")}
    known = display.show(COVERAGE.of([row]).to_pandas(types_mapper=pd.ArrowDtype)).as_raw_html()
    other = display.show(pa.table({"amount": pa.array([Decimal("1234.50"), None], pa.decimal128(20, 2))})).as_raw_html()
    assert "base currency" in known
    assert ">33.3%</span>" in known
    assert "1,234.50" in other
    assert ">unknown<" in other


def test_a_table_says_of_how_many_rows_it_has_the_first() -> None:
    """Two of nine rows: the note under the table counts nine."""
    row = {"figure": "decided", "covered": Decimal(1), "total": Decimal(3), "share": None}
    html = display.frame_table(COVERAGE.of([row]), COVERAGE, rows=9).as_raw_html()
    assert "9 lines, 1 shown" in html


def test_frames_are_shown_so_where_that_is_asked_for(tmp_path: Path) -> None:
    """Frames of Arrow types become compact tables after `enable(frames=True)`; others stay as pandas shows them."""
    settings = Config({"HistoryManager": {"enabled": False}})
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(ipython_dir=str(tmp_path), config=settings)
    try:
        frame = pd.DataFrame({"share": pd.Series([0.5], dtype=pd.ArrowDtype(pa.float64()))})
        shown = shell.display_formatter.format
        assert "50.0%" not in shown(frame)[0]["text/html"]
        display.enable(frames=True)
        assert "50.0%" in shown(frame)[0]["text/html"]
        assert "dataframe" in shown(pd.DataFrame({"share": [0.5]}))[0]["text/html"]
    finally:
        InteractiveShell.clear_instance()


def test_a_known_none_is_not_called_unknown() -> None:
    """Where the declaration says that null means none, the cell says none."""
    table = pa.table({"mean_data_quality_score": pa.array([None], pa.float64())})
    html = display.frame_table(table, FOOTPRINT).as_raw_html()
    assert ">none<" in html
    assert "unknown</td>" not in html


def test_ipython_shows_an_error_without_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a notebook an error of the project is its message, where it is and the fix, and no line of a traceback."""
    settings = Config({"HistoryManager": {"enabled": False}})
    shell = InteractiveShell(ipython_dir=str(tmp_path), config=settings)
    shell.user_ns["error"] = InputError("no column value", where="holdings.csv:3", hint="name it in the layout")
    shell.run_cell("raise error")
    assert capsys.readouterr().out.splitlines() == [
        "InputError: holdings.csv:3: no column value",
        "  Try: name it in the layout",
    ]


def test_progress_is_a_bar_or_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Stages and details go to the bar on standard error; silent writes nothing."""
    with display.Bar(["Reading", "Judging"]) as bar:
        bar.stage("Reading")
        bar.stage("Judging")
        bar.detail("issuers")
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Judging" in shown.err
    with display.Bar(["Reading"], silent=True) as bar:
        bar.stage("Reading")
    with progress.default(["Reading"]) as bar:  # no notebook
        bar.stage("Reading")
    assert capsys.readouterr() == ("", "")
