-- facility_owners: who the owners of EPA facilities are: registrants, other companies, or public bodies.
-- Grain:  one row per owner's name key.
-- Reads:  ref_ghgrp_facilities, company_names, public_names.
-- Why:    a private company and a city are owners of their own kind, not owners that were not found. A name of one word
--         proves a registrant only where a person says so, or where it is the name of one listed on an exchange.
SELECT
    f.parent_key AS name_key,
    min(f.parent_name) AS name,
    CASE
        WHEN min(c.cik) IS NOT NULL THEN 'cik:' || min(c.cik)
        WHEN min(p.name) IS NOT NULL THEN 'government:US:' || f.parent_key
        ELSE 'name:' || f.parent_key
    END AS issuer_id,
    CASE
        WHEN min(c.cik) IS NOT NULL THEN 'company'
        WHEN min(p.name) IS NOT NULL THEN 'government'
        ELSE 'unregistered'
    END AS kind,
    coalesce(min(c.match_tier), 'none') AS match_tier,
    min(c.evidence) AS evidence,
    count(DISTINCT f.facility_id) AS facilities
FROM ref_ghgrp_facilities AS f
LEFT JOIN company_names AS c
    ON c.name_key = f.parent_key AND (
        c.name_key LIKE '% %' OR c.match_tier IN ('person', 'alias') OR (c.match_tier = 'name' AND c.is_exchange_listed)
    )
LEFT JOIN public_names AS p ON p.name = f.parent_name
WHERE f.parent_key <> ''
GROUP BY f.parent_key
