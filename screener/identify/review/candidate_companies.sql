-- candidate_companies: the names under which a person may find a registrant, and where its headquarters are.
-- Grain:  one row per name key × registrant.
-- Reads:  ref_sec_company_tickers, company_names, ref_large_company_headquarters.
-- Why:    registered names, shared ones included, and other names on file; the many of Exhibit 21 are left out, as a name
--         that is only like a subsidiary's says little.
WITH companies AS (
    SELECT name_key, cik, name AS company_name FROM ref_sec_company_tickers WHERE name_key <> ''
    UNION
    SELECT name_key, cik, company_name FROM company_names WHERE match_tier = 'alias'
)
SELECT c.name_key, c.cik, min(c.company_name) AS company_name, min(h.headquarters) AS headquarters
FROM companies AS c
LEFT JOIN ref_large_company_headquarters AS h ON h.cik = c.cik
GROUP BY c.name_key, c.cik
