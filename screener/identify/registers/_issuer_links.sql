-- _issuer_links: the names under which issuers of the run borrow and own facilities, other than their own.
-- Grain:  one row per name key × issuer.
-- Reads:  company_names, identified_issuers, security_facts, name_keys, ref_ghgrp_facilities.
-- Why:    a subsidiary is an issuer of its own, and who its parent is has dates. An Exhibit 21 dates a link by the year
--         of its filing and says nothing of its end; a person's alias says what the person knew.
WITH used AS (
    SELECT k.name_key, min(k.name) AS name
    FROM name_keys AS k
    JOIN security_facts AS s ON s.issuer_name = k.name OR s.security_name = k.name
    GROUP BY k.name_key
    UNION ALL
    SELECT parent_key, min(parent_name) FROM ref_ghgrp_facilities WHERE parent_key <> '' GROUP BY parent_key
)
SELECT
    'name:' || u.name_key AS child_id,
    min(u.name) AS child_name,
    i.issuer_id AS parent_id,
    min(i.issuer_name) AS parent_name,
    min(c.relation) AS relation,
    min(c.effective_from) AS effective_from,
    min(c.effective_to) AS effective_to,
    min(c.evidence) AS evidence,
    min(c.datasets) AS datasets
FROM used AS u
JOIN company_names AS c ON c.name_key = u.name_key AND c.match_tier <> 'name'
JOIN identified_issuers AS i ON i.cik = c.cik
GROUP BY u.name_key, i.issuer_id
