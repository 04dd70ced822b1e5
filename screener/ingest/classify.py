"""The asset class of a line and what it was read from. What the file does not say is ``unknown``, never guessed."""

from __future__ import annotations

import re
from functools import lru_cache

from screener.tables import ASSET_CLASSES

Classed = tuple[str, str]
"""Asset class, and the basis in words."""


_USUAL_WORDS = {
    "equity": "common stock, common stocks, common, preferred stock, preferred, stock, stocks, equities, adr, adrs, "
    "gdr, depositary receipt, reit, reits, domestic equity, us equity, international equity, foreign equity, "
    "common shares",
    "fund": "mutual fund, mutual funds, etf, etfs, exchange traded fund, exchange traded funds, index fund, "
    "closed end fund, commingled fund, collective trust, collective investment trust, stif, "
    "short term investment fund, money market, "
    "money market fund, unit investment trust",
    "corporate_debt": "corporate bond, corporate bonds, corporate, corporates, corporate note, commercial paper, "
    "certificate of deposit, convertible bond, bank loan",
    "municipal_debt": "municipal bond, municipal bonds, municipal, municipals, muni, munis",
    "treasury": "us treasury, us treasuries, treasuries, treasury bill, treasury bills, treasury note, treasury notes, "
    "treasury bond, treasury bonds, t bill, tips",
    "agency_debt": "agency, agencies, us agency, agency bond, agency bonds, government agency",
    "sovereign_debt": "sovereign, sovereign bond, foreign government bond",
    "agency_mbs": "agency mortgage backed security, agency mbs",
    "structured_debt": "mbs, abs, cmo, cmbs, clo, cdo, asset backed, asset backed security, asset backed securities, "
    "mortgage backed security, mortgage backed securities, collateralized mortgage obligation",
    "cash": "cash equivalent, cash equivalents, cash and equivalents, cash & equivalents, currency, repo, repos, "
    "repurchase agreement, repurchase agreements",
    "private": "limited partnership, limited partnerships, private equity, private credit, real estate, hedge fund, "
    "venture capital",
    "option": "options, warrant, warrants",
    "future": "futures, future contract, futures contract, forward, forwards, forward contract",
    "swap": "swaps, total return swap",
    "rate_derivative": "interest rate swap",
    "credit_derivative": "credit default swap, cds",
    "fx_derivative": "fx forward, fx forwards, currency forward, foreign exchange contract",
}
"""Our class → words custodians use for it. What says too little (bond, note, fixed income) is not among them."""

_CLASS_OF = {word: ours for ours, words in _USUAL_WORDS.items() for word in words.split(", ")}


def class_of_word(word: str, own_words: dict[str, str]) -> Classed:
    """Return the class for a file's word: by the portfolio's map, else ours, else the usual; as delivered if none.

    Examples
    --------
    >>> class_of_word("Common Stock", {"common stock": "equity"})
    ('equity', "asset_classes: 'Common Stock'")
    >>> class_of_word("Municipal Debt", {})[0], class_of_word("Widgets", {})[0]
    ('municipal_debt', 'Widgets')
    >>> class_of_word("Exchange-Traded Fund", {})[0], class_of_word("U.S. Treasury", {})[0]
    ('fund', 'treasury')
    """
    mapped = {key.strip().casefold(): value for key, value in own_words.items()}.get(word.strip().casefold())
    if mapped:
        return mapped, f"asset_classes: {word.strip()!r}"
    ours = re.sub(r"[\s_-]+", " ", word.strip().casefold().replace(".", ""))
    name = ours.replace(" ", "_")
    found = name if name in ASSET_CLASSES else _CLASS_OF.get(ours, word.strip())
    return found, f"delivered as {word.strip()!r}"


_FUND_ISSUER = re.compile(
    r"\b(?:ETFS?|ETNS?|ETPS?|EXCHANGE[ -]TRADED|EXCH[ -]TRADED|EXCHNG TRADED|ISHARES|SPDR|PROSHARES|POWERSHARES"
    r"|WISDOMTREE|FDS?|FUNDS?|INDEX F)\b"
    r"|\b(?:GOLD|SILVER|PLATINUM|PALLADIUM|BITCOIN|ETHEREUM|CRYPTO)\b.*\b(?:TR|TRUST)\b"
)
_FUND_TITLE = re.compile(r"\b(?:ETFS?|ETNS?|ETPS?|INDEX FDS?|IDX FDS?|FUND|ISHARES|TR UNIT|UNIT SER|UTSER)\b")
_DEBT_TITLE = re.compile(r"\b(?:NOTES?|DBCV|DEB|DEBENTURES?|MTN\w?|FRNT|SDCV)\b")
_WARRANT_TITLE = re.compile(r"\*W EXP|\bWARRANTS?\b|\bWTS?\b")
_SHARE_TITLE = re.compile(
    r"\b(?:COM|COMMON|CMN|CL|CLASS|SHS?|SHARES?|ORD|STK|STOCK|ADRS?|ADS|BEN|UNITS?|UT|PFD|PREF|PREFERRED|RIGHTS?|REGISTRY)\b"
)
_TRUST = re.compile(r"\b(?:TR|TRUST)(?: [IVX]+| NEW)?$")
_PROPERTY_TRUST = re.compile(r"\b(?:REALTY|RLTY|REAL ESTATE|PPTYS?|PPTY|PROPERTIES|REIT|INVT|INVS|ROYALTY|RTY)\b")


