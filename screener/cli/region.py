"""``screener region``: what a region makes, how it fares, and what the fund holds there."""

from __future__ import annotations

import json
from datetime import date
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any

import typer

from screener.cli.completion import portfolio_names
from screener.console import say, table

if TYPE_CHECKING:
    from screener.regional import View

MOST_SUBSECTORS = 12
MOST_SITES = 10
MOST_COUNTIES = 8
FACT_WORDS = {
    "state_employment_share": "{} of a state's jobs (of several states the highest)",
    "is_sub_county": "smaller than a county: {}",
    "matches_labor_market": "exactly a statistical area or commuting zone: {}",
    "two_digit_sectors": "NAICS sectors: {}",
    "naics3_subsectors": "three-digit NAICS industries: {}",
    "employer_champions": "champions: {}",
    "member_employers": "member employers: {}",
    "counties_covered": "counties: {}",
    "partner_organizations": "supporting organizations: {}",
}
"""Fact → how a person reads it."""
LIMIT_WORDS = {
    "largest_region": "too big from {} of a state's jobs",
    "least_self_containment": "a labor market too if its residents hold {} of its jobs, which is not measured here",
    "too_many_sectors": "too broad from {} sectors",
    "too_few_subsectors": "too narrow up to {} at three digits",
    "too_few_champions": "too small up to {}",
    "enough_champions": "enough from {}",
    "most_champions": "rather big above {}",
    "too_many_champions": "too big from {}",
    "least_members": "too small below {}",
    "enough_members": "enough from {}",
    "enough_counties": "enough counties from {}",
    "enough_partners": "enough organizations from {}",
}
"""Parameter of a scope test → how a person reads it, in this order."""
IN_PERCENT = {"state_employment_share", "largest_region", "least_self_containment"}
USE_WORDS = {"operations": "", "head office": "head-office basis alone", "nothing": "listed, not used to place money"}
"""What a site is used for → what its line says."""


