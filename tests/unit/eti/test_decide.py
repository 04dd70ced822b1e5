"""A decision file → its record: what is measured, what is judged by which law, and what stays unknown."""

from __future__ import annotations

import csv
import hashlib
import html
import math
import re
import statistics
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from judging import judged_once

from screener.errors import InputError
from screener.eti import CHECKS, TEXTS, Plan, decide
from screener.report import render_memo
from screener.rulebook import load_rulebooks
from screener.tables.prudence import OUTCOME_ORDER
from screener.workspace import load_decision
from screener.workspace.decisions import Decision

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "portfolios" / "illinois-demo" / "eti"
PLAN = Plan(
    "fund",
    "A fund",
    is_governmental=True,
    adopted=None,
    home_state="IL",
    jurisdiction=None,
    collateral_use="candidate",
    benefit_law="The law of the place lets a benefit decide.",
)


@pytest.fixture(scope="module")
def books():
    """The rulebook of the checks and that of the texts."""
    return load_rulebooks(ROOT / "criteria", [CHECKS, TEXTS])


@pytest.fixture(scope="module")
def decided(books):
    """Return a function: a shipped decision with 500 draws and fields replaced → it decided; each once."""
    made = {}

    def make(name, plan=PLAN, **changes):
        key = (name, plan, repr(changes))
        if key not in made:
            made[key] = decide(changed(name, draws=500, **changes), plan, books)
        return made[key]

    with judged_once():
        yield make


@pytest.fixture(scope="module")
def hit(decided):
    """The decision on the housing trust."""
    return decided("afl-cio-hit").record


def changed(name, **changes):
    """Return a shipped decision with fields replaced: ``process__votes_for`` is votes_for of the process."""
    raw = load_decision(EXAMPLES / f"{name}.toml").model_dump()
    for key, value in changes.items():
        *tables, field = key.split("__")
        place = raw
        for table in tables:
            place = place[int(table) if table.isdigit() else table]
        place[field] = value
    return Decision.model_validate(raw)


def check(record, number):
    """Return one of the fourteen checks."""
    return next(one for one in record.checks if one.id == f"ETI-{number:02d}")


def under(record, text):
    """Return the answer under a text."""
    return next(one for one in record.answers if one.text == text)


