# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 07 Where a figure comes from
#
# A trustee points at a number in the report and asks: *where is that from?* This page follows one number down to a
# line of a file as it was delivered, and checks every step on the way. Then it asks the same tables in SQL and in
# Polars.

# %%
import hashlib

import pandas as pd

import screener
from screener.api.display import frame_table, intervals
from screener.tables import TABLES

pd.set_option("display.max_colwidth", 120)
ws = screener.open()
run = ws.screen("illinois-demo") if ws.runs("illinois-demo").empty else ws.latest("illinois-demo")
run.report_file.name, run.id

# %% [markdown]
# ## A figure
#
# A figure is named by its measure, basis, grouping and group: here what is held of manufacturing in Peoria County
# (FIPS 17143), by where companies work. A number as the report prints it, such as `"1,114,196,583.26"`, is understood
# too.

# %%
why = run.explain("in_state_manufacturing/operations/county/17143")
why.figure.T

# %% [markdown]
# ## The positions that make it
#
# Market value × share = what the position adds. Two positions have a best estimate above zero; the other thousand
# have no place, could be anywhere, and only raise `high`.

# %%
positions = why.positions
amounts = ["market_value", "share_low", "share_best", "share_high", "low", "best", "high"]
some = positions[positions["best"] > 0]
some[["issuer_name", "account"]].join(some[amounts].astype(float).round(4))

# %%
intervals(some.assign(name=some["issuer_name"] + ", " + some["account"]), "What each adds to Peoria County")

# %% [markdown]
# The sum of the positions *is* the figure, to the last of fourteen places.

# %%
bool(positions["best"].sum() == why.figure["best"][0])

# %% [markdown]
# ## Why that share
#
# The share comes from the *footprint*: where the company's people are. Peoria has a part for certain and a part by
# estimate; what is in no known county could be there as well.

# %%
issuer = positions["footprint_id"][0]
columns = ["place_name", "state", "industry", "location_tier", "low", "best", "possible"]
why.places.loc[why.places["footprint_id"] == issuer, columns]

# %% [markdown]
# And the footprint rests on evidence: rows of named files. The sites of this example are constructed; with real ones,
# this is where the fund's own list would stand.

# %%
why.evidence.loc[why.evidence["footprint_id"] == issuer, ["kind", "dataset", "vintage", "source_row", "says"]]

# %% [markdown]
# ## The line as delivered
#
# Not a copy of it, the file itself. Its hash is the one that the run recorded, so it is the file that was screened.

# %%
line = why.lines.iloc[0]
file = ws.root / "portfolios" / run.portfolio / line["source_file"]
sources = why.sources.set_index("dataset")
recorded = sources.loc[line["source_file"], "sha256"]
{
    "file": line["source_file"],
    "line": line["source_row"],
    "as delivered": file.read_text(encoding="utf-8").splitlines()[line["source_row"] - 1],
    "is the file that was screened": hashlib.sha256(file.read_bytes()).hexdigest() == recorded,
}

# %% [markdown]
# ## The tables themselves
#
# Everything above is a query over the tables of the run. They are Parquet files, each checked against the run's
# manifest before it is read. `columns` says what a column means and in which unit; the head of a shown table has it
# as a tooltip.

# %%
frame_table(run.arrow("exposures").slice(0, 4), TABLES["exposures"])

# %% [markdown]
# In SQL, with every table by its name; money is exact decimals there too:

# %%
run.duckdb().sql("""
    SELECT location_tier, sum(best) AS best, sum(high) AS high
    FROM exposures
    WHERE measure = 'in_state_manufacturing' AND basis = 'operations' AND grouping = 'county' AND "group" = '17143'
    GROUP BY ALL ORDER BY best DESC
""")

# %% [markdown]
# In Polars, over the same memory:

# %%
run.polars("decisions").group_by("rulebook_id", "outcome").len().sort("len", descending=True).head(5)

# %% [markdown]
# ## Try it yourself
#
# Open `run.report_file` in a browser, choose any number on page one, and give it to `run.explain` as it is printed.
# Where several figures have that number, it names them all. Below, Cook County by headquarters; each part unfolds.

# %%
run.explain("in_state/headquarters/county/17031")
