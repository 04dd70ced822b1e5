-- facts_candidate: what a criterion about an investment proposed as economically targeted may name.
-- Grain:  one row per candidate.
-- Reads:  _attested.
-- Why:    nobody's holding is a candidate by itself: one is proposed by naming it in an attestation.
SELECT DISTINCT subject_id, TRUE AS is_proposed
FROM _attested
WHERE subject = 'candidate'
