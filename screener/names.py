"""Company names as keys: what two spellings of one company's name have in common."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby

import cleanco
import us


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text; long vocabularies read better as text than as lists of quoted words."""
    return frozenset(text.split())


def word_map(text: str) -> dict[str, str]:
    """Return pairs of words, separated by commas, as a dictionary.

    Examples
    --------
    >>> word_map("INTL INTERNATIONAL, TR TRUST")
    {'INTL': 'INTERNATIONAL', 'TR': 'TRUST'}
    """
    return {short: word for pair in text.split(",") for short, word in [pair.split()]}


_NOT_A_WORD = re.compile(r"[^A-Z0-9 ]+")
_STATES = (*us.states.STATES_AND_TERRITORIES, us.states.DC)
_REGISTER_CODES = "|".join(
    [
        *(state.abbr for state in _STATES),
        *(state.name.upper() for state in _STATES),
        *["DEL", "NEW", "THE", "CAN", "CN", "ON", "BC", "CI", "FI", "HK", "UK", "CAYMAN", "CAYMAN ISLANDS"],
    ]
)
_REGISTER_SUFFIX = re.compile(rf"\s*(?:[/\\]\s*(?:{_REGISTER_CODES})\s*[/\\]?|\((?:{_REGISTER_CODES})\))\s*$")
"""A state or country as EDGAR writes it after a name, in slashes or brackets (FI: a foreign issuer); ``/The``. Not
``/ADR``: that registrant is a programme of depositary receipts, not the company."""
_BRANCH = re.compile(r"\b(INC|CORP|CORPORATION|CO|COMPANY|LTD|SA|AG|PLC|NV|LP|LLC)\.?/(?!ADR\b)[A-Z .]+$")
"""A branch or state after a legal form: "Deutsche Bank AG/New York NY". A slash between spaces joins co-issuers."""
_PUBLIC = re.compile(r"\bPUBLIC (?:LIMITED|LTD) (?:COMPANY|CO)\b")
_NATIONAL = re.compile(r",? NATIONAL ASSOC(?:IATION)?$")
_DOT_COM = re.compile(r"\.(?=(?:COM|NET|AI)\b)")
_CUT = (27, 28)
"""The SEC's list of 13(f) securities, and the filers who copy from it, cut names at 28 characters, the last one
perhaps a space."""
_FORMS = ("INCORPORATED", "CORPORATION", "COMPANY", "LIMITED", "LTD", "LLC", "PLC", "NV", "SA", "AG")
_JOINERS = word_set("AND OF THE")
_LEGAL = word_set(
    "CO COS COMPANY COMPANIES CORP CORPORATION DE DEL INC INCORPORATED LTD LIMITED LLC LP NA NEW NV PLC SA AG "
    "AKTIENGESELLSCHAFT"
)
_INITIALS = word_set("HB")
"""A Swedish legal form to cleanco, a founder's initials in "Fuller H B Co"."""
_CUT_FORMS = frozenset(form[:length] for form in _FORMS for length in range(1, len(form))) - _LEGAL
PLACE_ABBREVIATIONS = word_set(
    "ALA ALTA ARIZ ARK CALIF COLO CONN FLA GA ILL IND KANS KY LA MASS MD ME MICH MINN MISS MO NC NEB NEV NH NJ NY "
    "OKLA ONT ORE PA QUE RI SASK SC TENN TEX VA VT WASH WIS WV WYO"
)
"""States and provinces as the SEC's 13(f) list abbreviates them after a name."""
_PLACES_AFTER_LEGAL = PLACE_ABBREVIATIONS | word_set("OHIO TEXAS UTAH BERMUDA IRELAND LUXEMBOURG")
"""Words by which registers tell companies of one name apart: only after a legal form ("Conifer Corp Mich")."""
_NO_FORM = _PLACES_AFTER_LEGAL | word_set("DE DEL NEW")
_NUMBERED = word_set("FD FDS FUND FUNDS TR TRUST")
_CUT_PLACES = frozenset(place[:length] for place in _NO_FORM for length in range(1, len(place))) - word_set("I V")
"""Beginnings of such words, but for those that are numerals."""
_SAME_FORM = word_map(
    "INC Inc, INCORPORATED Inc, CORP Corp, CORPORATION Corp, CO Co, COS Co, COMPANY Co, COMPANIES Co, LTD Ltd, "
    "LIMITED Ltd, AKTIENGESELLSCHAFT AG"
)
"""Legal form as written → the same form in one spelling."""
_WORDS = word_map(
    """
    1ST FIRST, ACCEP ACCEPTANCE, ACQ ACQUISITION, ACQISTN ACQUISITION, ACQUISITN ACQUISITION, ACQUSTN ACQUISITION, AIRLS
    AIRLINES, ALUM ALUMINUM, AMER AMERICA, AMERN AMERICAN, AMERS AMERICAS, APT APARTMENT, ASSOC ASSOCIATES, BD
    BOND, BK BANK, BKG BANKING, CALIF CALIFORNIA, CAP CAPITAL, CDA CANADA, CENTY CENTURY, CHEM CHEMICAL, CHEMS
    CHEMICALS, CMNTY COMMUNITY, CMNTYS COMMUNITIES, COML COMMERCIAL, CONSTR CONSTRUCTION, CR CREDIT, CTLS
    CONTROLS, CTRS CENTERS, CTZNS CITIZENS, DEV DEVELOPMENT, DEVS DEVELOPMENTS, DIVID DIVIDEND, DLR DOLLAR, ED
    EDUCATION, ELEC ELECTRIC, ELECTRS ELECTRONICS, ENTMT ENTERTAINMENT, EXCH EXCHANGE, EXPL EXPLORATION, FD
    FUND, FDS FUNDS, FED FEDERAL, FIN FINANCE, FINL FINANCIAL, FMRS FARMERS, GBL GLOBAL, GEN GENERAL, GLBL
    GLOBAL, GNRL GENERAL, GOVT GOVERNMENT, GRP GROUP, HBR HARBOR, HLDG HOLDING, HLDGS HOLDINGS, HLDNG HOLDING,
    HLDNGS HOLDINGS, HLTH HEALTH, HOLDNGS HOLDINGS, INCM INCOME, INDL INDUSTRIAL, INDS INDUSTRIES, INFRA
    INFRASTRUCTURE, INFRAS INFRASTRUCTURE, INS INSURANCE, INST INSTITUTE, INSTRS INSTRUMENTS, INTL
    INTERNATIONAL, INVS INVESTORS, INVT INVESTMENT, INVTS INVESTMENTS, LABS LABORATORIES, LD LAND, MACHS
    MACHINES, MATLS MATERIALS, MED MEDICAL, MFG MANUFACTURING, MGMT MANAGEMENT, MKT MARKET, MKTS MARKETS, MNG
    MINING, MTG MORTGAGE, MTLS METALS, MTN MOUNTAIN, MTNS MOUNTAINS, MTR MOTOR, MTRS MOTORS, MUN MUNICIPAL, MUNS
    MUNICIPALS, NAT NATURAL, NATL NATIONAL, OPER OPERATING, OPPORTUNITI OPPORTUNITIES, PAC PACIFIC, PERS
    PERSONAL, PETE PETROLEUM, PFD PREFERRED, PK PARK, PMTS PAYMENTS, PPTY PROPERTY, PPTYS PROPERTIES, PRODS
    PRODUCTS, PT POINT, PWR POWER, RES RESOURCES, RESH RESEARCH, RIV RIVER, RLTY REALTY, RTY ROYALTY, RUBR
    RUBBER, SECD SECURED, SECS SECURITIES, SOLNS SOLUTIONS, SOUTHN SOUTHERN, SR SENIOR, STD STANDARD, STL STEEL,
    STR STREET, STS STATES, SVC SERVICE, SVCS SERVICES, SYS SYSTEMS, TECHNLOGY TECHNOLOGY, TECHNOLOGS
    TECHNOLOGIES, TOB TOBACCO, TR TRUST, UNVL UNIVERSAL, UTD UNITED, UTILS UTILITIES, VY VALLEY, WHSE WAREHOUSE,
    WHSL WHOLESALE, WKS WORKS, WTR WATER
    """
)
"""Abbreviation → word, as the SEC's 13(f) list writes issuers; only where the abbreviation has one common reading."""


