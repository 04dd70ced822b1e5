-- _asked_lines: the delivered lines that are asked for, each with the position that it is, or is a part of.
-- Grain:  one row per delivered line × position.
-- Reads:  asked, holding_positions, positions, securities, decisions.
-- Why:    a figure of an account, a kind of instrument, a manager, an issuer or an outcome is of some lines alone; every
--         other figure is of all.
WITH judged AS (
    SELECT d.subject, d.subject_id, d.outcome
    FROM decisions AS d
    JOIN asked AS q ON q.grouping = 'outcome' AND d.rulebook_id = q.rulebook_id AND d.criterion_id = q.criterion_id
    WHERE d.subject IN ('issuer', 'holding') AND d.subject_id <> '*'
),
subject AS (
    SELECT min(subject) AS subject FROM judged
)
SELECT
    l.source_file,
    l.source_row,
    l.position_id,
    p.account,
    p.path,
    p.security_id,
    p.issuer_id,
    p.footprint_id,
    p.side,
    l.market_value
FROM asked AS q
CROSS JOIN subject AS s
JOIN holding_positions AS l ON TRUE
JOIN positions AS p ON p.position_id = l.position_id
LEFT JOIN securities AS c ON c.security_id = p.security_id
LEFT JOIN judged AS j
    ON j.subject_id = CASE WHEN s.subject = 'issuer' THEN p.issuer_id ELSE concat(l.source_file, ':', l.source_row) END
WHERE CASE q.grouping
    WHEN 'account' THEN p.account = q."group"
    WHEN 'manager' THEN coalesce(p.manager, 'not stated') = q."group"
    WHEN 'asset_class' THEN coalesce(c.asset_class, 'unknown') = q."group"
    WHEN 'issuer' THEN coalesce(p.issuer_id, p.footprint_id) = q."group"
    WHEN 'outcome' THEN coalesce(j.outcome, 'not judged') = q.outcome
    ELSE TRUE
END
