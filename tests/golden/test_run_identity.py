"""A run's id follows from all that it was made of: other reference data make another run, beside the old one."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from commands import CommandHere, workspace_of

EXCERPTS = Path(__file__).parents[1] / "data" / "enrich"


def test_refreshed_reference_data_make_another_run_beside_the_old_one(used, kentucky):
    """The old run stays as it was; both are in the ledger, and the ledger agrees with what is on disk.

    The same run again, before that, is the same entry: it does not change its own identity. It leaves its folder as
    it is; made again and not byte-identical, it would be exit code 4.
    """
    (folder,) = used.folder.glob(f"reports/runs/kentucky-munis/*/{kentucky['run_id']}")
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    zones = EXCERPTS / "qoz_designated_2018-12-14.csv"
    update = used("data", "update", "opportunity_zones", "--from", str(zones), "--accept-changes", "--vintage", "2019")
    again = used.json("kentucky-munis")
    untouched = {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    once = json.loads(used("ledger", "list", "--json").stdout)
    used("data", "update", "opportunity_zones", "--from", str(zones), "--accept-changes", "--vintage", "2020",
         "--published", "2020-06-30")  # fmt: skip
    after = CommandHere(used.folder, used.checks, page=False).json("kentucky-munis")
    entries = json.loads(used("ledger", "list", "--json").stdout)

    assert update.returncode == 0, update.stderr
    assert again["run_id"] == kentucky["run_id"]  # published today: a run for 2024 does not read it
    assert workspace_of(again) == used.folder
    assert untouched
    assert [(entry["kind"], entry["portfolio"], entry["market_value_cents"]) for entry in once] == [
        ("run", "kentucky-munis", 4045502670)
    ]
    assert after["run_id"] != kentucky["run_id"]
    assert [entry["run_id"] for entry in entries] == [kentucky["run_id"], after["run_id"]]
    assert used("ledger", "verify").returncode == 0


def test_the_manifest_names_every_copy_that_was_read_with_its_vintage(kentucky):
    """Its hash alone would not do: the day of publication decides which findings there are."""
    manifest = json.loads((Path(kentucky["folder"]) / "manifest.json").read_text(encoding="utf-8"))
    tickers = manifest["datasets"]["sec_company_tickers 2026-10"]

    assert (tickers["published"], tickers["rows"]) == ("2026-10-31", 10365)
    assert len(tickers["sha256"]) == 64


def test_a_ledger_that_was_taken_away_is_missed(used):
    """Runs lie on disk that nobody recorded: exit code 4, and looking makes no new ledger."""
    (used.folder / "ledger.sqlite").unlink()
    answer = used("ledger", "verify")

    assert answer.returncode == 4
    assert "there is no ledger, but 1 run lies in reports/runs" in answer.stderr
    assert not (used.folder / "ledger.sqlite").exists()


def test_every_file_that_may_change_a_verdict_is_in_the_manifest_by_its_hash(fresh):
    """What the fund attests, a list, its jurisdiction's profile and others', a rulebook: the id follows from them.

    That other hashes are another id is shown in the tests of the manifest.
    """
    criteria, portfolio = fresh.folder / "criteria", fresh.folder / "portfolios" / "kentucky-munis"
    attested = portfolio / "attestations" / "a.csv"
    listed = criteria / "exclusions" / "lists" / "firearms" / "2024-11-01.csv"
    for file, text in {
        attested: "subject,fact,value,as_of,document\nplan,ri_staff_named,no,2024-01-31,x\n",
        listed: "name\nNobody At All\n",
    }.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    run = CommandHere(fresh.folder, fresh.checks, page=False).json("kentucky-munis")
    manifest = json.loads((Path(run["folder"]) / "manifest.json").read_text(encoding="utf-8"))

    def sha256(file):
        return hashlib.sha256(file.read_bytes()).hexdigest()

    assert manifest["inputs"]["attestations/a.csv"] == sha256(attested)
    for file in (listed, criteria / "jurisdictions" / "texas.yaml", criteria / "jurisdictions" / "illinois.yaml"):
        assert manifest["settings"][file.relative_to(fresh.folder).as_posix()] == sha256(file)
    assert manifest["rulebooks"]["un-pri"] == sha256(criteria / "un-pri" / "rulebook.yaml")