def text_of(record):
    """Return what a person reads of a memo."""
    page = re.sub(r"<(style|script).*?</\1>", " ", render_memo(record), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def dietz(name):
    """Return the return of each quarter of a private fund, by its last day, straight from the file.

    Gain over the capital at work; a flow is at work for the days that are left of the quarter.
    """
    with (EXAMPLES / f"{name}-flows.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    returns, opened, flows = {}, None, []
    for row in rows:
        day = date.fromisoformat(row["date"])
        flows.append((day, float(row["contribution"] or 0) - float(row["distribution"] or 0)))
        if row["nav"]:
            if opened:
                start, value = opened
                gain = float(row["nav"]) - value - sum(flow for _, flow in flows)
                at_work = value + sum(flow * (day - on).days for on, flow in flows) / (day - start).days
                returns[day] = gain / at_work
            opened, flows = (day, float(row["nav"])), []
    return returns


def differences():
    """Return the monthly differences of the trust and its index in percent, straight from the file."""
    with (EXAMPLES / "hit-vs-aggregate-monthly.csv").open(encoding="utf-8") as file:
        return [float(row["hit_net_pct"]) - float(row["bench_us_aggregate_pct"]) for row in csv.DictReader(file)]


def test_the_trust_has_the_mean_that_its_file_has(hit):
    """53 months, worked out with nothing but the file: −0.0156 percent a month, 0.59 errors from zero were it iid."""
    rows = differences()
    mean, error = statistics.fmean(rows), statistics.stdev(rows) / math.sqrt(len(rows))
    figure = check(hit, 2).figure
    iid = next(one for one in check(hit, 2).figures if one.estimator == "iid")

    assert (len(rows), round(mean, 4), round(mean / error, 2)) == (53, -0.0156, -0.59)
    assert (figure.n, figure.estimate) == (53, pytest.approx(mean / 100))
    assert iid.estimate / iid.standard_error == pytest.approx(mean / error)


def test_thirty_nine_months_between_stay_gaps(hit):
    """From April 2011 to November 2018 there are 92 months; no fall is measured across those that are not there."""
    [alignment] = hit.alignments
    falls = [one for one in check(hit, 4).figures if one.statistic == "drawdown_ratio"]

    assert (alignment.first, alignment.last, alignment.n, alignment.gaps) == ("2011-04", "2018-11", 53, 92 - 53)
    assert [one.estimate for one in falls] == [None]
    assert "across missing periods is not known" in check(hit, 4).says
    assert hit.has_gaps
    assert all(len(line.periods) == 92 and line.values.count(None) == 39 for line in hit.lines["cumulative"])


def test_the_trust_is_on_watch_and_the_memo_says_what_53_months_cannot_show(hit):
    """Nothing is shown against it, and no tie: the smallest difference that could be shown is above the margin."""
    figure = check(hit, 2).figure
    text = text_of(hit)

    assert (hit.judged_by, hit.outcome, check(hit, 2).outcome) == ("IB 2015-01", "watch", "watch")
    assert figure.low < -figure.margin < figure.estimate
    assert figure.minimum_detectable_difference > figure.margin == pytest.approx(0.0025 / 12)
    assert "that no difference was found is no tie" in text
    assert "53 months" in text


def test_nothing_measured_a_month_is_stated_a_year_over_gaps(hit):
    """Fees, the plan's projected return and years of history are per year by nature; no return or risk is."""
    text = text_of(hit)
    about = {text[found.start() - 60 : found.end()] for found in re.finditer(r"a year|per year|annual|yearly", text)}
    allowed = ("cost of all fees", "Projected return of the plan", "stated per year", "It costs 41 basis points a year")

    assert [said for said in about if not any(word in said for word in allowed)] == []


def test_each_text_answers_otherwise_where_it_asks_otherwise(hit):
    """2008 asks for equal liquidity; 2020 for three items, which the file does not say; 2022 for 60 months of losses.

    Where a text asks for a tie, or for more months than the 53 that there are, the record has no answer.
    """
    assert [(one.text, one.outcome) for one in hit.answers] == [
        ("IB 94-1", "watch"),
        ("IB 2008-01", "fail"),
        ("IB 2015-01", "watch"),
        ("FAB 2018-01", "watch"),
        ("404a-1 (2020)", "insufficient_data"),
        ("404a-1 (2022)", "insufficient_data"),
    ]
    assert under(hit, "IB 2008-01").because == ("liquidity was found unequal",)
    assert "dol-20d" in under(hit, "404a-1 (2020)").says
    assert "dol-22b" in under(hit, "404a-1 (2022)").says
    assert "53 months, and 60 are needed" in check(hit, 4).says
    assert under(hit, "404a-1 (2022)").note.startswith("It did not exist on 2019-01-31")
    assert [one.text for one in hit.answers if one.is_adopted] == ["IB 2015-01"]
    assert [one.text for one in hit.answers if one.is_in_force] == ["IB 2015-01", "FAB 2018-01"]  # 31 January 2019


def test_an_alternative_that_could_not_be_bought_is_listed_and_not_compared(hit, decided):
    """The federal employees' fund is not open to the plan; were it, the trust would be held against it too."""
    open_to_all = decided("afl-cio-hit", alternative__1__available=True)

    assert [one.name for one in hit.alignments] == ["US Aggregate index"]
    assert [one["name"] for one in hit.decision["alternative"]] == ["US Aggregate index", "TSP F Fund"]
    assert [one.name for one in open_to_all.record.alignments] == ["US Aggregate index", "TSP F Fund"]
    assert (open_to_all.candidate["alternatives"], decided("afl-cio-hit").candidate["alternatives"]) == (2, 1)
    assert {figure.alternative for figure in hit.for_comparison} == {"TSP F Fund"}
    assert open_to_all.record.for_comparison == ()
    assert "TSP F Fund" not in {figure.alternative for one in hit.checks for figure in one.figures}


def test_an_alternative_without_returns_leaves_the_comparison_unknown(decided):
    """Nothing can hold for all of them; what is known of the other is still in the record."""
    found = decided("afl-cio-hit", alternative__1__available=True, alternative__1__returns=None)

    assert found.candidate["return_gap_lower"] is None
    assert found.record.outcome == "insufficient_data"
    assert found.record.alignments[0].n == 53


def test_documented_assumptions_are_heard_and_prove_nothing(decided):
    """5.0 against 5.1 percent and 4 against 5 percent of volatility: a tenth of a point less, within 0.25: watch."""
    stated = {"volatility": Decimal("0.05"), "source": "x", "as_of": date(2018, 12, 31)}
    found = decided(
        "afl-cio-hit",
        return_basis="assumptions",
        candidate__assumptions={**stated, "expected_return": Decimal("0.050"), "volatility": Decimal("0.04")},
        alternative__0__assumptions={**stated, "expected_return": Decimal("0.051")},
    )

    assert found.candidate["return_gap"] == pytest.approx(-0.1)
    assert found.candidate["volatility_ratio"] == pytest.approx(0.8)
    assert (check(found.record, 2).outcome, check(found.record, 2).figure) == ("watch", None)
    assert under(found.record, "IB 2015-01").outcome == "watch"
    assert found.record.alignments == ()
    assert "pass" not in {one.outcome for one in found.record.answers}


def test_assumptions_of_an_alternative_that_are_missing_are_not_made_up(decided):
    """One of two states none: nothing is compared."""
    stated = {
        "expected_return": Decimal("0.05"),
        "volatility": Decimal("0.05"),
        "source": "x",
        "as_of": date(2018, 12, 31),
    }
    found = decided("afl-cio-hit", return_basis="assumptions", candidate__assumptions=stated)

    assert found.candidate.get("return_gap") is None
    assert check(found.record, 2).outcome == "insufficient_data"
    assert "alternative 'US Aggregate index'.assumptions" in found.record.missing


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"created_at": date(2019, 2, 1)}, "dated 2019-02-01, after the decision of 2019-01-31"),
        ({"adopted_vintage": "404a-1 (2020)"}, "items_2020: why_insufficient"),
    ],
)
def test_a_record_that_is_none_is_refused_with_its_reason(decided, changes, reason):
    """It is still worked out, so that a person sees what it would say; the check of the record fails."""
    record = decided("afl-cio-hit", **changes).record

    assert any(reason in said for said in record.refusals)
    assert check(record, 13).outcome == "fail"
    assert "DRAFT" in text_of(record)
    assert "DRAFT" not in text_of(decided("afl-cio-hit").record)


