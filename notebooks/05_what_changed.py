# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 05 What changed since last quarter
#
# A figure moved. Was it a trade, a price, a new list of sites, a changed rule? This page takes two quarters apart,
# cause by cause and without a rest, and then looks at the decisions that turned.

# %%
import pandas as pd

import screener

pd.set_option("display.max_colwidth", 110)
ws = screener.open()


def quarter(day):
    """Return the newest run of a day; where there is none, screen."""
    runs = ws.runs("illinois-demo")
    found = runs.loc[runs["as_of"].astype("string") == day, "run_id"]
    return ws.screen("illinois-demo", as_of=day) if found.empty else ws.run(found.iloc[-1])


then, now = quarter("2024-09-30"), quarter("2024-12-31")
then, now

# %% [markdown]
# The earlier quarter is constructed; `portfolios/illinois-demo/README.md` says how. No manager held it.
#
# ## Before and after

# %%
key = ["figure", "basis"]
both = then.figures.merge(now.figures, on=key, suffixes=("_then", "_now")).dropna(subset=["best_then"])
money = both.set_index(key)[["best_then", "best_now"]].astype(float) / 1e6
money.assign(change=money["best_now"] - money["best_then"]).round(1)

# %% [markdown]
# ## Cause by cause
#
# `compare` takes the inputs of the later run one kind after another and works every figure out after each step. What
# a cause adds is the difference of two steps, so the causes sum to the change exactly. The order is fixed: trades
# first, then prices, down to the rules.

# %%
change = now.compare(then)
change.chart("in_state_manufacturing")

# %% [markdown]
# All measures side by side, best estimates by operations in thousands of US dollars. A cause that moved nothing is
# left out.

# %%
changes = change.changes.query("basis == 'operations' or measure == 'market_value'").drop_duplicates(
    ["measure", "step"]
)
table = changes.pivot_table(index=["step", "cause"], columns="measure", values="best", aggfunc="sum").astype(float)
(table[(table != 0).any(axis=1)] / 1e3).round(1).droplevel("step")

# %% [markdown]
# Nothing is left over:

# %%
steps = change.changes.query("measure == 'in_state_manufacturing' and basis == 'operations'")
bool(steps["best"].sum() == now.exposure("in_state_manufacturing")["best"].sum())

# %% [markdown]
# ## What the runs were made of
#
# A change of a figure can only come from a change of an input. These differ: two dates, and the files of the quarter.
# Had a dataset, a rule or the program changed, it would stand here.

# %%
change.inputs[["kind", "name", "before", "after"]].fillna("").map(
    lambda value: value[:12] if len(value) > 60 else value
)

# %% [markdown]
# ## Decisions that turned
#
# A subject is found again by its name: an issuer always, a line where the same file serves both quarters.

# %%
who = ["rulebook_id", "criterion_id", "subject", "subject_id"]
pairs = then.decisions.merge(now.decisions, on=who, suffixes=("_then", "_now"))
turned = pairs[pairs["outcome_then"] != pairs["outcome_now"]]
turned.groupby(["criterion_id", "outcome_then", "outcome_now"]).size()

# %% [markdown]
# One criterion, many lines, one direction. Its evidence says why: on the later date a figure of the EPA for 2023
# counts that nobody could know on the earlier one, because it came out in October 2024. The companies did nothing;
# the evidence came.

# %%
lines = now.holdings.assign(subject_id=now.holdings["source_file"] + ":" + now.holdings["source_row"].astype("string"))
sample = turned.merge(lines[["subject_id", "security_name"]].astype("string[pyarrow]"), on="subject_id")
sample[["security_name", "evidence_then", "evidence_now"]].head(5)

# %% [markdown]
# ## Try it yourself
#
# Go back one quarter more: `then = quarter("2024-06-30")` in the first cell, and run all again. Below, the largest of
# what stood behind `trades`: who was bought new and who was sold off, by issuer as delivered, in millions of US
# dollars.


# %%
def by_issuer(run):
    """Return market value in millions by account and issuer's name."""
    known = run.securities.set_index("security_id")
    names = known["issuer_name"].fillna(known["security_name"]).fillna(known["ticker"])
    held = run.positions[["account", "security_id"]].assign(value=run.positions["market_value"].astype(float) / 1e6)
    return held.assign(issuer=held["security_id"].map(names)).groupby(["account", "issuer"])["value"].sum()


held = pd.DataFrame({"then": by_issuer(then), "now": by_issuer(now)})
held = held[held.isna().any(axis=1)]
held.loc[held.max(axis=1).sort_values(ascending=False).index[:8]].round(2)
