"""Confidential accounts: totals by kind of instrument in place of lines, and nothing that names what they hold."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from screener.report.withhold.evidence import ANY, hide_evidence
from screener.report.withhold.exposures import only_home
from screener.report.withhold.listed import LINES, WORD, Entry, gross
from screener.report.withhold.pools import Hidden, choose, pools
from screener.report.withhold.texts import change_column, everywhere, spelled
from screener.tables import EVERY, TABLES, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from screener.report.about import About
    from screener.report.withhold.listed import Listed
    from screener.report.withhold.pools import Pool
    from screener.workspace import DeliveredFile

    Row = dict[str, Any]

_COMPLEMENT = "its totals would give away another account that is withheld"
_OF_LINE = ("source_file", "source_row", "market_value")
_OF_LINES = ("facts_holding", "instruments", "holding_positions")
_OVER_ALL = ("footprint", "attributions", "impacts", "tilts", "approaches", "coverage", "changes", "history")
"""Figures over all accounts: less what is shown, each may be one withheld line. Footprints take them apart."""
_OF_PLAN = frozenset({"in_state_manufacturing", "community_development", "unallocated_share"})
"""The same, as facts of the plan."""
_NAMES = ("issuer_name", "security_name")
_SHORTEST_NAME = 4
"""A shorter name is a word of many texts."""


def withhold_accounts(
    tables: Mapping[str, pa.Table], about: About, reasons: Mapping[str, str], listed: Listed
) -> tuple[dict[str, pa.Table], About]:
    """Return the tables and the words about a run without the lines of some accounts.

    Their money stays in what the portfolio holds and in the figures of the home region; every finer figure over all
    accounts is left out, because what is shown could be taken off it. Securities and issuers that no other account
    and no benchmark names leave the tables.

    Parameters
    ----------
    tables : mapping
        Tables by name.
    about : About
    reasons : mapping
        Account → why.
    listed : Listed
        Takes what was withheld.
    """
    made = dict(tables)
    if not reasons:
        return made, about
    rows = {name: tables[name].to_pylist() for name in ("holdings", "positions")}
    hidden = choose(rows["holdings"], reasons)
    totals = pools(rows["holdings"], hidden)
    _list_lines(totals, reasons, hidden, listed)
    first = sorted(reasons)[0]
    what = Entry("account", first if len(reasons) == 1 else "*", "; ".join(dict.fromkeys(reasons.values())))
    lines = {_at(row) for row in rows["holdings"] if row["account"] in hidden.accounts}
    seen = [row for row in rows["positions"] if row["account"] not in hidden.accounts]
    unseen = [row for row in rows["positions"] if row["account"] in hidden.accounts]
    secrets = _secrets(tables, rows["holdings"], seen, hidden)
    for name in _OF_LINES:
        made[name] = _without(made, name, listed, what, lambda row: _at(row) in lines)
    _drop_issuers(made, seen, unseen, listed, what)
    _drop_decisions(made, lines, hidden, listed, what)
    _drop_figures(made, about, unseen, listed, what)
    shown = {_at(row) for row in rows["holdings"]} - lines
    made["findings"] = _findings(made["findings"], secrets, shown, listed, what)
    made["quarantined"], made["faults"] = _quarantine(made, hidden, listed, what)
    _put_totals(made, seen, hidden, [_total(pool, hidden, about.base_currency) for pool in totals])
    return _without_files(made, replace(about, inputs=tuple(_input(file, hidden) for file in about.inputs)), hidden)


def _at(row: Mapping[str, Any]) -> str:
    """Return the subject id of a line; facts have it as one text."""
    return row["subject_id"] if "subject_id" in row else f"{row['source_file']}:{row['source_row']}"


def _list_lines(totals: Sequence[Pool], reasons: Mapping[str, str], hidden: Hidden, listed: Listed) -> None:
    """List the lines of each account, and how many totals stand for them."""
    shown: dict[str, int] = defaultdict(int)
    lines: dict[str, list[Row]] = defaultdict(list)
    for pool in totals:
        # a total of accounts that are put together is listed with the first of them
        shown[min(line["account"] for line in pool.lines)] += 1
        for line in pool.lines:
            lines[line["account"]].append(line)
    for account, held in sorted(lines.items()):
        kind = "account" if account in reasons else "complement"
        money = None if account in hidden.joined else gross(held)
        what = Entry(kind, account, reasons.get(account, _COMPLEMENT))
        listed.add(what, "holdings", LINES, len(held), shown=shown[account], market_value=money)


def _without(made: Mapping[str, pa.Table], name: str, listed: Listed, what: Entry, drop: Any) -> pa.Table:
    """Return a table without the rows that a test is true of, and list how many they were."""
    table = made[name]
    kept = pa.array([not drop(row) for row in table.to_pylist()], pa.bool_())
    left = table.filter(kept)
    listed.add(what, name, LINES, table.num_rows - left.num_rows)
    return left


def _drop_issuers(
    made: dict[str, pa.Table], seen: Sequence[Row], unseen: Sequence[Row], listed: Listed, what: Entry
) -> None:
    """Take out what is said of securities and issuers that nobody else names, and amounts of those that others do."""
    benchmark = made["benchmark_positions"].to_pylist()
    securities = {row["security_id"] for row in (*seen, *benchmark)}
    issuers = {row[key] for row in (*seen, *benchmark) for key in ("issuer_id", "footprint_id")}
    touched = {row["issuer_id"] for row in unseen} - {None}
    gone = {row[key] for row in unseen for key in ("issuer_id", "footprint_id")} - issuers - {None}
    paths = {row["path"].split(" > ")[0] for row in unseen} - {""}
    lost = {row["security_id"] for row in unseen} - securities
    codes = {
        row[scheme]
        for row in made["securities"].to_pylist()
        if row["security_id"] in lost
        for scheme in ("cusip", "isin", "ticker")
    }
    managers = {row["manager"] for row in unseen}
    for name, drop in {
        "securities": lambda row: row["security_id"] in lost,
        "matches": lambda row: row["security_id"] in lost,
        "identifiers": lambda row: row["code"] in codes,
        "issuers": lambda row: row["issuer_id"] in gone,
        "issuer_links": lambda row: row["parent_id"] in gone or row["ultimate_parent_id"] in gone,
        "facility_owners": lambda row: row["issuer_id"] in gone,
        "establishments": lambda row: row["issuer_id"] in gone,
        "observations": lambda row: row["subject_id"] in gone,
        "company_figures": lambda row: row["issuer_id"] in gone,
        "facts_issuer": lambda row: row["subject_id"] in gone,
        "exceptions": lambda row: row["subject"] == "issuer" and row["subject_id"] in touched,
        "look_throughs": lambda row: row["path"].split(" > ")[0] in paths,
        "votes": lambda row: row["manager"] in managers,
        "attestations": lambda row: row["subject_id"] in gone or row["subject_id"] in lost,
    }.items():
        made[name] = _without(made, name, listed, what, drop)
    funds = {row["source_file"] for row in made["look_throughs"].to_pylist()} | {""}
    made["fund_lines"] = _without(
        made, "fund_lines", listed, what, lambda row: row["account"] != "benchmark" and row["source_file"] not in funds
    )


def _drop_figures(made: dict[str, pa.Table], about: About, unseen: Sequence[Row], listed: Listed, what: Entry) -> None:
    """Take out the figures over all accounts from which a withheld line could be worked out."""
    exposures = only_home(made["exposures"], unseen)
    listed.add(what, "exposures", LINES, made["exposures"].num_rows - exposures.num_rows)
    made["exposures"] = exposures
    for name in _OVER_ALL:
        listed.add(what, name, LINES, made[name].num_rows)
        made[name] = TABLES[name].empty()
    made["facts_plan"] = _nulls(made["facts_plan"], "facts_plan", _OF_PLAN, listed, what)
    made["data_sources"] = _nulls(made["data_sources"], "data_sources", ("market_value", "share"), listed, what)
    made["decisions"] = hide_evidence(made["decisions"], {("plan", ANY): _OF_PLAN}, about.bare_measures, listed, what)


def _nulls(table: pa.Table, name: str, columns: Iterable[str], listed: Listed, what: Entry) -> pa.Table:
    """Return a table with some columns empty."""
    for column in sorted(columns):
        listed.add(what, name, column, table.num_rows - table[column].null_count)
    return TABLES[name].of([{**row, **dict.fromkeys(columns)} for row in table.to_pylist()])


def _drop_decisions(made: dict[str, pa.Table], lines: set[str], hidden: Hidden, listed: Listed, what: Entry) -> None:
    """Take out decisions on what is withheld; the plan's are about totals and stay."""
    issuers = {str(name) for name in made["facts_issuer"]["subject_id"].to_pylist()}
    decisions = made["decisions"]

    def among(subject: str, ids: set[str]) -> pc.Expression:
        return (pc.field("subject") == subject) & pc.field("subject_id").isin(pa.array(sorted(ids), pa.string()))

    is_known = among("issuer", {*issuers, EVERY}) | (pc.field("subject") != "issuer")
    is_hidden = among("holding", lines) | among("manager", {*hidden.managers})
    made["decisions"] = decisions.filter(is_known & ~is_hidden)
    listed.add(what, "decisions", LINES, decisions.num_rows - made["decisions"].num_rows)
    made["exceptions"] = _without(
        made,
        "exceptions",
        listed,
        what,
        lambda row: row["subject_id"] in (lines if row["subject"] == "holding" else hidden.managers),
    )
    made["attestations"] = _without(
        made, "attestations", listed, what, lambda row: row["subject_id"] in lines | hidden.managers
    )
    made["facts_manager"] = _without(
        made, "facts_manager", listed, what, lambda row: row["subject_id"] in hidden.managers
    )
    made["vote_agreement"] = _without(
        made, "vote_agreement", listed, what, lambda row: row["manager"] in hidden.managers
    )


