-- facts_candidate: what a criterion about an investment proposed as economically targeted may name.
-- Grain:  one row per decision.
-- Reads:  eti_candidates (what the prudence test finds of each decision), plan (what the fund attests of itself).
-- Why:    nobody's holding is a candidate by itself: one is proposed by a decision file. Whether a text of the
--         Department of Labor binds depends on the plan that would buy it; the text that the decision names counts, else
--         the plan's.
SELECT
    e.* EXCLUDE (adopted_dol_vintage),
    coalesce(e.adopted_dol_vintage, p.adopted_dol_vintage) AS adopted_dol_vintage,
    p.is_governmental_plan
FROM eti_candidates AS e
CROSS JOIN plan AS p