def test_every_item_of_the_decision_record_is_in_its_json(hit):
    """The record schema of a fiduciary's decision, item by item (rules.md 2.4)."""
    record = hit.as_json()
    told = record["decision"]

    assert (record["decision_id"], record["decision_date"], record["portfolio"]) == (
        "afl-cio-hit",
        date(2019, 1, 31),
        "fund",
    )
    assert (record["adopted_vintage"], record["policy_version"] is None) == ("IB 2015-01", False)
    assert told["candidate"]["name"] == "AFL-CIO Housing Investment Trust"
    assert all(one["why"] and one["why_rejected"] for one in told["alternative"])
    assert (record["alignments"][0]["first"], record["alignments"][0]["last"]) == ("2011-04", "2018-11")
    figures = [figure for one in record["checks"] for figure in one["figures"]]
    assert {"estimate", "low", "high", "n", "margin", "p_value"} <= figures[0].keys()
    assert {one["outcome"] for one in record["checks"]} <= set(OUTCOME_ORDER)
    assert {"fees", "liquidity", "diversification", "horizon", "funding"} <= record["tables"].keys()
    assert told["horizon"]["holding_term_years"] == "10"
    assert {"is_esg", "pecuniary", "channel", "weight"} <= told["factor"][0].keys()
    assert {"claim", "place", "measure", "value", "period", "source", "quality_score"} <= told["benefit"][0].keys()
    assert set(told["items_2020"]) == {"why_insufficient", "comparison", "consistency"}
    assert {"conflicts", "preparer", "approver", "votes_for", "votes_against", "dissent"} <= told["process"].keys()
    assert record["created_at"] <= record["decision_date"]
    assert record["software"].startswith("screener ")


def test_every_file_that_it_rests_on_is_named_with_its_hash(hit):
    """The decision file itself, and each file that it names."""
    assert hit.files == {
        name: hashlib.sha256((EXAMPLES / name).read_bytes()).hexdigest()
        for name in (
            "afl-cio-hit.toml",
            "afl-cio-hit-weights.csv",
            "hit-vs-aggregate-monthly.csv",
            "tsp-funds-monthly.csv",
        )
    }


def test_a_decision_without_a_text_is_judged_by_that_in_force_on_its_day(decided):
    """On 28 September 2023 it was the rule of 2022; what the plan adopted goes before it."""
    plan = replace(PLAN, adopted="IB 94-1")
    own = decided("prairie-growth-fund", adopted_vintage=None).record
    adopted = decided("prairie-growth-fund", plan, adopted_vintage=None).record

    assert (own.adopted_vintage, own.judged_by) == (None, "404a-1 (2022)")
    assert (adopted.adopted_vintage, adopted.judged_by) == ("IB 94-1", "IB 94-1")


def test_a_private_fund_is_compared_by_quarters_of_which_three_months_each(decided):
    """36 quarters in common are 108 months; a margin of 1 point a year is a quarter of a point each."""
    found = decided("prairie-growth-fund")

    assert found.record.periods_per_year == 4
    assert found.candidate["return_months"] == 36 * 3
    assert check(found.record, 2).figure.margin == pytest.approx(0.01 / 4)
    assert found.candidate["return_gap"] == pytest.approx(check(found.record, 2).figure.estimate * 400)


