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


def statements(folder: Path, *lines: str) -> Path:
    """Write statements into a portfolio's folder, and return the folder."""
    (folder / "instruments").mkdir(exist_ok=True)
    (folder / "instruments" / "notes.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    """Return the faults that reading a portfolio's statements raises, one a line."""
    with pytest.raises(InputError) as raised:
        read_instruments(folder)
    return [line.strip() for line in raised.value.message.splitlines()[1:]]


def share(folder: Path, kind: str, use: str, said: str = "") -> Decimal | None:
    """Return the share that one statement of a kind and use is read as."""
    line = f"cusip:037833100,,,{kind},{use},{said},,,2024-06-30,Official statement"
    return read_instruments(statements(folder, line)).table.to_pylist()[0]["share"]


def test_a_portfolio_without_statements_says_nothing(tmp_path: Path) -> None:
    """The folder is optional."""
    given = read_instruments(tmp_path)

    assert (given.table.num_rows, given.files) == (0, {})


def test_a_statement_is_read_with_its_file_line_and_evidence(tmp_path: Path) -> None:
    """A fund names a holding as it knows it: by a code, or by account and name."""
    folder = statements(
        tmp_path,
        ",Bonds,Harbor Note,CDFI note,small business,0.625,CDFI Program,Cook County IL,2024-06-30,Letter p. 2",
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
            "share": Decimal("0.625000000000"),
            "evidence": "Letter p. 2; CDFI Program; Cook County IL",
            "as_of": date(2024, 6, 30),
        }
    ]
    content = (folder / "instruments" / "notes.csv").read_bytes()
    assert given.files == {"instruments/notes.csv": hashlib.sha256(content).hexdigest()}


@pytest.mark.parametrize(
    ("kind", "use"),
    [
        ("municipal bond", "affordable housing"),
        ("linked deposit", "small business"),
        ("labeled bond", "community facilities"),
        ("new markets tax credit", "health"),  # a clinic in a low-income community: 26 USC 45D
    ],
)
def test_a_use_or_programme_that_is_community_development_counts_whole(tmp_path: Path, kind: str, use: str) -> None:
    """12 CFR 25.12(g) lists housing, services and small business; the programme binds the rest."""
    assert share(tmp_path, kind, use) == 1


@pytest.mark.parametrize("use", ["education", "infrastructure", "general purpose", "refunding", "other"])
def test_a_municipal_bond_for_everybody_is_unknown_until_a_share_is_said(tmp_path: Path, use: str) -> None:
    """A school serves the poor and the rich: which part, somebody must say."""
    assert share(tmp_path, "municipal bond", use) is None
    assert share(tmp_path, "municipal bond", use, "0.4") == Decimal("0.4")


def test_none_of_it_is_an_answer(tmp_path: Path) -> None:
    """Zero said is not unknown."""
    assert share(tmp_path, "municipal bond", "affordable housing", "0") == 0


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
