"""Tables that say who is who over time: identifiers, names, and owners of facilities."""

from screener.tables.model import COUNT, DATE, SHARE, TEXT, Column, Table, required

IDENTIFIERS = Table(
    "identifiers",
    "one row per identifier × name × dataset: what an identifier of a held security has meant, and when",
    ("scheme", "code", "dataset", "name_key"),
    (
        required("scheme", TEXT, "cusip or ticker"),
        required("code", TEXT, "the identifier"),
        required("name", TEXT, "name that the dataset shows it under"),
        required("name_key", TEXT, "key of the name"),
        Column("cik", TEXT, "SEC registrant of that name; null where none is found"),
        required("effective_from", DATE, "first publication held that shows it"),
        Column("effective_to", DATE, "first later publication held that does not; null while the newest does"),
        required("dataset", TEXT, "dataset that shows it"),
    ),
)

ISSUER_LINKS = Table(
    "issuer_links",
    "one row per name × issuer of the run that stands behind it",
    ("child_id", "parent_id"),
    (
        required("child_id", TEXT, "name: and the key of the name"),
        required("child_name", TEXT, "name of a subsidiary, or another name, as first seen"),
        required("parent_id", TEXT, "issuer"),
        required("parent_name", TEXT, "name of the issuer"),
        required("relation", TEXT, "subsidiary, us_arm, former_name, trade_name, decided or facility_owner"),
        Column("share", SHARE, "share that the issuer owns of it; null: the whole, or not known", "1"),
        Column("seen_in_year", COUNT, "of an Exhibit 21, year of the first filing held that lists it"),
        Column(
            "effective_from",
            DATE,
            "first day it is known to hold; of an owner in EPA's register its year; null: not known",
        ),
        Column("effective_to", DATE, "last day it holds; null: not known to have ended"),
        Column("ultimate_parent_id", TEXT, "top of the chain on the run's date; null where several, or a circle"),
        required("evidence", TEXT, "what says so, in words"),
        required("datasets", TEXT, "datasets it rests on, separated by a space"),
    ),
)

FACILITY_OWNERS = Table(
    "facility_owners",
    "one row per owner of EPA facilities, by name",
    ("name_key",),
    (
        required("name_key", TEXT, "key of the name"),
        required("name", TEXT, "name as the register writes it"),
        required("issuer_id", TEXT, "SEC registrant, else government: or name: and the key"),
        required("kind", TEXT, "company (SEC registrant), unregistered or government"),
        required("match_tier", TEXT, "person, name, alias, subsidiary or none"),
        Column("evidence", TEXT, "what says so, in words"),
        required("facilities", COUNT, "facilities it is listed as an owner of", "facilities"),
    ),
)
