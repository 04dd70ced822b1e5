"""Form N-PX files and the fund's voting policy: what is read, and what a person is told."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from screener import ingest
from screener.errors import InputError
from screener.ingest import votes
from screener.tables import VOTE_CATEGORIES

DATA = Path(__file__).parents[2] / "data" / "ingest" / "npx"
POLICY = "category,vote,as_of,document\nSECTION 14A SAY-ON-PAY VOTES,for,2020-01-01,policy.pdf p. 4\n"


class Cabinet:
    """A portfolio's folder of votes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "votes"
        self.home.mkdir()
        self.entries: list[str] = []

    def file(self, name: str, content: str | None = None, *, declared: bool = True) -> Cabinet:
        """Put a file there, a copy of the test data or some text, and declare it."""
        if content is None:
            shutil.copy(DATA / name, self.home / name)
        else:
            (self.home / name).write_text(content, encoding="utf-8")
        if declared:
            self.entries.append(f'[[file]]\nname = "{name}"\nmanager = "Kim LLC"\nfiled = 2024-08-28\n')
            (self.home / votes.FILINGS).write_text("\n".join(self.entries), encoding="utf-8")
        return self

    def policy(self, text: str = POLICY) -> Cabinet:
        """Write the fund's policy."""
        (self.home / votes.POLICY).write_text(text, encoding="utf-8")
        return self

    def read(self) -> ingest.Votes:
        return ingest.read_votes(self.folder)

    def refusal(self) -> str:
        """Return what the error says when the folder is read."""
        with pytest.raises(InputError) as raised:
            self.read()
        return str(raised.value)


@pytest.fixture
def cabinet(tmp_path: Path) -> Cabinet:
    return Cabinet(tmp_path)


def table(*matters: str) -> str:
    """Return a vote table of the SEC's layout."""
    return f'<proxyVoteTable xmlns="http://www.sec.gov/edgar/document/npxproxy/informationtable">{"".join(matters)}</proxyVoteTable>'


def matter(**changes: str) -> str:
    """Return one matter, with changes: a vote for a director, with management."""
    parts = {
        "meetingDate": "05/21/2024",
        "category": "DIRECTOR ELECTIONS",
        "vote": "<voteRecord><howVoted>FOR</howVoted><sharesVoted>10</sharesVoted>"
        "<managementRecommendation>FOR</managementRecommendation></voteRecord>",
        **changes,
    }
    return (
        "<proxyTable><issuerName>STEEL WORKS</issuerName><cusip>123456789</cusip>"
        f"<meetingDate>{parts['meetingDate']}</meetingDate><voteDescription>Elect A</voteDescription>"
        f"<voteCategories><voteCategory><categoryType>{parts['category']}</categoryType></voteCategory></voteCategories>"
        f"<voteSource>ISSUER</voteSource><vote>{parts['vote']}</vote></proxyTable>"
    )


def rows(cabinet: Cabinet) -> list[dict[str, Any]]:
    return cabinet.read().table.to_pylist()


def test_a_portfolio_without_the_folder_has_no_votes(tmp_path: Path) -> None:
    """Nothing on file is no fault, and no votes against anything."""
    found = ingest.read_votes(tmp_path)

    assert (found.table.num_rows, found.policy.num_rows, found.files, found.findings) == (0, 0, {}, [])


def test_a_filing_is_read_matter_by_matter(cabinet: Cabinet) -> None:
    """The second of the seven matters of the sample, as one reads it there."""
    found = rows(cabinet.file("say-on-pay-2024.xml").policy())

    assert len(found) == 7
    assert found[1] == {
        "source_file": "votes/say-on-pay-2024.xml",
        "source_row": 2,
        "category": "SECTION 14A SAY-ON-PAY VOTES",
        "record": 1,
        "manager": "Kim LLC",
        "filed": date(2024, 8, 28),
        "series": None,
        "issuer_name": "VISHAY INTERTECHNOLOGY, INC.",
        "cusip": "928298108",
        "isin": "US9282981086",
        "meeting_date": date(2024, 5, 21),
        "description": "The advisory approval of the compensation of the Company's Named Executive Officers.",
        "proposed_by": "issuer",
        "vote": "for",
        "with_management": True,
        "shares": Decimal("3159384.00000000"),
    }


def test_the_form_says_whether_a_vote_was_with_management_not_what_management_asked(cabinet: Cabinet) -> None:
    """FREYR's own pay, voted AGAINST, is reported AGAINST: no board recommends to vote against its own proposal."""
    [freyr] = [
        row for row in rows(cabinet.file("say-on-pay-2024.xml").policy()) if row["issuer_name"] == "FREYR Battery SA"
    ]

    assert (freyr["vote"], freyr["with_management"]) == ("against", False)


