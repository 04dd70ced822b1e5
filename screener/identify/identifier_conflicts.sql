-- identifier_conflicts: securities that two look-ups give to different SEC registrants, with the chain used and the refused.
-- Grain:  one row per security.
-- Reads:  issuer_candidates.
-- Why:    a parent by Exhibit 21, an alias or a person's word on a name is only asked where nothing stronger answers: it
--         contradicts nothing.
WITH ranked AS (
    SELECT
        security_id,
        cik,
        evidence,
        rank,
        row_number() OVER (PARTITION BY security_id ORDER BY rank, cik, evidence) AS place
    FROM issuer_candidates
    WHERE cik IS NOT NULL AND match_tier NOT IN ('subsidiary', 'alias', 'person')
),
refused AS (
    SELECT
        s.security_id,
        s.evidence AS used,
        c.evidence AS refused,
        row_number() OVER (PARTITION BY s.security_id ORDER BY c.place) AS place
    FROM ranked AS s
    JOIN ranked AS c ON c.security_id = s.security_id AND c.cik <> s.cik
    WHERE s.place = 1
)
SELECT security_id, used, refused
FROM refused
WHERE place = 1
