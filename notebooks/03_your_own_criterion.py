# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 03 Your own criterion
#
# What a fund asks of its holdings stands in text files that a lawyer can edit: *rulebooks*. This page reads one,
# writes one, tries it on worked cases, and judges a portfolio by it. Nothing in the workspace is changed.

# %%
import tempfile
from pathlib import Path

import pandas as pd

import screener
from screener.api.display import outcomes

pd.set_option("display.max_colwidth", 90)
ws = screener.open()
run = ws.screen("illinois-demo") if ws.runs("illinois-demo").empty else ws.latest("illinois-demo")
ws.rulebooks

# %% [markdown]
# ## Read one
#
# A criterion in plain English: whom it judges, what passes, its numbers with their sources, its worked cases.
# *Unverified* means that nobody has confirmed the text line by line against its source. Of most criteria that is so,
# and every report says it.

# %%
ws.criteria.show("un-pri/pri1-h1", on="2024-12-31")

# %% [markdown]
# It has five outcomes. Unknown is never a pass: a line whose issuer has no environmental figure on file is
# `insufficient_data`, neither good nor bad.

# %%
found = run.decisions.query("criterion_id == 'pri1-h1'")
found.groupby("outcome").size()

# %% [markdown]
# ## What can be asked
#
# A criterion names *facts*. Those that the screen works out itself need nothing from you; others only the fund can
# say, in an attestation file.

# %%
facts = ws.criteria.facts(subject="issuer")
facts.loc[facts["said_by"] == "screen", ["fact", "value", "meaning"]]

# %% [markdown]
# ## Write one
#
# Suppose the board wants to know which manufacturers run US facilities that emit much. The fact is `emissions`: what
# large US facilities report to the EPA, times the share that the company owns. The numbers are this page's own, and
# the source says so.
#
# There is a fault in it, to see what happens.

# %%
criteria = Path(tempfile.mkdtemp()) / "criteria"
book = criteria / "our-emissions"
book.mkdir(parents=True)
text = """\
id: our-emissions
title: Emissions of manufacturers
about: Which manufacturers run US facilities that emit much.

sources:
  our-board: {citation: Proposal of this notebook; no board adopted it, checked_on: 2024-12-31}

parameters:
  low_emissions:
    title: Direct emissions a year up to which nothing is asked
    unit: tCO2e
    values:
      2024-01-01: {value: 100000, source: our-board}
  high_emissions:
    title: Direct emissions a year above which it fails
    unit: tCO2e
    values:
      2024-01-01: {value: 1000000, source: our-board}

criteria:
  - id: our-emissions-1
    title: Its large US facilities emit little
    meaning: >-
      Facilities of the manufacturer that report to the EPA emit no more than 100,000 tonnes a year in all; up to
      1,000,000 it is on watch. Small sites, other countries and purchased power are in no report and not meant.
    subject: issuer
    source: our-board
    in_force: {from: 2024-01-01}
    applies: is_manufacturer
    pass: emission <= low_emissions
    watch: emissions <= high_emissions
    review: {status: unverified, checked_on: 2024-12-31}
"""
(book / "rulebook.yaml").write_text(text, encoding="utf-8")
draft = screener.Criteria(criteria)
draft.lint()

# %% [markdown]
# File, line, what is wrong, what was probably meant. Once the name is right, the next thing is asked for: worked
# cases and a page for the person who reads the rulebook first.

# %%
(book / "rulebook.yaml").write_text(text.replace("emission <=", "emissions <="), encoding="utf-8")
draft.lint()

# %% [markdown]
# ## Try it on paper
#
# A worked case says what the criterion must answer, and why. One at each threshold, one just past it, one where
# nothing is known, one on the day before the rule takes effect. The last below is wrong on purpose.

# %%
(book / "README.md").write_text("# Our emissions\n\nOne criterion, of this notebook's own making.\n", encoding="utf-8")
cases = """\
- {name: exactly the lower number, date: 2024-12-31, facts: {is_manufacturer: true, emissions: 100000}, outcome: pass}
- {name: just past it, date: 2024-12-31, facts: {is_manufacturer: true, emissions: 100001}, outcome: watch}
- {name: past the higher one, date: 2024-12-31, facts: {is_manufacturer: true, emissions: 1000001}, outcome: fail}
- {name: no report on file, date: 2024-12-31, facts: {is_manufacturer: true}, outcome: insufficient_data}
- {name: a bank, date: 2024-12-31, facts: {is_manufacturer: false, emissions: 5}, outcome: not_applicable}
- {name: the day before, date: 2023-12-31, facts: {is_manufacturer: true, emissions: 5}, outcome: not_applicable}
- {name: industry unknown, date: 2024-12-31, facts: {emissions: 5}, outcome: pass}
""".replace("{name:", "{criterion: our-emissions-1, name:")
(book / "cases.yaml").write_text(cases, encoding="utf-8")
draft.test()[["case", "expected", "found", "holds"]]

# %% [markdown]
# Whether it is a manufacturer is unknown there, so whether the criterion applies is unknown: `insufficient_data`. The
# rule is right and the case was wrong.

# %%
(book / "cases.yaml").write_text(
    cases.replace("emissions: 5}, outcome: pass", "emissions: 5}, outcome: insufficient_data")
)
draft.test()["holds"].all()

# %% [markdown]
# ## Judge the portfolio by it
#
# In memory: the run on disk stays as it is. Several seconds, because the portfolio is screened once more. The law of
# Illinois judges it whatever else is asked, because the portfolio says that it is under it.

# %%
scenario = run.what_if(rulebooks=[book])
judged = scenario.decisions[scenario.decisions["rulebook_id"] == "our-emissions"]
judged.groupby("outcome").size()

# %% [markdown]
# Most answers are `insufficient_data`: either the industry is unknown, or no large facility reports. What is *not
# applicable* is known to make nothing. Both rulebooks:

# %%
outcomes(scenario.arrow("decisions"))

# %% [markdown]
# Who fails, and by how much. Each decision keeps the facts and the numbers that it rests on.

# %%
failed = judged[judged["outcome"] == "fail"].merge(scenario.facts_issuer, on="subject_id")
failed["issuer"] = failed["subject_id"].map(scenario.issuers.set_index("issuer_id")["issuer_name"])
failed.sort_values("emissions", ascending=False)[["issuer", "emissions", "evidence"]].head(8)

# %% [markdown]
# ## Try it yourself
#
# Ask less: let `high_emissions` be 5,000,000 and see who no longer fails. No file is written for that either. To keep
# a rulebook, put its folder into the workspace's `criteria/`, and it judges the next run; `criteria/README.md` has
# the whole language.

# %%
softer = run.what_if(rulebooks=[book], parameters={"our-emissions.high_emissions": 5_000_000})
softer.decisions.query("rulebook_id == 'our-emissions'").groupby("outcome").size()
