"""The prudence memo of the record in example_record.py; its figures are worked out there or beside the claim."""

from __future__ import annotations

import re
import runpy
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import html

from screener.report import words
from screener.report.memo import render_memo
from screener.report.memo.bars import bars_of
from screener.report.memo.curves import band_of, plot_of
from screener.report.memo.printed import KINDS
from screener.report.page import environment
from screener.report.prudence import PRUDENCE_HEADS, UNITS, prudence_rows
from screener.tables.prudence import BENEFITS, ESTIMATORS, STATISTICS, Check, Figure, Line

made = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("example_record.py"))))
ORDER = ["conclusion", "question", "alternatives", "economics", "effect", "tie", "benefits", "process", "texts"]


def shown(record: Any) -> Any:
    return html.fromstring(render_memo(record))


def words_of(tree: Any, path: str) -> str:
    return " ".join(" ".join(part.text_content() for part in tree.xpath(path)).split())


@pytest.fixture(scope="module")
def text() -> str:
    return render_memo(made.record())


@pytest.fixture(scope="module")
def tree(text: str) -> Any:
    return html.fromstring(text)


def test_equal_records_give_equal_bytes(text: str) -> None:
    assert render_memo(made.record()) == text


def test_the_memo_needs_no_script_and_asks_nothing_of_any_network(text: str, tree: Any) -> None:
    assert not tree.xpath("//script | //link | //img | //iframe | //object | //@onclick | //@style")
    assert not re.findall(r"@import|url\((?!#p-)", text)
    assert all(link.startswith("#") for link in tree.xpath("//@href"))
    assert len(text.encode()) < 300_000


def test_every_link_leads_somewhere_and_no_id_repeats(tree: Any) -> None:
    ids = Counter(tree.xpath("//@id"))

    assert {link.removeprefix("#") for link in tree.xpath("//@href")} <= set(ids)
    assert set(ids.values()) == {1}


def test_tables_have_captions_and_scoped_heads_and_pictures_say_their_finding(tree: Any) -> None:
    assert all(table.xpath("./caption[normalize-space()]") for table in tree.xpath("//table"))
    assert not tree.xpath("//th[not(@scope)]")
    pictures = "//svg[not(ancestor-or-self::svg[@aria-hidden='true'])][not(ancestor::svg[@role='img'])]"
    assert not tree.xpath(f"{pictures}[not(@role='img' and string-length(@aria-label) > 10)]")


def test_headings_never_skip_a_level(tree: Any) -> None:
    levels = [int(head.tag[1]) for head in tree.xpath("//h1 | //main//h2 | //main//h3 | //main//h4")]

    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_the_benefit_comes_only_after_alternatives_economics_and_tie(tree: Any) -> None:
    """The order of reasoning that the texts demand."""
    ids = [section for section in tree.xpath("//main/section/@id") if section in ORDER]

    assert ids == ORDER
    assert "Homes built" not in words_of(tree, "//section[@id='benefits']/preceding-sibling::section")


def test_no_difference_found_is_never_called_a_tie(tree: Any) -> None:
    """Neither under a text that asks for no less, nor under one that asks for equality."""
    for outcome in ("insufficient_data", "watch"):
        for judged_by in ("IB 2015-01", "IB 2008-01"):
            said = words_of(shown(made.under(judged_by, outcome, "may_not_count")), "//section[@id='tie']")
            assert "so that there is no tie" in said
            assert "Not to have found a difference is not a tie" in said
    assert "is shown." in words_of(shown(made.under("IB 2015-01", "pass", "may_count")), "//section[@id='tie']")


def test_a_benefit_that_may_not_count_is_not_laid_out(tree: Any) -> None:
    said = words_of(tree, "//section[@id='benefits']")

    assert "This step is not reached. Under IB 2015-01" in said
    assert "Homes built" not in words_of(tree, "//main")


