"""The record of a decision: complete by the text that is applied, made before the decision, or refused."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from screener.errors import InputError
from screener.eti import record
from screener.eti.record import NEEDS, missing_fields
from screener.eti.record_facts import candidate_facts, comparator_facts, plan_facts
from screener.tables import ETI_CANDIDATES, ETI_PLAN
from screener.tables.vocabulary import DOL_VINTAGES
from screener.workspace import load_decision
from screener.workspace.decisions import Decision

PORTFOLIOS = Path(__file__).parents[3] / "portfolios"
EXAMPLES = PORTFOLIOS / "illinois-demo" / "eti"
GUIDE = (PORTFOLIOS / "README.md").read_text(encoding="utf-8").split("### What a complete record needs")[1]


def changed(name, **changes):
    """Return a shipped decision with some fields replaced: ``process__votes_for`` is votes_for of the process."""
    raw = load_decision(EXAMPLES / f"{name}.toml").model_dump()
    for key, value in changes.items():
        *tables, field = key.split("__")
        place = raw
        for table in tables:
            place = place[int(table) if table.isdigit() else table]
        place[field] = value
    return Decision.model_validate(raw)


def hit(**changes):
    """Return the decision on the housing trust, with some fields replaced."""
    return changed("afl-cio-hit", **changes)


def fund(**changes):
    """Return the decision on the private fund, with some fields replaced."""
    return changed("prairie-growth-fund", **changes)


def bare():
    """Return the smallest decision that can be read."""
    raw = {
        "title": "A trust",
        "decision_date": date(2019, 1, 31),
        "sleeve": "listed_bonds",
        "candidate": {"name": "Trust"},
        "id": "trust",
        "path": Path("trust.toml"),
    }
    return Decision.model_validate(raw)


def refusals(decision, begins=None):
    """Return why a decision is refused by the text that its board adopted."""
    text = decision.adopted_vintage
    return record.refusals(decision, missing_fields(decision, text), begins, text)


@pytest.mark.parametrize("name", ["afl-cio-hit", "prairie-growth-fund"])
def test_a_shipped_record_is_complete_by_the_text_that_its_board_adopted(name):
    """Nothing that the text asks for is empty, and nothing is later than the decision."""
    decision = load_decision(EXAMPLES / f"{name}.toml")
    missing = missing_fields(decision, decision.adopted_vintage)

    assert missing == ()
    assert refusals(decision) == ()


def test_a_record_without_anything_names_every_field_that_each_text_asks_for():
    """Silence is no answer: what a text asks for and is not said is named, and named once."""
    missing = missing_fields(bare(), "404a-1 (2022)")

    assert {"created_at", "alternative", "factor", "candidate.why", "process.conflicts", "collateral.use"} <= set(
        missing
    )
    assert {"plan.weights", "candidate.fees.total_bp", "candidate.returns.net_of_fees"} <= set(missing)
    assert {"process.decision", "process.consistency", "process.sponsor_directs", "plan.cap"} <= set(missing)
    assert len(missing) == len(set(missing))
    assert "benefit" not in missing, "what was used is not known, so a benefit is not asked for yet"


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"alternative__1__why": None}, "alternative 'TSP F Fund'.why"),
        ({"alternative__0__fees": None}, "alternative 'US Aggregate index'.fees.total_bp"),
        ({"candidate__returns": None}, "candidate.returns.net_of_fees"),
        ({"return_basis": "assumptions"}, "candidate.assumptions"),
        ({"window": {"first": date(2013, 1, 1)}}, "window.why"),
        ({"factor__2__channel": None}, "factor 'Union-built housing'.channel"),
        ({"factor__0__is_esg": None}, "factor 'Credit quality'.is_esg"),
        ({"benefit__2__place": None}, "benefit 'Housing'.place"),
        ({"benefit__0__counted": None}, "benefit 'Work for union construction trades'.counted"),
        ({"factor__0__pecuniary": None}, "factor 'Credit quality'.pecuniary"),
        ({"factor__1__reason": None}, "factor 'Yield'.reason"),
        ({"candidate__fees__source": None}, "candidate.fees.source"),
        ({"alternative__1__available": True}, "alternative 'TSP F Fund'.fees.total_bp"),
        ({"alternative__0__name": "St. Louis", "alternative__0__why": None}, "alternative 'St. Louis'.why"),
        ({"plan__cap": ()}, "plan.cap"),
        ({"process__decision": None}, "process.decision"),
        ({"process__analysis": None}, "process.analysis"),
        ({"process__has_independent_manager": None}, "process.has_independent_manager"),
        ({"process__consistency": None}, "process.consistency"),
        ({"benefit": ()}, "benefit"),
        ({"collateral__concession_accepted": None}, "collateral.concession_accepted"),
        ({"process__votes_abstained": None}, "process.votes_abstained"),
    ],
)
def test_an_empty_field_is_named_as_the_person_who_fills_it_in_finds_it(changes, missing):
    """The entry of a list goes by its name."""
    assert missing in missing_fields(hit(**changes), "IB 2015-01")


def test_zero_and_no_are_answers():
    """Nobody against, no day to wait, and "not permitted" are said; only what is not there is missing."""
    decision = hit(process__votes_against=0, candidate__days_to_cash=0, permitted_by_policy=False)

    assert missing_fields(decision, "IB 2015-01") == ()


def test_a_policy_without_caps_is_said_to_have_none():
    """A list that is empty may have been forgotten; "none" is an answer."""
    assert missing_fields(hit(plan__cap=(), plan__caps="none"), "IB 2015-01") == ()


def test_what_an_alternative_costs_and_returned_that_could_not_be_bought_is_not_asked_for():
    """It decides nothing; of one that may be available it is asked for."""
    bare = {"alternative__1__returns": None, "alternative__1__fees": None}

    assert missing_fields(hit(**bare), "IB 2015-01") == ()
    assert missing_fields(hit(**bare, alternative__1__available=None), "IB 2015-01") == tuple(
        f"alternative 'TSP F Fund'.{field}"
        for field in ("available", "returns.net_of_fees", "fees.total_bp", "fees.source")
    )


def test_item_c_stands_for_how_the_choice_agrees_with_the_participants_interests():
    """85 FR 72846, item C: how the factor is consistent with the interests of participants."""
    said = {"process__consistency": None, "items_2020__consistency": "No return was given up for it"}
    items = {"items_2020__why_insufficient": "Alike on all", "items_2020__comparison": "Alike on all three"}

    assert missing_fields(hit(**said, **items), "404a-1 (2020)") == ()


def test_a_text_is_asked_for_where_none_applies_to_the_plan():
    """A governmental plan is bound by none; one that its portfolio adopted stands for that of the decision."""
    decision = hit(adopted_vintage=None)

    assert missing_fields(decision, "IB 2015-01") == ("adopted_vintage",)
    assert missing_fields(decision, "IB 2015-01", has_text=True) == ()
    assert missing_fields(hit(), "IB 2015-01") == ()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("IB 94-1", set()),
        ("IB 2008-01", {"plan.is_liquidity_equal"}),
        ("IB 2015-01", set()),
        ("FAB 2018-01", {"factor 'Union-built housing'.weight_supported"}),
        (
            "404a-1 (2020)",
            {
                "items_2020.why_insufficient",
                "items_2020.comparison",
                "items_2020.consistency",
            },
        ),
        ("404a-1 (2022)", {"factor 'Yield'.horizon", "factor 'Union-built housing'.weight_supported"}),
    ],
)
def test_each_text_asks_for_its_own_fields(text, asked):
    """What no other asks: equality in 2008, weight in 2018, items A to C in 2020, horizon and weight in 2022."""
    decision = hit(
        plan__is_liquidity_equal=None,
        factor__1__horizon=None,
        factor__2__weight_supported=None,
    )

    assert set(missing_fields(decision, text)) == asked


def test_the_three_items_are_asked_for_only_where_something_not_pecuniary_decided():
    """85 FR 72846: items A to C belong to a choice that pecuniary factors alone did not make."""
    pecuniary = hit(collateral__use="none", benefit=())
    marked = hit(collateral__use="none", benefit=(), factor__2__pecuniary=False)

    assert missing_fields(pecuniary, "404a-1 (2020)") == ()
    assert len(missing_fields(marked, "404a-1 (2020)")) == len(["A", "B", "C"])


def test_a_private_fund_needs_its_cash_flows_and_what_they_are_held_against():
    """Without cash flows there is no public market equivalent, and without peers no quartile."""
    missing = missing_fields(fund(candidate__cash_flows=None, private__index=None, private__peers=()), "404a-1 (2022)")

    assert missing == ("candidate.cash_flows", "private.index", "private.peers")


def test_every_text_is_one_that_a_board_may_adopt():
    """A misspelt text would never be asked for."""
    assert {text for need in NEEDS for text in need.texts} <= set(DOL_VINTAGES)


def test_a_record_that_was_finished_on_the_day_of_the_decision_is_one():
    """created_at may not be after the decision; the day itself is early enough."""
    assert refusals(hit(created_at=date(2019, 1, 31))) == ()


def test_a_record_that_was_written_after_the_decision_is_refused():
    """One day late is late."""
    (said,) = refusals(hit(created_at=date(2019, 2, 1)))

    assert said.startswith("The record (created_at) is dated 2019-02-01, after the decision of 2019-01-31")


def test_what_became_known_after_the_decision_is_refused_each_by_its_name():
    """A board cannot have rested on an analysis, a list of peers or a figure that was not there yet."""
    late = date(2023, 9, 29)
    said = refusals(
        fund(
            process__analysis_on=late,
            candidate__fees__as_of=late,
            private__peers__1__as_of=late,
            benefit__0__as_of=late,
        )
    )

    assert len(said) == len(["analysis", "fee", "peers", "benefit"])
    assert "economic analysis" in said[0]
    assert "fee of Prairie Growth Fund is dated 2023-09-29, after the decision of 2023-09-28" in said[1]
    assert "peers by tvpi" in said[2]
    assert "'Jobs at manufacturers in Illinois'" in said[3]


def test_what_is_later_than_the_record_itself_is_refused():
    """A record that was finished on the 24th cannot hold an analysis of the 25th, whenever the board decides."""
    (said,) = refusals(hit(process__analysis_on=date(2019, 1, 25)))

    assert "process.analysis_on) is dated 2019-01-25, after the record was finished on 2019-01-24" in said
    assert refusals(hit(process__analysis_on=date(2019, 1, 24))) == ()


@pytest.mark.parametrize(
    ("decided", "votes", "said"),
    [
        ("approved", (6, 5), None),
        ("approved", (5, 5), "said to be approved, and the votes are 5 for and 5 against: that is no majority"),
        ("approved", (2, 6), "that is no majority"),
        ("declined", (5, 5), None),
        ("declined", (6, 5), "said to be declined, and the votes are 6 for and 5 against: that is a majority for it"),
        ("deferred", (6, 5), None),
        ("deferred", (5, 6), None),
    ],
)
def test_votes_that_contradict_the_decision_are_refused(decided, votes, said):
    """What a majority wanted is approved; what it did not want is not."""
    found = refusals(hit(process__decision=decided, process__votes_for=votes[0], process__votes_against=votes[1]))

    assert len(found) == (said is not None)
    assert (said or "") in " ".join(found)


def test_a_text_that_begins_after_the_decision_was_not_adopted():
    """The rule of 2022 applies from 30 January 2023: no board had it in January 2019."""
    late = fund(decision_date=date(2023, 1, 29), created_at=None)
    (*_, said) = [one for one in refusals(late, date(2023, 1, 30)) if "exist" in one]

    assert said.startswith("The adopted text, 404a-1 (2022), did not exist on 2023-01-29: it begins on 2023-01-30")
    assert refusals(fund(decision_date=date(2023, 9, 28)), date(2023, 9, 28)) == ()


@pytest.mark.parametrize(("named", "is_refused"), [(date(2018, 11, 4), False), (date(2018, 11, 5), True)])
def test_alternatives_that_were_not_named_before_the_results_are_refused(named, is_refused):
    """Named on the very day that results were looked at: nothing shows which came first."""
    decision = hit(named_on=named)

    assert bool(refusals(decision)) is is_refused
    assert candidate_facts(decision)["chosen_before_results"] is not is_refused


def test_returns_before_fees_are_refused():
    """The plan gets what is left after fees, and every text compares that."""
    (said,) = refusals(hit(candidate__returns__net_of_fees=False))

    assert "The returns of AFL-CIO Housing Investment Trust are not net of fees" in said


def test_an_incomplete_record_is_refused_with_its_fields():
    """The person sees at once what is still to be filled in."""
    duty = "general fiduciary duty, 29 USC 1104(a)(1)"
    (one,) = refusals(hit(candidate__why=None))
    (more,) = refusals(hit(pool=None, process__dissent=None, process__decision=None, process__analysis=None))

    assert one == f"1 field is empty: candidate: why ({duty}(B), 29 CFR 2550.404a-1(b); unverified)."
    assert more == (
        f"4 fields are empty: top: pool ({duty}(B), 29 CFR 2550.404a-1(b); unverified); "
        f"process: analysis ({duty}(B), 29 CFR 2550.404a-1(b); unverified), decision, dissent ({duty}; unverified)."
    )


def test_the_text_that_asks_most_nearly_is_named():
    """The weight that an effect supports is asked for by the rule of 2022 there, and by FAB 2018-01 under that."""
    changes = {"factor__2__weight_supported": None}
    said = [" ".join(refusals(hit(**changes, adopted_vintage=text))) for text in ("FAB 2018-01", "404a-1 (2022)")]

    assert "factor 'Union-built housing': weight_supported (no more weight than the effect" in said[0]
    assert "FAB 2018-01)" in said[0]
    assert "Prudence and Loyalty rule, 87 FR 73822)" in said[1]
    assert "FAB" not in said[1]


def test_what_was_not_read_in_a_source_is_unverified():
    """29 USC 1104 and 1106, and 29 CFR 2550.404a-1(b), were not; nor was the wording of 1994."""
    unread = ("29 USC 1104", "29 USC 1106", "404a-1(b)", "IB 94-1")

    for need in NEEDS:
        if any(name in need.source for name in unread):
            assert need.review == "unverified", need.source


def test_the_guide_lists_the_fields_that_are_asked_for():
    """portfolios/README.md: one row a need, in its order, with its fields, its source and whether that was read."""
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in GUIDE.splitlines() if "| `" in line]

    told = [(tuple(re.findall("`([^`]+)`", row[0])), row[2], row[3].strip(" |")) for row in rows]
    assert told == [(need.fields, need.source, need.review) for need in NEEDS]
    for row, need in zip(rows, NEEDS, strict=True):
        assert all(row[1].startswith(text) for text in need.texts)


def test_the_smallest_example_of_the_guide_is_complete(tmp_path):
    """What a person copies from portfolios/README.md is a record, and without any one of its lines it is none."""
    (tmp_path / "weights.csv").write_text(re.search("```csv\n(.*?)```", GUIDE, re.DOTALL)[1], encoding="utf-8")
    lines = re.search("```toml\n(.*?)```", GUIDE, re.DOTALL)[1].splitlines()
    file = tmp_path / "trust.toml"

    def is_record(lines):
        file.write_text("\n".join(lines), encoding="utf-8")
        try:
            decision = load_decision(file)
        except InputError:
            return False
        return not missing_fields(decision, "IB 2015-01") and not refusals(decision)

    assert is_record(lines)
    assert [line for at, line in enumerate(lines) if "=" in line and is_record(lines[:at] + lines[at + 1 :])] == []


def test_the_facts_are_those_that_the_rulebooks_ask_for():
    """A fact under another name would reach no criterion."""
    candidate = {column.name for column in ETI_CANDIDATES.columns}
    plan = {column.name for column in ETI_PLAN.columns}

    assert {*candidate_facts(hit()), *comparator_facts(hit(), 0)} <= candidate
    assert set(plan_facts(hit(), (), {})) <= plan


def test_a_record_that_says_nothing_leaves_the_facts_unknown():
    """Neither zero factors nor zero claims: nobody has said."""
    facts = candidate_facts(bare())

    known = {name: value for name, value in facts.items() if value is not None}
    assert known == {"sleeve": "listed_bonds", "return_basis": "history"}
    assert set(comparator_facts(bare(), None).values()) == {None}
    plan = plan_facts(bare(), ("why",), {})
    assert [plan[name] for name in ("record_lead", "analysis_lead", "has_economic_analysis", "sponsor_directs")] == [
        None
    ] * 4
    assert plan["has_non_pecuniary_choice"] is None


def test_the_facts_of_the_housing_trust():
    """Three factors, one of them ESG with weight 0.15 of which 0.05 is supported; three claims used after."""
    facts = candidate_facts(hit())

    assert (facts["decision_factors"], facts["relevant_factors"], facts["untagged_factors"]) == (3, 3, 0)
    assert (facts["esg_factors"], facts["esg_factors_with_channel"]) == (1, 1)
    assert (facts["esg_weight"], facts["esg_weight_supported"]) == (Decimal("0.15"), Decimal("0.05"))
    assert facts["weights_reflect_assessment"] is False
    assert (facts["benefit_use"], facts["benefit_claims"], facts["evidenced_benefit_claims"]) == ("after", 3, 3)
    assert facts["non_pecuniary_factors"] == 3, "each benefit that was used is one"
    # 31 January less 24 January, and less 17 January
    plan = plan_facts(hit(), (), {})
    assert (plan["record_lead"], plan["analysis_lead"]) == (7, 14)
    assert (plan["missing_record_fields"], plan["inputs_hashed"]) == (0, False)
    # 5.84 less 5.42 years; from AAA to AA+ is one step
    near = comparator_facts(hit(), 0)
    assert (near["duration_gap"], near["rating_gap"], near["is_same_sub_class"]) == (Decimal("0.42"), 1, True)


def test_a_record_after_the_decision_has_a_lead_below_zero():
    """The fact record_lead: less than 0 where the record was written after the decision."""
    assert plan_facts(hit(created_at=date(2019, 2, 3)), (), {})["record_lead"] == -3


def test_inputs_are_hashed_only_where_every_file_is():
    """One file without its hash could be exchanged afterwards."""
    decision = hit()
    hashes = dict.fromkeys(decision.files, "ab12")

    assert plan_facts(decision, (), hashes)["inputs_hashed"] is True
    assert plan_facts(decision, (), {**hashes, decision.files[-1]: ""})["inputs_hashed"] is False


def test_a_rating_is_apart_by_steps_of_the_scale():
    """AA- to A+ is one step, AAA to AA- three; words of strategy and region count without their capitals."""
    one = hit(candidate__rating="AA-", alternative__0__rating="A+", alternative__1__rating="AAA")
    assert [comparator_facts(one, place)["rating_gap"] for place in (0, 1)] == [1, 3]

    other = fund(alternative__0__strategy="Growth Capital", alternative__0__region_class="World")
    near = comparator_facts(other, 0)
    assert (near["is_same_strategy"], near["is_same_region"], near["vintage_gap"]) == (True, False, 0)
    assert comparator_facts(fund(alternative__0__vintage_year=2016), 0)["vintage_gap"] == 2


def test_one_factor_whose_kind_is_unknown_leaves_the_count_of_esg_factors_open():
    """One that may be ESG and may not is not left out."""
    facts = candidate_facts(hit(factor__0__is_esg=None))

    assert [facts[name] for name in ("esg_factors", "esg_factors_with_channel", "esg_weight")] == [None] * 3
    assert facts["decision_factors"] == 3


def test_a_weight_that_differs_settles_it_and_one_that_is_unknown_leaves_it_open():
    """weights_reflect_assessment: each factor weighs as much as its assessed effect."""
    assert candidate_facts(fund())["weights_reflect_assessment"] is True
    assert candidate_facts(fund(factor__0__weight=None))["weights_reflect_assessment"] is None
    apart = fund(factor__0__weight=None, factor__1__weight_supported=Decimal("0.10"))
    assert candidate_facts(apart)["weights_reflect_assessment"] is False


def test_no_benefit_is_zero_claims_only_where_the_record_says_none_was_used():
    """Silence on benefits is unknown; "none" is an answer."""
    assert candidate_facts(hit(benefit=(), collateral__use="none"))["benefit_claims"] == 0
    assert candidate_facts(hit(benefit=(), collateral__use=None))["benefit_claims"] is None
    assert candidate_facts(hit(collateral__use=None))["non_pecuniary_factors"] is None


def test_a_claim_without_its_attribution_is_no_evidence():
    """Measure, place, period, attribution and a score from 1 to 5: all five, or it is a claim alone."""
    facts = candidate_facts(hit(benefit__1__attribution=None))

    assert (facts["benefit_claims"], facts["evidenced_benefit_claims"]) == (3, 2)


def test_what_the_record_does_not_say_is_unknown():
    """It may stand in the minutes: only what is written is known to be, and silence is never "no"."""
    facts = plan_facts(bare(), (), {})
    names = ("states_why_insufficient", "states_comparison", "states_consistency", "conflicts_recorded")

    assert [facts[name] for name in names] == [None] * 4
    assert plan_facts(hit(), (), {})["conflicts_recorded"] is True


def test_the_three_items_are_stated_each_by_itself():
    """One that is written says nothing of the other two."""
    plan = plan_facts(hit(items_2020__comparison="alike on all three"), (), {})

    assert (plan["states_why_insufficient"], plan["states_comparison"], plan["states_consistency"]) == (
        None,
        True,
        None,
    )
