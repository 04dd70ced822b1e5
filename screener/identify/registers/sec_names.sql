-- sec_names: the SEC registrant that a name key leads to.
-- Grain:  one row per name key (form ''), and one per legal form by which exactly one of those that share a key is told.
-- Reads:  ref_sec_company_tickers, agency_names.
-- Why:    a key drops the legal form. Where several registrants share one, cik is null, but 'Toro Co' and 'Toro Corp' are
--         still told apart by their forms. The register knows the housing agencies by their legal names, holdings by
--         their other ones.
WITH names AS (
    SELECT name_key, name, legal_form, cik FROM ref_sec_company_tickers
    UNION ALL
    SELECT a.name_key, t.name, 'none' AS legal_form, t.cik
    FROM agency_names AS a
    JOIN ref_sec_company_tickers AS t ON 'cik:' || t.cik = a.issuer_id
),
shared AS (
    SELECT name_key FROM names GROUP BY name_key HAVING count(DISTINCT cik) > 1
)
SELECT
    name_key,
    '' AS form,
    min(name) AS name,
    min_by(legal_form, name) AS legal_form,
    CASE WHEN count(DISTINCT cik) = 1 THEN min(cik) END AS cik,
    min(cik) || ' and ' || max(cik) AS examples
FROM names
WHERE name_key <> ''
GROUP BY name_key
UNION ALL
SELECT n.name_key, n.legal_form, min(n.name), n.legal_form, min(n.cik), min(n.cik)
FROM names AS n
JOIN shared AS s ON s.name_key = n.name_key
WHERE n.name_key <> '' AND n.legal_form <> 'none'
GROUP BY n.name_key, n.legal_form
HAVING count(DISTINCT n.cik) = 1