@lru_cache(maxsize=200_000)
def name_key(name: str) -> str:
    """Return the part of a company's name that identifies it: no case, accents, punctuation or legal form.

    Parameters
    ----------
    name : str
        Name as a register or a custodian writes it. Abbreviations of the SEC's 13(f) list are written out; the
        EDGAR state suffix (``/DE/``), a state after a legal form and a legal form cut off at 28 characters are dropped.

    Returns
    -------
    str
        Upper-case words separated by one space; empty where nothing identifying is left.

    Examples
    --------
    >>> name_key("Exxon Mobil Corp") == name_key("EXXON MOBIL CORPORATION")
    True
    >>> name_key("The Procter & Gamble Company")
    'PROCTER GAMBLE'
    >>> name_key("STATE STREET CORP /DE/")
    'STATE STREET'
    >>> name_key("SUMITOMO MITSUI FINL GROUP I")
    'SUMITOMO MITSUI FINANCIAL GROUP'
    >>> name_key("Amazon.com, Inc.") == name_key("AMAZON COM INC")
    True
    """
    words = _words(name)
    return " ".join(words[: _identifying(words)])


@lru_cache(maxsize=200_000)
def legal_form(name: str) -> str:
    """Return the legal form that `name_key` drops from a company's name.

    Returns
    -------
    str
        ``Inc``, ``Corp``, ``Co`` or ``Ltd`` for a corporation, else the form in capitals (``LP``, ``LLC``, ``NA``,
        ``PLC``, ``SA``); ``none`` where the name has none.

    Examples
    --------
    >>> legal_form("Simon Property Group L.P."), legal_form("SIMON PROPERTY GROUP INC /DE/"), legal_form("CubeSmart")
    ('LP', 'Inc', 'none')
    """
    words = _words(name)
    dropped = [word for word in words[_identifying(words) :] if word not in _NO_FORM]
    return _SAME_FORM.get(dropped[-1], dropped[-1]) if dropped else "none"