def _secrets(tables: Mapping[str, pa.Table], holdings: Sequence[Row], seen: Sequence[Row], hidden: Hidden) -> list[str]:
    """Return the names and amounts that no message may have: those of withheld lines alone."""
    open_lines = [row for row in holdings if row["account"] not in hidden.accounts]
    closed = [row for row in holdings if row["account"] in hidden.accounts]
    open_names = {row[key] for row in open_lines for key in _NAMES}
    names = {row[key] for row in closed for key in _NAMES} - open_names - {None}
    held = {row["issuer_id"] for row in seen}
    names |= {row["issuer_name"] for row in tables["issuers"].to_pylist() if row["issuer_id"] not in held}
    amounts = {text for row in closed if row["market_value"] for text in spelled(row["market_value"])}
    at = {_at(row) for row in closed}
    names = {name for name in names if len(name) >= _SHORTEST_NAME}
    return sorted(names | amounts | at | hidden.joined | hidden.managers)


def _findings(findings: pa.Table, secrets: Sequence[str], shown: set[str], listed: Listed, what: Entry) -> pa.Table:
    """Return the findings; those that name a withheld line, its names or its amounts say only what kind they are.

    An amount is that of one line that is shown, or it adds the accounts up and is taken out; so is the list of the
    largest at the end of a message.
    """
    rows, cells, amounts = [], 0, 0
    for row in findings.to_pylist():
        message, largest, _ = row["message"].partition("largest:")
        said = f"{message} {row['value']} {row['hint']}"
        is_secret = row["where"] in secrets or any(secret in said for secret in secrets)
        if row["market_value"] is not None and (is_secret or row["where"] not in shown or row["rows"] != 1):
            row["market_value"] = None
            amounts += 1
        if is_secret:
            row |= {"message": WORD, "where": WORD, "value": WORD, "hint": ""}
            cells += 1
        elif largest:
            row["message"] = f"{message}largest: {WORD}"
            cells += 1
        rows.append(row)
    listed.add(what, "findings", "message", cells)
    listed.add(what, "findings", "market_value", amounts)
    return TABLES["findings"].of(rows)


