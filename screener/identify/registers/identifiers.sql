-- identifiers: what a CUSIP or ticker of a held security has meant, and when.
-- Grain:  one row per identifier × name × dataset.
-- Reads:  security_facts, ref_sec_13f_list_history, ref_sec_company_tickers_history, ref_listed_headquarters_history,
--         register_names, company_names.
-- Why:    identifiers are given to other companies in time, and companies change names and identifiers. An identifier
--         is seen only on the days its dataset was published: effective_from is the first such day that shows it under
--         the name, effective_to the first later one that does not; null while the newest still does.
WITH seen AS (
    SELECT DISTINCT 'cusip' AS scheme, l.cusip AS code, l.issuer_name AS name, l.name_key, n.cik, l.published, 'sec_13f_list' AS dataset
    FROM ref_sec_13f_list_history AS l
    JOIN security_facts AS s ON s.cusip = l.cusip
    LEFT JOIN register_names AS n ON n.name = l.issuer_name
    WHERE coalesce(l.status, '') <> 'DELETED'
    UNION ALL
    SELECT DISTINCT 'ticker', t.ticker, t.name, t.name_key, t.cik, t.published, 'sec_company_tickers'
    FROM ref_sec_company_tickers_history AS t
    JOIN security_facts AS s ON s.us_ticker = t.ticker
    UNION ALL
    SELECT DISTINCT 'ticker', h.ticker, h.name_key, h.name_key, coalesce(n.cik, c.cik), h.published, 'listed_headquarters'
    FROM ref_listed_headquarters_history AS h
    JOIN security_facts AS s ON s.us_ticker = h.ticker
    LEFT JOIN register_names AS n ON n.name = h.name_key
    LEFT JOIN company_names AS c ON c.name_key = h.name_key AND c.match_tier = 'alias'
),
published AS (
    SELECT DISTINCT 'sec_13f_list' AS dataset, published FROM ref_sec_13f_list_history
    UNION ALL
    SELECT DISTINCT 'sec_company_tickers', published FROM ref_sec_company_tickers_history
    UNION ALL
    SELECT DISTINCT 'listed_headquarters', published FROM ref_listed_headquarters_history
    UNION ALL
    -- The register of tickers goes on where the older list of them ends.
    SELECT DISTINCT 'listed_headquarters', published FROM ref_sec_company_tickers_history
),
sightings AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY scheme, code, name_key, dataset ORDER BY published, name, cik) AS place,
        max(published) OVER (PARTITION BY scheme, code, name_key, dataset) AS last_seen
    FROM seen
)
SELECT
    s.scheme,
    s.code,
    s.name,
    s.name_key,
    s.cik,
    s.published AS effective_from,
    min(p.published) AS effective_to,
    s.dataset
FROM sightings AS s
LEFT JOIN published AS p ON p.dataset = s.dataset AND p.published > s.last_seen
WHERE s.place = 1
GROUP BY s.scheme, s.code, s.name, s.name_key, s.cik, s.published, s.dataset