@pytest.mark.parametrize(
    ("use", "said"),
    [
        ("may_count", "What follows may decide between the choices"),
        ("restricted", "be reported and never decide. What follows is reported; it carries no weight"),
        ("not_known", "for counsel to say"),
    ],
)
def test_a_benefit_that_may_count_or_be_reported_has_its_evidence_beside_it(use: str, said: str) -> None:
    tree = shown(made.under("404a-1 (2022)", "pass", use))
    row = tree.xpath("//section[@id='benefits']//tbody/tr")[0]

    assert said in words_of(tree, "//section[@id='benefits']")
    cells = [cell.text_content().strip() for cell in row]
    assert cells[0] == "Homes built or kept"
    assert "IRIS+ PI5965" in cells[1]
    # A figure that nobody stated is not known, never zero.
    assert cells[2:] == ["not known", "United States", "not stated", "the fund's filing", "modelled", "4"]


def test_a_benefit_that_was_used_too_early_is_named_as_such(tree: Any) -> None:
    """The file says that benefits were used after the economics; IB 2015-01 was not met."""
    assert "Under this text they could not yet count." in words_of(tree, "//section[@id='benefits']")
    unused = replace(made.record(), decision={"collateral": {"use": "none"}})
    assert "they could not yet count" not in words_of(shown(unused), "//section[@id='benefits']")


def test_where_the_candidate_returns_more_a_benefit_is_not_laid_out() -> None:
    said = words_of(shown(made.under("IB 2015-01", "pass", "nothing_to_decide")), "//main")

    assert "a collateral benefit has nothing to decide" in said
    assert "Homes built" not in said


def test_the_three_items_of_2020_stand_after_the_tie_and_only_under_that_text() -> None:
    tie = words_of(shown(made.under("404a-1 (2020)", "watch", "may_count")), "//section[@id='tie']")

    assert tie.index("so that there is no tie") < tie.index("(A) Why the pecuniary")
    assert "(A) Why the pecuniary" not in words_of(shown(made.record()), "//main")


def row_of(tree: Any, check: str) -> list[str]:
    """Return the cells of a check in the table of economic checks."""
    row = tree.xpath(f"//section[@id='economics']//table[1]//tr[th/a[@href='#{check.lower()}']]")[0]
    return [" ".join(cell.text_content().split()) for cell in row.xpath("./td")]


def test_a_check_says_estimate_bounds_margin_power_and_the_history_needed(tree: Any) -> None:
    """Against the F Fund: −0.0430943 percent a month, t(0.95; 52) × 0.0248939 = 0.0416895 on both sides; 0.25 ÷ 12."""
    assert row_of(tree, "ETI-02") == [
        "Insufficient data",
        "−0.043% a month",
        "−0.085 to −0.001% a month",
        "53",
        "−0.021% a month",
        "0.042% a month",
        # 17.69 years of twelve months
        "about 212 months with a return (18 years without a gap)",
    ]


def test_nothing_is_stated_per_year_over_gaps() -> None:
    """12 × −0.0430943 percent is −0.517 percent; the margin of a quarter point is stated for twelve months too."""
    assert "% a year" not in words_of(shown(made.record()), "//section[@id='economics']")
    whole = row_of(shown(made.complete()), "ETI-02")
    assert whole[1] == "−0.043% a month−0.517% a year"
    assert whole[4] == "−0.021% a month0.250% a year"


def test_a_sharpe_ratio_goes_to_a_year_by_the_root() -> None:
    """√12 × −0.03988 = −0.138."""
    assert row_of(shown(made.complete()), "ETI-05")[1] == "−0.040−0.138 a year"


def test_equality_is_asked_on_both_sides_of_return_and_volatility_alone() -> None:
    """1 ÷ 1.10 = 0.909; liquidity and Sharpe ratio are asked on one side under every text."""
    tree = shown(made.under("IB 2008-01", "insufficient_data", "may_not_count"))

    assert row_of(tree, "ETI-02")[4] == "−0.021 and 0.021% a month"
    assert row_of(tree, "ETI-03")[4] == "0.909 and 1.100 times"
    assert row_of(tree, "ETI-05")[4] == "−0.029"
    assert row_of(tree, "ETI-06")[4] == "30 days"


def test_estimators_that_are_never_judged_by_are_marked(tree: Any) -> None:
    rows = tree.xpath("//table[caption[contains(., 'of ETI-02')]]//tr[contains(@class, 'never')]")

    assert [row.xpath("./th")[0].text_content() for row in rows] == [made.INDEX, made.F_FUND]
    assert all("to compare" in row.text_content() for row in rows)


