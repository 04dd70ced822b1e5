-- _home_shares: how much of each footprint is in the home region, and in need there or anywhere, with both ends.
-- Grain:  one row per footprint × basis × measure.
-- Reads:  _cells.
-- Why:    what is asked of a line (its account, its asset class, a criterion's outcome) is asked of all of its footprint
--         at once. The high end adds what may be in the group, and what no row locates, once.
WITH answers AS (
    SELECT 'in_state' AS measure, at_home AS standing, * FROM _cells
    UNION ALL
    SELECT 'in_state_manufacturing' AS measure, least(at_home, is_made) AS standing, * FROM _cells
    UNION ALL
    SELECT 'community_development' AS measure, in_need AS standing, * FROM _cells
    UNION ALL
    SELECT 'in_state_community_development' AS measure, least(at_home, in_need) AS standing, * FROM _cells
)
SELECT
    footprint_id,
    basis,
    measure,
    location_tier,
    CAST(sum(CASE WHEN standing = 2 THEN low ELSE 0 END) AS DECIMAL(13, 12)) AS low,
    CAST(sum(CASE WHEN standing = 2 THEN best ELSE 0 END) AS DECIMAL(13, 12)) AS best,
    CAST(sum(CASE WHEN standing > 0 THEN low ELSE 0 END) + max(unlocated) AS DECIMAL(13, 12)) AS high
FROM answers
GROUP BY footprint_id, basis, measure, location_tier
