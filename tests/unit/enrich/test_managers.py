"""Facts about managers: signatories, and votes held against the fund's policy; worked by hand."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from reference_world import AS_OF, a_portfolio, a_selection, an_engine, ignore, one
from worlds import Replays

from screener import enrich, ingest
from screener.tables import TABLES, VOTE_POLICY, VOTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from screener.engine import Engine
    from screener.findings import Finding

    Run = Callable[..., tuple[list[dict[str, Any]], list[dict[str, Any]], list[Finding]]]
    Agreement = Callable[..., tuple[float | None, float | None]]

DATA = Path(__file__).parents[2] / "data" / "ingest" / "npx"
PAY, BOARD, CLIMATE = "SECTION 14A SAY-ON-PAY VOTES", "DIRECTOR ELECTIONS", "ENVIRONMENT OR CLIMATE"
Rows = list[dict[str, Any]]


def vote(number: int, how: str = "for", **changes: Any) -> dict[str, Any]:
    """Return a vote of North Asset Management on a matter of its own, with management, with changes."""
    row = {
        "source_file": "votes/a.xml",
        "source_row": number,
        "category": BOARD,
        "record": 1,
        "manager": "North Asset Management",
        "filed": date(2024, 8, 28),
        "issuer_name": "STEEL WORKS",
        "meeting_date": date(2024, 5, 21),
        "description": f"matter {number}",
        "vote": how,
        "with_management": True,
        "shares": Decimal(100),
    }
    return {**row, **changes}


def policy(category: str = BOARD, how: str = "for", since: date = date(2020, 1, 1)) -> dict[str, Any]:
    return {"category": category, "vote": how, "as_of": since, "document": "policy.pdf"}


def load(engine: Engine, votes: Rows, policies: Rows, **changes: Rows) -> None:
    """Load a portfolio whose five lines North Asset Management runs, but one, of nobody's."""
    a_portfolio(an_engine(engine, **changes))
    rows = engine.fetch("positions").to_pylist()
    for row in rows[1:]:
        row["manager"] = "North Asset Management"
    engine.load("positions", TABLES["positions"].of(rows))
    engine.load("votes", VOTES.of(votes))
    engine.load("vote_policy", VOTE_POLICY.of(policies))


@pytest.fixture(scope="module")
def replays() -> Replays:
    """The stage on that portfolio without a vote, to be run again with some."""

    def calculate(engine: Engine) -> None:
        load(engine, [], [])
        enrich.run(engine, a_selection(AS_OF), progress=ignore)

    return Replays(calculate)


@pytest.fixture
def run(replays: Replays) -> Run:
    """Return a function that runs the stage: votes, policies → facts about managers, `vote_agreement`, findings."""

    def run(
        votes: Rows, policies: Rows, *, as_of: date = AS_OF, known_at: date | None = None, **changes: Rows
    ) -> tuple[Rows, Rows, list[Finding]]:
        with replays.opened() as opened:
            engine = opened()
            load(engine, votes, policies, **changes)
            enrich.run(engine, replace(a_selection(as_of), known_at=known_at), progress=ignore)
            made = [engine.fetch(table).to_pylist() for table in ("facts_manager", "vote_agreement")]
            return *made, enrich.findings(engine)

    return run


@pytest.fixture
def agreement(run: Run) -> Agreement:
    """Return a function: votes, policies → how many matters could be compared, and which share of them agrees."""

    def agreement(votes: Rows, policies: Rows, **dates: Any) -> tuple[float | None, float | None]:
        row = one(run(votes, policies, **dates)[0])
        return row["matched_votes"], row["vote_agreement"]

    return agreement


def test_a_manager_is_whoever_a_position_names_with_the_money_it_runs(run: Run) -> None:
    """Four lines of 1,000, one of them short: 2,000 net; the fifth line has no manager."""
    managers, _, _ = run([], [])

    assert managers == [
        {
            "subject_id": "North Asset Management",
            "manager": "North Asset Management",
            "market_value": 2000.0,
            "is_pri_signatory": None,
            "matched_votes": None,
            "vote_agreement": None,
        }
    ]


def test_agreement_is_counted_in_matters_not_in_shares(agreement: Agreement) -> None:
    """Three matters, one of a million shares against: two of three agree."""
    votes = [vote(1), vote(2), vote(3, "against", shares=Decimal(1_000_000))]

    assert agreement(votes, [policy()]) == (3.0, pytest.approx(2 / 3))


def test_a_manager_with_a_filing_and_nothing_to_compare_has_none_matched(agreement: Agreement) -> None:
    """Zero matters matched, of which no share is known; without a filing even their number is unknown."""
    assert agreement([vote(1)], [policy(CLIMATE)]) == (0.0, None)
    assert agreement([], [policy(BOARD)]) == (None, None)


def test_shares_that_were_not_voted_are_no_vote(agreement: Agreement) -> None:
    """Lent, or simply not voted."""
    assert agreement([vote(1), vote(2, "against", shares=Decimal(0))], [policy()]) == (1.0, 1.0)


def test_a_matter_with_split_votes_agrees_only_if_all_agree(agreement: Agreement) -> None:
    """90 shares for and 10 against: the policy was not kept on that matter."""
    votes = [vote(1), vote(2), vote(2, "against", record=2, shares=Decimal(10))]

    assert agreement(votes, [policy()]) == (2.0, 0.5)


