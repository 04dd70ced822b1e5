"""In-state shares as published by pension systems, worked out again from their own totals."""

from decimal import Decimal

import pytest

D = Decimal


@pytest.mark.parametrize(
    ("in_state", "total", "printed"),
    [
        # CalPERS, CalPERS for California 2016 report: USD 27.3 billion of 295 billion, "9.3 percent"
        ("27300000000.00", "295000000000.00", "0.093"),
        # the same report, private equity: 1.0 of 27.2 billion, "3.7 percent"
        ("1000000000.00", "27200000000.00", "0.037"),
        # CalSTRS 2014: 19.38 of 127.4 billion, "15.2 percent"
        ("19380000000.00", "127400000000.00", "0.152"),
    ],
)
def test_a_published_in_state_share_is_reproduced(world, in_state, total, printed):
    """Funds report listed lines by head office: on that basis the share is theirs, to the last printed digit."""
    world.issuer("here", naics="336111", headquarters_place="17031")
    world.issuer("elsewhere", naics="336111", headquarters_place="21067")
    exposed = world.hold(in_state, "here").hold(D(total) - D(in_state), "elsewhere").run("IL")

    low, best, high = exposed.figure("in_state", "home", "headquarters", "home")

    assert low == best == high == D(in_state)
    assert round(best / D(total), 3) == D(printed)