def is_cut(name: str) -> bool:
    """Return whether a name is as long as the SEC's 13(f) list lets names be, so that its end may be missing.

    Examples
    --------
    >>> is_cut("COGNIZANT TECHNOLOGY SOLUTIO"), is_cut("APPLE INC")
    (True, False)
    """
    return len(" ".join(name.split())) in _CUT


def _words(name: str) -> list[str]:
    """Return the words of a company's name, abbreviations written out, its legal form still there."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper().strip()
    cut = is_cut(text)
    text = _BRANCH.sub(r"\1", _REGISTER_SUFFIX.sub("", text))
    text = _DOT_COM.sub(" ", text).replace("&", " AND ").replace("'", "").replace(".", "")
    text = _NATIONAL.sub(" NA", _PUBLIC.sub("PLC", text))
    words = _join_initials([word for word in _NOT_A_WORD.sub(" ", text).split() if word not in _JOINERS])
    if cut and len(words) > 1 and words[-1] in _cut_endings(words[-2]):
        words.pop()
    return [_WORDS.get(word, word) for word in words]


def _cut_endings(before: str) -> frozenset[str]:
    """Return what may be left of a legal form or of the place after one, at the end of a name cut short.

    A last "I" counts after a whole legal form ("Range Capital Acquisition Corp I") and after a fund or trust.
    """
    if before in _LEGAL:
        return _CUT_PLACES
    return _CUT_FORMS - {"I"} if before in _NUMBERED else _CUT_FORMS


def _join_initials(words: list[str]) -> list[str]:
    """Return the words with runs of single letters as one word: "N V" is "NV", "U S" is "US"."""
    joined: list[str] = []
    for is_letter, run in groupby(words, key=lambda word: len(word) == 1 and word.isalpha()):
        letters = list(run)
        joined += ["".join(letters)] if is_letter else letters
    return joined


def _identifying(words: list[str]) -> int:
    """Return how many of the words stand before the legal form and what follows it; at least one."""
    count = len(words)
    while count > 1:
        last, before = words[count - 1], words[count - 2]
        if last in _LEGAL or (count > 2 and last in _PLACES_AFTER_LEGAL and before in _LEGAL):
            count -= 1
            continue
        if last in _INITIALS:
            break
        shorter = len((cleanco.basename(" ".join(words[:count])) or "").split())
        if not 0 < shorter < count:
            break
        count = shorter
    return count
