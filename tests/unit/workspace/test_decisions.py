"""portfolios/<id>/eti/<decision>.toml: every fault of every file at once, with its line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from screener.errors import InputError
from screener.workspace import list_decisions, load_decision, load_decisions
from screener.workspace.decisions import DEFAULT_SEED

DEMO = Path(__file__).parents[3] / "portfolios" / "illinois-demo"

SMALLEST = """\
title = "A trust"
decision_date = 2019-01-31
sleeve = "listed_bonds"

[candidate]
name = "Trust"
"""

PEERS = """
[[private.peers]]
statistic = "tvpi"
source = "S"
as_of = 2019-01-01
vintage_year = 2014
"""

RETURNS = """
[candidate.returns]
file = "r.csv"
unit = "percent"
"""


@pytest.fixture
def decide(tmp_path):
    """Write decision files into a portfolio's folder and return it."""

    def write(**files):
        folder = tmp_path / "p"
        (folder / "eti").mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / "eti" / f"{name}.toml").write_text(text, encoding="utf-8")
        return folder

    return write


def only(folder):
    """Return the one decision of a folder."""
    (decision,) = load_decisions(folder)
    return decision


def refusal(folder):
    """Return what is said when the decisions of a folder cannot be read."""
    with pytest.raises(InputError) as caught:
        load_decisions(folder)
    return str(caught.value)


def test_five_lines_are_a_decision_and_everything_else_is_unknown(decide):
    """What the file does not say is null or empty, never zero or no."""
    decision = only(decide(trust=SMALLEST))

    assert (decision.id, decision.decision_date) == ("trust", date(2019, 1, 31))
    assert decision.created_at is decision.permitted_by_policy is decision.amount is decision.collateral.use is None
    assert decision.candidate.days_to_cash is decision.process.sponsor_directs is decision.plan.net_outflow is None
    assert decision.alternative == decision.factor == decision.benefit == decision.files == ()
    assert (decision.seed, decision.draws) == (DEFAULT_SEED, 5000)


def test_every_fault_of_a_decision_is_reported_at_once_with_its_line(decide):
    """A misspelt key, an unknown text, a float where exact text is asked, a missing unit: four faults, four lines."""
    text = (
        'adopted_vintage = "IB 2015-1"\namount = 1.5\n'
        + SMALLEST
        + "duration_yers = 5\n"
        + RETURNS.replace('unit = "percent"\n', "")
    )

    said = refusal(decide(trust=text))

    assert "trust.toml:1: adopted_vintage: 'IB 2015-1' is no text that is known; did you mean 'IB 2015-01'?" in said
    assert "trust.toml:2: amount: write amounts as text" in said
    assert "trust.toml:9: candidate.duration_yers: no such key; did you mean 'duration_years'?" in said
    assert "trust.toml:11: candidate.returns: returns need a unit" in said
    assert "trust.toml has 4 faults" in said


def test_an_entry_of_a_list_is_called_by_its_name_and_has_its_own_line(decide):
    """The second of two alternatives is named, not counted."""
    one = '\n[[alternative]]\nname = "One"\n'
    two = '\n[[alternative]]\nname = "Two"\nrating = "AAa"\n'

    said = refusal(decide(trust=SMALLEST + one + two))

    assert "trust.toml:13: alternative 'Two'.rating: 'AAa' is no rating; did you mean 'AAA'?" in said


def test_an_entry_within_a_table_is_counted_from_one_and_called_by_its_name(decide):
    """The second cap is the second, and a sleeve or a benefit goes by what it is called."""
    caps = '\n[[plan.cap]]\nkind = "state"\nlimit = "0.1"\n\n[[plan.cap]]\nkind = "state"\nlimit = "10"\n'
    sleeve = '\n[[plan.sleeve]]\nname = "Bonds"\nreturns = {file = "r.csv"}\n'
    benefit = '\n[[benefit]]\nclaim = "Jobs"\nquality_score = 6\n'

    said = refusal(decide(trust=SMALLEST + caps + sleeve + benefit))

    assert "trust.toml:14: plan.cap 2.limit: 10 cannot be; it must be at most 1" in said
    assert "trust.toml:18: plan.sleeve 'Bonds'.returns: returns need a unit" in said
    assert "trust.toml:22: benefit 'Jobs'.quality_score: 6 cannot be; it must be at most 5" in said


def test_the_faults_of_two_files_are_told_together(decide):
    """A person corrects all files in one go."""
    said = refusal(
        decide(
            one=SMALLEST.replace("listed_bonds", "bonds"), two=SMALLEST.replace('title = "A trust"\n', ""), ok=SMALLEST
        )
    )

    assert "2 decisions have faults" in said
    assert "one.toml:3: sleeve" in said
    assert "two.toml:1: title: is missing" in said


