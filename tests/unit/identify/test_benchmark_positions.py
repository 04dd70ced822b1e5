"""What a benchmark lists is identified as what is held is, and is never held. All are constructed."""

from __future__ import annotations

from decimal import Decimal

import pytest

APPLE, MICROSOFT, VALERO = "cusip:037833100", "cusip:594918104", "cusip:91913Y100"


@pytest.fixture
def index(holding, fund):
    """Return a function: CUSIPs and weights → a benchmark."""

    def make(*lines, **keys):
        rows = [
            holding(cusip=security[6:], market_value=Decimal(weight), issuer_name=name)
            for security, weight, name in lines
        ]
        return fund("benchmark", *rows, **keys)

    return make


def listed(result):
    """Return security, issuer, footprint and weight of every position of the benchmark."""
    rows = result.rows("benchmark_positions")
    return {(r["security_id"], r["issuer_id"], r["footprint_id"], r["side"], str(r["market_value"])) for r in rows}


def test_a_benchmark_is_identified_and_is_no_position(identified, holding, index):
    """Held: Apple. The index: Apple and Valero, each by its CUSIP in the SEC's list."""
    benchmark = index((APPLE, "75.00", None), (VALERO, "25.00", None))
    result = identified(holding(cusip=APPLE[6:]), funds=[benchmark])

    assert listed(result) == {
        (APPLE, "cik:0000320193", "cik:0000320193", "long", "75.00"),
        (VALERO, "cik:0001035002", "cik:0001035002", "long", "25.00"),
    }
    assert [row["security_id"] for row in result.rows("positions")] == [APPLE]
    assert [str(row["market_value"]) for row in result.rows("positions")] == ["100.00"]
    assert result.rows("look_throughs") == []
    assert result.findings == []


def test_what_is_held_does_not_depend_on_what_an_index_lists(identified, holding, index):
    """The index names a security that the holding leaves nameless, and lists a share of the company of a held bond."""
    held = [holding(cusip="00287Y109"), holding(cusip="91913YAV2", asset_class="corporate_debt")]
    benchmark = index(("cusip:00287Y109", "50.00", "Visa Inc."), (VALERO, "50.00", None))
    alone, beside = identified(*held), identified(*held, funds=[benchmark])

    def known(result, table):
        return [row for row in result.rows(table) if row["security_id"] != VALERO]

    assert known(alone, "securities") == known(beside, "securities")
    assert known(alone, "matches") == known(beside, "matches")
    assert alone.rows("positions") == beside.rows("positions")
    assert alone.findings == [found for found in beside.findings if found.code != "benchmark-unknown"]


def test_what_a_list_leaves_out_of_its_net_assets_is_in_no_known_place(identified, holding, index):
    """60 of 100 listed, and of that 15 of a company nobody knows: 40 + 15 = 55 % may be anywhere."""
    benchmark = index((APPLE, "45.00", None), ("cusip:38259P508", "15.00", "No Such Company"), net_assets="100.00")
    result = identified(holding(cusip=APPLE[6:]), funds=[benchmark])
    (finding,) = result.found("benchmark-unknown")

    assert ("not listed", None, "unknown", "long", "40.00") in listed(result)
    assert ("cusip:38259P508", None, "unknown", "long", "15.00") in listed(result)
    assert finding.message.startswith("55.00% of the benchmark is not listed")
    assert finding.rows == 0
    assert result.found("issuer-unknown") == []  # that is asked of what is held


def test_a_short_line_of_a_benchmark_keeps_its_sign(identified, holding, index):
    """130 long and 30 short are an index of 100."""
    benchmark = index((APPLE, "130.00", None), (VALERO, "-30.00", None))
    result = identified(holding(cusip=APPLE[6:]), funds=[benchmark])

    assert (VALERO, "cik:0001035002", "cik:0001035002", "short", "-30.00") in listed(result)


def test_without_a_benchmark_there_are_no_such_positions(identified, holding):
    """And nothing is said of one."""
    result = identified(holding(cusip=APPLE[6:]))

    assert result.rows("benchmark_positions") == []
    assert result.found("benchmark-unknown") == []
