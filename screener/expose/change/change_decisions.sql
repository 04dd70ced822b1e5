-- change_decisions: the earlier run's judgement of places, on the later run's evidence.
-- Grain:  one row per place × definition.
-- Reads:  before_decisions_place, after_decisions_place, before_definitions, after_definitions.
-- Why:    where the evidence is another the later outcome stands, for the facts moved; where it is the same and the outcome
--         is another, the rules moved, and the earlier one stands still. A definition that only one run has is a rule.
WITH earlier AS (
    SELECT d.rulebook_id, d.criterion_id, d.subject_id, d.outcome, d.evidence
    FROM before_decisions_place AS d
    JOIN before_definitions AS f ON f.rulebook_id = d.rulebook_id AND f.criterion_id = d.criterion_id
),
later AS (
    SELECT d.rulebook_id, d.criterion_id, d.subject_id, d.outcome, d.evidence
    FROM after_decisions_place AS d
    JOIN before_definitions AS f ON f.rulebook_id = d.rulebook_id AND f.criterion_id = d.criterion_id
)
SELECT
    coalesce(a.rulebook_id, b.rulebook_id) AS rulebook_id,
    coalesce(a.criterion_id, b.criterion_id) AS criterion_id,
    coalesce(a.subject_id, b.subject_id) AS subject_id,
    CASE WHEN b.evidence = a.evidence OR a.outcome IS NULL THEN b.outcome ELSE a.outcome END AS outcome
FROM earlier AS b
FULL JOIN later AS a
    ON a.rulebook_id = b.rulebook_id AND a.criterion_id = b.criterion_id AND a.subject_id = b.subject_id
LEFT JOIN after_definitions AS k ON k.rulebook_id = b.rulebook_id AND k.criterion_id = b.criterion_id
-- a place that is gone is no evidence; a definition that is gone is a rule
WHERE a.outcome IS NOT NULL OR k.criterion_id IS NULL
