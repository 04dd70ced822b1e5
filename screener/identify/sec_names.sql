-- sec_names: the SEC registrant that a name key leads to.
-- Grain:  one row per name key; cik is null where the key is shared.
-- Reads:  ref_sec_company_tickers, agency_names.
-- Why:    the register knows the housing agencies by their legal names, holdings by their other ones.
WITH names AS (
    SELECT name_key, name, legal_form, cik FROM ref_sec_company_tickers
    UNION ALL
    SELECT a.name_key, t.name, 'none' AS legal_form, t.cik
    FROM agency_names AS a
    JOIN ref_sec_company_tickers AS t ON 'cik:' || t.cik = a.issuer_id
)
SELECT
    name_key,
    min(name) AS name,
    min_by(legal_form, name) AS legal_form,
    CASE WHEN count(DISTINCT cik) = 1 THEN min(cik) END AS cik,
    min(cik) || ' and ' || max(cik) AS examples
FROM names
WHERE name_key <> ''
GROUP BY name_key