def test_another_answer_than_for_and_against_is_kept_as_filed(cabinet: Cabinet) -> None:
    """A vote on how often to ask: 3 YEARS, and no shares were voted."""
    found = rows(cabinet.file("say-on-pay-2024.xml").policy())

    assert [(row["vote"], row["shares"]) for row in found if row["vote"] not in {"for", "against"}] == [
        ("abstain", Decimal(0)),
        ("3 years", Decimal(0)),
    ]


def test_a_matter_of_two_categories_and_three_votes_has_six_rows(cabinet: Cabinet) -> None:
    """The SEC's sample: 1, 2 and 3 shares withheld, the first against management; N/A is no ISIN."""
    found = rows(cabinet.file("one-matter-split.xml").policy())

    assert [(row["category"], row["record"], row["shares"], row["with_management"]) for row in found] == [
        ("OTHER", 1, Decimal(1), False),
        ("OTHER", 2, Decimal(2), True),
        ("OTHER", 3, Decimal(3), True),
        ("SECTION 14A SAY-ON-PAY VOTES", 1, Decimal(1), False),
        ("SECTION 14A SAY-ON-PAY VOTES", 2, Decimal(2), True),
        ("SECTION 14A SAY-ON-PAY VOTES", 3, Decimal(3), True),
    ]
    assert {(row["isin"], row["series"]) for row in found} == {(None, "s888895895")}


def test_a_complete_submission_is_read_like_its_table(cabinet: Cabinet) -> None:
    """EDGAR's text file wraps the cover and the table each in <XML>."""
    bare = (DATA / "say-on-pay-2024.xml").read_text(encoding="utf-8")
    text = f"<SEC-DOCUMENT>\n<XML>\n<cover/>\n</XML>\n<XML>\n{bare}\n</XML>\n"

    assert len(rows(cabinet.file("kim.txt", text).policy())) == 7


def test_a_matter_on_which_no_vote_is_reported_stays_without_one(cabinet: Cabinet) -> None:
    """Real filings have some; not voting is no vote against."""
    [row] = rows(cabinet.file("a.xml", table(matter(vote=""))).policy())

    assert (row["record"], row["vote"], row["shares"], row["with_management"]) == (0, None, None, None)


def test_no_recommendation_is_neither_with_nor_against_management(cabinet: Cabinet) -> None:
    vote = "<voteRecord><howVoted>FOR</howVoted><sharesVoted>10</sharesVoted>"
    vote += "<managementRecommendation>NONE</managementRecommendation></voteRecord>"
    [row] = rows(cabinet.file("a.xml", table(matter(vote=vote))).policy())

    assert (row["vote"], row["with_management"]) == ("for", None)


def test_what_cannot_be_read_in_a_filing_is_one_finding_that_names_each_matter(cabinet: Cabinet) -> None:
    """Nobody may edit a filing: the other matters are used. Filed 2024-08-28."""
    lacking = "<voteRecord><howVoted>FOR</howVoted><sharesVoted>10</sharesVoted></voteRecord>"
    broken = [
        matter(),
        matter(meetingDate="31/12/2023"),
        matter(meetingDate="08/29/2024"),
        matter(category="WEATHER"),
        matter(vote=lacking),
    ]
    found = cabinet.file("a.xml", table(*broken)).policy().read()

    assert found.table.num_rows == 1
    [finding] = found.findings
    assert (finding.code, finding.where) == ("votes-not-used", "votes/a.xml")
    assert finding.message == (
        "4 of 5 matters cannot be used: "
        "matter 2 (STEEL WORKS): the meeting date '31/12/2023' is no date; "
        "matter 3 (STEEL WORKS): the meeting of 2024-08-29 is after the day it was filed, 2024-08-28; "
        "matter 4 (STEEL WORKS): WEATHER is no vote category of Form N-PX; "
        "matter 5 (STEEL WORKS): a vote lacks how it was voted, its shares, or whether it was with management"
    )


def test_votes_without_a_policy_are_a_finding(cabinet: Cabinet) -> None:
    """They are kept, and nothing is compared."""
    found = cabinet.file("say-on-pay-2024.xml").read()

    assert (found.table.num_rows, [finding.where for finding in found.findings]) == (7, ["votes/policy.csv"])
    assert found.findings[0].message.startswith("votes on 7 matters are on file, and no policy")


