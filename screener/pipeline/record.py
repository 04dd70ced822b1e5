"""What a run leaves beside its tables: its manifest, its entry in the ledger, and what the report says about it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from screener import __version__, report
from screener.dates import parse_date
from screener.ledger import Run, default_url, open_ledger, person, to_cents
from screener.rulebook import PROFILES
from screener.workspace import Manifest, code_sha256, library_versions, settings_files, sha256_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from screener.pipeline.earlier import LookBack, MadeRun
    from screener.pipeline.job import Job
    from screener.pipeline.prudence import Decided


def manifest_of(job: Job, back: LookBack, decided: Decided) -> Manifest:
    """Return what the run was made of, the earlier run that it is compared with included."""
    question, delivered = job.question, job.delivered
    settings = [
        *settings_files(question.root, question.portfolio),
        *report.definition_files(question.root, question.definition),
    ]
    # every profile: which rulebooks belong to other jurisdictions is said in theirs
    profiles = sorted((question.root / "criteria" / PROFILES).glob("*.yaml"))
    law = {path.relative_to(question.root).as_posix(): sha256_of(path) for path in profiles}
    law |= {version.path.relative_to(question.root).as_posix(): version.sha256 for version in question.lists.values()}
    return Manifest(
        portfolio=question.portfolio.id,
        as_of=question.as_of.isoformat(),
        state=question.state,
        known_at=question.known_at.isoformat(),
        home=question.home_name,
        base_currency=question.portfolio.base_currency,
        inputs={file.path: file.sha256 for file in (*delivered.inputs, *delivered.funds.files)}
        | job.own_files
        | decided.files,
        settings={path.relative_to(question.root).as_posix(): sha256_of(path) for path in settings} | law,
        rulebooks={rulebook.id: rulebook.sha256 for rulebook in question.rulebooks},
        datasets={copy.name: copy.facts() for copy in job.selection.read},
        code=code_sha256(),
        libraries=library_versions(),
        ledger_head=job.decisions.head,
        since=back.run.reference if back.run else None,
        passed_over=back.passed_over,
    )


def known_at_of(manifest: Mapping[str, Any]) -> date | None:
    """Return the day that a run's evidence was limited to; null where it was the date of the screen."""
    known = str(manifest["known_at"])
    return None if known == manifest["as_of"] else parse_date(known)


def changed_since(job: Job, manifest: Mapping[str, Any]) -> list[str]:
    """Return what a run was made of that is another now, in words; nothing where it would be the same run.

    Parameters
    ----------
    job : Job
        The portfolio as it is read now.
    manifest : mapping
        Of the run.
    """
    made: dict[str, dict[str, str]] = {kind: dict(manifest[kind]) for kind in ("inputs", "rulebooks")}
    now = {
        "inputs": {file.path: file.sha256 for file in (*job.delivered.inputs, *job.delivered.funds.files)}
        | job.own_files,
        "rulebooks": {book.id: book.sha256 for book in job.question.rulebooks},
    }
    changed = [
        f"{name} ({'rulebook' if kind == 'rulebooks' else 'file'}) "
        + ("is new" if name not in made[kind] else "is gone" if name not in now[kind] else "is not what it was")
        for kind in now
        for name in sorted(made[kind].keys() | now[kind].keys())
        if made[kind].get(name) != now[kind].get(name) and not name.startswith("eti/")
    ]
    code = code_sha256()
    changed += ["the program is another version"] if manifest["code"] != code else []
    changed += ["people's decisions on matches"] if manifest["ledger_head"] != job.decisions.head else []
    return changed


def enter(job: Job, manifest: Manifest, manifest_sha256: str) -> None:
    """Enter a run in the ledger; one that is there already, with the same bytes, stays as it is."""
    delivered = job.delivered
    entry = Run(
        run_id=manifest.run_id,
        portfolio=manifest.portfolio,
        as_of=manifest.as_of,
        state=manifest.state,
        manifest_sha256=manifest_sha256,
        market_value_cents=to_cents(pc.sum(delivered.holdings["market_value"]).as_py() or Decimal(0)),
        lines=delivered.holdings.num_rows + delivered.quarantined.num_rows,
    )
    with open_ledger(default_url(job.question.root)) as ledger:
        ledger.record_run(entry, recorded_by=person())


def about_of(job: Job, decided: Decided, run_id: str, earlier: MadeRun | None) -> report.About:
    """Return what the report says about the run and no table holds."""
    question, delivered = job.question, job.delivered
    portfolio = question.portfolio
    return report.About(
        portfolio_id=portfolio.id,
        portfolio_name=portfolio.name,
        label=portfolio.label,
        state=question.state,
        state_name=question.state_name,
        home_name=question.home_name,
        as_of=question.as_of,
        decision_date=question.as_of,
        known_at=question.known_at,
        run_id=run_id,
        base_currency=portfolio.base_currency,
        version=__version__,
        inputs=tuple(delivered.inputs),
        rulebooks=tuple(report.RulebookInfo.of(rulebook, question.regime) for rulebook in question.rulebooks),
        profile=report.ProfileInfo.of(question.profile, question.as_of) if question.profile else None,
        adopted_text=question.regime.adopted,
        texts=report.TextInfo.all_of(question.rulebooks, question.regime),
        since=earlier.named if earlier else None,
        benchmark=portfolio.benchmark.label if portfolio.benchmark else "",
        ledger_head=job.decisions.head,
        prudence=decided.records,
    )
