-- cusip_issuers: the SEC registrant that a CUSIP of the SEC's 13(f) list, or its first six characters, leads to.
-- Grain:  one row per CUSIP (nine characters) and one per issuer number (the first six).
-- Reads:  ref_sec_13f_list, ref_sec_company_tickers.
-- Why:    the first six characters of a CUSIP are the issuer's. Where they carry several registrants' names the
--         number proves nothing: cik is null.
WITH listed AS (
    SELECT DISTINCT l.cusip, l.issuer_name, t.cik
    FROM ref_sec_13f_list AS l
    JOIN ref_sec_company_tickers AS t ON t.name_key = l.name_key
    WHERE l.name_key <> ''
),
prefixes AS (
    SELECT cusip, issuer_name, cik FROM listed
    UNION ALL
    SELECT substr(cusip, 1, 6) AS cusip, issuer_name, cik FROM listed
)
SELECT
    cusip,
    min(issuer_name) AS issuer_name,
    CASE WHEN count(DISTINCT cik) = 1 THEN min(cik) END AS cik,
    min(cik) || ' and ' || max(cik) AS examples
FROM prefixes
GROUP BY cusip
