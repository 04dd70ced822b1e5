"""What a table is: columns with a type, a meaning and a unit; a grain; a key; and the check that it keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from screener.errors import IntegrityError

TEXT = pa.string()
DATE = pa.date32()
COUNT = pa.int64()
NUMBER = pa.float64()
FLAG = pa.bool_()
MONEY = pa.decimal128(20, 2)
EXACT_MONEY = pa.decimal128(38, 14)
"""Money times a share, exact: nothing is rounded before it is printed."""
SHARE = pa.decimal128(13, 12)
QUANTITY = pa.decimal128(28, 8)


@dataclass(frozen=True)
class Column:
    """One column: name, Arrow type, what it means, its unit, whether it may be null (unknown), and its fixed choice."""

    name: str
    type: pa.DataType
    meaning: str
    unit: str = ""
    nullable: bool = True
    one_of: tuple[str, ...] = ()
    """Every text it can be; none given where that is open."""


@dataclass(frozen=True)
class Table:
    """One table: its name, its grain ("one row per …"), its key and its columns."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @cached_property
    def schema(self) -> pa.Schema:
        """The Arrow schema, columns in declared order."""
        return pa.schema([pa.field(c.name, c.type, nullable=c.nullable) for c in self.columns])

    @property
    def names(self) -> list[str]:
        """The column names, in declared order."""
        return [column.name for column in self.columns]

    def empty(self) -> pa.Table:
        """Return the table with no rows."""
        return self.schema.empty_table()

    def of(self, rows: list[dict[str, object]]) -> pa.Table:
        """Return rows (dictionaries by column name; a missing key is null) as this table, checked and sorted."""
        return self.check(pa.Table.from_pylist(rows, schema=self.schema))

    def check(self, table: pa.Table) -> pa.Table:
        """Return the table with declared columns, types and order of rows.

        Parameters
        ----------
        table : pyarrow.Table
            Must hold exactly the declared columns, in any order.

        Returns
        -------
        pyarrow.Table
            Cast to `schema` and sorted by `key`, so that equal content is equal bytes.

        Raises
        ------
        IntegrityError
            A column is missing, surplus, of another type, null where it may not be, or the key repeats.
        """
        if set(table.column_names) != set(self.names):
            missing = sorted(set(self.names) - set(table.column_names))
            surplus = sorted(set(table.column_names) - set(self.names))
            raise IntegrityError(f"table {self.name}: missing columns {missing}, columns not declared {surplus}")
        ordered = table.select(self.names)
        for column in self.columns:
            if not column.nullable and ordered[column.name].null_count:
                count = ordered[column.name].null_count
                raise IntegrityError(f"table {self.name}: {count} nulls in {column.name}, which may not be null")
        try:
            checked = ordered.cast(self.schema).combine_chunks()
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise IntegrityError(f"table {self.name}: {error}") from error
        if not self.key:
            return checked
        checked = checked.sort_by([(name, "ascending") for name in self.key])
        self._refuse_repeats(checked)
        return checked

    def _refuse_repeats(self, table: pa.Table) -> None:
        """Raise if two rows share the key, by which they are sorted: two that did would be neighbours."""
        repeated: Any = reduce(pc.and_, [_is_as_before(table[name]) for name in self.key])
        if not pc.any(repeated).as_py():
            return
        counts = table.group_by(list(self.key)).aggregate([([], "count_all")])
        repeats = counts.filter(pc.field("count_all") > 1)
        first = {name: repeats[name][0].as_py() for name in self.key}
        raise IntegrityError(f"table {self.name}: {repeats.num_rows} keys repeat, the first is {first}")


def _is_as_before(column: pa.ChunkedArray[Any]) -> Any:
    """Return for each value but the first whether it is that of the row before; nulls are alike."""
    before: Any = column.slice(0, max(len(column) - 1, 0))
    after: Any = column.slice(1)
    return pc.coalesce(pc.equal(before, after), pc.and_(pc.is_null(before), pc.is_null(after)))


def required(name: str, kind: pa.DataType, meaning: str, unit: str = "", *, one_of: tuple[str, ...] = ()) -> Column:
    """Return a column that may not be null."""
    return Column(name, kind, meaning, unit, nullable=False, one_of=one_of)
