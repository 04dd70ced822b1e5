"""The site: which runs are in it, what its pages print, and what happens to its folder."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from commands import CommandHere, workspace_of
from site_runs import Runs

from screener.errors import InputError, NotFoundError
from screener.pipeline import build_site
from screener.report.site.model import SiteRun, one_a_date
from screener.workspace import sha256_of


@pytest.fixture
def runs(tmp_path):
    """A workspace without a run."""
    return Runs(tmp_path)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A site of two quarters, one of them restated, and of a run that another version of the program made."""
    runs = Runs(tmp_path_factory.mktemp("workspace"))
    (runs.root / "portfolios" / "fund" / "inputs").mkdir(parents=True)
    (runs.root / "portfolios" / "fund" / "inputs" / "secret.csv").write_text("delivered\n", encoding="utf-8")
    made = {
        "first": runs.make("fund", "2024-09-30"),
        "last": runs.make("fund", "2024-12-31"),
        "restated": runs.make("fund", "2024-12-31", known_at="2025-01-15"),
        "old": runs.make("old & <b>bold", "2023-06-30", printable=False),
    }
    build_site(runs.root, runs.root / "site")
    return runs.root / "site", made


class Page(HTMLParser):
    """What a page links to, and the exact figures that it prints."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.links, self.figures, self.inline = [], [], []
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        """Keep addresses, exact figures and what a strict policy forbids."""
        found = dict(attributes)
        self.links += [found[name] for name in ("href", "src") if name in found]
        self.figures += [found["value"]] if tag == "data" else []
        self.inline += [name for name in found if name == "style" or name.startswith("on")]
        self.inline += [tag] if tag == "script" and "src" not in found else []


def files(folder):
    """Return every file under a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def page_of(site, folder):
    """Return the page of the run in a folder."""
    return site.joinpath("portfolios", *folder.parts[-3:], "index.html")


def test_a_page_prints_the_exact_figures_of_the_run(built):
    """75,750,000.00 is held net, by the example's own arithmetic; the other figures are those of the run's summary."""
    from screener import report

    site, made = built
    about, tables = report.load(made["last"])
    summary = report.summarise(tables, about)
    wanted = [summary.delivered.screened, summary.unknown["in_state"]]
    for measure in ("in_state_manufacturing", "in_state"):
        figure = summary.headline[measure]["operations"]
        wanted += [figure.best, figure.net.low, figure.net.high]

    printed = Page(page_of(site, made["last"])).figures

    assert printed[0].rstrip("0") == "75750000."
    assert {f"{figure:f}" for figure in wanted} <= set(printed)


@pytest.mark.slow
def test_the_site_of_a_real_run_prints_what_the_command_printed(kentucky, tmp_path):
    """Money to the cent, as `screener run --json` gave it; the workspace of the run stays as it is."""
    root = workspace_of(kentucky)
    build_site(root, tmp_path / "site")
    exact = Page(page_of(tmp_path / "site", Path(kentucky["folder"]))).figures
    printed = {f"{Decimal(figure).quantize(Decimal('0.01')):f}" for figure in exact}
    ends = kentucky["exposure"]["in_state_manufacturing"]["operations"]

    assert {kentucky["market_value"]["screened"], ends["low"], ends["best"], ends["high"]} <= printed
    assert not (root / "reports" / "site").exists()


def test_every_link_of_every_page_is_relative_and_leads_to_a_file_of_the_site(built):
    """The reports themselves are the runs' own pages and are left out."""
    site, _ = built
    dead = []
    for file in site.rglob("*.html"):
        if "files" in file.parts:
            continue
        for link in Page(file).links:
            address = urlsplit(link)
            if address.scheme == "data" or link.startswith("#") or (file.name == "404.html" and link == "./"):
                continue
            target = (file.parent / unquote(address.path)).resolve()
            if address.scheme or address.netloc or link.startswith("/") or not target.is_file():
                dead.append((file.name, link))

    assert dead == []


def test_no_page_needs_what_a_strict_policy_forbids(built):
    """No style attribute, no handler, no inline script; the policy stands before anything that it is for."""
    site, _ = built
    pages = [file for file in site.rglob("*.html") if "files" not in file.parts]

    assert {file.name: Page(file).inline for file in pages if Page(file).inline} == {}
    for file in pages:
        text = file.read_text(encoding="utf-8")
        assert 0 < text.index("Content-Security-Policy") < text.index("<link")
        assert "unsafe" not in text


