"""What each asset class means for identity and place: the one table of conventions."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pyarrow as pa

from screener.names import name_key


@dataclass(frozen=True, slots=True)
class Convention:
    """How the lines of one asset class get their issuer and their place.

    Parameters
    ----------
    footprint : str
        Whose footprint speaks for the line: ``issuer``; ``state`` (the state of a public body); or, whoever the issuer
        is, ``foreign``, ``no_place`` or ``unknown``.
    identity : str
        ``company``: looked for among SEC registrants. ``government``: the asset class says that it is one.
        ``counterparty``: the name on the line is the other side of a contract, never an issuer.
    names : str
        Whether the line's names and LEI are the issuer's: ``always``, ``with_cusip`` or ``never``.
    uses_ticker : bool
        Whether the line's ticker is an exchange ticker; on bonds it is a vendor's short name.
    may_be_subsidiary : bool
        Whether its issuer may be a subsidiary, known by its parent. Companies borrow through subsidiaries; a company
        whose own shares are held is not yet, or no longer, one.
    """

    footprint: str
    identity: str = "company"
    names: str = "always"
    uses_ticker: bool = False
    may_be_subsidiary: bool = False


CONVENTIONS: dict[str, Convention] = {
    # Architecture, "Exposure, precisely", Conventions: cash, Treasuries, agency MBS, FX, rate and credit derivatives
    # have no place; they stay in the denominator on a line of their own.
    "cash": Convention("no_place", names="never"),  # the name on a repurchase agreement is the other bank
    "treasury": Convention("no_place", "government"),
    "agency_mbs": Convention("no_place"),
    "fx_derivative": Convention("no_place", "counterparty", "never"),
    "rate_derivative": Convention("no_place", "counterparty", "never"),
    "credit_derivative": Convention("no_place", "counterparty", "never"),
    # A fund without look-through is unknown: the sponsor's address is no place of its assets. So is a securitisation,
    # whose pool of loans is elsewhere than its trust, and a future or swap, whose underlying the line does not carry.
    "fund": Convention("unknown", uses_ticker=True),
    "structured_debt": Convention("unknown"),
    "future": Convention("unknown", "counterparty", "never"),
    "swap": Convention("unknown", "counterparty", "never"),
    # A municipal bond is in its issuer's state.
    "municipal_debt": Convention("state", "government"),
    "sovereign_debt": Convention("foreign", "government"),
    # An option follows its underlying, which is whom its CUSIP names; without one the name may be the counterparty.
    "option": Convention("issuer", names="with_cusip", uses_ticker=True),
    "equity": Convention("issuer", uses_ticker=True),
    "corporate_debt": Convention("issuer", may_be_subsidiary=True),
    "agency_debt": Convention("issuer"),
    "private": Convention("issuer", may_be_subsidiary=True),
    "other": Convention("issuer", may_be_subsidiary=True),
    "unknown": Convention("issuer", uses_ticker=True),
}
"""Asset class → its convention; every class of `screener.tables.ASSET_CLASSES` has one."""


AGENCY_NAMES = {
    "Fannie Mae": "cik:0000310522",
    "Federal National Mortgage Association": "cik:0000310522",
    "Freddie Mac": "cik:0001026214",
    "Ginnie Mae": "government:US",
    "Government National Mortgage Association": "government:US",
}
"""Names of the housing agencies that the SEC's register does not carry, and who they are. Fannie Mae and Freddie Mac
are companies that report to the SEC; Ginnie Mae is an office of the Department of Housing and Urban Development."""


def agency_names() -> pa.Table:
    """Return the agencies' names as a table: name key → issuer."""
    rows = [{"name_key": name_key(name), "issuer_id": issuer_id} for name, issuer_id in AGENCY_NAMES.items()]
    return pa.Table.from_pylist(rows)


def table() -> pa.Table:
    """Return the conventions as a table, one row per asset class."""
    return pa.Table.from_pylist([{"asset_class": name, **asdict(rule)} for name, rule in CONVENTIONS.items()])