def test_a_p_value_is_printed_for_what_a_text_asks_and_never_for_no_difference() -> None:
    figure = Figure(
        "mean_difference", "hac", "Index", 0.001, 0.001, -0.001, 0.003, p_value=0.02,
        hypothesis="worse by the margin or more",
    )  # fmt: skip
    check = Check(
        "ETI-02", "Return", "pass", "", figure, (figure, replace(figure, p_value=0.456, hypothesis="no difference"))
    )
    rows = shown(replace(made.record(), checks=(check,))).xpath("//table[caption[contains(., 'of ETI-02')]]//tbody/tr")

    assert len(rows) == 1
    assert "0.020 it is worse by the margin or more" in rows[0].text_content()
    assert "0.456" not in rows[0].text_content()


def test_what_could_not_be_computed_says_why_and_is_no_zero(tree: Any) -> None:
    row = tree.xpath("//table[caption[contains(., 'of ETI-04')]]//tr[contains(., 'a fall across missing months')]")[0]

    assert [cell.text_content() for cell in row.xpath("./td")][1:5] == ["–"] * 4
    assert "a fall across missing months is not known" in row.xpath("./td")[0].text_content()
    assert "No picture of falls" in words_of(tree, "//section[@id='economics']")


def test_an_unknown_cell_of_a_table_is_empty_and_an_unknown_row_says_so(tree: Any) -> None:
    rows = tree.xpath("//section[@id='effect']//tr[starts-with(th, 'Fee on performance')]")

    assert [[cell.text_content() for cell in row.xpath("./td")] for row in rows] == [
        ["none", "", "", "the alternative's terms are not on file"],
        ["not known", ""],
    ]
    assert "Nothing is on file on: diversification, horizon, funding." in words_of(tree, "//section[@id='effect']")


def test_a_record_that_is_refused_is_a_draft_with_every_reason() -> None:
    said = words_of(shown(made.draft()), "//section[contains(@class, 'draft')]")

    assert "DRAFT: this is not a decision record" in said
    assert [said.count(why) for why in made.draft().refusals] == [1, 1]
    assert words_of(shown(made.draft()), "//p[@class='verdict']").startswith("Draft, no record: 2 reasons above")
    assert "A draft answers nothing." in words_of(shown(made.draft()), "//section[@id='conclusion']")
    assert not shown(made.record()).xpath("//section[contains(@class, 'draft')]")


def test_every_text_stands_beside_the_others_with_why_they_differ(tree: Any) -> None:
    said = words_of(tree, "//section[@id='texts']")

    for answer in made.answers():
        assert answer.text in said
    # Four cannot be decided for want of history; 404a-1 (2022) is on watch.
    (other,) = tree.xpath("//section[@id='texts']//li")
    assert other.text_content() == (
        "Under 404a-1 (2022) the answer is “not shown”: the data neither prove nor disprove what it asks for."
    )
    assert said.count("1 of 2 rules unverified") == 5


def test_a_text_that_asks_for_more_says_so_where_it_differs() -> None:
    """IB 2008-01 asks for equality; two things are shown against the candidate."""
    answers = tuple(
        replace(one, outcome="fail", because=("a cap is broken", "liquidity was found unequal"))
        if one.text == "IB 2008-01"
        else one
        for one in made.answers()
    )
    tree = shown(replace(made.record(), answers=answers))

    assert (
        "Under IB 2008-01, which asks that the candidate be shown to be equal to the strongest alternative, within the "
        "margin on both sides, the answer is “no”: a cap is broken and liquidity was found unequal."
    ) in words_of(tree, "//section[@id='texts']")
    assert "A cap is broken; and 1 more reason" in words_of(tree, "//section[@id='conclusion']")


def test_how_a_text_stood_is_printed_as_the_record_says_it() -> None:
    """Guidance that is not enforced is never printed as not enforced alone."""
    note = "In force, but not enforced by DOL; courts may apply it."
    answers = tuple(replace(one, note=note, is_enforced=False) for one in made.answers())
    said = words_of(shown(replace(made.record(), answers=answers)), "//main")

    assert said.count("not enforced") == said.count(note) > 0


