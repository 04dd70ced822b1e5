"""The register of tables is the vocabulary of the program: complete, and the same word for the same thing."""

from __future__ import annotations

import pyarrow as pa
import pytest

from screener.errors import IntegrityError
from screener.tables import FACTS, TABLES


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_column_says_what_it_means(table):
    """Meaning is prose; money and numbers have a unit."""
    assert [c.name for c in table.columns if len(c.meaning) < 4] == []
    assert [c.name for c in table.columns if pa.types.is_decimal(c.type) and not c.unit] == []


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_keys_are_columns_that_may_not_be_null(table):
    """A key with a hole identifies nothing."""
    columns = {column.name: column for column in table.columns}

    assert [name for name in table.key if name not in columns or columns[name].nullable] == []


def test_the_same_name_has_the_same_type_everywhere():
    """Same quantity, same name, same type; facts are numbers where tables keep exact money."""
    types: dict[str, set[str]] = {}
    for table in TABLES.values():
        if table not in FACTS.values():
            for column in table.columns:
                types.setdefault(column.name, set()).add(str(column.type))

    different = {name: kinds for name, kinds in types.items() if len(kinds) > 1}

    # A share is a share of different wholes; an ends column is money in one table and a share in another.
    assert set(different) <= {"low", "best", "high", "value", "source_row"}


def test_a_table_refuses_a_repeated_key():
    """Two rows with one key is an integrity error, not the last one wins."""
    row = {"figure": "data", "covered": 1, "total": 2}

    with pytest.raises(IntegrityError, match="1 keys repeat"):
        TABLES["coverage"].of([row, row])


def test_a_table_refuses_a_null_where_none_may_be():
    """Unknown must not slip into a column that promises to know."""
    with pytest.raises(IntegrityError, match="1 nulls in total"):
        TABLES["coverage"].of([{"figure": "data", "covered": 1}])


def test_a_table_is_sorted_by_its_key():
    """Equal content is equal bytes."""
    rows = [{"figure": name, "covered": 1, "total": 2} for name in ("operations", "data")]

    assert TABLES["coverage"].of(rows)["figure"].to_pylist() == ["data", "operations"]
