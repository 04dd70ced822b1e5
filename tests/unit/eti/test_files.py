"""Cash flows, index levels and weights as delivered: exact amounts, and every fault with its line."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from workbooks import a_workbook

from screener.errors import InputError
from screener.eti.effect import Weight
from screener.eti.files import read_flows, read_levels, read_weights
from screener.eti.private import Flow, Level
from screener.workspace.decisions import SeriesSpec

PRICES = {"file": "index.csv", "month": "date", "column": "level", "kind": "prices"}


def a_file(folder: Path, *lines: str) -> Path:
    """Write a CSV file and return where it is."""
    path = folder / "given.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_cash_flows_are_exact_and_an_empty_cell_is_no_payment(tmp_path: Path) -> None:
    """A value that is not stated is unknown, though, and not zero; a workbook's cells say the same."""
    path = a_file(tmp_path, "date,contribution,distribution,nav", "2014-02-28,2400000.10,,", "2014-03-31,,0.30,2426592")
    flows = (
        Flow(date(2014, 2, 28), Decimal("2400000.10"), Decimal(0), None),
        Flow(date(2014, 3, 31), Decimal(0), Decimal("0.30"), Decimal(2426592)),
    )
    assert read_flows(path, "flows.csv") == flows
    headings = ["date", "contribution", "distribution", "nav"]
    rows = [headings, [date(2014, 2, 28), 2400000.10, None, None], [date(2014, 3, 31), None, 0.3, 2426592]]
    assert read_flows(a_workbook(tmp_path / "flows.xlsx", Flows=rows), "flows.xlsx") == flows


def test_every_fault_of_cash_flows_is_told_at_once(tmp_path: Path) -> None:
    """A payment that is not known cannot be left out of a fund's return."""
    path = a_file(tmp_path, "date,contribution,distribution,nav", "2014-02,1,,", '2014-03-31,NA,"1,000",$5')
    with pytest.raises(InputError) as raised:
        read_flows(path, "flows.csv")
    assert str(raised.value).splitlines() == [
        "4 faults in flows.csv",
        "  flows.csv:2: date '2014-02' is no date; write it such as 2024-12-31",
        "  flows.csv:3: contribution 'NA' leaves it unknown; a fund is measured by all it paid: state it, or 0",
        "  flows.csv:3: distribution '1,000' has a comma; write decimals with a point and no other sign between digits",
        "  flows.csv:3: nav '$5' is no number; write it such as -1.25, or leave the cell empty if it is not known",
    ]


@pytest.mark.parametrize(
    ("frequency", "written", "on"),
    [
        ("daily", "2014-01-30", date(2014, 1, 30)),
        ("monthly", "2016-02", date(2016, 2, 29)),
        ("quarterly", "2014-Q2", date(2014, 6, 30)),
        ("quarterly", "2014-04", date(2014, 6, 30)),
    ],
)
def test_the_level_of_a_month_or_quarter_is_of_its_last_day(
    tmp_path: Path, frequency: str, written: str, on: date
) -> None:
    """A day's is of that day; a level that is empty is none."""
    path = a_file(tmp_path, "date,level", f"{written},23.0515", "2020-12-31,")
    assert read_levels(path, SeriesSpec.model_validate({**PRICES, "frequency": frequency})) == (
        Level(on, Decimal("23.0515")),
    )


def test_returns_are_no_levels_of_an_index(tmp_path: Path) -> None:
    """They are refused, with the line to write."""
    returns = SeriesSpec.model_validate({**PRICES, "kind": "returns", "unit": "percent"})
    with pytest.raises(InputError, match=r"index\.csv: an index has levels, and 'level' is declared as returns"):
        read_levels(a_file(tmp_path, "date,level", "2014-01,1.5"), returns)


def test_weights_are_exact_and_a_missing_one_is_refused(tmp_path: Path) -> None:
    """An empty name is unknown; an empty weight is not zero."""
    header = "issuer,industry,state,asset_class,before,after"
    path = a_file(tmp_path, header, "Index fund,,IL,US equity,0.1,0.09")
    weight = Weight("Index fund", "", "IL", "US equity", before=Decimal("0.1"), after=Decimal("0.09"))
    assert read_weights(path, "weights.csv") == (weight,)
    with pytest.raises(InputError) as raised:
        read_weights(a_file(tmp_path, header, "Index fund,,IL,US equity,,9%"), "weights.csv")
    assert str(raised.value).splitlines()[1:] == [
        "  weights.csv:2: before is missing; write 0 where nothing is held",
        "  weights.csv:2: after '9%' has a percent sign; write it as a fraction, or bare where the unit is percent",
    ]