def test_a_file_that_is_not_there_or_lies_outside_is_named_with_its_line(decide):
    """A copy of the portfolio's folder must hold all that the record rests on."""
    folder = decide(
        trust=SMALLEST
        + RETURNS
        + '\n[risk_free]\nfile = "../../else.csv"\nunit = "percent"\n\n[plan]\nweights = "w.csv"\n'
    )
    (folder.parent / "else.csv").write_text("month,return\n", encoding="utf-8")
    (folder / "eti" / "w.csv").write_text("issuer\n", encoding="utf-8")

    said = refusal(folder)

    assert "trust.toml:9: r.csv: there is no such file beside the decision" in said
    assert "trust.toml:13: ../../else.csv: it lies outside p/" in said
    assert "2 files cannot be used" in said
    assert "w.csv" not in said


def test_a_file_elsewhere_in_the_portfolio_may_be_named(decide):
    """Returns may lie in a folder of the portfolio that other decisions share."""
    folder = decide(trust=SMALLEST + RETURNS.replace("r.csv", "../returns/r.csv"))
    (folder / "returns").mkdir()
    (folder / "returns" / "r.csv").write_text("month,return\n2019-01,1.0\n", encoding="utf-8")

    decision = only(folder)

    assert decision.files == ("../returns/r.csv",)
    assert decision.named("../returns/r.csv").is_file()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('\n[[factor]]\nname = "A"\nweight = "0.7"\n\n[[factor]]\nname = "B"\nweight = "0.4"\n', "add up to 1.1"),
        (
            '\n[plan]\ncaps = "none"\n\n[[plan.cap]]\nkind = "state"\nlimit = "0.1"\n',
            'plan: caps = "none" stands beside [[plan.cap]]',
        ),
        ('\n[plan]\ncaps = "no"\n', "plan.caps: "),
        ('\n[process]\ndecision = "aproved"\n', "'aproved' is not known; did you mean 'approved'?"),
        ("\n[window]\nfirst = 2018-01-31\nlast = 2017-01-31\n", "before it begins"),
        ('\n[plan]\nassumed_return = "6.75"\n', 'a rate is a fraction: 6.75 percent is "0.0675"'),
        ('\n[process]\nconflicts = " "\n', "process.conflicts: it is empty; say it, or leave the line out"),
        ('\n[candidate.returns]\nfile = "r"\nkind = "prices"\nunit = "percent"\n', "prices have no unit"),
        ('\n[[benefit]]\nclaim = "Jobs"\nquality_score = 6\n', "6 cannot be; it must be at most 5"),
        ('\n[candidate.fees]\nother_bp = "-1"\n', "other_bp: -1 cannot be; it must be at least 0"),
        (PEERS, "give quartiles (lower, median, upper), or values"),
        (PEERS + 'quartiles = ["2", "1", "3"]\n', "the quartiles are lower, median and upper"),
    ],
)
def test_what_cannot_be_is_refused(decide, text, said):
    """A record that contradicts itself, or a percentage where a fraction is asked, is no input."""
    assert said in refusal(decide(trust=SMALLEST + text))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("permitted_by_policy = 1", "write true or false, without quotes"),
        ('permitted_by_policy = "yes"', "write true or false, without quotes"),
        ("seed = true", "write a whole number, without quotes"),
        ("draws = 5000.0", "write a whole number, without quotes"),
        ("amount = true", 'write it as text like "25000000.00"; true and false are no numbers'),
        ('amount = "25,000,000"', 'write it as text like "25000000.00", without commas or percent signs'),
        ('amount = "0.41%"', 'write it as text like "25000000.00", without commas or percent signs'),
        ('amount = "1e15"', "it is too large; give less than 1,000,000,000,000,000"),
        ('amount = "0.0000000000000001"', "it has more than 15 decimals; round it"),
        ("amount = []", 'write it as text like "25000000.00", without commas or percent signs'),
        ("created_at = 9999-12-31", "9999-12-31 lies outside the years 1900 to 2999; correct it"),
        ("created_at = 2019-01-24T09:00:00", "write a day such as 2019-01-31, without a time"),
        ("created_at = 20190124", "write a day such as 2019-01-31, without a time"),
        ("pool = 5", "write it as text, in quotes"),
        ('pool = "a\\u0000b"', "it holds the character '\\x00', which cannot be printed; remove it"),
        ('currency = "usd"', "'usd' is no currency; write three capital letters, such as \"USD\""),
        ('return_basis = "histry"', "'histry' is not known; did you mean 'history'?; one of history, assumptions"),
        ('horizon = "long"', "a table is meant, whose lines stand under its heading in brackets"),
        ("factor = 3", "a list is meant; give each entry a heading in double brackets"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_in_words_of_the_file(decide, line, said):
    """Nothing is guessed: true is no 1, "yes" is no flag, a number is no day; and the message says what to write."""
    assert f"trust.toml:1: {line.split(' = ')[0]}: {said}" in refusal(decide(trust=f"{line}\n{SMALLEST}"))


@pytest.mark.parametrize("second", ["Trust", "TRUST", "one"])
def test_candidate_and_alternatives_have_names_of_their_own(decide, second):
    """Whatever the capitals: figures are told apart by these names."""
    text = f'\n[[alternative]]\nname = "One"\n\n[[alternative]]\nname = "{second}"\n'

    said = refusal(decide(trust=SMALLEST + text))

    assert f"trust.toml:12: alternative '{second}'.name: " in said
    assert "candidate and alternatives each need a name of their own" in said


def test_two_parties_cannot_have_the_same_returns(decide):
    """A column that was copied and not changed makes a tie of anything; other columns of one file are no fault."""
    text = SMALLEST + RETURNS
    for name, column in (("Copy", ""), ("Other", 'column = "other"\n')):
        text += f'\n[[alternative]]\nname = "{name}"\n\n[alternative.returns]\nfile = "../eti/r.csv"\n{column}'
        text += 'unit = "percent"\n'
    folder = decide(trust=text)
    (folder / "eti" / "r.csv").write_text("month,return,other\n", encoding="utf-8")

    said = refusal(folder)

    assert "trust.toml:15: Copy: its returns are those of 'Trust' on line 8: the same file and column" in said
    assert "Other" not in said


@pytest.mark.parametrize(
    ("name", "said"),
    [("a" * 5000 + ".csv", "no file has a name of 5004 letters"), ("\\u0000.csv", "it holds the character")],
)
def test_a_name_that_no_file_has_is_a_fault(decide, name, said):
    """It is told like any other, and no crash."""
    assert f"trust.toml:9: candidate.returns.file: {said}" in refusal(
        decide(trust=SMALLEST + RETURNS.replace("r.csv", name))
    )


def test_a_file_within_braces_is_found_on_the_line_of_its_table(decide):
    """Not where the same words stand in a comment or in another text."""
    text = 'label = """about "r.csv"\nfile = "r.csv"\n"""\n' + SMALLEST
    text += 'why = "file r.csv"\nreturns = {file = "r.csv", unit = "percent"}\n\n[plan]\nweights = "."\n'

    said = refusal(decide(trust=text))

    assert "trust.toml:11: r.csv: there is no such file beside the decision" in said
    assert "trust.toml:14: .: it is a folder; name a file in it" in said


def test_a_folder_that_ends_like_a_decision_is_none(decide):
    """Only files are decisions; one that is asked for by name is refused."""
    folder = decide(trust=SMALLEST)
    (folder / "eti" / "old.toml").mkdir()

    assert [file.stem for file in list_decisions(folder)] == ["trust"]
    with pytest.raises(InputError, match=r"old.toml: the file cannot be opened: Is a directory"):
        load_decision(folder / "eti" / "old.toml")


def test_what_follows_from_the_file_is_not_said_in_it(decide):
    """The name of a decision is its file's, so that there are never two of one name."""
    assert "id follow" in refusal(decide(trust='id = "x"\n' + SMALLEST))


def test_decisions_come_in_the_order_of_their_dates(decide):
    """The newest decision is the last, whatever the files are called."""
    folder = decide(a=SMALLEST, b=SMALLEST.replace("2019", "2018"))

    assert [file.stem for file in list_decisions(folder)] == ["a", "b"]
    assert [decision.id for decision in load_decisions(folder)] == ["b", "a"]


def test_the_shipped_decisions_say_what_they_are():
    """portfolios/illinois-demo/eti: one real fund with a constructed board, one constructed private fund."""
    trust, fund = load_decisions(DEMO)

    assert (trust.id, trust.adopted_vintage, trust.sleeve) == ("afl-cio-hit", "IB 2015-01", "listed_bonds")
    assert (fund.id, fund.adopted_vintage, fund.sleeve) == ("prairie-growth-fund", "404a-1 (2022)", "private")
    assert "no board made this decision" in trust.label
    assert "Constructed, all of it" in fund.label
    assert [entry.available for entry in trust.alternative] == [True, False]
    votes = [(one.process.votes_for, one.process.votes_against, one.process.votes_abstained) for one in (trust, fund)]
    assert [one.process.decision for one in (trust, fund)] == ["approved", "approved"]
    assert votes == [(6, 2, 1), (5, 0, 0)]
    # the only sheet of the F Fund's cost was printed in April 2019, after the decision
    assert [entry.fees and entry.fees.total_bp for entry in trust.alternative] == [0, None]
    assert "index of the sleeve" in trust.pool_rule
    # SEC Form 497 of October 2018: 167.7M hours, 83,330 jobs, over 109,760 units
    assert [benefit.value for benefit in trust.benefit] == [Decimal(167_700_000), Decimal(83_330), Decimal(109_760)]
    assert [benefit.counted for benefit in trust.benefit] == ["modelled", "modelled", "counted"]


def test_a_decision_is_read_by_itself():
    """One file can be asked for, without those beside it."""
    assert load_decision(DEMO / "eti" / "afl-cio-hit.toml").candidate.duration_years == Decimal("5.42")
