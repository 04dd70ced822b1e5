# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 01 First screen
#
# Three lines screen a portfolio. The rest of this page reads the answer: how much is held, how much of it is in the
# home state, and how much nobody knows. *Run → Run All Cells* runs it all, in less than a minute.

# %%
import screener

ws = screener.open()
ws

# %% [markdown]
# ## Screen
#
# The newest quarter of `illinois-demo`: three real public filings and one constructed account. It is no pension
# system's portfolio. The run is written to `reports/runs/`, with a report to open in a browser; the same inputs give
# the same run.

# %%
run = ws.screen("illinois-demo")
run

# %% [markdown]
# ## The main figures
#
# `low` and `high` are what the evidence allows at least and at most, in US dollars; `best` is the best estimate.
# `headquarters` counts all of a company's money where its head office is, `operations` where its sites are.
# `<NA>` is unknown, which is not zero. Money is decimal and exact, and adds up so; divided by a float, such
# as `1e6` for millions, it is a float.

# %%
figures = run.figures
money = figures[figures["high"].notna()].set_index(["figure", "basis"])
(money[["low", "best", "high"]] / 1e6).round(1)

# %% [markdown]
# ## How much is known
#
# Each row is the part of the market value (long and short added up) for which the screener knows the thing: which
# security it is, where its issuer's head office is, where it operates, in which industry.

# %%
run.coverage

# %% [markdown]
# ## In the home state
#
# The table `run.exposures` holds every measure by each basis and each grouping, the same money many times. Take one
# measure, one basis and one grouping at a time, else money counts again: that is what `run.exposure` returns. With
# `exact=False` its money is a `double`, with which pandas does all arithmetic.
#
# Its rows are the parts of the figure. A part has a location tier: 1 is measured at the sites, 3 and 4 are estimated
# from public statistics, 5 puts the issuer where its head office is, `none` has no place at all, and `instrument` is
# what a bond finances by its own terms. In millions, they add up to the figure above.

# %%
home = run.exposure("in_state", basis="operations", grouping="home", exact=False)
tiers = home.groupby("location_tier")[["low", "best", "high"]].sum() / 1e6
tiers.round(1)

# %% [markdown]
# What the tier `none` adds to `high` is unknown: money without a place could be in the home state, and the range
# says so.

# %%
tiers.loc["none"].round(1)

# %% [markdown]
# ## The same as a chart
#
# All main figures by operations. The bar is the range, the tick the best estimate. A long bar is a lack of evidence,
# not of money.

# %%
run.chart()

# %% [markdown]
# ## Try it yourself
#
# The counties with the most in-state manufacturing, in millions. Change `measure` to `"in_state"`, or `grouping` to
# `"account"` or `"issuer"`, whose names are in `run.issuers`; `run.tables` and `run.columns("exposures")` say what
# else there is. Screen with another meaning of in-state, `ws.screen("illinois-demo", state="MO")`, and open
# `run.report_file` in a browser: the same figures are on page one.

# %%
measure, grouping = "in_state_manufacturing", "county"
chosen = run.exposure(measure, grouping=grouping, exact=False).groupby(["group", "name"])[["low", "best", "high"]].sum()
(chosen.sort_values("best", ascending=False).head(5) / 1e6).round(2)