def test_a_policy_is_read_line_by_line(cabinet: Cabinet) -> None:
    """The category as the form writes it, in any case of letters; a later line may change the vote."""
    text = POLICY + "Director Elections,Management,2021-01-01,p. 5\nDIRECTOR ELECTIONS,for,2023-01-01,p. 6\n"
    found = cabinet.policy(text).read()

    assert [(row["category"], row["vote"], row["as_of"]) for row in found.policy.to_pylist()] == [
        ("DIRECTOR ELECTIONS", "management", date(2021, 1, 1)),
        ("DIRECTOR ELECTIONS", "for", date(2023, 1, 1)),
        ("SECTION 14A SAY-ON-PAY VOTES", "for", date(2020, 1, 1)),
    ]
    assert list(found.files) == ["votes/policy.csv"]


def test_every_fault_of_every_file_is_told_at_once(cabinet: Cabinet) -> None:
    """Declarations, policy and filings: file, line, what was wrong, what was expected."""
    cabinet.file("gone.xml", "").file("broken.xml", "<proxyVoteTable><proxyTable>").file(
        "notes.pdf", "", declared=False
    )
    (cabinet.home / "gone.xml").unlink()
    cabinet.policy(
        "category,vote,as_of,document\n"
        "DIRECTOR ELECTION,for,2020-01-01,p. 1\n"
        "OTHER,yes,2020-13-01,\n"
        "AUDIT-RELATED,for,2020-01-01,p. 2\n"
        "AUDIT-RELATED,against,2020-01-01,p. 3\n"
    )
    said = cabinet.refusal()

    assert "8 faults in the portfolio's votes" in said
    for fault in (
        "votes/votes.toml: there is no file gone.xml",
        "votes/notes.pdf: not declared in votes.toml",
        "votes/policy.csv:2: column 'category': 'DIRECTOR ELECTION' is no vote category of Form N-PX",
        "is no vote category of Form N-PX; did you mean 'DIRECTOR ELECTIONS'?",
        "votes/policy.csv:3: column 'document' is empty",
        "votes/policy.csv:3: column 'vote': 'yes' is none of for, against",
        "votes/policy.csv:3: column 'as_of': '2020-13-01' is no calendar date; write YYYY-MM-DD",
        "votes/policy.csv:5: AUDIT-RELATED from 2020-01-01 on stands on line 4 already",
        "votes/broken.xml:1: the filing breaks off before its end",
    ):
        assert fault in said


COLUMNS = "policy.csv has the columns category, vote, as_of, document"
DECLARATION = "votes.toml has [[file]] with name, manager and filed"


@pytest.mark.parametrize(
    ("policy", "declared", "hint"),
    [
        ("OTHER,yes,2020-01-01,p. 1", True, COLUMNS),
        ("OTHER,for,2020-01-01,p. 1", False, DECLARATION),
        (
            "OTHER,yes,2020-01-01,p. 1",
            False,
            f"{DECLARATION}; {COLUMNS}",
        ),
    ],
)
def test_the_hint_is_about_the_file_that_is_wrong(cabinet: Cabinet, policy: str, hint: str, *, declared: bool) -> None:
    """A word that is no vote in the policy, a file that nobody declares, both."""
    cabinet.policy(f"category,vote,as_of,document\n{policy}\n").file("a.xml", table(matter()), declared=declared)

    assert cabinet.refusal().endswith(f"\n  Try: {hint}")


def test_faults_of_the_declarations_have_their_lines(cabinet: Cabinet) -> None:
    """A key that is missing, one that does not exist, and a day that is none; the entry is called by its name."""
    (cabinet.home / votes.FILINGS).write_text(
        '[[file]]\nname = "a.xml"\nmanger = "Kim"\nfiled = "soon"\n', encoding="utf-8"
    )
    said = cabinet.refusal()

    assert "votes.toml:1: file 'a.xml'.manager: is missing" in said
    assert "votes.toml:3: file 'a.xml'.manger: no such key; did you mean 'manager'?" in said
    assert "votes.toml:4: file 'a.xml'.filed:" in said


def test_a_file_that_declares_entities_is_not_read(cabinet: Cabinet) -> None:
    """No SEC filing does; one that expands to gigabytes might."""
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>'

    assert "the XML declares a document type" in cabinet.file("a.xml", bomb).refusal()


def test_a_filing_without_matters_is_refused(cabinet: Cabinet) -> None:
    """The cover alone says nothing of votes; the hint says what is meant."""
    assert "the filing holds no <proxyTable> element, so nothing to read" in cabinet.file("a.xml", "<cover/>").refusal()


def test_the_form_has_fourteen_categories() -> None:
    """Form N-PX lists them from (A) to (N)."""
    assert len(VOTE_CATEGORIES) == 14