@lru_cache(maxsize=50_000)
def class_13f(issuer: str, title: str, put_call: str | None, kind: str) -> Classed:
    """Return the class of a 13F entry.

    A 13F says only whether an entry is a put or call and whether it counts shares or principal. Funds are told by the
    words of the issuer and the title: a fund's title is the name of a series ("CORE MSCI EAFE"), a company's the
    name of a share class ("COM", "CL A", "SH BEN INT", "SPONSORED ADR").

    Parameters
    ----------
    issuer, title : str
        ``nameOfIssuer`` and ``titleOfClass``.
    put_call : str or None
        ``putCall``.
    kind : str
        ``sshPrnamtType``: SH or PRN.

    Examples
    --------
    >>> class_13f("ISHARES TR", "CORE MSCI EAFE", None, "SH")
    ('fund', "13F issuer 'ISHARES TR'")
    >>> class_13f("FEDERAL RLTY INVT TR NEW", "SH BEN INT NEW", None, "SH")
    ('equity', "13F title 'SH BEN INT NEW'")
    """
    issuer_words, title_words = " ".join(issuer.upper().split()), " ".join(title.upper().split())
    by_title, by_issuer = f"13F title '{title_words}'", f"13F issuer '{issuer_words}'"
    names_series = bool(title_words) and not _SHARE_TITLE.search(title_words) and _is_series_trust(issuer_words)
    rules = (
        (put_call, "option", f"13F putCall '{put_call}'"),
        (kind.upper() == "PRN", "corporate_debt", "13F sshPrnamtType 'PRN'"),
        (_WARRANT_TITLE.search(title_words), "option", by_title),
        (_FUND_TITLE.search(title_words), "fund", by_title),
        (_FUND_ISSUER.search(issuer_words), "fund", by_issuer),
        (_DEBT_TITLE.search(title_words), "corporate_debt", by_title),
        (names_series, "fund", f"{by_issuer} with the series name '{title_words}' for a title"),
    )
    return next(((found, basis) for holds, found, basis in rules if holds), ("equity", by_title))


def _is_series_trust(issuer: str) -> bool:
    """Return whether an issuer is a trust of the kind that issues series of funds, not one that owns property."""
    return bool(_TRUST.search(issuer)) and not _PROPERTY_TRUST.search(issuer)


_BY_ISSUER = {
    "CORP": "corporate_debt",
    "MUN": "municipal_debt",
    "UST": "treasury",
    "USGSE": "agency_debt",
    "USGA": "agency_debt",
    "NUSS": "sovereign_debt",
}
_BY_ASSET = {
    "RA": "cash",
    "DCR": "credit_derivative",
    "DFE": "fx_derivative",
    "DIR": "rate_derivative",
    "SN": "structured_debt",
    "LON": "corporate_debt",
    "RE": "private",
    "COMM": "other",
    "ABS-APCP": "structured_debt",
    "ABS-CBDO": "structured_debt",
    "ABS-O": "structured_debt",
}
_DERIVATIVES = {
    "optionSwaptionWarrantDeriv": "option",
    "futrDeriv": "future",
    "swapDeriv": "swap",
    "fwdDeriv": "future",
}


def class_nport(asset: str, issuer: str, described: str, derivative: str) -> Classed:
    """Return the class of an N-PORT entry.

    Parameters
    ----------
    asset : str
        ``assetCat``: EC, DBT, ABS-MBS, …; OTHER where it is only described.
    issuer : str
        ``issuerCat``: CORP, MUN, UST, …; OTHER where it is only described.
    described : str
        The description, where a category is OTHER.
    derivative : str
        Element under ``derivativeInfo``; empty where it is no derivative.

    Examples
    --------
    >>> class_nport("ABS-MBS", "USGSE", "", "")
    ('agency_mbs', 'N-PORT assetCat ABS-MBS, issuerCat USGSE')
    >>> class_nport("DBT", "OTHER", "REIT", "")
    ('corporate_debt', "N-PORT assetCat DBT, issuerCat OTHER 'REIT'")
    """
    basis = f"N-PORT assetCat {asset or 'not given'}, issuerCat {issuer or 'not given'}"
    basis += f" {described!r}" if described else ""
    return _nport_class(asset, issuer, described, derivative), basis


def _nport_class(asset: str, issuer: str, described: str, derivative: str) -> str:
    is_fund = issuer in ("RF", "PF")
    is_agency_pool = asset == "ABS-MBS" and issuer in ("USGA", "USGSE")
    is_company = issuer == "OTHER" and bool(re.search(r"\b(?:REIT|CORP|COMPANY|BANK)", described.upper()))
    by_asset = {
        "EC": "fund" if is_fund else "equity",
        "EP": "fund" if is_fund else "equity",
        "STIV": "fund" if is_fund else _BY_ISSUER.get(issuer, "cash"),
        "DBT": "corporate_debt" if is_company else _BY_ISSUER.get(issuer, "other"),
        "ABS-MBS": "agency_mbs" if is_agency_pool else "structured_debt",
        "": "unknown",
        **_BY_ASSET,
    }
    return by_asset.get(asset) or _DERIVATIVES.get(derivative, "other")
