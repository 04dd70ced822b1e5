-- decision_findings: decisions that were not applied because a fact has changed, or that an identifier contradicts.
-- Grain:  one row per code × subject × what changed or contradicts.
-- Reads:  decided, _decision_issuers, issuer_candidates, held_lines.
-- Why:    a name is what a person is asked about, so only a number on the line can contradict the answer.
WITH lines AS (
    SELECT
        security_id,
        min_by(line, line_number) AS first_line,
        count(*) AS rows,
        sum(gross) AS market_value
    FROM held_lines
    GROUP BY security_id
),
identified AS (
    SELECT
        security_id,
        min_by(cik, rank) AS cik,
        min_by(evidence, rank) AS evidence
    FROM issuer_candidates
    WHERE cik IS NOT NULL AND match_tier IN ('cik', 'ticker', 'cusip', 'isin', 'cusip6', 'lei')
    GROUP BY security_id
),
questioned AS (
    SELECT 'decision-reopened' AS code, security_id, changed AS detail FROM decided WHERE changed IS NOT NULL
    UNION ALL
    SELECT 'decision-against-identifier', d.security_id, i.evidence
    FROM decided AS d
    JOIN identified AS i ON i.security_id = d.security_id
    WHERE d.changed IS NULL AND (d.issuer_id IS NULL OR d.issuer_id <> 'cik:' || i.cik)
)
SELECT
    q.code,
    d.subject,
    min(d.name) AS name,
    min(d.issuer_name) AS issuer_name,
    min(d.decided_by) AS decided_by,
    min(d.decided_on) AS decided_on,
    q.detail,
    min(l.first_line) AS first_line,
    sum(l.rows) AS rows,
    sum(l.market_value) AS market_value
FROM questioned AS q
JOIN decided AS d ON d.security_id = q.security_id
JOIN lines AS l ON l.security_id = q.security_id
GROUP BY q.code, d.subject, q.detail
UNION ALL
SELECT
    'decision-reopened',
    subject,
    name,
    issuer_name,
    recorded_by,
    recorded_on,
    issuer_change,
    '',
    0,
    NULL
FROM _decision_issuers
WHERE substr(subject, 1, 7) = 'parent:' AND issuer_change IS NOT NULL
