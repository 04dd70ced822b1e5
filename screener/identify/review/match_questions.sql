-- match_questions: the securities whose issuer a person should settle, and why.
-- Grain:  one row per subject of a decision.
-- Reads:  match_subjects, securities, matches, positions, issuer_candidates, decided, asset_class_conventions.
-- Why:    asked where the issuer's footprint is the line's (a fund is known by what it holds, not by who runs it): no
--         issuer was found, or one known by its LEI alone, which may borrow for a listed company; two look-ups disagree;
--         the issuer is an affiliate by name only; or a decision is open again.
WITH strongest AS (
    SELECT security_id, min_by(cik, rank) AS cik, min_by(evidence, rank) AS evidence
    FROM issuer_candidates
    WHERE cik IS NOT NULL
    GROUP BY security_id
    HAVING count(DISTINCT cik) > 1
),
conflicts AS (
    SELECT s.security_id, min(s.evidence) || '; but ' || min_by(c.evidence, c.rank) AS evidence
    FROM strongest AS s
    JOIN issuer_candidates AS c ON c.security_id = s.security_id AND c.cik <> s.cik
    -- The parent that a weaker chain names is no contradiction; identity_findings says the same.
    WHERE c.match_tier NOT IN ('subsidiary', 'alias', 'person')
    GROUP BY s.security_id
),
doubts AS (
    SELECT
        q.subject,
        q.security_id,
        q.name_key,
        m.issuer_id,
        CASE
            WHEN d.changed IS NOT NULL THEN 'reopened'
            WHEN a.footprint <> 'issuer' OR a.identity <> 'company' OR d.security_id IS NOT NULL THEN NULL
            WHEN m.issuer_id IS NULL THEN 'unmatched'
            WHEN c.security_id IS NOT NULL THEN 'conflict'
            WHEN substr(m.issuer_id, 1, 4) = 'lei:' AND a.may_be_subsidiary THEN 'unregistered'
            WHEN m.score <= 0.9 AND m.match_tier IN ('lei', 'name') THEN 'affiliate'
        END AS doubt,
        CASE
            WHEN d.changed IS NOT NULL
            THEN 'open again, because ' || d.changed || '; it was ' || d.choice || ', ' || d.evidence
            WHEN m.issuer_id IS NOT NULL AND c.security_id IS NOT NULL
            THEN 'two look-ups disagree, and the first is used: ' || c.evidence
            WHEN substr(m.issuer_id, 1, 4) = 'lei:' THEN 'does it borrow for a company that reports to the SEC? ' || m.evidence
            ELSE m.evidence
        END AS why
    FROM match_subjects AS q
    JOIN securities AS s ON s.security_id = q.security_id
    JOIN matches AS m ON m.security_id = q.security_id
    JOIN asset_class_conventions AS a ON a.asset_class = s.asset_class
    LEFT JOIN decided AS d ON d.security_id = q.security_id
    LEFT JOIN conflicts AS c ON c.security_id = q.security_id
)
SELECT
    q.subject,
    min(q.security_id) AS security_id,
    min(q.name_key) AS name_key,
    min_by(q.issuer_id, q.security_id) AS issuer_id,
    min_by(q.doubt, q.security_id) AS doubt,
    min_by(q.why, q.security_id) AS why,
    min_by(s.security_name, q.security_id) AS security_name,
    min_by(s.asset_class, q.security_id) AS asset_class,
    min_by(s.country, q.security_id) AS country,
    CASE
        WHEN sum(p.unpriced_lines) < sum(p.lines) THEN CAST(sum(abs(p.market_value)) AS DECIMAL(20, 2))
    END AS market_value,
    CAST(sum(p.lines) AS BIGINT) AS lines
FROM doubts AS q
JOIN securities AS s ON s.security_id = q.security_id
JOIN positions AS p ON p.security_id = q.security_id
WHERE q.doubt IS NOT NULL
GROUP BY q.subject
