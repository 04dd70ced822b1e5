-- identified_issuers: who issued what is held.
-- Grain:  one row per legal entity or government.
-- Reads:  matches, security_facts, ref_sec_company_tickers, ref_gleif_names, countries.
-- Why:    the register that identified an issuer names it. An LEI is kept where all its lines agree; that of a
--         subsidiary is not its parent's. A company that no SEC registrant is known to be is of kind unregistered.
WITH registrants AS (
    SELECT 'cik:' || cik AS issuer_id, min(name) AS name, min(cik) AS cik
    FROM ref_sec_company_tickers
    GROUP BY cik
    UNION ALL
    SELECT 'lei:' || lei, legal_name, NULL FROM ref_gleif_names
),
held AS (
    SELECT
        m.issuer_id,
        min_by(coalesce(s.issuer_name, s.security_name), s.line_number)
            FILTER (WHERE coalesce(s.issuer_name, s.security_name) IS NOT NULL) AS delivered_name,
        CASE WHEN count(DISTINCT o.lei) = 1 THEN min(o.lei) END AS lei
    FROM matches AS m
    JOIN security_facts AS s ON s.security_id = m.security_id
    LEFT JOIN security_facts AS o ON o.security_id = m.security_id AND m.match_tier NOT IN ('subsidiary', 'person')
    WHERE m.issuer_id IS NOT NULL
    GROUP BY m.issuer_id
)
SELECT
    h.issuer_id,
    coalesce(r.name, c.country_name, h.delivered_name, h.issuer_id) AS issuer_name,
    CASE
        WHEN substr(h.issuer_id, 1, 11) = 'government:' THEN 'government'
        WHEN substr(h.issuer_id, 1, 4) = 'lei:' THEN 'unregistered'
        ELSE 'company'
    END AS kind,
    CASE WHEN substr(h.issuer_id, 1, 4) = 'cik:' THEN substr(h.issuer_id, 5) END AS cik,
    CASE WHEN substr(h.issuer_id, 1, 4) = 'lei:' THEN substr(h.issuer_id, 5) ELSE h.lei END AS lei
FROM held AS h
LEFT JOIN registrants AS r ON r.issuer_id = h.issuer_id
LEFT JOIN countries AS c ON 'government:' || c.country = h.issuer_id
