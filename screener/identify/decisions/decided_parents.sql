-- decided_parents: which company a facility's owner is by a person's decision that holds.
-- Grain:  one row per name key; cik is null where the person found no company.
-- Reads:  _decision_issuers.
-- Why:    the subject is the key of the owner's name, so the name cannot change; the company chosen can.
SELECT
    substr(subject, 8) AS name_key,
    substr(issuer_id, 5) AS cik,
    issuer_name AS company_name,
    'decided by ' || recorded_by || ' on ' || recorded_on || ': ' || reason AS evidence,
    recorded_by AS decided_by
FROM _decision_issuers
WHERE substr(subject, 1, 7) = 'parent:' AND issuer_change IS NULL
