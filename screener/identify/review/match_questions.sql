-- match_questions: the securities whose issuer a person should settle, and why.
-- Grain:  one row per subject of a decision.
-- Reads:  match_subjects, securities, matches, positions, identifier_conflicts, decided, asset_class_conventions.
-- Why:    asked where the issuer's footprint is the line's (a fund is known by what it holds, not by who runs it): no
--         issuer was found, or one known by its LEI alone, which may borrow for a listed company; two look-ups disagree;
--         the issuer is an affiliate by name only; or a decision is open again.
WITH doubts AS (
    SELECT
        q.subject,
        q.security_id,
        q.name_key,
        m.issuer_id,
        CASE WHEN d.changed IS NOT NULL THEN d.issuer_id END AS earlier_issuer_id,
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
            THEN 'two look-ups disagree, and the first is used: ' || c.used || '; but ' || c.refused
            WHEN substr(m.issuer_id, 1, 4) = 'lei:'
            THEN 'does a company that reports to the SEC stand behind it, such as a parent that it borrows for? '
                || 'If so, choose that company; if not, choose this company itself. ' || m.evidence
            ELSE m.evidence
        END AS why
    FROM match_subjects AS q
    JOIN securities AS s ON s.security_id = q.security_id
    JOIN matches AS m ON m.security_id = q.security_id
    JOIN asset_class_conventions AS a ON a.asset_class = s.asset_class
    LEFT JOIN decided AS d ON d.security_id = q.security_id
    LEFT JOIN identifier_conflicts AS c ON c.security_id = q.security_id
),
asked AS (
    -- Whole rows: what is shown of a subject is said of one security.
    SELECT
        q.*,
        s.security_name,
        s.asset_class,
        s.country,
        row_number() OVER (PARTITION BY q.subject ORDER BY q.security_id) AS place
    FROM doubts AS q
    JOIN securities AS s ON s.security_id = q.security_id
    WHERE q.doubt IS NOT NULL
),
held AS (
    SELECT
        q.subject,
        CASE
            WHEN sum(p.unpriced_lines) < sum(p.lines) THEN CAST(sum(abs(p.market_value)) AS DECIMAL(20, 2))
        END AS market_value,
        CAST(sum(p.lines) AS BIGINT) AS lines
    FROM asked AS q
    JOIN positions AS p ON p.security_id = q.security_id
    GROUP BY q.subject
)
SELECT
    q.subject,
    q.security_id,
    q.name_key,
    q.issuer_id,
    q.earlier_issuer_id,
    q.doubt,
    q.why,
    q.security_name,
    q.asset_class,
    q.country,
    h.market_value,
    h.lines
FROM asked AS q
JOIN held AS h ON h.subject = q.subject
WHERE q.place = 1
