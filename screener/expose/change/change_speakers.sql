-- change_speakers: whose footprint speaks for each security in either run, and at which step it becomes the later one.
-- Grain:  one row per security; what a fund does not disclose apart.
-- Reads:  before_line_positions, after_line_positions, before_matches, after_matches, change_steps.
-- Why:    where a person decided, in either run, the change is people's; else it is that of the rules of matching.
WITH runs AS (
    SELECT 'before' AS run, security_id, is_undisclosed, footprint_id FROM before_line_positions
    UNION ALL
    SELECT 'after' AS run, security_id, is_undisclosed, footprint_id FROM after_line_positions
),
decided AS (
    SELECT security_id FROM before_matches WHERE decided_by <> 'rule'
    UNION
    SELECT security_id FROM after_matches WHERE decided_by <> 'rule'
),
pairs AS (
    SELECT
        security_id,
        is_undisclosed,
        min(CASE WHEN run = 'before' THEN footprint_id END) AS footprint_before,
        min(CASE WHEN run = 'after' THEN footprint_id END) AS footprint_after
    FROM runs
    GROUP BY security_id, is_undisclosed
)
SELECT p.security_id, p.is_undisclosed, p.footprint_before, p.footprint_after, s.step
FROM pairs AS p
LEFT JOIN decided AS d ON d.security_id = p.security_id
JOIN change_steps AS s ON s.cause = CASE WHEN d.security_id IS NULL THEN 'matching' ELSE 'people' END