def test_the_mean_of_a_private_fund_is_of_its_returns_as_reported(decided):
    """0.497 percentage points a quarter over all 37 quarters: the risk of 36 is measured without smoothing.

    Each quarter by the modified Dietz method, worked out with nothing but the two files of cash flows.
    """
    figure = check(decided("prairie-growth-fund").record, 2).figure
    own, other = (dietz(name) for name in ("prairie-growth-fund", "lakeshore-growth-fund"))
    both = sorted(own.keys() & other.keys())

    assert (figure.n, len(both)) == (37, 37)
    assert round(figure.estimate * 100, 3) == 0.497
    assert figure.estimate == pytest.approx(statistics.fmean(own[day] - other[day] for day in both))


@pytest.mark.parametrize(
    ("changes", "adopts", "standing", "judged_by", "outcome"),
    [
        ({}, "IB 2015-01", "adopted", "IB 2015-01", "watch"),
        ({}, "IB 2008-01", "adopted", "IB 2008-01", "fail"),
        ({}, None, "comparison", "IB 2015-01", "not_applicable"),
        ({"is_governmental": None}, None, "unknown", "IB 2015-01", "insufficient_data"),
        ({"is_governmental": None}, "IB 2015-01", "adopted", "IB 2015-01", "watch"),
        ({"is_governmental": False}, None, "binding", "IB 2015-01", "watch"),
        ({"is_governmental": False}, "IB 2015-01", "binding", "IB 2015-01", "watch"),
        ({"is_governmental": False}, "IB 2008-01", "adopted", "IB 2008-01", "fail"),  # both are asked; it decides
    ],
)
def test_the_standing_of_a_text_decides_what_the_outcome_is(decided, changes, adopts, standing, judged_by, outcome):
    """29 USC 1003(b)(1): no text binds a governmental plan, which is judged by the one that it adopted, or by none.

    One that is not governmental is held to the text in force, and to what it adopted besides: the worse of both
    answers decides. The trust is on watch under IB 2015-01, in force on the day, and fails IB 2008-01.
    """
    record = decided("afl-cio-hit", replace(PLAN, **changes), adopted_vintage=adopts).record

    assert (record.standing, record.judged_by, record.outcome) == (standing, judged_by, outcome)
    assert record.adopted_vintage == adopts


def test_that_nobody_knows_whether_a_text_applies_is_said_first(decided):
    """The answer that the text would give follows it."""
    record = decided("afl-cio-hit", replace(PLAN, is_governmental=None), adopted_vintage=None).record

    assert record.conclusion[0].startswith("Whether any text applies is not known")
    assert record.conclusion[0].endswith("Under IB 2015-01 the answer would be: not shown.")


def test_before_the_first_text_nothing_is_asked(decided):
    """In 1993 there was none: a plan that adopted none is refused a judgement, by name of the first day."""
    with pytest.raises(InputError, match="the first is of 1994-06-23"):
        decided("afl-cio-hit", adopted_vintage=None, decision_date=date(1993, 1, 29))


def test_a_benefit_that_the_law_of_the_place_only_reports_keeps_a_pass_from_being_one(books):
    """The candidate is its own index, a tie that is shown: a yes where a benefit may decide, and open where not."""
    raw = load_decision(EXAMPLES / "afl-cio-hit.toml").model_dump()
    raw["candidate"]["returns"] = raw["alternative"][0]["returns"]
    raw["draws"] = 500
    same = Decision.model_validate(raw)
    records = {
        use: decide(same, replace(PLAN, collateral_use=use), books).record for use in ("candidate", "report_only")
    }

    assert {use: (one.outcome, under(one, "IB 2015-01").benefits) for use, one in records.items()} == {
        "candidate": ("pass", "may_count"),
        "report_only": ("watch", "restricted"),
    }


def test_benefits_wait_for_the_comparison(decided):
    """On watch none may count, where the state lets them as well as where they are only reported."""
    reported = replace(PLAN, collateral_use="report_only")

    assert {one.benefits for one in decided("afl-cio-hit").record.answers} == {"may_not_count"}
    assert {one.benefits for one in decided("afl-cio-hit", reported).record.answers} == {"may_not_count"}
    unused = decided("afl-cio-hit", collateral__use="none", benefit=()).record
    assert {one.benefits for one in unused.answers} == {"not_asked"}


def test_the_same_decision_makes_the_same_record(books):
    """Twice, from the file on."""
    once, again = (decide(changed("afl-cio-hit", draws=500), PLAN, books).record for _ in range(2))

    assert once == again
    assert render_memo(once) == render_memo(again)
