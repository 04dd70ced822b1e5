# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 02 Where the money is
#
# "How much do we hold in Illinois?" has no single answer. It has a map, an evidence level for every dollar, and two
# ends between which the truth lies. This page shows all three.

# %%
import screener
from screener.api.display import figures_table, intervals

ws = screener.open()
run = ws.screen("illinois-demo") if ws.runs("illinois-demo").empty else ws.latest("illinois-demo")
run

# %% [markdown]
# ## Two meanings of "where"
#
# By *headquarters*, all of a company's money is in the county of its head office. By *operations*, it is divided
# among the counties where the company works. The same dollar can be in Chicago by one and in Texas by the other, so
# every row of `exposures` says which basis it is of. Never add the two.

# %%
exposures = run.exposures
home = exposures[(exposures["grouping"] == "home") & exposures["measure"].isin(["in_state", "in_state_manufacturing"])]
both = home.groupby(["measure", "basis"], as_index=False)[["low", "best", "high"]].sum()
both["name"] = both["measure"].str.replace("_", " ") + ", by " + both["basis"]
intervals(both, "Held in Illinois")

# %% [markdown]
# The tick is the best estimate. The bar begins at what is certain and ends at all that nothing rules out.
#
# ## The map
#
# The best estimate by county, operations basis. The darker, the more money. In a white county nothing is placed,
# which is not to say that nothing is there.

# %%
run.map("in_state")

# %% [markdown]
# ## The counties by name
#
# `run.exposure` takes one measure by one grouping and one basis, `operations` where nothing else is said, with names
# beside the codes. A county has a row for each tier of evidence and side; their sum is the county.

# %%
counties = run.exposure("in_state", grouping="county")
most = counties.groupby("name", as_index=False)[["low", "best", "high"]].sum().sort_values("best", ascending=False)
figures_table(most.head(6), "The six counties with the most, by operations")

# %% [markdown]
# Each county's `high` is large for the same reason: money without a place could be in any of them. So the high ends
# of counties must not be added up. The best estimates may be: what they lack of the state's is money that is known to
# be in Illinois, and in no county.

# %%
state = run.exposure("in_state")
totals = [
    {"name": "all counties, added up", **counties[["low", "best", "high"]].sum()},
    {"name": "the state itself", **state[["low", "best", "high"]].sum()},
]
figures_table(totals, "What may be added up, and what not")

# %% [markdown]
# ## What each dollar rests on
#
# A *location tier* says how a company was placed. Tier 1 is a headcount at each site, tier 3 a regulator's list of
# facilities with employment modelled, tier 4 a list of subsidiaries or branches with equal weights, tier 5 the head
# office alone. `instrument` is a bond or cash, placed by its own terms. For `none` nothing is known.

# %%
words = {
    "1": "1: headcount at each site",
    "3": "3: facilities, employment modelled",
    "4": "4: subsidiaries or branches, equal weights",
    "5": "5: the head office alone",
    "instrument": "the instrument's own terms",
    "none": "nothing known",
}
tiers = state.groupby("location_tier", as_index=False)[["low", "best", "high"]].sum()
intervals(tiers.assign(name=tiers["location_tier"].replace(words)), "In state by operations, by location tier")

# %% [markdown]
# Only headcounts and an instrument's own terms raise `low`. What is modelled or assumed has a range from zero to all
# of the money: tier 5 says where a head office is, not where people work.
#
# ## Whose money has no place?
#
# The width of a range is the high end less the low one. By asset class, it says where a better list would help most.

# %%
by_class = run.exposure("in_state", grouping="asset_class", exact=False)
classes = by_class.groupby("name", as_index=False)[["low", "best", "high"]].sum()
classes["width"] = classes["high"] - classes["low"]
intervals(classes.sort_values("width", ascending=False).head(6), "In state by operations: the widest ranges")

# %% [markdown]
# ## Try it yourself
#
# The issuers that widen the range most: these are the ones whose sites are worth looking up. The file
# `portfolios/illinois-demo/establishments/constructed-example.csv` has the form in which you would give them. Change
# `basis` to `"headquarters"`, and see which names stay; then change `measure` in the map above to
# `"in_state_manufacturing"`.

# %%
basis = "operations"
chosen = run.exposure("in_state", basis=basis, grouping="issuer", exact=False)
issuers = chosen.groupby("group")[["low", "best", "high"]].sum()
issuers["width"] = issuers["high"] - issuers["low"]
issuers["name"] = run.issuers.set_index("issuer_id")["issuer_name"]
figures_table(issuers.sort_values("width", ascending=False).head(8).fillna({"name": "no issuer"}), "The widest ranges")