def test_the_command_on_the_page_finds_a_changed_file(built, tmp_path):
    """The files of a run are downloaded; the printed command says OK, and fails after one byte was changed."""
    site, made = built
    text = page_of(site, made["last"]).read_text(encoding="utf-8")
    command = re.search(r"<pre><code>(sha256sum --check [^<]*)</code>", text)[1].split()
    folder = tmp_path / "downloads"
    shutil.copytree(page_of(site, made["last"]).parent / "files", folder)

    before = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    (folder / "report.html").write_bytes(b"changed")
    after = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)

    assert before.returncode == 0
    assert "manifest.json: OK" in before.stdout
    assert after.returncode == 1
    assert "report.html: FAILED" in after.stdout


def test_the_hashes_of_the_site_cover_every_file(built):
    """All but the list itself."""
    site, _ = built
    listed = dict(reversed(line.split("  ", 1)) for line in (site / "SHA256SUMS").read_text().splitlines())

    assert listed == {name: sha256_of(site / name) for name in files(site) if name != "SHA256SUMS"}


def test_of_the_workspace_only_what_runs_wrote_is_in_the_site(built):
    """No delivered file, no ledger, and nothing that was put beside the files of a run."""
    site, made = built
    names = files(site)

    assert not [name for name in names if "secret" in name or "ledger" in name or name.endswith(".toml")]
    for folder in made.values():
        copied = page_of(site, folder).parent / "files"
        assert {name: content for name, content in files(copied).items() if name != "SHA256SUMS"} == files(folder)


def test_a_run_of_another_version_is_listed_without_figures(built):
    """Its files are there; nothing of it is zero, and its name is text."""
    site, made = built
    page = page_of(site, made["old"])
    text = page.read_text(encoding="utf-8")

    assert Page(page).figures == []
    assert "another version of the program" in text
    assert 'href="files/report.html"' in text
    assert "<b>bold" not in text
    assert "old &amp; &lt;b&gt;bold" in text


def test_the_quarter_is_shown_by_the_run_as_known_on_its_date(built):
    """The restated run was recorded later, and is in the list of runs alone."""
    site, made = built
    text = (site / "portfolios" / "fund" / "index.html").read_text(encoding="utf-8")
    trend = text[text.index('id="trend"') : text.index('id="runs"')]

    assert made["last"].name in trend
    assert made["first"].name in trend
    assert made["restated"].name not in trend
    assert made["restated"].name in text


def test_one_run_a_date_compares_like_with_like():
    """Of a date the run recorded last; a run that asks of another state is in no trend."""

    def run(as_of, sequence, home="Illinois", known_at=None):
        manifest = {"portfolio": "f", "as_of": as_of, "run_id": str(sequence), "home": home, "base_currency": "USD"}
        return SiteRun(Path(), {**manifest, "known_at": known_at or as_of}, "", sequence)

    runs = [
        run("2025-03-31", 5, home="Kentucky"),
        run("2024-12-31", 4, known_at="2025-02-01"),
        run("2024-12-31", 3),
        run("2024-12-31", 2),
        run("2024-09-30", 1, known_at="2025-02-01"),
    ]

    assert [chosen.sequence for chosen in one_a_date(runs)] == [3, 1]


