-- change_speakers: whose footprint speaks for each security in either run, and at which step it becomes the later one.
-- Grain:  one row per security; what a fund does not disclose apart.
-- Reads:  before_line_positions, after_line_positions, change_steps.
-- Why:    where a person decided, in either run, the change is people's; else it is that of the rules of matching.
WITH runs AS (
    SELECT 'before' AS run, security_id, is_undisclosed, footprint_id, decided_by FROM before_line_positions
    UNION ALL
    SELECT 'after' AS run, security_id, is_undisclosed, footprint_id, decided_by FROM after_line_positions
),
pairs AS (
    SELECT
        security_id,
        is_undisclosed,
        min(CASE WHEN run = 'before' THEN footprint_id END) AS footprint_before,
        min(CASE WHEN run = 'after' THEN footprint_id END) AS footprint_after,
        CASE WHEN max(CASE WHEN decided_by <> 'rule' THEN 1 ELSE 0 END) = 1 THEN 'people' ELSE 'matching' END AS cause
    FROM runs
    GROUP BY security_id, is_undisclosed
)
SELECT p.security_id, p.is_undisclosed, p.footprint_before, p.footprint_after, s.step
FROM pairs AS p
JOIN change_steps AS s ON s.cause = p.cause
