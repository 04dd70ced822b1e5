"""The line that a key path of a TOML file stands on: found by the file's structure, not by its words."""

import pytest

from screener.workspace import line_of

TEXT = """\
name = "Fund"
label = \'\'\'
[plan]
cap = 1
\'\'\'
"odd key" = 1
plan.limit = 2

[[input]]  # the first
name = "one"
rows = 1
[input.columns]
"Market Value" = "x"

[[ input ]]
name = 'two'
size = 3

[[input.part]]
weight = 1

[[input.part]]
weight = 2

[look]
rows = {first = 1}
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name",), 1),
        (("odd key",), 6),
        (("plan", "limit"), 7),
        (("input",), 9),
        (("input", 0, "rows"), 11),
        (("input", 0, "columns", "Market Value"), 13),
        (("input", 1), 15),
        (("input", "two"), 16),  # by its name: the line of the name
        (("input", "two", "size"), 17),
        (("input", 1, "part", 1, "weight"), 23),
        (("input", 1, "rows"), 15),  # not there: the entry that lacks it, and not the rows of another table
        (("look", "rows", "first"), 26),
        (("plan", "cap"), 7),  # of the text that only looks like a table nothing is found
        (("nothing",), 1),
    ],
)
def test_a_key_path_has_the_line_on_which_it_stands(tmp_path, path, line):
    """Counted by hand in the text above."""
    file = tmp_path / "a.toml"
    file.write_text(TEXT, encoding="utf-8")
    assert line_of(file, path) == line
