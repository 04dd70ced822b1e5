-- identity_findings: what a person should know about the identity of what is held; sentences are made elsewhere.
-- Grain:  one row per finding.
-- Reads:  held_lines, checked_codes, securities, matches, issuer_candidates, identifier_conflicts, identifier_changes,
--         decided, fund_securities, asset_class_conventions, register_names, company_names, facility_owners, run_date,
--         ref_sec_company_tickers.
-- Why:    every finding carries the lines and the gross value it is about, so that it can be weighed. Whether a name
--         and its ticker's company have a word in common is seen where sentences are made.
WITH numbered AS (
    SELECT * FROM held_lines
),
delivered AS (
    SELECT line, line_number, gross, 'cusip' AS scheme, delivered_cusip AS delivered FROM numbered
    UNION ALL SELECT line, line_number, gross, 'isin', delivered_isin FROM numbered
    UNION ALL SELECT line, line_number, gross, 'sedol', delivered_sedol FROM numbered
    UNION ALL SELECT line, line_number, gross, 'figi', delivered_figi FROM numbered
    UNION ALL SELECT line, line_number, gross, 'lei', delivered_lei FROM numbered
),
contradicted AS (
    -- What a person settled is no conflict any more.
    SELECT c.security_id, c.used || '; but ' || c.refused AS detail
    FROM identifier_conflicts AS c
    LEFT JOIN decided AS d ON d.security_id = c.security_id AND d.changed IS NULL
    WHERE d.security_id IS NULL
),
by_ticker_alone AS (
    -- Companies that a ticker tells and no other identifier, nor a name on any of the lines.
    SELECT m.security_id, substr(m.issuer_id, 5) AS cik
    FROM matches AS m
    LEFT JOIN issuer_candidates AS c ON c.security_id = m.security_id AND 'cik:' || c.cik = m.issuer_id
        AND c.match_tier IN ('cik', 'cusip', 'isin', 'cusip6', 'lei')
    WHERE m.match_tier = 'ticker' AND c.security_id IS NULL
),
late_owners AS (
    SELECT o.issuer_id, sum(o.facilities) AS facilities
    FROM facility_owners AS o
    JOIN company_names AS c ON c.name_key = o.name_key
    CROSS JOIN run_date AS r
    WHERE o.match_tier = 'subsidiary' AND c.seen_in_year > EXTRACT(YEAR FROM r.as_of)
    GROUP BY o.issuer_id
),
owned_late AS (
    -- Issuers held whose facilities are theirs by a later filing.
    SELECT m.issuer_id, min(o.facilities) AS facilities, count(*) AS rows, sum(n.gross) AS market_value
    FROM numbered AS n
    JOIN matches AS m ON m.security_id = n.security_id
    JOIN late_owners AS o ON o.issuer_id = m.issuer_id
    WHERE NOT n.is_replaced
    GROUP BY m.issuer_id
)
SELECT
    'identifier-check-digit' AS code,
    min_by(d.line, d.line_number) AS first_line,
    d.scheme AS subject,
    d.delivered AS value,
    '' AS detail,
    count(*) AS rows,
    sum(d.gross) AS market_value
FROM delivered AS d
JOIN checked_codes AS c ON c.scheme = d.scheme AND c.delivered = d.delivered AND c.fails
GROUP BY d.scheme, d.delivered
UNION ALL
SELECT
    'identifier-conflict',
    min_by(line, line_number),
    'isin',
    isin,
    own_cusip,
    count(*),
    sum(gross)
FROM numbered
WHERE own_cusip <> isin_cusip
GROUP BY isin, own_cusip
UNION ALL
SELECT
    'identifier-conflict',
    min_by(n.line, n.line_number),
    'issuer',
    n.security_id,
    min(c.detail),
    count(*),
    sum(n.gross)
FROM numbered AS n
JOIN contradicted AS c ON c.security_id = n.security_id
GROUP BY n.security_id
UNION ALL
SELECT
    c.code,
    min_by(n.line, n.line_number),
    c.scheme,
    c.value,
    c.detail,
    count(*),
    sum(n.gross)
FROM numbered AS n
JOIN identifier_changes AS c ON c.security_id = n.security_id
LEFT JOIN decided AS d ON d.security_id = n.security_id AND d.changed IS NULL
-- A person who settled whose the line is knew which company the ticker or CUSIP means.
WHERE d.security_id IS NULL OR c.code <> 'identifier-recycled'
GROUP BY c.code, c.scheme, c.value, c.detail
UNION ALL
SELECT
    'asset-class-conflict',
    min_by(n.line, n.line_number),
    n.security_id,
    min(s.asset_class),
    min(n.asset_class) || ' and ' || max(n.asset_class),
    count(*),
    sum(n.gross)
