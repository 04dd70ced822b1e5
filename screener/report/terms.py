"""The fixed words on exposures by part, impact and change, in plain language. No figure stands here."""

from __future__ import annotations

BREAKDOWNS = {
    "naics3": ("By industry", "Industry", "The industry of the sites where they are known, else of the issuer."),
    "naics4": ("By finer industry", "Industry", "NAICS-4; the coarser code where no finer one is known."),
    "advanced": (
        "Advanced industries",
        "Advanced industry",
        (
            "The 50 industries that pass two tests: research spending per worker, and the share of workers in "
            "technical fields (Brookings, 2015), by the list on file."
        ),
    ),
    "sprint_sector": (
        "Sectors of the 2023 workforce sprint",
        "Sector",
        "Clean energy, biotechnology and semiconductors, by the list of industries on file.",
    ),
    "cluster": (
        "Strong clusters",
        "Labor market and industry",
        (
            "Industries that are concentrated and large enough in their labor market. Where the line is drawn is a "
            "convention of this project and has no source."
        ),
    ),
    "asset_class": ("Instruments", "Kind", "Funds that are looked through count as what they hold, others as funds."),
    "account": ("By account", "Account", "Net of shorts."),
    "manager": ("By manager", "Manager", "Who runs the money, as the portfolio says."),
    "issuer": (
        "Issuers with the most in the home region",
        "Issuer",
        "Those with the most manufacturing first, then those with the most of all industries, by best estimate.",
    ),
    "county": (
        "By county",
        "County",
        "Those with the most manufacturing first. Money known only to the state is in no county, and may be in any.",
    ),
    "cbsa": (
        "Labor markets",
        "Statistical area",
        "Areas that reach into the state, with their counties elsewhere; those with the most manufacturing first.",
    ),
    "commuting_zone": (
        "Commuting zones",
        "Commuting zone",
        "Zones that reach into the state, with all their counties; those with the most manufacturing first.",
    ),
    "region": ("Regions of the fund’s own", "Region", "As the portfolio’s own files draw them; they may overlap."),
}
"""Grouping of the home region → title, what a row is, and what is to be known of it; in printed order."""

PARTS = {
    "advanced": {"yes": "Advanced", "no": "Not advanced", "unknown": "Unknown"},
    "sprint_sector": {"none": "None of these", "unknown": "Unknown"},
    "cluster": {
        "none": "No strong cluster",
        "unknown": "Not known: employment withheld, or place or industry too coarse",
    },
    "manager": {"not stated": "Not stated"},
    "issuer": {
        "unknown": "Issuer unknown",
        "no_place": "No place by nature",
        "foreign": "Foreign governments",
        "state:unknown": "Municipal issuers of no known state",
    },
    "region": {"no_county": "County not known"},
}
"""Grouping → group → what it is called, where the group's own name does not say it."""

LAST_PARTS = ("no", "none", "other", "not stated", "no_county", "no_place", "foreign", "state:unknown", "unknown")
"""Groups that name nothing, in the order in which they follow those that do."""

JOBS = {
    "jobs_counted": "People at work, counted",
    "jobs_modelled": "People at work, modelled",
    "manufacturing_jobs_counted": "of the counted, in manufacturing",
    "manufacturing_jobs_modelled": "of the modelled, in manufacturing",
    "layoff_jobs": "Jobs in notices of layoffs, 24 months",
}
"""Figure of impact about work → its printed name."""

EMISSIONS = {
    "financed_emissions": "Financed emissions",
    "financed_facility_emissions": "Apart from them: large US facilities alone",
    "carbon_footprint": "Carbon footprint",
    "carbon_intensity": "Carbon intensity",
    "weighted_average_carbon_intensity": "Weighted average carbon intensity",
}
"""Figure of impact about emissions → its printed name."""

CHANGED = {
    "in_state_manufacturing": "In-state manufacturing",
    "in_state": "In-state, all industries",
    "community_development": "Community development, any definition or instrument",
    "community_development_places": "Community development, counties that meet any definition",
    "market_value": "Market value",
}
"""Measure whose change is explained → its printed name, in printed order."""

INSTRUMENT_BASES = {
    "attested": "the fund’s own statement",
    "dataset": "a dataset names the issuer",
    "name": "the instrument’s name",
    "kind": "nothing says what it is for",
}
"""What the use of proceeds is known from → how the report says it."""
