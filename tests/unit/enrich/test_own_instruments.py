"""What a portfolio says of its own instruments: what a line may say, and every fault of every line at once."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from screener.enrich.own.instruments import read_instruments
from screener.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "holding,account,security_name,kind,use_of_proceeds,qualifying_share,programme,place,as_of,document"
DATED = "holding,kind,use_of_proceeds,as_of,published,document"


def statements(folder: Path, *lines: str, header: str = HEADER) -> Path:
    """Write statements into a portfolio's folder, and return the folder."""
    (folder / "instruments").mkdir(exist_ok=True)
    (folder / "instruments" / "notes.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    """Return the faults that reading a portfolio's statements raises, one a line."""
    with pytest.raises(InputError) as raised:
        read_instruments(folder)
    return [line.strip() for line in raised.value.message.splitlines()[1:]]


def shares(folder: Path, kind: str, use: str, said: str = "") -> tuple[Decimal, ...]:
    """Return the low, best and high that one statement of a kind and use is read as."""
    line = f"cusip:037833100,,,{kind},{use},{said},,,2024-06-30,Official statement"
    (row,) = read_instruments(statements(folder, line)).table.to_pylist()
    return row["low"], row["best"], row["high"]


def places(folder: Path, *texts: str) -> list[str | None]:
    """Return what the cells of column place are read as."""
    lines = [
        f'cusip:{row},,,municipal bond,other,,,"{text}",2024-06-30,Official statement' for row, text in enumerate(texts)
    ]
    return read_instruments(statements(folder, *lines)).table.column("place").to_pylist()


def test_a_portfolio_without_statements_says_nothing(tmp_path: Path) -> None:
    """The folder is optional."""
    given = read_instruments(tmp_path)

    assert (given.table.num_rows, given.files) == (0, {})


def test_a_statement_is_read_with_its_file_line_and_evidence(tmp_path: Path) -> None:
    """A fund names a holding as it knows it: by a code, or by account and name."""
    folder = statements(
        tmp_path,
        ",Bonds,Harbor Note,CDFI note,small business,0.625,CDFI Program,IL,2024-06-30,Letter p. 2",
    )
    given = read_instruments(folder)

    assert given.table.to_pylist() == [
        {
            "source_file": "instruments/notes.csv",
            "source_row": 2,
            "holding": None,
            "account": "Bonds",
            "security_name": "Harbor Note",
            "kind": "CDFI note",
            "use_of_proceeds": "small business",
            "low": Decimal("0.625000000000"),
            "best": Decimal("0.625000000000"),
            "high": Decimal("0.625000000000"),
            "evidence": "Letter p. 2; CDFI Program",
            "place": "17",
            "as_of": date(2024, 6, 30),
            "published": date(2024, 6, 30),
        }
    ]
    content = (folder / "instruments" / "notes.csv").read_bytes()
    assert given.files == {"instruments/notes.csv": hashlib.sha256(content).hexdigest()}


def test_a_statement_may_have_been_published_later_and_not_before_its_day(tmp_path: Path) -> None:
    """A letter of September on June, beside that of June; one said to be of May on June is refused."""
    line = "cusip:037833100,municipal bond,other,2024-06-30,{},Letter"
    given = read_instruments(statements(tmp_path, line.format(""), line.format("2024-09-01"), header=DATED))

    assert given.table.column("published").to_pylist() == [date(2024, 6, 30), date(2024, 9, 1)]
    statements(tmp_path, line.format("2024-05-01"), header=DATED)
    assert faults(tmp_path) == [
        "instruments/notes.csv:2: column 'published': 2024-05-01 is before 2024-06-30, the day that it describes"
    ]


@pytest.mark.parametrize(
    ("kind", "use"),
    [
        ("municipal bond", "affordable housing"),
        ("CDFI note", "small business"),
        ("SBA loan", "small business"),
        ("low-income housing tax credit", "community facilities"),
        ("new markets tax credit", "health"),  # a clinic in a low-income community: 26 USC 45D
    ],
)
def test_housing_and_what_a_programme_binds_counts_whole(tmp_path: Path, kind: str, use: str) -> None:
    """12 CFR 25.12(g)(1) lists affordable housing; the programme binds the rest."""
    assert shares(tmp_path, kind, use) == (1, 1, 1)


@pytest.mark.parametrize(
    ("kind", "use"), [("labeled bond", "community facilities"), ("linked deposit", "small business")]
)
def test_services_and_small_business_are_an_estimate_until_a_share_is_said(tmp_path: Path, kind: str, use: str) -> None:
    """12 CFR 25.12(g)(2) and (3) ask whom they serve, or how large the business is and what for: that is not said."""
    assert shares(tmp_path, kind, use) == (0, 1, 1)
    assert shares(tmp_path, kind, use, "0.4") == (Decimal("0.4"),) * 3


@pytest.mark.parametrize("use", ["education", "infrastructure", "general purpose", "refunding", "other"])
def test_a_municipal_bond_for_everybody_is_unknown_until_a_share_is_said(tmp_path: Path, use: str) -> None:
    """A school serves the poor and the rich: which part, somebody must say."""
    assert shares(tmp_path, "municipal bond", use) == (0, 0, 1)
    assert shares(tmp_path, "municipal bond", use, "0.4") == (Decimal("0.4"),) * 3


def test_none_of_it_is_an_answer(tmp_path: Path) -> None:
    """Zero said is not unknown."""
    assert shares(tmp_path, "municipal bond", "affordable housing", "0") == (0, 0, 0)


def test_a_place_is_a_state_or_a_county_by_its_digits_or_its_name(tmp_path: Path) -> None:
    """Illinois is 17, Cook County 17031 and DeKalb County 17037 in FIPS; capitals and "County" do not matter."""
    texts = ("IL", "il", "17031", "Cook County, IL", "dekalb,il", "", "St. Louis city, MO")

    assert places(tmp_path, *texts) == ["17", "17", "17031", "17031", "17037", None, "29510"]


def test_a_place_that_is_none_is_refused_with_its_line_and_what_was_expected(tmp_path: Path) -> None:
    """Free text, another country, a planning region of Connecticut, no such county, and one of two by its name."""
    texts = ("the South Side of Chicago", "Cook County IL", "ZZ", "09110", "Cook County, KY", "St. Louis, MO", "IL")
    with pytest.raises(InputError) as raised:
        places(tmp_path, *texts)
    found = [line.strip() for line in raised.value.message.splitlines()[1:]]

    assert [fault.split(": ", 1)[0] for fault in found] == [f"instruments/notes.csv:{line}" for line in range(2, 8)]
    for fault, text in zip(found, texts, strict=False):
        assert f"column 'place': {text!r} is not what was expected: a state such as IL" in fault
    assert found[-1].endswith("it may be 29189 or 29510")


def test_every_fault_is_said_at_once_with_file_and_line(tmp_path: Path) -> None:
    """Nobody corrects a file nine times."""
    good = "CDFI note,small business"
    folder = statements(
        tmp_path,
        f"cusip:037833100,,,{good},,,,2024-06-30,Letter",
        f"cusip:037833100,,,{good},,,,2024-06-30,Letter",
        f"cusip:1,A,N,{good},,,,2024-06-30,Letter",
        f",A,,{good},,,,2024-06-30,Letter",
        f"037833100,,,{good},,,,2024-06-30,Letter",
        "cusip:2,,,CDFI notes,housing,,,,2024-06-30,Letter",
        f"cusip:3,,,{good},62%,,,2024-06-30,Letter",
        f"cusip:4,,,{good},,,,30/06/2024,",
    )
    found = faults(folder)

    assert [fault.split(": ", 1)[0] for fault in found] == [
        f"instruments/notes.csv:{line}" for line in (3, 4, 5, 6, 7, 7, 8, 9, 9)
    ]
    assert found[0].endswith("instruments/notes.csv:2 speaks of the same holding and day already")
    assert "names its holding twice" in found[1]
    assert "names no holding" in found[2]
    assert "such as cusip:037833100, or file:line" in found[3]
    assert found[4].endswith("did you mean 'CDFI note'?")
    assert "affordable housing, community facilities" in found[5]
    assert "0.62 for 62 percent" in found[6]
    assert {fault.split("'")[1] for fault in found[7:]} == {"as_of", "document"}