def _quarantine(made: Mapping[str, pa.Table], hidden: Hidden, listed: Listed, what: Entry) -> tuple[pa.Table, pa.Table]:
    """Return quarantined lines and faults without what withheld accounts delivered, the values of lines included."""
    rows, cells = [], 0
    for row in made["quarantined"].to_pylist():
        if row["account"] in hidden.accounts:
            row |= {
                "delivered": f'{{"{WORD}":"{WORD}"}}',
                "account": hidden.account(row["account"]),
                "market_value": None,
            }
            cells += 1
        rows.append(row)
    listed.add(what, "quarantined", "delivered", cells)
    faults = _without(made, "faults", listed, what, lambda row: row["account"] in hidden.accounts)
    return TABLES["quarantined"].of(rows), faults


def _put_totals(
    made: dict[str, pa.Table], seen: Sequence[Row], hidden: Hidden, totals: Sequence[tuple[Row, int]]
) -> None:
    """Put the totals in place of the lines, each with a position of its own."""
    lines = [row for row in made["holdings"].to_pylist() if row["account"] not in hidden.accounts]
    lines = [_renamed(row, hidden) for row in lines]
    positions = [_renamed(row, hidden) for row in seen]
    of_lines = made["holding_positions"].to_pylist()
    kinds: dict[str, Row] = {}
    for line, number in totals:
        value = line["market_value"]
        side = "short" if (value or 0) < 0 else "long"
        position_id = f"{line['account']}||{WORD} {_at(line)}|{side}"
        lines.append(line)
        of_lines.append({**{key: line[key] for key in _OF_LINE}, "position_id": position_id})
        security_id = f"{WORD} {line['asset_class']}"
        kinds[security_id] = {"security_id": security_id, "security_name": WORD, "asset_class": line["asset_class"]}
        positions.append(
            {"position_id": position_id, "account": line["account"], "manager": line["manager"], "path": "",
             "security_id": security_id, "footprint_id": WORD, "side": side, "market_value": value or Decimal(0),
             "lines": number, "unpriced_lines": number if value is None else 0}
        )  # fmt: skip
    made["holdings"] = TABLES["holdings"].of(lines)
    made["positions"] = TABLES["positions"].of(positions)
    made["holding_positions"] = TABLES["holding_positions"].of(of_lines)
    made["securities"] = TABLES["securities"].of([*made["securities"].to_pylist(), *kinds.values()])


