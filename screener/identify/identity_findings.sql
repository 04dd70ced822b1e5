-- identity_findings: what a person should know about the identity of what is held; sentences are made elsewhere.
-- Grain:  one row per finding.
-- Reads:  held_lines, checked_codes, securities, matches, issuer_candidates, identifier_changes, positions,
--         asset_class_conventions.
-- Why:    every finding carries the lines and the gross value it is about, so that it can be weighed.
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
strongest AS (
    SELECT
        security_id,
        min_by(cik, rank) AS cik,
        min_by(evidence, rank) AS evidence
    FROM issuer_candidates
    -- A parent by Exhibit 21 or an alias is only asked where nothing stronger answers, and contradicts nothing.
    WHERE cik IS NOT NULL AND match_tier NOT IN ('subsidiary', 'alias')
    GROUP BY security_id
    HAVING count(DISTINCT cik) > 1
),
contradicted AS (
    SELECT s.security_id, min(s.evidence) AS used, min_by(c.evidence, c.rank) AS refused
    FROM strongest AS s
    JOIN issuer_candidates AS c ON c.security_id = s.security_id AND c.cik <> s.cik
    LEFT JOIN decided AS d ON d.security_id = s.security_id AND d.changed IS NULL
    -- What a person settled is no conflict any more.
    WHERE c.match_tier NOT IN ('subsidiary', 'alias', 'person') AND d.security_id IS NULL
    GROUP BY s.security_id
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
    min(c.used) || '; but ' || min(c.refused),
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
    'fund-not-looked-through',
    '',
    coalesce(s.issuer_name || ' ' || nullif(s.security_name, s.issuer_name), s.security_name, s.issuer_name, s.security_id),
    '',
    '',
    count(*),
    sum(n.gross)
FROM numbered AS n
JOIN securities AS s ON s.security_id = n.security_id
WHERE s.asset_class = 'fund' AND NOT n.is_replaced
GROUP BY s.security_id, s.issuer_name, s.security_name
