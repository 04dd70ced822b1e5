"""A replay answers what a fresh engine would, whatever was changed, left out or asked in between."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from screener.engine import Engine, Recorder, Step, open_engine

NAMES = ("a", "b", "c", "d")


class Making(NamedTuple):
    """A table made from a number, or of tables made before; and whether somebody looks at it right then."""

    name: str
    reads: tuple[str, ...]
    number: int
    is_looked_at: bool


MAKINGS = st.lists(
    st.builds(
        Making,
        st.sampled_from(NAMES),
        st.lists(st.sampled_from(NAMES), unique=True, max_size=3).map(tuple),
        st.integers(0, 2),
        st.booleans(),
    ),
    min_size=2,
    max_size=9,
)


def ran(engine: Engine, program: list[Making]) -> dict[str, list[int]]:
    """Return what every table holds at the end, after everything that was looked at on the way."""
    made: dict[str, list[int]] = {}
    seen: list[list[int]] = []
    for making in program:
        reads = [name for name in making.reads if name in made]
        if reads:
            parts = " UNION ALL ".join(f"SELECT x FROM {name}" for name in reads)
            # small numbers: a table often comes out as it was
            engine.run(Step(making.name, f"SELECT (sum(x) + {making.number}) % 3 AS x FROM ({parts})"))
        else:
            engine.load(making.name, pa.table({"x": [making.number]}))
        made[making.name] = []
        if making.is_looked_at:
            seen.append(engine.fetch(making.name)["x"].to_pylist())
    made = {name: engine.fetch(name)["x"].to_pylist() for name in made}
    return made | {f"seen {number}": values for number, values in enumerate(seen)}


@settings(max_examples=60)
@given(program=MAKINGS, data=st.data())
def test_a_replay_answers_what_a_fresh_engine_would(program: list[Making], data: st.DataObject) -> None:
    """Programs whose tables are made several times over, with numbers changed and steps left out in the second run."""
    changed = [
        making._replace(number=data.draw(st.integers(0, 2)), is_looked_at=data.draw(st.booleans()))
        for making in program
        if data.draw(st.integers(0, 9))
    ]
    base, fresh = Recorder(), open_engine()
    before = ran(base, program)

    with base.again() as engine:
        assert ran(engine, changed) == ran(fresh, changed)
    with base.again() as engine:
        assert ran(engine, program) == before

    base.close()
    fresh.close()