def _renamed(row: Row, hidden: Hidden) -> Row:
    return {**row, "manager": WORD} if row["manager"] in hidden.managers else row


def _total(pool: Pool, hidden: Hidden, currency: str) -> tuple[Row, int]:
    """Return the line that is printed for several, as old as the oldest of them, and for how many it stands."""
    first = min(pool.lines, key=lambda line: (line["source_file"], line["source_row"]))
    values = [line["market_value"] for line in pool.lines if line["market_value"] is not None]
    managers = {line["manager"] for line in pool.lines}
    manager = managers.pop() if len(managers) == 1 else WORD
    line = {
        "source_file": first["source_file"],
        "source_row": first["source_row"],
        "account": hidden.account(first["account"]),
        "manager": WORD if manager in hidden.managers else manager,
        "issuer_name": WORD,
        "security_name": f"{WORD} ({len(pool.lines):,} lines)",
        "asset_class": pool.asset_class,
        "asset_class_basis": WORD,
        "currency": currency,
        "market_value": sum(values, Decimal(0)) if values else None,
        "as_of": min(line["as_of"] for line in pool.lines),
    }
    return line, len(pool.lines)


def _input(file: DeliveredFile, hidden: Hidden) -> DeliveredFile:
    """Return what is said of a delivered file; of a withheld account's neither what it is nor what it adds up to."""
    if file.account not in hidden.accounts:
        return file
    manager = WORD if file.manager in hidden.managers else file.manager
    account = hidden.account(file.account)
    return replace(file, name=WORD, label=WORD, account=account, manager=manager, market_value=None, control_total=None)


def _without_files(made: dict[str, pa.Table], about: About, hidden: Hidden) -> tuple[dict[str, pa.Table], About]:
    """Return the tables and the words with a number for each file that withheld accounts alone delivered."""
    closed = {hidden.account(account) for account in hidden.accounts}
    shown = {file.path for file in about.inputs if file.account not in closed}
    paths = sorted({file.path for file in about.inputs} - shown)
    named = {path: f"{WORD} file {number}" for number, path in enumerate(paths, start=1)}
    if not named:
        return made, about
    looks = re.compile("|".join(re.escape(path) for path in sorted(named, key=len, reverse=True)))

    def change(text: str) -> str:
        return looks.sub(lambda found: named[found[0]], text)

    for name, table in made.items():
        for field in table.schema:
            if field.type == TEXT:
                made[name] = change_column(made[name], field.name, change)[0]
    return made, everywhere(about, change)
