-- _issuer_links: the names under which issuers of the run borrow and own facilities.
-- Grain:  one row per name key × issuer.
-- Reads:  company_names, identified_issuers, security_facts, name_keys, ref_ghgrp_facilities, ref_ghgrp_emissions.
-- Why:    a subsidiary is an issuer of its own, and who its parent is has dates. An Exhibit 21 says in which year it was
--         filed, and neither when the link began nor when it ends; a person's alias says what the person knew; EPA's
--         register says which owner a company was of a facility in its reporting year.
WITH used AS (
    SELECT k.name_key, k.name, false AS is_owner
    FROM name_keys AS k
    JOIN security_facts AS s ON s.issuer_name = k.name OR s.security_name = k.name
    UNION ALL
    SELECT parent_key, parent_name, true FROM ref_ghgrp_facilities WHERE parent_key <> ''
),
named AS (
    SELECT
        name_key,
        coalesce(min(CASE WHEN NOT is_owner THEN name END), min(name)) AS name,
        count(CASE WHEN is_owner THEN 1 END) AS facilities
    FROM used
    GROUP BY name_key
),
reported AS (
    SELECT max(year) AS year FROM ref_ghgrp_emissions
)
SELECT
    'name:' || u.name_key AS child_id,
    u.name AS child_name,
    i.issuer_id AS parent_id,
    i.issuer_name AS parent_name,
    CASE WHEN c.match_tier = 'name' THEN 'facility_owner' ELSE c.relation END AS relation,
    c.share,
    c.seen_in_year,
    CASE
        WHEN c.match_tier = 'name' THEN CAST(CAST(r.year AS VARCHAR) || '-01-01' AS DATE) ELSE c.effective_from
    END AS effective_from,
    c.effective_to,
    CASE
        WHEN c.match_tier = 'name'
        THEN c.evidence || coalesce('; an owner of facilities in EPA''s register of ' || CAST(r.year AS VARCHAR), '')
        ELSE c.evidence
    END AS evidence,
    CASE WHEN c.match_tier = 'name' THEN 'ghgrp_facilities ' || c.datasets ELSE c.datasets END AS datasets
FROM named AS u
JOIN company_names AS c ON c.name_key = u.name_key AND (c.match_tier <> 'name' OR u.facilities > 0)
JOIN identified_issuers AS i ON i.cik = c.cik
CROSS JOIN reported AS r
