-- identified_issuers: who issued what is held.
-- Grain:  one row per legal entity or government.
-- Reads:  matches, security_facts, ref_sec_company_tickers, countries.
-- Why:    the register that identified an issuer names it. An LEI is kept where all its lines agree.
WITH registrants AS (
    SELECT 'cik:' || cik AS issuer_id, min(name) AS name, min(cik) AS cik
    FROM ref_sec_company_tickers
    GROUP BY cik
),
held AS (
    SELECT
        m.issuer_id,
        min_by(coalesce(s.issuer_name, s.security_name), s.line_number) AS delivered_name,
        CASE WHEN count(DISTINCT s.lei) = 1 THEN min(s.lei) END AS lei
    FROM matches AS m
    JOIN security_facts AS s ON s.security_id = m.security_id
    WHERE m.issuer_id IS NOT NULL
    GROUP BY m.issuer_id
)
SELECT
    h.issuer_id,
    coalesce(r.name, c.country_name, h.delivered_name, h.issuer_id) AS issuer_name,
    CASE WHEN substr(h.issuer_id, 1, 11) = 'government:' THEN 'government' ELSE 'company' END AS kind,
    CASE WHEN substr(h.issuer_id, 1, 4) = 'cik:' THEN substr(h.issuer_id, 5) END AS cik,
    h.lei
FROM held AS h
LEFT JOIN registrants AS r ON r.issuer_id = h.issuer_id
LEFT JOIN countries AS c ON 'government:' || c.country = h.issuer_id