def region(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="State (IL), county ('Peoria County, IL' or 17143), statistical area ('Peoria, IL' or 37900), "
            "commuting zone, or a region of the portfolio's own.",
        ),
    ],
    portfolio: Annotated[
        str | None,
        typer.Option(help="Show what this portfolio's newest run holds there.", autocompletion=portfolio_names),
    ] = None,
    industry: Annotated[
        str | None, typer.Option(metavar="CODES", help="NAICS codes of an industry partnership, such as 311,312.")
    ] = None,
    champions: Annotated[int | None, typer.Option(min=0, help="Employers who led the way at its launch.")] = None,
    members: Annotated[int | None, typer.Option(min=0, help="Employers that are members of it.")] = None,
    partners: Annotated[int | None, typer.Option(min=0, help="Organizations that support it.")] = None,
    as_of: Annotated[
        str | None,
        typer.Option(help="Date to look at, YYYY-MM-DD; by default that of the portfolio's newest run, else today."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Say what a region makes, how it fares, what the fund holds there, and whether a partnership's scope is right."""
    from screener.dates import parse_date
    from screener.regional import Partnership, look
    from screener.workspace import find_root

    day = parse_date(as_of, where="--as-of") if as_of else None
    if day is None and portfolio is None:
        day = date.today()  # noqa: DTZ011  the reader's day
    asked = Partnership(industry, champions, members, partners)
    view = look(find_root(), name, asked, as_of=day, portfolio_id=portfolio)
    if as_json:
        say(json.dumps(view.as_json(), ensure_ascii=False, indent=2, default=str))
        return
    for part in (_heading, _industries, _standing, _layoffs, _holdings, _scope, _sources):
        part(view)
        say()


def _heading(view: View) -> None:
    from screener.regional import KINDS

    shown = "; ".join(view.counties[:MOST_COUNTIES])
    more = len(view.counties) - MOST_COUNTIES
    kind = KINDS[view.region.kind] + ("" if view.region.code == view.region.name else f" {view.region.code}")
    say(f"{view.region.name} ({kind}) on {view.as_of}")
    say(f"{_many(len(view.counties), 'county', 'counties')}: {shown}{f'; and {more} more' if more > 0 else ''}")
    unfiled = view.standing["counties_of_unknown_area"]
    if unfiled:
        say(
            f"Statistical areas of {_many(unfiled, 'county', 'counties')} are not on file: they are drawn by planning "
            "regions.\nThe labor market of such a county is unknown, and so is what is a cluster in it."
        )


def _industries(view: View) -> None:
    """Print sectors, and the largest industries of manufacturing."""
    if not view.industries:
        say("Industries: no employment is published for any of its counties.")
        return
    first = view.industries[0]
    total = "not known" if first["region_employment"] is None else f"{first['region_employment']:,}"
    years = first["age_years"]
    past = f", {_many(years, 'year')} before the date" if years > 0 else ""
    say(
        f"Industries: private employment in {first['month']}, one month, not seasonally adjusted{past}.\n"
        f"All jobs of every owner: {total}."
    )
    sectors = [row for row in view.industries if not _is_subsector(row)]
    inside = [row for row in view.industries if _is_subsector(row)]
    rows = [
        [
            ("  " if _is_subsector(row) else "") + row["naics"],
            row["title"],
            _people(row),
            _quotient(row),
            _concentration(row),
            f"{row['establishments']:,}",
        ]
        for row in [*sectors, *inside[:MOST_SUBSECTORS]]
    ]
    headings = ["NAICS", "industry", "people", "location quotient", "by our convention", "establishments"]
    table(headings, rows, numbers={2, 3, 5})
    if len(inside) > MOST_SUBSECTORS:
        say(f"  {len(inside) - MOST_SUBSECTORS} smaller industries of manufacturing are left out here, not in --json.")
    say(
        "Location quotient: the industry's share of all jobs here over its share in the nation. ≥ and – say that a\n"
        "county's figure is withheld: at least so many, at most so many. A strong cluster is a convention of this\n"
        "project (rulebook advanced-manufacturing: specialised_quotient, least_employment); no source sets it.\n"
        "A whole sector that reaches the same floors is called specialised: it is too wide to be one cluster."
    )


def _standing(view: View) -> None:
    """Print designations and rates."""
    say(f"Definitions of community development in force on {view.as_of}, by county:")
    rows = [
        [
            f"{row['criterion_id']}  {row['title']}",
            "; ".join(row["data"]) or "none",
            *(f"{row[key]:,}" for key in ("counties_meeting_it", "counties_undecided", "counties_not_meeting_it")),
        ]
        for row in view.designations
    ]
    table(["definition", "data of", "meet it", "undecided", "do not"], rows, numbers={2, 3, 4})
    say("Definitions of census tracts say nothing of a whole county and are left out.")
    found = view.standing
    tracts = found["opportunity_zone_tracts"]
    unknown = found["counties_of_unknown_dependence"]
    dependent = _many(found["manufacturing_dependent_counties"], "county", "counties")
    say(
        f"Dependent on manufacturing (USDA, {found['dependence_of']}): {dependent}"
        f"{f', {unknown} unknown' if unknown else ''}. "
        f"It contains {'an unknown number of' if tracts is None else f'{tracts:,}'} designated Opportunity Zone tracts "
        f"(list of {found['opportunity_zones_of']})."
    )
    for key, words in (("unemployment_rate", "Unemployment"), ("poverty_rate", "Poverty")):
        rate = found[key]
        if rate["lowest"] is None:
            say(f"{words} ({rate['of']}): not known.")
            continue
        span = f"{rate['lowest']:.1f} %"
        if rate["highest"] != rate["lowest"]:
            span += f" to {rate['highest']:.1f} % from county to county"
        missing = (
            f"; {_many(rate['counties_unknown'], 'county', 'counties')} unknown" if rate["counties_unknown"] else ""
        )
        say(f"{words} ({rate['of']}): {span} (US {rate['us']:.1f} %){missing}.")


def _layoffs(view: View) -> None:
    """Print notices of layoffs."""
    found = view.layoffs
    from screener.regional import LARGE_NOTICE, SAME_NUMBER_FROM, SAME_NUMBER_WITHIN_DAYS

    say("Layoffs, by notices under the WARN Act:")
    undated = [row for row in found["states"] if row["undated_notices"]]
    silent = [row["state"] for row in found["states"] if not row["newest_notice"] and not row["undated_notices"]]
    heard = [f"{row['state']} (newest {row['newest_notice']})" for row in found["states"] if row["newest_notice"]]
    for key, words in (("months_12", "last 12 months"), ("months_24", "last 24 months")):
        if found[key]:
            part = found[key]
            missing = part["notices_without_a_number"]
            note = f"; {_many(missing, 'notice')} without a number" if missing else ""
            doubted = part["notices_in_doubt"]
            note += (
                f"; {part['jobs_in_doubt']:,} of the jobs in {_many(doubted, 'notice')} in doubt *" if doubted else ""
            )
            say(f"  {words}: {_many(part['notices'], 'notice')}, {part['jobs']:,} jobs stated in notices{note}")
    if found["largest_employers"]:
        largest = "; ".join(
            f"{row['employer']} {row['jobs']:,}{' *' if row['is_in_doubt'] else ''}"
            for row in found["largest_employers"]
        )
        say(f"  largest of 24 months: {largest}")
        say("  Some notices state a company's nationwide number, or the same event twice: no sum here is a bound.")
        if any(row["is_in_doubt"] for row in found["largest_employers"]) or found["months_24"]["notices_in_doubt"]:
            say(
                f"  * by a rule of this project: more than {LARGE_NOTICE:.0%} of all jobs here, or the same number, "
                f"{SAME_NUMBER_FROM} or more,\n    in two notices within {SAME_NUMBER_WITHIN_DAYS} days"
            )
    if found["notices_without_a_county"]:
        count = _many(found["notices_without_a_county"], "notice")
        say(f"  {count} of the same states name no county, and may be of this region too")
    if heard:
        say(f"  notices on file: {', '.join(heard)}")
    for row in undated:
        which = (
            "more without a date" if row["newest_notice"] else "notices on file, none with a date: unknown, not zero"
        )
        say(f"  {row['state']}: {row['undated_notices']:,} {which}")
    if silent:
        say(f"  no notice on file, so unknown and not zero: {', '.join(silent)}")


def _holdings(view: View) -> None:
    """Print what the fund holds there."""
    if view.portfolio is None:
        say("Holdings: name a portfolio with --portfolio to see what it holds here.")
        return
    if view.holdings is None:
        say(f"Holdings: {view.portfolio} has no run on disk by {view.as_of}. Make one: screener run {view.portfolio}")
        return
    found = view.holdings
    say(f"Holdings of {view.portfolio} here; run {found['run_id']} as of {found['as_of']}:")
    ends = ("low", "best", "high")
    rows = [
        [f"{measure}, {words}", *(_money(money[end]) for end in ends), _money(alone[measure]) if alone else ""]
        for key, words, alone in (
            ("money", "where issuers operate", found["best_on_the_head_office_alone"]),
            ("money_by_head_office", "where their head offices are", None),
        )
        for measure, money in found[key].items()
    ]
    table(["money", *ends, "of best on the head office alone"], rows, numbers={1, 2, 3, 4})
    say(
        f"  High is so large in every region because no count of people says where {_money(found['not_placed'])} of\n"
        "  the fund's money is, and it might be anywhere: high ends of regions do not add up."
    )
    if found["largest_issuers"]:
        rows = [
            [row["issuer"] + (" (short)" if row["side"] == "short" else ""), *(_money(row[end]) for end in ends)]
            for row in found["largest_issuers"]
        ]
        table([f"largest of {found['issuers_there']:,} issuers", *ends], rows, numbers={1, 2, 3})
    if found["sites"]:
        rows = [
            [
                row["issuer_name"],
                row["establishment_name"] or row["establishment_id"],
                row["place_name"] or row["place"],
                "not known" if row["employment"] is None else f"{row['employment']:,.0f}",
                row["employment_basis"],
                USE_WORDS[row["used_for"]],
            ]
            for row in found["sites"][:MOST_SITES]
        ]
        table(
            [f"sites, {len(rows)} of {len(found['sites']):,}", "site", "county", "people", "basis", "use"],
            rows,
            numbers={3},
        )
        say("  One plant may be on two registers, and is then in two lines.")


def _scope(view: View) -> None:
    """Print the scope tests."""
    say("Scope of an industry partnership here (rulebook industry-partnerships):")
    for found in view.scope:
        say(f"  {found.label}: {found.verdict}")
        say(_indented(_because(found.facts, found.parameters)))
        say(_indented(found.meaning))
    if any(found.verdict == "not known" for found in view.scope):
        say("What is not known can be given: --industry CODES, --champions N, --members N, --partners N.")


def _indented(text: str) -> str:
    return fill(text, 100, initial_indent="    ", subsequent_indent="    ")


def _because(facts: dict[str, Any], parameters: dict[str, Any]) -> str:
    """Return the numbers that a scope test rests on."""
    said = [FACT_WORDS[name].format(_plain(name, value)) for name, value in facts.items()]
    limits = [words.format(_plain(name, parameters[name])) for name, words in LIMIT_WORDS.items() if name in parameters]
    return f"{'; '.join(said)}. By the rule {', '.join(limits)}."


def _plain(name: str, value: float | None) -> str:
    if value is None:
        return "an unknown part" if name in IN_PERCENT else "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{100 * value:.3g} %" if name in IN_PERCENT else f"{int(value):,}"


def _sources(view: View) -> None:
    say("Rests on:")
    for row in view.sources:
        late = "; published after the date" if row["is_later_than_the_day"] else ""
        say(f"  {row['title']}: {row['vintage']}{late}")


def _is_subsector(row: dict[str, Any]) -> bool:
    return len(row["naics"]) == 3


def _people(row: dict[str, Any]) -> str:
    """Return employment, or what it is at least and at most where counties withhold it."""
    if row["known_employment"] is not None:
        return f"{row['known_employment']:,}"
    most = "" if row["most_employment"] is None else f" – {row['most_employment']:,}"
    return f"≥ {row['least_employment']:,}{most}"


def _quotient(row: dict[str, Any]) -> str:
    if row["location_quotient"] is not None:
        return f"{row['location_quotient']:.2f}"
    return "not known" if row["least_location_quotient"] is None else f"≥ {row['least_location_quotient']:.2f}"


def _concentration(row: dict[str, Any]) -> str:
    """Return what the convention calls an industry: a cluster, or a whole sector specialised."""
    found = str(row["strong_cluster" if _is_subsector(row) else "specialised"])
    return {"yes": "strong cluster" if _is_subsector(row) else "specialised"}.get(found, found)


def _money(value: Any) -> str:
    return f"{value:,.0f}"


def _many(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
