-- facts_candidate: what a criterion about an investment proposed as economically targeted may name.
-- Grain:  one row per candidate.
-- Reads:  _attested, plan (what the fund attests of itself).
-- Why:    nobody's holding is a candidate by itself: one is proposed by naming it in an attestation. Whether a text of
--         the Department of Labor binds depends on the plan that would buy it.
SELECT DISTINCT a.subject_id, p.is_governmental_plan, p.adopted_dol_vintage
FROM _attested AS a
CROSS JOIN plan AS p
WHERE a.subject = 'candidate'