FROM numbered AS n
JOIN securities AS s ON s.security_id = n.security_id
WHERE n.asset_class <> 'unknown'
GROUP BY n.security_id
HAVING count(DISTINCT n.asset_class) > 1
UNION ALL
SELECT
    'issuer-unknown',
    '',
    s.asset_class,
    '',
    a.footprint,
    count(*),
    sum(n.gross)
FROM numbered AS n
JOIN securities AS s ON s.security_id = n.security_id
JOIN matches AS m ON m.security_id = n.security_id
JOIN asset_class_conventions AS a ON a.asset_class = s.asset_class
-- Of a fund it matters what it holds, not who issued it: fund-not-looked-through says so.
WHERE NOT n.is_replaced AND m.issuer_id IS NULL AND a.identity <> 'counterparty' AND a.footprint <> 'no_place' AND s.asset_class <> 'fund'
GROUP BY s.asset_class, a.footprint
UNION ALL
SELECT
    'municipal-state-unknown',
    min_by(n.line, n.line_number),
    coalesce(s.issuer_name, s.security_name, ''),
    '',
    '',
    count(*),
    sum(n.gross)
FROM numbered AS n
JOIN securities AS s ON s.security_id = n.security_id
JOIN asset_class_conventions AS a ON a.asset_class = s.asset_class
WHERE a.footprint = 'state' AND s.state IS NULL
GROUP BY coalesce(s.issuer_name, s.security_name, '')
UNION ALL
SELECT
    'ticker-name-differs',
    min_by(n.line, n.line_number),
    r.name,
    n.us_ticker,
    coalesce(n.issuer_name || ' ' || nullif(n.security_name, n.issuer_name), n.issuer_name, n.security_name),
    count(*),
    sum(n.gross)
FROM numbered AS n
JOIN by_ticker_alone AS m ON m.security_id = n.security_id
JOIN ref_sec_company_tickers AS r ON r.ticker = n.us_ticker AND r.cik = m.cik
LEFT JOIN register_names AS i ON i.name = n.issuer_name
LEFT JOIN register_names AS s ON s.name = n.security_name
WHERE coalesce(n.issuer_name, n.security_name) IS NOT NULL
    AND coalesce(i.cik, '') <> m.cik AND coalesce(s.cik, '') <> m.cik
GROUP BY r.name, n.us_ticker, coalesce(n.issuer_name || ' ' || nullif(n.security_name, n.issuer_name), n.issuer_name, n.security_name)
UNION ALL
SELECT
    'subsidiary-link-later',
    min_by(n.line, n.line_number),
    'debt',
    '',
    '',
    count(*),
    sum(n.gross)
FROM numbered AS n
JOIN matches AS m ON m.security_id = n.security_id
-- An Exhibit 21 of the run's year or before scores 0.95.
WHERE m.match_tier = 'subsidiary' AND m.score < 0.95 AND NOT n.is_replaced
HAVING count(*) > 0
UNION ALL
SELECT
    'subsidiary-link-later',
    '',
    'facilities',
    CAST(count(*) AS VARCHAR),
    CAST(sum(facilities) AS VARCHAR),
    CAST(sum(rows) AS BIGINT),
    sum(market_value)
FROM owned_late
HAVING count(*) > 0
UNION ALL
SELECT
    'fund-not-looked-through',
    '',
    coalesce(s.issuer_name || ' ' || nullif(s.security_name, s.issuer_name), s.security_name, s.issuer_name, s.security_id),
    CASE
        WHEN substr(s.security_id, 1, 5) <> 'line:' THEN s.security_id
        ELSE coalesce('name:' || coalesce(s.security_name, s.issuer_name), '')
    END,
    '',
    count(*),
    sum(n.gross)
FROM numbered AS n
JOIN securities AS s ON s.security_id = n.security_id
-- An unpriced line of a fund whose list is on file has nothing to split.
LEFT JOIN (SELECT DISTINCT security_id FROM fund_securities) AS f ON f.security_id = n.security_id
WHERE s.asset_class = 'fund' AND NOT n.is_replaced AND f.security_id IS NULL
GROUP BY s.security_id, s.issuer_name, s.security_name
