"""`screener what-if`: a question from the shell, answered in words or as one object, and nothing written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from commands import CommandHere

from screener import ingest, whatif
from screener.workspace import new_workspace


@pytest.fixture(scope="module")
def command(checks: ingest.Checks, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandHere]:
    """The command in a workspace with no run; the portfolio as it is, which no question changes, is screened once."""
    workspace: Path = tmp_path_factory.mktemp("what-if") / "workspace"
    new_workspace(workspace)
    opened = cache(whatif.open_session)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whatif, "open_session", lambda root, portfolio, **_: opened(root, portfolio))
        yield CommandHere(workspace, checks)


def test_another_home_takes_every_bond_of_kentucky_out_of_state(command: CommandHere):
    """The 55 bonds of the filing, USD 40,455,026.70, are all Kentucky's: none is Ohio's, and no run is made."""
    answer = command("what-if", "kentucky-munis", "--state", "OH", "--json")
    figures = {(row["figure"], row["basis"]): row for row in json.loads(answer.stdout)["figures"]}

    assert answer.returncode == 0, answer.stderr
    assert float(figures["in_state", "operations"]["best_before"]) == 40_455_026.70
    assert float(figures["in_state", "operations"]["best_after"]) == 0
    assert not list((command.folder / "reports").rglob("manifest.json"))


def test_what_is_no_number_is_said_before_anything_is_read(command: CommandHere):
    """Every pair that is none, with an example of one."""
    answer = command("what-if", "kentucky-munis", "--price", "X=nan", "--price", "Y", "--price", "Z=a")

    assert answer.returncode == 2
    assert "--price: no NAME=NUMBER: X=nan, Y, Z=a" in answer.stderr
    assert "Try: for example --price NAME=0.2" in answer.stderr


def test_a_purchase_or_a_fact_that_cannot_be_read_is_said_before_anything_is(command: CommandHere):
    """Columns of holdings with the nearest name, amounts, and facts without a kind: each under its option."""
    adds = ("--add", "ticket=CAT,market_value=1e6", "--add", "market_value=much")
    purchase = command("what-if", "kentucky-munis", *adds)
    every = command(
        *("what-if", "kentucky-munis", *adds, "--swap", "CAT=tickr=DE", "--fact", "poverty_rate=25", "--buy", "=5"),
        *("--state", "ZZ", "--as-of", "2024", "--sell", "A=half", "--sell", "B", "--sell", "B"),
    )

    assert (purchase.returncode, every.returncode) == (2, 2)
    assert "--add: 2 faults:" in purchase.stderr
    assert "'ticket' is no column of a holding; did you mean 'ticker'?" in purchase.stderr
    assert "market_value: 'much' is no amount in cents" in purchase.stderr
    for said in (
        "--add: ticket=CAT,market_value=1e6: 'ticket' is no column of a holding",
        "--add: market_value=much: market_value: 'much' is no amount in cents",
        "--swap: tickr=DE: 'tickr' is no column of a holding",
        "--fact: no KIND/WHICH/FACT=VALUE: poverty_rate=25",
        "--buy: no NAME=NUMBER: =5",
        "--state: 'ZZ' is no state",
        "--as-of: '2024' is no calendar date",
        "--sell: no NAME=NUMBER: A=half",
        "--sell: given twice: B",
    ):
        assert f"\n  {said}" in every.stderr


@pytest.mark.parametrize(
    ("option", "values", "twice"),
    [
        ("--swap", ["A=ticker=DE,asset_class=equity", "A=ticker=CAT,asset_class=equity"], "A"),
        ("--fact", ["place/21111/poverty_rate=25", "place/21111/poverty_rate=30"], "place/21111/poverty_rate"),
        ("--sell", ["A=0.5", "A"], "A"),
    ],
)
def test_a_name_that_is_given_twice_is_refused(command: CommandHere, option: str, values: list[str], twice: str):
    """The last would count, and the others would be gone without a word."""
    answer = command("what-if", "kentucky-munis", *(part for value in values for part in (option, value)))

    assert answer.returncode == 2
    assert f"{option}: given twice: {twice}" in answer.stderr


def test_a_fault_names_the_option(command: CommandHere):
    """What a person typed, not what it is called inside."""
    answer = command("what-if", "kentucky-munis", "--rulebook", "un-prii")
    facts = command("criteria", "facts", "--subject", "isuer")

    assert (answer.returncode, facts.returncode) == (2, 2)
    assert "--subject: there is no subject 'isuer'" in facts.stderr
    assert "--rulebook: there is no rulebook 'un-prii'" in answer.stderr
    assert "did you mean 'un-pri'?" in answer.stderr


def test_a_fault_of_a_purchase_names_the_option_that_was_typed(command: CommandHere):
    """``--buy`` is short for an ``--add`` of an equity, and nobody typed that."""
    answer = command("what-if", "kentucky-munis", "--buy", "CAT=-5")

    assert answer.returncode == 2
    assert "--buy: purchase 1: its market_value is -5, and a purchase is above 0" in answer.stderr
    assert "--add" not in answer.stderr


def test_faults_of_every_option_come_at_once(command: CommandHere):
    """Seven options say something wrong, one of them twice: every fault stands under the option that was typed."""
    answer = command(
        *(
            "what-if",
            "kentucky-munis",
            "--sell",
            "AAPLE",
            "--price",
            "XOM=-2",
            "--state",
            "ZZ",
            "--parameter",
            "no.such=1",
        ),
        *("--fact", "x/y/z=1", "--add", "ticker=SAP,asset_class=equity,market_value=5,currency=EUR", "--buy", "CAT=5"),
        *("--swap", "asset_class:municipal_debt=ticker=DE,asset_class=equitty"),
    )
    lines = answer.stderr.splitlines()

    assert answer.returncode == 2
    assert "screener: 8 faults in what is supposed:" in lines
    assert "  --state: 'ZZ' is no state" in lines
    assert "  --parameter: no.such: no rulebook of this screen has it" in lines
    assert any(line.startswith("  --fact: 'x' is no kind of subject; there are ") for line in lines)
    assert any(line.startswith("  --sell: AAPLE: no line is called so") for line in lines)
    assert any(line.startswith("  --price: XOM: no line is called so") for line in lines)
    assert "  --price: XOM: a price cannot fall by more than all of it" in lines
    assert "  --add: purchase 1: it is bought in EUR; say fx_rate, USD per EUR (market_value stays in USD)" in lines
    assert "  --swap: asset_class:municipal_debt: 'equitty' is no asset class; did you mean 'equity'?" in lines
    assert "  Try: --state: give its two letters, for example IL" in lines


def test_a_rulebook_that_is_not_there_is_of_the_option_that_named_it(command: CommandHere):
    """--add-rulebook and --rulebook are two options: each its own fault."""
    answer = command("what-if", "kentucky-munis", "--rulebook", "un-prii", "--add-rulebook", "exclusionz")
    alone = command("what-if", "kentucky-munis", "--add-rulebook", "exclusionz")

    assert (answer.returncode, alone.returncode) == (2, 2)
    assert "  --rulebook: there is no rulebook 'un-prii'" in answer.stderr
    assert "  --add-rulebook: there is no rulebook 'exclusionz'" in answer.stderr
    assert "screener: --add-rulebook: there is no rulebook 'exclusionz'" in alone.stderr


def test_a_sale_reads_short(command: CommandHere, tmp_path: Path):
    """A bond that is swapped for another is one holding gone and one new; a draft and a fact are said by criterion."""
    draft = tmp_path / "visits"
    draft.mkdir()
    (draft / "rulebook.yaml").write_text(
        "id: visits\ntitle: Visits\n"
        "sources:\n  board: {citation: Constructed, published: 2024-01-01, checked_on: 2024-06-01}\n"
        "facts:\n  was_visited: {subject: plan, type: flag, meaning: somebody came}\n"
        "criteria:\n  - {id: visits-1, title: Visited, subject: plan, meaning: Somebody came., source: board,\n"
        "     in_force: {from: 2024-01-01}, pass: was_visited, review: {status: unverified, checked_on: 2024-06-01}}\n",
        encoding="utf-8",
    )
    answer = command(
        *("what-if", "kentucky-munis"),
        *("--swap", "asset_class:municipal_debt=asset_class=municipal_debt,security_name=Another bond"),
        *("--add-rulebook", str(draft)),
        *("--fact", "plan/kentucky-munis/was_visited=yes"),
    )

    assert answer.returncode == 0, answer.stderr
    assert "55 holdings no longer held: their " in answer.stdout
    assert "1 holding newly held: " in answer.stdout
    assert ["visits", "visits-1", "plan", "not", "judged", "→", "pass", "1"] in [
        line.split() for line in answer.stdout.splitlines()
    ]