def test_page_one_answers_three_questions_in_a_line_each(tree: Any) -> None:
    answers = [one.text_content() for one in tree.xpath("//section[@id='conclusion']/dl/dd")]

    assert answers == [
        "No answer, under IB 2015-01 (the board adopted it).",
        "A collateral benefit may not count. Of Example State nothing is on file.",
        "Approved; votes: 6 for, 1 against, 0 abstained.",
    ]
    silent = shown(replace(made.record(), board=None, decision={}, standing="comparison"))
    answers = [one.text_content() for one in silent.xpath("//section[@id='conclusion']/dl/dd")]
    assert answers[0].startswith("No answer, under IB 2015-01, for comparison only (no text applies")
    assert answers[2] == "The record does not say."


def test_page_one_has_the_adopted_text_first_and_says_how_much_history_there_is(tree: Any) -> None:
    """53 months with a return and 39 without are 92."""
    said = words_of(tree, "//section[@id='conclusion']")
    texts = tree.xpath("//section[@id='conclusion']//tbody/tr/th")

    assert [one.text_content() for one in texts][:2] == ["IB 2015-01", "IB 94-1"]
    assert "53 of 92 months are on file for both it and TSP F Fund, from 2011-04 to 2018-11." in said
    assert tree.xpath("//section[@id='conclusion']//svg[contains(@aria-label, 'TSP F Fund: −0.043% a month')]")


def test_factors_come_before_the_figures_and_first_of_all_under_a_text_of_2020(tree: Any) -> None:
    def place(found: Any) -> tuple[int, int, int]:
        said = words_of(found, "//section[@id='economics']")
        return said.index("Agency backing"), said.index("Figures are per month"), said.index("Economic checks")

    factors, opening, checks = place(tree)
    assert opening < factors < checks
    factors, opening, checks = place(shown(made.under("404a-1 (2020)", "watch", "may_count")))
    assert factors < opening < checks


def test_what_could_not_be_bought_has_a_table_of_its_own_without_what_is_never_judged_by(tree: Any) -> None:
    rows = tree.xpath("//table[caption[starts-with(., 'Could not be bought')]]//tbody/tr")

    assert [row.xpath("./th")[0].text_content() for row in rows] == ["US Treasury index"]
    assert rows[0].xpath("./td")[1].text_content() == "−0.016% a month"


def test_figures_and_criteria_stand_in_the_annex_without_the_limits_of_other_sleeves(tree: Any) -> None:
    """The decision is on bonds."""
    annex = words_of(tree, "//section[@id='annex']")

    assert "All figures of ETI-02" in annex
    assert "return margin bonds 0.25" in annex
    assert "return margin equity" not in annex
    assert not tree.xpath("//section[@id='economics']//table[caption[starts-with(., 'All figures')]]")


@pytest.mark.parametrize("estimator", ["exact", "sample"])
def test_an_estimate_whose_error_nobody_knows_is_said_to_be_one(estimator: str) -> None:
    """Cash flows are added up exactly; what another fund of the kind would have returned is not known from them."""
    figure = Figure("ks_pme", estimator, None, 1.09, n=36)
    check = Check("ETI-11", "Private market", "pass", "", figure, (figure,))
    tree = shown(replace(made.record(), checks=(check,)))

    assert row_of(tree, "ETI-11")[2] == "error not known"
    assert "Private market, by its cash flows, whose error is not known" in words_of(tree, "//section[@id='tie']")


def test_bounds_over_several_alternatives_together_stand_beside_those_of_each() -> None:
    """What is shown against the candidate is shown by these: −0.2 to 0.4 percent, where one alone has −0.1 to 0.3."""
    figure = Figure("mean_difference", "hac", "Index", 0.001, 0.001, -0.001, 0.003, -0.002, 0.004)
    check = Check("ETI-02", "Return", "watch", "", figure, (figure,))
    said = words_of(shown(replace(made.record(), checks=(check,))), "//table[caption[contains(., 'of ETI-02')]]")

    assert "Bounds over all alternatives" in said
    assert "−0.200 to 0.400% a month" in said


