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
from screener.api.display import intervals

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
# `<NA>` is unknown, which is not zero. Money is decimal and exact; `float` below only rounds it for the eye.

# %%
figures = run.figures
money = figures[figures["high"].notna()].set_index(["figure", "basis"])
(money[["low", "best", "high"]].astype(float) / 1e6).round(1)

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
# `exposures` holds every figure in its parts. A part has a location tier: 1 is measured at the sites, 3 and 4 are
# estimated from public statistics, 5 puts the issuer where its head office is, `none` has no place at all, and
# `instrument` is what a bond finances by its own terms. The tiers add up to the figure above.

# %%
exposures = run.exposures
home = exposures[(exposures["grouping"] == "home") & (exposures["basis"] == "operations")]
home.groupby(["measure", "location_tier"])[["low", "best", "high"]].sum()

# %% [markdown]
# What the tier `none` adds to `high` is unknown: money without a place could be in the home state, and the range
# says so.

# %%
home[home["location_tier"] == "none"].set_index("measure")["high"]

# %% [markdown]
# ## The same as a chart
#
# The bar is the range, the tick the best estimate. A long bar is a lack of evidence, not of money.

# %%
bars = home.groupby("measure", as_index=False)[["low", "best", "high"]].sum()
intervals(bars.rename(columns={"measure": "name"}), "In the home state, by operations")

# %% [markdown]
# ## Try
#
# The counties with the most in-state manufacturing, by FIPS code. Change `measure` to `"in_state"`, or `grouping` to
# `"issuer"` or `"account"`; `run.tables` and `run.columns("exposures")` say what else there is. Screen with another
# meaning of in-state, `ws.screen("illinois-demo", state="MO")`, and open `run.report_file` in a browser: the same
# figures are on page one.

# %%
measure, grouping = "in_state_manufacturing", "county"
chosen = exposures.query("measure == @measure and grouping == @grouping and basis == 'operations'")
chosen.groupby("group")[["low", "best", "high"]].sum().sort_values("best").tail(5)