def damage(kind, folder):
    """Do something to a run that is on disk."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    if kind == "a file changed":
        (folder / "report.html").write_text("another report", encoding="utf-8")
    elif kind == "a file missing":
        (folder / "report.html").unlink()
    elif kind == "no manifest":
        (folder / "manifest.json").unlink()
    elif kind == "moved":
        folder.rename(folder.with_name("0" * 12))
    else:
        if kind == "an input changed":
            manifest["code"] = "other"
        elif kind == "a file of somebody else":
            manifest["outputs"]["../../../../../ledger.sqlite"] = sha256_of(folder.parents[4] / "ledger.sqlite")
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "recorded", "says"),
    [
        ("a file changed", True, "report.html is not what the run wrote"),
        ("a file missing", True, "report.html is missing"),
        ("no manifest", True, "its manifest is not what the run wrote"),
        ("moved", False, "its manifest is of fund/2024-12-31/"),
        ("an input changed", False, "its manifest is that of run"),
        ("rewritten", True, "its manifest is not what the run wrote"),
        ("a file of somebody else", False, "ledger.sqlite lies outside the run"),
    ],
)
def test_a_run_that_is_not_what_was_written_is_left_out_and_named(runs, kind, recorded, says):
    runs.make("fund", "2024-09-30", printable=False)
    folder = runs.make("fund", "2024-12-31", printable=False, recorded=recorded)
    damage(kind, folder)

    built = build_site(runs.root, runs.root / "site")

    assert built.runs == 1
    ((where, reason),) = built.left_out.items()
    assert where.startswith("reports/runs/fund/2024-12-31/")
    assert says in reason
    assert not [name for name in files(runs.root / "site") if "2024-12-31" in name]


def test_building_again_gives_the_same_bytes_and_drops_runs_that_are_gone(runs):
    runs.make("fund", "2024-09-30", printable=False)
    gone = runs.make("fund", "2024-12-31", printable=False)
    site = runs.root / "site"
    build_site(runs.root, site)
    first = files(site)
    build_site(runs.root, site)
    second = files(site)
    shutil.rmtree(gone)
    build_site(runs.root, site)

    assert second == first
    assert not [name for name, content in files(site).items() if gone.name in name or gone.name.encode() in content]
    assert [path.name for path in runs.root.iterdir() if path.name.startswith(".site")] == []


@pytest.mark.parametrize("name", ["index.html", "site.json", "notes.txt"])
def test_a_folder_that_is_no_site_is_refused_and_left_as_it_is(runs, name):
    runs.make("fund", "2024-12-31", printable=False)
    site = runs.root / "site"
    site.mkdir()
    (site / name).write_text('{"made_by": "me"}', encoding="utf-8")

    with pytest.raises(InputError, match="it is no site that was made here"):
        build_site(runs.root, site)

    assert files(site) == {name: b'{"made_by": "me"}'}


def test_a_site_with_a_file_of_somebody_else_is_refused(runs):
    """Building it again would remove the file."""
    runs.make("fund", "2024-12-31", printable=False)
    site = runs.root / "site"
    build_site(runs.root, site)
    (site / "CNAME").write_text("screens.example.gov\n", encoding="utf-8")
    before = files(site)

    with pytest.raises(InputError, match="CNAME"):
        build_site(runs.root, site)

    assert files(site) == before


def test_a_disk_that_is_full_leaves_the_site_that_was_there(runs, monkeypatch):
    runs.make("fund", "2024-09-30", printable=False)
    site = runs.root / "site"
    build_site(runs.root, site)
    before = files(site)
    runs.make("fund", "2024-12-31", printable=False)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(OSError, match="No space left"):
        build_site(runs.root, site)

    assert files(site) == before
    assert [path.name for path in runs.root.iterdir() if path.name.startswith(".site")] == []


def test_a_workspace_without_a_complete_run_has_no_site(runs):
    damage("a file missing", runs.make("fund", "2024-12-31", printable=False))

    with pytest.raises(NotFoundError, match=r"there is no complete run to show\n.*report\.html is missing"):
        build_site(runs.root, runs.root / "site")

    assert not (runs.root / "site").exists()


def test_the_command_says_where_the_site_is_and_what_is_left_out(runs):
    runs.make("fund", "2024-09-30")
    damage("a file changed", runs.make("fund", "2024-12-31"))

    answer = CommandHere(runs.root)("site")

    assert answer.returncode == 0
    assert "Built a site of 1 run, " in answer.stdout
    assert f" MB: {runs.root / 'reports' / 'site' / 'index.html'}" in answer.stdout
    assert "is left out: this run is damaged: report.html is not what the run wrote" in answer.stderr
    assert (runs.root / "reports" / "site" / "index.html").is_file()


def test_one_portfolio_can_be_shown_alone(runs):
    """Of two portfolios with a run each only the named one has pages and files; one without a run is named."""
    runs.make("fund", "2024-12-31", printable=False)
    runs.make("other", "2024-12-31", printable=False)

    built = build_site(runs.root, runs.root / "site", portfolios=["fund"])

    assert built.runs == 1
    assert [path.name for path in (runs.root / "site" / "portfolios").iterdir()] == ["fund"]
    with pytest.raises(NotFoundError, match="there is no run of nobody on disk"):
        build_site(runs.root, runs.root / "site", portfolios=["fund", "nobody"])