def test_returns_made_of_appraisals_are_named_under_the_pictures() -> None:
    decision = {"candidate": {"name": "Growth Fund", "cash_flows": {"file": "x.csv"}}}
    said = words_of(shown(replace(made.record(), decision=decision)), "//figcaption")

    assert "Growth Fund: quarterly returns between net asset values, with the smoothing of appraisals taken out" in said


def test_texts_that_agree_are_said_to_agree() -> None:
    answers = tuple(replace(answer, outcome="watch") for answer in made.answers())

    said = words_of(shown(replace(made.record(), answers=answers)), "//section[@id='texts']")
    assert "the outcome is the same under every text" in said


def test_a_decision_that_no_text_applies_to_has_a_memo_too() -> None:
    said = words_of(shown(replace(made.record(), judged_by="", answers=(), outcome="not_applicable")), "//main")

    assert "No text applies to this decision" in said


def test_a_record_with_nothing_in_it_is_all_unknown_and_breaks_nothing() -> None:
    """Series on their own: no file, no tables, no pictures."""
    bare = replace(
        made.record(), decision={}, alignments=(), checks=(), tables={}, lines={}, answers=(), judged_by="", unknown=(),
        files={}, created_at=None, amount=None, policy_version=None, adopted_vintage=None, label="",
    )  # fmt: skip
    said = words_of(shown(bare), "//main")

    assert "No alternative is on file." in said
    assert "No economic check was made." in said
    assert "None" not in [cell.text_content() for cell in shown(bare).xpath("//td | //dd")]


def test_delivered_text_is_never_markup(text: str) -> None:
    assert "Housing &lt;need&gt;" in text


def test_a_line_breaks_where_a_month_is_missing_and_a_month_alone_is_a_dot() -> None:
    """January and February, a gap, April alone."""
    line = Line("Fund", ("2020-01", "2020-02", "2020-03", "2020-04"), (1.0, 1.1, None, 1.2))
    plot = plot_of([line], "Growth of 1", 12, are_falls=False)

    assert plot is not None
    assert plot.series[0].path.count("M") == 2
    assert plot.series[0].path.endswith("h0")
    assert plot.says == "Growth of 1: Fund ends at 1.200 over 3 of 4 months. Lines break where a period is missing."


def test_quarters_in_a_row_are_one_line() -> None:
    line = Line("Fund", ("2020-03", "2020-06", "2020-12"), (0.0, -0.1, 0.0))
    plot = plot_of([line], "Fall", 4, are_falls=True)

    assert plot is not None
    assert plot.series[0].says == "deepest −10.00%"
    # March and June; the third quarter is missing, and no value stands for it
    assert plot.series[0].path.count("M") == 2


def test_a_fall_that_a_gap_may_hide_is_the_deepest_seen_between_gaps() -> None:
    line = Line("Fund", ("2020-03", "2020-06", "2020-09", "2020-12"), (0.0, -0.1, None, 0.0))
    plot = plot_of([line], "Fall", 4, are_falls=True)

    assert plot is not None
    assert plot.series[0].says == "deepest seen between gaps −10.00%"


def test_the_top_level_of_a_picture_is_never_below_its_highest_value() -> None:
    """0.95 to 1.35: levels a tenth apart from 0.9 to 1.4."""
    plot = plot_of([Line("Fund", ("2020-01", "2020-02"), (0.95, 1.35))], "Growth", 12, are_falls=False)

    assert plot is not None
    assert [level.says for level in plot.levels] == ["0.9", "1.0", "1.1", "1.2", "1.3", "1.4"]
    assert plot.levels[-1].at == "0.00%"


def test_a_rolling_difference_of_fewer_than_twelve_values_is_no_picture(tree: Any) -> None:
    """Of the record's months four stand at the end of twelve in a row: April 2011 to June 2012 is fifteen months."""
    months = tuple(f"2020-{month:02}" for month in range(1, 13))
    whole, short = Line("x", months, (0.01,) * 12), Line("x", months, (None,) + (0.01,) * 11)

    assert band_of([whole] * 3, "Difference", 12) is not None
    assert band_of([short] * 3, "Difference", 12) is None
    assert "there are 4 such points; fewer than 12 make no picture" in words_of(tree, "//section[@id='economics']")


