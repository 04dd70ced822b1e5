-- _memberships: what of each footprint is certainly in a group, and what more may be.
-- Grain:  one row per measure × basis × grouping × group × footprint. Where is_pattern, the group is a pattern of groups that
--         the cell may be in (% is every one), and the grouping * every kind of region.
-- Reads:  _cells, _region_cells, decisions_place, definitions.
-- Why:    a group's low end is what is certainly there and its best estimate adds the estimate of the same cells; to its
--         high end belongs what may be there. The parts of the home region (industries, sectors, clusters) are asked of
--         cells that are in it, or may be.
WITH measured AS (
    -- The home region, all of it and its manufacturing: 2 certainly, 1 maybe.
    SELECT 'in_state' AS measure, at_home AS standing, * FROM _cells WHERE at_home > 0
    UNION ALL
    SELECT 'in_state_manufacturing' AS measure, least(at_home, is_made) AS standing, * FROM _cells WHERE at_home > 0 AND is_made > 0
),
parts AS (
    -- A code that is not fine enough may be any finer one.
    SELECT
        measure, standing, basis, footprint_id, low, best,
        'naics3' AS grouping, industry AS grp,
        CASE industry WHEN 'unknown' THEN '%' WHEN '31-33' THEN '3%' END AS finer
    FROM measured
    UNION ALL
    SELECT
        measure, standing, basis, footprint_id, low, best, 'naics4', naics4,
        CASE WHEN naics4 = 'unknown' THEN '%' WHEN naics4 = '31-33' THEN '3%' WHEN length(naics4) = 3 THEN concat(naics4, '%') END
    FROM measured
    UNION ALL
    SELECT
        measure, standing, basis, footprint_id, low, best, 'advanced', advanced,
        CASE WHEN advanced = 'unknown' THEN '%' END
    FROM measured
    UNION ALL
    SELECT
        measure, standing, basis, footprint_id, low, best, 'sprint_sector', sprint_sector,
        CASE WHEN sprint_sector = 'unknown' THEN '%' END
    FROM measured
    UNION ALL
    SELECT
        measure, standing, basis, footprint_id, low, best, 'cluster', cluster, CASE WHEN cluster = 'unknown' THEN '%' END
    FROM measured
    WHERE measure = 'in_state_manufacturing'
),
placed AS (
    SELECT
        c.basis, c.footprint_id, c.low, c.best, c.place, c.is_made, c.in_need, c.at_home,
        r.grouping, r."group" AS grp, r.is_certain
    FROM _cells AS c
    JOIN _region_cells AS r ON r.place = c.place
),
definition AS (
    SELECT
        d.criterion_id AS grp,
        d.subject_id AS place,
        CASE d.outcome WHEN 'pass' THEN 2 WHEN 'insufficient_data' THEN 1 ELSE 0 END AS standing
    FROM decisions_place AS d
    JOIN definitions AS f ON f.rulebook_id = d.rulebook_id AND f.criterion_id = d.criterion_id
),
definitions_judged AS (
    SELECT DISTINCT grp FROM definition
),
in_need AS (
    SELECT c.basis, c.footprint_id, c.low, c.best, c.at_home, j.grp, coalesce(d.standing, 1) AS standing
    FROM _cells AS c
    CROSS JOIN definitions_judged AS j
    LEFT JOIN definition AS d ON d.place = c.place AND d.grp = j.grp
    WHERE c.place NOT IN ('no_place', 'foreign')
    UNION ALL
    SELECT c.basis, c.footprint_id, c.low, c.best, c.at_home, 'any definition' AS grp, c.in_need
    FROM _cells AS c
    CROSS JOIN (SELECT count(*) AS number FROM definitions_judged) AS n
    WHERE n.number > 0
),
members AS (
    -- Regions, and what is in none.
    SELECT 'in_state' AS measure, basis, grouping, grp, footprint_id, low, best, is_certain, FALSE AS is_pattern FROM placed
    UNION ALL
    SELECT 'in_state', basis, 'state', place, footprint_id, low, best, TRUE, FALSE
    FROM _cells
    WHERE place IN ('foreign', 'no_place', 'unknown')
    UNION ALL
    SELECT 'in_state', basis, '*', '%', footprint_id, low, best, FALSE, TRUE FROM _cells WHERE place = 'unknown'
    UNION ALL
    SELECT 'in_state_manufacturing', basis, grouping, grp, footprint_id, low, best, is_certain AND is_made = 2, FALSE
    FROM placed
    WHERE is_made > 0
    UNION ALL
    SELECT
        'in_state_manufacturing', basis, 'state',
        CASE
            WHEN place = 'no_place' THEN 'no_place'
            WHEN is_made = 0 THEN 'not_manufacturing'
            WHEN is_made = 2 AND place = 'foreign' THEN 'foreign'
            ELSE 'unknown'
        END,
        footprint_id, low, best, TRUE, FALSE
    FROM _cells
    WHERE is_made < 2 OR place IN ('foreign', 'no_place', 'unknown')
    UNION ALL
    SELECT 'in_state_manufacturing', basis, 'state', 'not_manufacturing', footprint_id, low, best, FALSE, FALSE
    FROM _cells
    WHERE is_made = 1
    UNION ALL
    SELECT 'in_state_manufacturing', basis, 'state', 'foreign', footprint_id, low, best, FALSE, FALSE
    FROM _cells
    WHERE place = 'foreign' AND is_made = 1
    UNION ALL
    SELECT 'in_state_manufacturing', basis, '*', '%', footprint_id, low, best, FALSE, TRUE
    FROM _cells
    WHERE place = 'unknown' AND is_made > 0
    UNION ALL
    -- Parts of the home region.
    SELECT measure, basis, grouping, grp, footprint_id, low, best, standing = 2, FALSE
    FROM parts
    WHERE standing = 2 OR finer IS NULL
    UNION ALL
    SELECT measure, basis, grouping, finer, footprint_id, low, best, FALSE, TRUE FROM parts WHERE finer IS NOT NULL
    UNION ALL
    -- Definitions of community development.
    SELECT 'community_development', basis, 'definition', grp, footprint_id, low, best, standing = 2, FALSE
    FROM in_need
    WHERE standing > 0
    UNION ALL
    SELECT
        'in_state_community_development', basis, 'definition', grp, footprint_id, low, best,
        standing = 2 AND at_home = 2, FALSE
    FROM in_need
    WHERE standing > 0 AND at_home > 0
)
SELECT
    measure,
    basis,
    grouping,
    grp AS "group",
    is_pattern,
    footprint_id,
    sum(CASE WHEN is_certain THEN low ELSE 0 END) AS low,
    sum(CASE WHEN is_certain THEN best ELSE 0 END) AS best,
    sum(CASE WHEN is_certain THEN 0 ELSE low END) AS possible
FROM members
GROUP BY measure, basis, grouping, grp, is_pattern, footprint_id
