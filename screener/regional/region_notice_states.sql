-- region_notice_states: whether the region's states have notices of layoffs on file, and up to when.
-- Grain:  one row per state that the region reaches into.
-- Reads:  _labor_markets (the region), places, ref_warn_notices, vintages (the run's dates).
-- Why:    a state without any notice publishes none, or none was collected: its layoffs are unknown, not zero. A notice
--         without a date is on file and belongs to no day: it is counted apart.
WITH known AS (
    SELECT
        w.state,
        CASE WHEN w.notice_date <= v.run_as_of AND w.notice_date <= v.known_at THEN w.notice_date END AS notice_date,
        CASE WHEN w.notice_date IS NULL THEN 1 END AS undated
    FROM ref_warn_notices AS w
    JOIN vintages AS v ON v.dataset = 'warn_notices'
)
SELECT
    p.state,
    min(k.notice_date) AS first_notice,
    max(k.notice_date) AS newest_notice,
    count(k.undated) AS undated_notices
FROM (SELECT DISTINCT q.state FROM _labor_markets AS m JOIN places AS q ON q.place = m.place) AS p
LEFT JOIN known AS k ON k.state = p.state
GROUP BY p.state
