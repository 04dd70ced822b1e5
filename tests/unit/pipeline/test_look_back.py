"""Which run a new one is compared with, and what is said where one cannot be."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from screener.errors import InputError, IntegrityError
from screener.expose import RUN_TABLES
from screener.ledger import Run, default_url, open_ledger
from screener.pipeline.compare import compare
from screener.pipeline.earlier import look_back
from screener.tables import HISTORY
from screener.workspace import sha256_of


@pytest.fixture
def made(tmp_path):
    """Return what makes a run on disk and records it: id, date, whatever its manifest says otherwise, a history."""

    def make(run_id, as_of, *, without=None, history=None, **says):
        folder = tmp_path / "reports" / "runs" / "fund" / as_of / run_id
        (folder / "tables").mkdir(parents=True)
        for name, columns in RUN_TABLES.items():
            kept = [column for column in columns if f"{name}.{column}" != without]
            pq.write_table(
                pa.table({column: pa.array([], pa.string()) for column in kept}), folder / f"tables/{name}.parquet"
            )
        if history is not None:
            pq.write_table(history, folder / "tables" / "history.parquet")
        outputs = {f"tables/{path.name}": sha256_of(path) for path in sorted((folder / "tables").iterdir())}
        asks = {"portfolio": "fund", "state": "IL", "home": "Illinois", "base_currency": "USD", "known_at": as_of}
        manifest = {"run_id": run_id, "as_of": as_of, **asks, **says, "outputs": outputs}
        manifest = {key: value for key, value in manifest.items() if value is not None}
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        record(tmp_path, run_id, as_of, manifest.get("state", "IL"), sha256_of(folder / "manifest.json"))
        return folder

    return make


def record(root, run_id, as_of, state, sha256):
    """Enter a run in the ledger."""
    entry = Run(
        run_id=run_id,
        portfolio="fund",
        as_of=as_of,
        state=state,
        manifest_sha256=sha256,
        market_value_cents=0,
        lines=0,
    )
    with open_ledger(default_url(root)) as ledger:
        ledger.record_run(entry, recorded_by="test")


def look(root, since="last", as_of="2025-03-31"):
    """Look back from a new run; return the id found, and the findings by folder."""
    portfolio = SimpleNamespace(id="fund", base_currency="USD")
    asked = SimpleNamespace(root=root, portfolio=portfolio, state="IL", home_name="Illinois")
    asked.as_of = date.fromisoformat(as_of)
    back = look_back(asked, since)
    return back.run and back.run.manifest["run_id"], {
        finding.where.rpartition("/")[2]: (finding.code, finding.message) for finding in back.findings
    }


def test_the_last_run_of_the_newest_earlier_date_is_taken(made, tmp_path):
    """Not an older date, not one made before, not the run's own date, not one of another home state."""
    made("aa", "2024-09-30")
    made("bb", "2024-12-31")
    made("cc", "2024-12-31")
    made("dd", "2025-03-31")
    made("ee", "2024-12-31", state="KY")

    assert look(tmp_path) == ("cc", {})
    assert look(tmp_path, "none") == (None, {})


def test_a_restatement_is_not_what_was_reported(made, tmp_path):
    """The quarter was run, and then restated as known in March; where there is nothing else, that is taken."""
    folder = made("aa", "2024-12-31")
    made("bb", "2024-12-31", known_at="2025-03-01")

    assert look(tmp_path) == ("aa", {})
    folder.rename(folder.with_name("away"))
    assert look(tmp_path) == ("bb", {})


@pytest.mark.parametrize("name", ["manifest.json", "tables/holdings.parquet"])
@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_a_damaged_run_stops_only_who_names_it(made, tmp_path, name, damage):
    """By default the run before it is taken, and a finding names the folder."""
    made("aa", "2024-09-30")
    file = made("bb", "2024-12-31") / name
    file.unlink() if damage == "missing" else file.write_bytes(file.read_bytes()[:-9])

    found, findings = look(tmp_path)

    assert found == "aa"
    assert findings["bb"][0] == "earlier-run-damaged"
    assert "not what the run wrote" in findings["bb"][1]
    if (name, damage) != ("manifest.json", "missing"):
        with pytest.raises(IntegrityError, match="not what the run wrote") as error:
            look(tmp_path, "bb")
        assert error.value.where == str(file)


def test_a_run_of_a_program_that_kept_less_is_passed_over_and_says_so(made, tmp_path):
    """One has no column that is needed, one a manifest without its home region, one another home region."""
    made("aa", "2024-12-31", without="positions.side")
    made("bb", "2024-12-31", home=None)
    made("cc", "2024-12-31", home="eleven counties")

    found, findings = look(tmp_path)

    assert found is None
    passed = "The earlier run in this folder was not compared with: "
    assert findings == {
        "aa": (
            "earlier-run-not-compared",
            f"{passed}its table positions has no column side.",
        ),
        "bb": (
            "earlier-run-not-compared",
            f"{passed}it was made by an earlier version of the program.",
        ),
        "cc": (
            "earlier-run-not-compared",
            f"{passed}the home region of the earlier one is eleven counties, of the later one Illinois.",
        ),
    }
    with pytest.raises(InputError) as error:
        look(tmp_path, "aa")
    assert error.value.hint == (
        "make it again: screener run fund --as-of 2024-12-31, or leave the comparison out: --since none"
    )


def test_a_run_whose_history_is_broken_is_passed_over(made, tmp_path):
    """One history was changed after the run, one has another program's columns; a run that kept none is whole."""
    made("aa", "2024-06-30")
    made("bb", "2024-09-30", history=HISTORY.empty().drop_columns("rules"))
    file = made("cc", "2024-12-31", history=HISTORY.empty()) / "tables" / "history.parquet"
    file.write_bytes(file.read_bytes() + b"x")

    found, findings = look(tmp_path)

    assert found == "aa"
    assert findings["bb"][1].endswith("its table history has no column rules.")
    assert findings["cc"][0] == "earlier-run-damaged"
    assert "table history is not what the run wrote" in findings["cc"][1]


def test_a_later_run_is_no_earlier_one(made, tmp_path):
    """To compare backwards is refused; a run of the same date is a what-if, and may be named."""
    made("aa", "2024-12-31")
    made("bb", "2025-03-31")

    with pytest.raises(InputError, match="as of 2025-03-31, after the later one, as of 2024-12-31") as swapped:
        compare(tmp_path, "bb", "aa")
    with pytest.raises(InputError, match="after the later one") as ahead:
        look(tmp_path, "bb", as_of="2024-12-31")

    assert swapped.value.hint == "swap them"
    assert "--since none" in ahead.value.hint
    assert look(tmp_path, "bb") == ("bb", {})
