"""Back-screens in a notebook: frames, a chart that shows what nobody knew, and what to know beside the figures."""

from __future__ import annotations

import doctest
from datetime import date

import pandas as pd
import pytest

from screener import backscreen, whatif
from screener.api import backscreen as api
from screener.api.backscreen import BackScreen
from screener.errors import NotFoundError


@pytest.fixture(scope="module")
def found(answers: backscreen.Answers) -> BackScreen:
    """Five year ends of a private plan."""
    return BackScreen(answers)


def test_every_table_is_a_frame_of_its_declared_columns(found: BackScreen) -> None:
    """Money stays decimal, and what is unknown is missing, not zero."""
    declared = {
        "summary": backscreen.SUMMARY,
        "figures": backscreen.FIGURES,
        "outcomes": backscreen.OUTCOMES,
        "changes": backscreen.CHANGES,
        "findings": backscreen.FINDINGS,
        "inputs": backscreen.INPUTS,
        "unknown_then": backscreen.UNKNOWN_THEN,
    }

    assert {name: list(getattr(found, name).columns) for name in declared} == {
        name: schema.names for name, schema in declared.items()
    }
    assert str(found.summary["market_value"].dtype) == "decimal128(28, 14)[pyarrow]"
    assert found.summary["best"].isna().tolist() == [True, True, True, True, False]


def test_the_chart_shows_gaps_and_the_days_on_which_the_law_changed(found: BackScreen) -> None:
    """Three binding texts took effect between the first date and the last; on four dates nothing could be placed."""
    says = found.chart().to_dict()["description"]

    assert says.startswith(
        "private-plan: in state manufacturing, by operations: 2014-12-31 unknown; 2015-12-31 unknown;"
    )
    assert says.endswith(
        "In force from 2015-10-26: ib-2015-01. In force from 2021-01-12: 404a-1-2020. "
        "In force from 2023-01-30: 404a-1-2022."
    )


def test_coverage_is_drawn_as_the_share_that_it_is(found: BackScreen) -> None:
    """Coverage has no range of money; where it is known it is no gap."""
    chart = found.chart("coverage: identified", "").to_dict()
    known = found.summary.set_index("date")["identified"]

    assert known.notna().all()
    for day, share in known.items():
        assert f"{day} {share:.1%}" in chart["description"]
    assert "unknown" not in chart["description"]
    assert chart["layer"][0]["encoding"]["y"]["axis"]["format"] == "%"


def test_a_figure_that_there_is_not_is_named_with_those_there_are(found: BackScreen) -> None:
    """The nearest name, and all of them."""
    with pytest.raises(
        NotFoundError, match=r"no date has the figure 'in_stat, operations'; did you mean 'in_state, op"
    ):
        found.chart("in_stat")


def test_a_notebook_shows_each_date_and_what_nobody_knew(found: BackScreen) -> None:
    """The study of a book that was not held yet is marked, and unknown is a word."""
    page = found._repr_html_() or ""

    assert "2014-12-31, holdings of 2015-12-31" in page
    assert "a study of that book, not what was held" in page
    assert "unknown" in page
    assert (
        "Unknown then, on 2014-12-31, 2015-12-31, 2018-12-31, 2021-12-31: Counties and core-based statistical areas"
        in page
    )
    assert repr(found) == "<BackScreen of private-plan: 5 dates, 2014-12-31 to 2023-12-31>"


@pytest.mark.parametrize("name", [name for name, part in vars(BackScreen).items() if not name.startswith("_") and part])
def test_the_example_of_a_name_is_what_it_says(found: BackScreen, name: str) -> None:
    """An example needs a back-screen, so it is not run where it stands, but here."""
    part = getattr(vars(BackScreen)[name], "fget", vars(BackScreen)[name])
    (example,) = doctest.DocTestFinder(recurse=False).find(part, name, globs={"back": found})
    for line in example.examples:
        line.options.clear()

    said: list[str] = []
    failed, tried = doctest.DocTestRunner().run(example, out=said.append)

    assert (failed, tried > 0) == (0, True), "".join(said)


def test_one_text_is_one_rulebook_and_a_progress_is_the_only_one(
    answers: backscreen.Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``"un-pri"`` is no list of letters, and where somebody is told there is no bar beside."""
    asked: dict[str, object] = {}
    monkeypatch.setattr(backscreen, "plan", lambda *_, **given: asked.update(given) or answers.plan)
    monkeypatch.setattr(backscreen, "answer", lambda _, told, **__: asked.update(told=told) or answers)
    monkeypatch.setattr(api, "default", lambda _: pytest.fail("a bar was opened"))
    nobody = whatif.Silent()

    api.back_screen(answers.plan.root, "private-plan", date(2023, 12, 31), rulebooks="un-pri", progress=nobody)  # type: ignore[arg-type]

    assert asked["rulebooks"] == ["un-pri"]
    assert asked["told"] is nobody


def test_frames_are_made_anew(found: BackScreen) -> None:
    """Whoever changes a frame changes nothing of the answer."""
    frame = found.summary
    frame["market_value"] = pd.NA

    assert found.summary["market_value"].notna().all()