def test_no_known_value_is_no_picture() -> None:
    nothing = Line("Fund", ("2020-01",), (None,))

    assert plot_of([nothing], "Growth", 12, are_falls=False) is None
    assert band_of([nothing] * 3, "Difference", 12) is None
    assert plot_of([], "Growth", 12, are_falls=False) is None


def test_lines_beyond_the_fifth_are_counted_and_not_drawn() -> None:
    lines = [Line(str(number), ("2020-01", "2020-02"), (1.0, 1.0 + number)) for number in range(8)]
    plot = plot_of(lines, "Growth", 12, are_falls=False)

    assert plot is not None
    assert (len(plot.series), plot.left_out) == (5, 3)


def test_an_interval_stands_where_its_bounds_are_on_the_axis() -> None:
    """Axis from −0.004 to 0.006, a twenty-fifth of the width of 0.010 beyond on either side: 0.0108 long."""
    figure = Figure("mean_difference", "bootstrap", "Index", 0.001, None, -0.004, 0.006, margin=0.002)
    (group,) = bars_of(Check("ETI-02", "Return", "watch", "", figure, (figure,)), "not_worse", 12)
    (bar,) = group.bars

    assert (bar.start, bar.width, bar.estimate) == ("3.70%", "92.59%", "50.00%")
    assert group.limits == ("22.22%",)  # (−0.002 + 0.0044) ÷ 0.0108
    assert group.neutral == "40.74%"  # 0.0044 ÷ 0.0108


def test_only_what_is_judged_by_has_a_bar_and_the_deciding_estimator_first() -> None:
    figures = tuple(
        Figure("sharpe_difference", name, "Index", value, None, value - 1, value + 1)
        for name, value in (("jkm", 0.1), ("hac", 0.2), ("bootstrap", 0.3))
    )
    (group,) = bars_of(Check("ETI-05", "Sharpe", "watch", "", figures[2], figures), "not_worse", 12)

    assert [bar.words for bar in group.bars] == ["0.300, −0.700 to 1.300"]


def test_every_statistic_and_estimator_can_be_printed() -> None:
    """A figure of any kind finds its unit and its words."""
    assert set(UNITS) == set(KINDS) == set(STATISTICS)
    figures = tuple(
        Figure(statistic, estimator, "Index", 0.5, 0.1, 0.2, 0.9, p_value=0.3, n=40, margin=0.4)
        for statistic in STATISTICS
        for estimator in ESTIMATORS
    )
    said = words_of(
        shown(replace(made.record(), checks=(Check("ETI-02", "All", "watch", "", figures[0], figures),))), "//main"
    )

    assert all(name.lower() in said.lower() for name in STATISTICS.values())


@pytest.mark.parametrize("use", BENEFITS)
def test_every_use_of_benefits_has_its_words(use: str) -> None:
    assert len(words_of(shown(made.under("IB 2015-01", "watch", use)), "//section[@id='benefits']/p")) > 80


def test_the_run_s_report_names_each_decision_and_leads_to_its_memo() -> None:
    part = environment().get_template("_prudence.html.j2")
    tree = html.fromstring(part.render(s=SimpleNamespace(prudence=(made.record(), made.draft())), words=words))

    assert tree.xpath("//tbody//a/@href") == ["memos/housing-trust.html"] * 2
    first, second = tree.xpath("//tbody/tr")
    assert "404a-1 (2022): watch" in first.text_content()
    assert "USD 25,000,000.00" in first.text_content()
    assert "Too little is known to judge what it asks for." in first.text_content()
    assert "Draft, no record: Fields are missing." in second.text_content()
    assert [bool(row.xpath(".//span[@class='badge error']")) for row in tree.xpath("//tbody/tr")] == [False, True]


def test_the_sheet_has_a_row_for_every_check_and_leaves_unknown_cells_empty() -> None:
    heads = [head.name for head in PRUDENCE_HEADS]
    rows = [dict(zip(heads, row, strict=True)) for row in prudence_rows([made.record()])]

    assert [row["check"] for row in rows] == [check.id for check in made.checks()]
    assert rows[1]["against"] == made.F_FUND
    assert rows[1]["margin"] == pytest.approx(0.0025 / 12)
    assert rows[1]["unit"] == "fraction a month"
    assert rows[6]["estimate"] is None  # ETI-09 compares no numbers
