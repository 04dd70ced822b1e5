-- decisions_in_force: what people have decided and still holds, as far as it concerns this portfolio or facilities.
-- Grain:  one row per subject.
-- Reads:  decided, decided_parents, _decision_issuers, subject_facts.
-- Why:    a decision about what is neither held nor on file now can be neither read nor changed here.
WITH holding AS (
    SELECT subject FROM decided WHERE changed IS NULL
    UNION
    SELECT 'parent:' || name_key FROM decided_parents
)
SELECT
    h.subject,
    d.choice,
    d.recorded_by,
    d.recorded_on,
    d.reason
FROM holding AS h
JOIN _decision_issuers AS d ON d.subject = h.subject
JOIN subject_facts AS s ON s.subject = h.subject
