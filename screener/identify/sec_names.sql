-- sec_names: the SEC registrant that a name key leads to.
-- Grain:  one row per name key; cik is null where the key is shared.
-- Reads:  ref_sec_company_tickers.
SELECT
    name_key,
    min(name) AS name,
    CASE WHEN count(DISTINCT cik) = 1 THEN min(cik) END AS cik,
    count(DISTINCT cik) AS ciks,
    min(cik) || ' and ' || max(cik) AS examples
FROM ref_sec_company_tickers
WHERE name_key <> ''
GROUP BY name_key
