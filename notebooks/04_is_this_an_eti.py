# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 04 Is this an ETI?
#
# May a fund buy an investment for its return *and* name the jobs it makes? Only if the return stands on its own. This
# page follows one decision: USD 25 million from a fund of the US Aggregate index to the AFL-CIO Housing Investment
# Trust. The trust's returns are real and public. The board, its plan, its reasons and its votes are constructed: no
# board made this decision.

# %%
import tempfile
from dataclasses import asdict
from pathlib import Path

import altair as alt
import pandas as pd
from IPython.display import Markdown

import screener
from screener.api.display import enable

enable()
pd.set_option("display.max_colwidth", 160)
ws = screener.open()
[decision] = ws.eti.decide("illinois-demo", "afl-cio-hit")
decision

# %% [markdown]
# ## What is known of the returns
#
# 53 months of 92. A month that was not found in a filing stays a gap: no line is drawn across it, no return is stated
# for a whole year, and no fall is measured over it. The trust's returns are net of its fees.

# %%
lines = pd.DataFrame(asdict(line) for line in decision.record.lines["cumulative"]).explode(["periods", "values"])
lines = lines.assign(month=pd.to_datetime(lines["periods"]), growth=lines["values"].astype(float))
growth = alt.Chart(lines[["name", "month", "growth"]], title="Growth of 1, where months are known")
growth.mark_line(point=alt.OverlayMarkDef(size=12), invalid="break-paths-show-path-domains").encode(
    alt.X("month:T").title(None),
    alt.Y("growth:Q").title("growth of 1").scale(zero=False),
    alt.Color("name:N").legend(orient="bottom", title=None),
).properties(width=560, height=220)

# %% [markdown]
# ## Fourteen checks
#
# Five are of returns, nine of what no return shows: liquidity, fees, limits, process, the record, the evidence of
# benefits.

# %%
checks = decision.checks.set_index("check")
checks[["title", "outcome"]]

# %% [markdown]
# ## The one that decides: the expected return
#
# The text that this board adopted, Interpretive Bulletin 2015-01, asks that the trust be *no worse* than what could
# be bought instead. How much less a month still counts as no worse is the margin, the red line: a convention of the
# rulebook, no law's. To pass, the whole range must lie to its right. It is judged by `hac_prewhitened`; the others
# are there to compare.

# %%
[own] = checks.loc[["ETI-02"]].to_dict("records")
every = decision.figures.query("check == 'ETI-02' and hypothesis == 'worse by the margin or more'")
ranges = every[["estimator", "estimate", "low", "high"]].astype({"estimate": float, "low": float, "high": float})
percent = ranges.set_index("estimator").mul(100).reset_index()
base = alt.Chart(percent).encode(alt.Y("estimator:N").title("how the error was found"))
bars = base.mark_bar(height=10, color="#9ec5e0").encode(
    alt.X("low:Q").title("percentage points a month"), alt.X2("high:Q")
)
ticks = base.mark_tick(thickness=4, color="black").encode(alt.X("estimate:Q"))
margin = alt.Chart(pd.DataFrame({"x": [-100 * own["margin"]]})).mark_rule(color="firebrick", strokeDash=[4, 3])
chart = alt.layer(bars, ticks, margin.encode(alt.X("x:Q")))
chart.properties(width=460, height=130, title="The trust's mean return less the index's, with one-sided 95% bounds")

# %% [markdown]
# The range crosses the margin, and it crosses zero. That is neither "no worse" nor "worse". **A failure to find a
# difference is no tie**: so few months could only have shown a difference larger than the margin.

# %%
Markdown(own["says"])

# %% [markdown]
# ## The same decision under six texts
#
# Six texts of the Department of Labor since 1994 are on file, and they do not ask the same. `not_worse` asks for no
# worse than the alternatives; `equal` asks for a true tie before a benefit may be looked at. A text that was not in
# force on the day is shown for comparison only. What binds a governmental plan is the law of its state; the
# Department's texts reach it where its board adopted one.

# %%
decision.texts[["text", "direction", "is_adopted", "is_in_force", "outcome", "note"]]

# %% [markdown]
# Who confirmed that the rules are what the texts say? Count: *unverified* means that nobody has confirmed the rule
# against its source line by line. A lawyer's reading comes before any use.

# %%
pd.crosstab(decision.criteria["text"], decision.criteria["review"])

# %% [markdown]
# ## For the board
#
# The conclusion in plain sentences; `decision.conclusion` goes on with what is not known. With a memo and a record
# goes the hash of every file that they rest on. Here they are written into a temporary folder; `screener eti memo
# illinois-demo` writes them into the workspace.

# %%
Markdown("\n\n".join(decision.record.conclusion))

# %%
[path.name for path in ws.eti.memo("illinois-demo", "afl-cio-hit", out=Path(tempfile.mkdtemp()))]

# %% [markdown]
# ## Try it yourself
#
# Any two series can be tested, one file each. Let `margin` be 0.01, a whole percentage point a year, and the trust
# passes ETI-02: the answer is as good as the margin, so a board fixes it before anybody looks. Then `vintage="IB
# 2008-01"`, which asks for a tie.

# %%
folder = ws.root / "portfolios" / "illinois-demo" / "eti"
months = pd.read_csv(folder / "hit-vs-aggregate-monthly.csv")
files = {name: Path(tempfile.mkdtemp()) / "series.csv" for name in ("hit_net_pct", "bench_us_aggregate_pct")}
for name, file in files.items():
    months[["month_end", name]].rename(columns={"month_end": "month", name: "return"}).to_csv(file, index=False)
trial = ws.eti.test(
    files["hit_net_pct"], [files["bench_us_aggregate_pct"]], unit="percent", margin=0.0025, vintage="IB 2015-01"
)
trial.checks[["check", "title", "outcome", "estimate", "low", "high", "margin"]]
