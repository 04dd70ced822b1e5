-- subject_facts: everything that a person's decision can be about: the facts shown of it, and the newest decision.
-- Grain:  one row per subject.
-- Reads:  match_subjects, ref_ghgrp_facilities, decision_facts.
-- Why:    what an answer was given to is compared with what is so now. Several lines of one name and no identifier have
--         an LEI only where all have the same.
WITH subjects AS (
    SELECT
        subject,
        min(name) AS name,
        min(cusip) AS cusip,
        min(isin) AS isin,
        CASE WHEN min(lei) = max(lei) THEN min(lei) END AS lei,
        min(ticker) AS ticker
    FROM match_subjects
    GROUP BY subject
    UNION ALL
    SELECT
        'parent:' || parent_key,
        min(parent_name),
        NULL,
        NULL,
        NULL,
        NULL
    FROM ref_ghgrp_facilities
    WHERE parent_key <> ''
    GROUP BY parent_key
)
SELECT
    s.*,
    d.hash AS decision,
    d.issuer_id AS decided_issuer_id,
    d.recorded_by AS decided_by,
    d.recorded_on AS decided_on
FROM subjects AS s
LEFT JOIN decision_facts AS d ON d.subject = s.subject
