-- parent_questions: owners of EPA facilities that may belong to a registrant for all that is known.
-- Grain:  one row per owner's name key.
-- Reads:  facility_owners, ref_ghgrp_facilities, decided_parents, _decision_issuers, ref_sec_company_tickers.
-- Why:    a person who knows that an owner is a listed company's subsidiary places that company's facilities. Public
--         bodies are known by their names and not asked about.
SELECT
    'parent:' || o.name_key AS subject,
    min(o.name) AS name,
    min(o.facilities) AS lines,
    min_by(f.name || ' (' || f.state || ')', f.facility_id) AS example,
    min(
        'open again, because ' || d.issuer_change || '; it was ' || d.choice || ', decided by ' || d.recorded_by || ' on '
            || d.recorded_on || ': ' || d.reason
    ) AS reopened,
    min('cik:' || t.cik) AS earlier_issuer_id,
    min(t.name) AS earlier_name,
    min('as decided by ' || d.recorded_by || ' on ' || d.recorded_on || ': ' || d.reason) AS earlier_evidence
FROM facility_owners AS o
JOIN ref_ghgrp_facilities AS f ON f.parent_key = o.name_key
LEFT JOIN decided_parents AS p ON p.name_key = o.name_key
LEFT JOIN _decision_issuers AS d ON d.subject = 'parent:' || o.name_key
LEFT JOIN ref_sec_company_tickers AS t ON 'cik:' || t.cik = d.issuer_id
WHERE o.kind = 'unregistered' AND p.name_key IS NULL
GROUP BY o.name_key