def test_a_policy_of_following_management_reads_what_the_form_says_of_it(agreement: Agreement) -> None:
    """Against the proposal and with management agrees; where management was silent, there is nothing to compare."""
    votes = [
        vote(1, "against", with_management=True),
        vote(2, "for", with_management=False),
        vote(3, "for", with_management=None),
    ]

    assert agreement(votes, [policy(how="management")]) == (2.0, 0.5)
    assert agreement(votes[1:], [policy(how="against-management")]) == (1.0, 1.0)


def test_a_number_of_years_is_not_compared_with_for_or_against(agreement: Agreement) -> None:
    """A vote of three years is neither."""
    assert agreement([vote(1, "3 years", category=PAY)], [policy(PAY)]) == (0.0, None)


def test_a_matter_of_two_categories_is_one_and_agrees_if_both_do(run: Run) -> None:
    """For the board it agrees, for the climate it does not."""
    both = [vote(1), vote(1, category=CLIMATE)]
    managers, classes, _ = run(both, [policy(), policy(CLIMATE, "against")])

    assert one(managers)["matched_votes"] == 1.0
    assert one(managers)["vote_agreement"] == 0.0
    assert [(row["category"], row["matched_votes"], row["agreeing_votes"]) for row in classes] == [
        (BOARD, 1, 1),
        (CLIMATE, 1, 0),
    ]


def test_the_policy_of_the_day_of_the_meeting_counts(agreement: Agreement) -> None:
    """For until 2023, against from 2024-05-21 on: the day itself has the new one; before the first there is none."""
    policies = [policy(since=date(2023, 1, 1)), policy(how="against", since=date(2024, 5, 21))]
    days = [date(2022, 12, 31), date(2023, 1, 1), date(2024, 5, 20), date(2024, 5, 21)]

    assert [agreement([vote(1, meeting_date=day)], policies) for day in days] == [
        (0.0, None),
        (1.0, 1.0),
        (1.0, 1.0),
        (1.0, 0.0),
    ]


def test_a_later_filing_takes_the_place_of_an_earlier_one_on_the_same_matter(agreement: Agreement) -> None:
    """The amendment says against; matter 2 stands in the first filing alone."""
    amended = vote(1, "against", source_file="votes/b.xml", filed=date(2024, 10, 1))

    assert agreement([vote(1), vote(2), amended], [policy()]) == (2.0, 0.5)


def test_series_of_one_trust_vote_each_for_themselves(agreement: Agreement) -> None:
    """The same matter, two funds, two votes."""
    votes = [vote(1, series="S1"), vote(2, "against", series="S2", description="matter 1")]

    assert agreement(votes, [policy()]) == (2.0, 0.5)


def test_only_filings_known_and_meetings_held_by_the_dates_count(agreement: Agreement) -> None:
    """Filed on 2024-08-28, held on 2024-05-21."""
    votes, policies = [vote(1)], [policy()]

    assert agreement(votes, policies, as_of=date(2024, 8, 27)) == (None, None)
    assert agreement(votes, policies, as_of=date(2024, 8, 28)) == (1.0, 1.0)
    assert agreement(votes, policies, as_of=date(2024, 5, 21), known_at=date(2024, 8, 28)) == (1.0, 1.0)
    assert agreement(votes, policies, as_of=date(2024, 5, 20), known_at=date(2024, 8, 28)) == (0.0, None)


def test_the_secs_sample_agrees_in_four_of_five_matters(agreement: Agreement, tmp_path: Path) -> None:
    """Seven matters, two with no shares voted; of five votes on pay one (FREYR) is against, as one counts there."""
    home = tmp_path / "votes"
    home.mkdir()
    shutil.copy(DATA / "say-on-pay-2024.xml", home)
    (home / "votes.toml").write_text(
        '[[file]]\nname = "say-on-pay-2024.xml"\nmanager = "North Asset Management"\nfiled = 2024-08-28\n',
        encoding="utf-8",
    )
    (home / "policy.csv").write_text(
        f"category,vote,as_of,document\n{PAY},for,2020-01-01,policy.pdf\n", encoding="utf-8"
    )
    found = ingest.read_votes(tmp_path)

    assert agreement(found.table.to_pylist(), found.policy.to_pylist()) == (5.0, 0.8)


def test_votes_of_a_manager_whom_no_position_names_are_a_finding(run: Run) -> None:
    """The name is written otherwise than in the portfolio; the nearest is said."""
    _, _, found = run([vote(1, manager="North Asset Managment")], [policy()])
    [finding] = [finding for finding in found if finding.code == "votes-not-used"]

    assert finding.where == "votes/a.xml"
    assert finding.message == (
        "votes of North Asset Managment are on file, and no position names that manager; "
        "did you mean 'North Asset Management'?"
    )


def signatories(**changes: Any) -> Rows:
    """Return the list with the manager on it, under another legal form."""
    return [
        {
            "name": "North Asset Management Ltd",
            "name_key": "NORTH ASSET MANAGEMENT",
            "signed": date(2010, 4, 1),
            **changes,
        }
    ]


@pytest.mark.parametrize(
    ("listed", "known_at", "is_signatory"),
    [
        (signatories(), AS_OF, True),
        (signatories(signed=None), AS_OF, True),
        (signatories(signed=date(2025, 1, 1)), AS_OF, None),  # signs tomorrow
        (signatories(name_key="SOUTH ASSET MANAGEMENT"), AS_OF, None),  # its group may have signed for it
        (signatories(), date(2024, 12, 29), None),  # the list came out the day after
    ],
)
def test_a_signatory_is_known_by_the_list_and_never_denied_by_it(
    run: Run, listed: Rows, known_at: date, is_signatory: bool | None
) -> None:
    managers, _, _ = run([], [], known_at=known_at, pri_signatories=listed)

    assert one(managers)["is_pri_signatory"] is is_signatory
