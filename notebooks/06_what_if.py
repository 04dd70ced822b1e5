# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 06 What if
#
# What would the screen come to if we sold this, if another state were home, if a threshold were lower? No second
# calculation answers: the screen itself is asked again, in memory, and only what rests on the change is made anew.
# Nothing is written. It is analysis, not advice.

# %%
import screener

ws = screener.open()
run = ws.screen("illinois-demo") if ws.runs("illinois-demo").empty else ws.latest("illinois-demo")
run

# %% [markdown]
# ## Trades
#
# Deere for Caterpillar, for the same money. With `sell` and `add` the difference would go to cash or come from it, so
# that no value appears or goes. The first question takes some seconds, because it screens the portfolio once; the
# next ones rest on it.

# %%
trade = run.what_if(swap={"CAT": {"ticker": "DE", "asset_class": "equity"}})
trade.chart()

# %% [markdown]
# The same figures exactly, by where companies work and by head office, in thousands of US dollars:

# %%
money = trade.comparison.dropna(subset=["best_change"]).set_index(["figure", "basis"])
changes = money[["low_change", "best_change", "high_change"]].astype(float) / 1e3
changes[(changes != 0).any(axis=1)].round(1)

# %% [markdown]
# ## Another home
#
# `state` is what in-state means. So what a fund of Indiana would say of the same portfolio is one word away.

# %%
run.what_if(state="IN").chart()

# %% [markdown]
# ## A threshold over a range
#
# One definition of need is that of the Economic Development Administration: among its grounds is a county's
# unemployment over 24 months, at least so many percentage points above that of the United States. The rulebook says
# how many, since when and by which text:

# %%
ws.criteria.show("eda_unemployment_gap", on=run.as_of)

# %% [markdown]
# How much hangs on that number? The figure over the range, and under it how many outcomes turn. A steep line means
# that the figure is as good as the threshold.

# %%
swept = run.sensitivity("community-development.eda_unemployment_gap", [0.5, 1, 2])
swept.chart()

# %% [markdown]
# ## What would it take?
#
# Now the other way round: which smallest change brings in-state manufacturing to two percent of the portfolio?
# Purchases are held to the exclusions, and **unknown is not a pass**: of most issuers nobody has attested whether
# they are excluded, so they are not bought, and the answer is no.

# %%
run.reach("in_state_manufacturing", 0.02, end="best", max_turnover=0.05)

# %% [markdown]
# `limits` says what stood in the way, and `without` what would be the largest share if that limit alone were lifted.
# With no exclusions at all there is an answer: few trades, because the search asks for little turnover and not for
# sense. No return and no risk was given, so neither was tested.

# %%
answer = run.reach("in_state_manufacturing", 0.02, end="best", max_turnover=0.05, avoid=())
answer

# %% [markdown]
# The trades were screened, not only solved for:

# %%
answer.scenario.chart()

# %% [markdown]
# ## Try it yourself
#
# Ask for `end="low"` instead of `"best"`: what is *certain* can be raised only by companies whose sites are known. Or
# for `run.what_if(price={"account:Large US companies, constructed": -0.2})`, a fifth off every line of a list. Below,
# the limits of the last answer; with `returns=`, a frame of returns by security, risk is tested too.

# %%
answer.limits[["limit", "value", "bound", "binds", "says"]]
