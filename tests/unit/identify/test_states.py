"""The state of a public body is read from its name, or left unknown; never guessed."""

from __future__ import annotations

import pytest

from screener.identify.states import state_in_name

KENTUCKY = """
KENTUCKY ST PPTY & BLDGS COMMN
KENTUCKY ST
LEXINGTON-FAYETTE URBAN CNTY KY GOVT PUB FACS CORP
TAYLOR CNTY KY PUB COURTHOUSE CORP FIRST MTG
WARREN CNTY KY JUSTICE CTR EXPANSION CORP
WARREN CNTY KY
HENDERSON KY
SOMERSET KY
KENTON CNTY KY ARPT BRD
KENTUCKY ASSN OF CNTYS FIN CORP
CAMPBELL & KENTON CNTYS KY SANTN DIST NO 1
FRANKFORT KY ELEC & WTR PLT BRD
KENTUCKY RURAL WTR FIN CORP
NORTHERN KY WTR DIST
KENTUCKY BD DEV CORP
LAUREL CNTY KY JUDICIAL CTR PUB PPTYS CORP FIRST MTG
LIVINGSTON CNTY KY PUB PPTYS CORP
RIVER CITY INC KY
ANDERSON CNTY KY SCH DIST FIN CORP
BARREN CNTY KY SCH DIST FIN CORP
BOWLING GREEN KY INDPT SCH DIST FIN CORP
FAYETTE CNTY KY SCH DIST FIN CORP
HARDIN CNTY KY SCH DIST FIN CORP
JEFFERSON CNTY KY SCH DIST FIN CORP
JESSAMINE CNTY KY SCH DIST FIN CORP
LAUREL CNTY KY SCH DIST FIN CORP
PIKE CNTY KY SCH DIST FIN CORP
KENTUCKY ASSET / LIABILITY COMMN
KENTUCKY ST TPK AUTH
UNIVERSITY KY GEN RCPTS
UNIVERSITY LOUISVILLE KY
""".strip().splitlines()
"""Every issuer of the Dupree Kentucky fund's N-PORT of 2022-12-31."""

KNOWN = {
    # issuers of the Goldman Sachs bond fund's N-PORT of 2023-03-31
    "State of Illinois": "IL",
    "State of California": "CA",
    # a place that bears the name of a state is in the state that follows
    "WASHINGTON CNTY KY": "KY",
    "KANSAS CITY MO WTR REV": "MO",
    "OHIO CNTY KY": "KY",
    "TEXAS CNTY MO": "MO",
    "NEVADA CNTY CALIF": "CA",
    "MISSISSIPPI CNTY ARK": "AR",
    "INDIANA PA": "PA",
    "VIRGINIA MINN": "MN",
    "NEW YORK CNTY NY": "NY",
    "OKLAHOMA CITY OKLA": "OK",
    "WASHINGTON D C MET AREA": "DC",
    # one state's name inside another's
    "WEST VIRGINIA ST": "WV",
    "VIRGINIA ST PUB BLDG AUTH": "VA",
    "ARKANSAS ST": "AR",
    "KANSAS ST DEV FIN AUTH": "KS",
    # abbreviations that are also words, where a state stands
    "PORTLAND OR SWR": "OR",
    "BATON ROUGE LA PUB IMPT": "LA",
    "PHILADELPHIA PA GAS WKS": "PA",
    "DENVER CITY & CNTY CO ARPT": "CO",
    "MAINE HEALTH & HIGHER EDL FACS AUTH": "ME",
    "FORT WAYNE IND SCH BLDG": "IN",
    "Gary, IN Sanitary District": "IN",
    # other writings
    "NEW YORK N Y": "NY",
    "City of New York": "NY",
    "N CAROLINA ST": "NC",
    "Commonwealth of Puerto Rico": "PR",
    "DISTRICT OF COLUMBIA": "DC",
    "WASHINGTON ST": "WA",
    "St. Louis County, Missouri": "MO",
}

UNKNOWN = [
    # issuers of the Goldman Sachs bond fund
    "American Municipal Power Inc",
    "East Bay Municipal Utility District Water System Revenue",
    "Metropolitan Transportation Authority",
    "Port Authority of New York & New Jersey",
    # two states
    "PORT AUTH NEW YORK & NEW JERSEY",
    "DELAWARE RIVER PORT AUTH PA & NJ",
    "OREGON OHIO",
    # places that may be in several states
    "KANSAS CITY",
    "City of Washington",
    "WASHINGTON UNIVERSITY",
    # words, not states
    "HEALTH OR EDL FACS",
    "Health in All Policies Authority",
    "ADAMS CO SCH DIST",
    "DEL MAR RACE TRACK AUTH",
    "LA GRANGE HOSP",
    "HOUSTON IND SCH DIST",
    "MT VERNON HOSP",
    "",
]


@pytest.mark.parametrize("name", KENTUCKY)
def test_every_issuer_of_the_kentucky_fund_is_in_kentucky(name):
    assert (state_in_name(name) or ("",))[0] == "KY"


def test_the_kentucky_fund_has_31_issuers():
    assert len(set(KENTUCKY)) == 31


@pytest.mark.parametrize(("name", "state"), KNOWN.items())
def test_a_state_that_the_name_says_is_read(name, state):
    assert (state_in_name(name) or ("",))[0] == state


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_name_that_says_no_single_state_leaves_it_unknown(name):
    assert state_in_name(name) is None


def test_the_words_that_say_the_state_are_kept_as_evidence():
    assert state_in_name("WARREN CNTY KY JUSTICE CTR EXPANSION CORP") == ("KY", "KY")
