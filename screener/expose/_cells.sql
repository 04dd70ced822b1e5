-- _cells: the cells of each footprint, with what is certain of them and what may be.
-- Grain:  one row per row of footprint; 2 is yes, 1 is maybe, 0 is no.
-- Reads:  footprint, _region_cells, places, regional_industries, decisions_place, definitions.
-- Why:    every measure is a question to a cell: is it in the home region, is it manufacturing, is it in a county that
--         meets a definition. A cell of unknown place may be anywhere but nowhere. A strong cluster is an industry of a
--         labor market: the statistical area, or the county itself outside every area.
WITH home AS (
    SELECT place, is_certain FROM _region_cells WHERE grouping = 'home'
),
markets AS (
    SELECT place, CASE WHEN cbsa IS NULL THEN 'county' ELSE 'cbsa' END AS grouping, coalesce(cbsa, place) AS code
    FROM places
),
need AS (
    -- Any definition: a county counts once.
    SELECT
        d.subject_id AS place,
        max(CASE d.outcome WHEN 'pass' THEN 2 WHEN 'insufficient_data' THEN 1 ELSE 0 END) AS standing
    FROM decisions_place AS d
    JOIN definitions AS f ON f.rulebook_id = d.rulebook_id AND f.criterion_id = d.criterion_id
    GROUP BY d.subject_id
)
SELECT
    f.footprint_id,
    f.basis,
    f.place,
    f.industry,
    f.naics4,
    f.advanced,
    f.sprint_sector,
    f.low,
    f.best,
    f.unlocated,
    f.location_tier,
    CASE WHEN f.place = 'unknown' THEN 1 WHEN h.is_certain THEN 2 WHEN NOT h.is_certain THEN 1 ELSE 0 END AS at_home,
    CASE WHEN f.place = 'no_place' OR f.industry = 'other' THEN 0 WHEN f.industry = 'unknown' THEN 1 ELSE 2 END AS is_made,
    CASE
        WHEN f.place IN ('no_place', 'foreign') THEN 0
        ELSE coalesce(n.standing, 1)
    END AS in_need,
    CASE
        WHEN m.place IS NULL OR length(f.industry) <> 3 THEN 'unknown'
        WHEN r.strong_cluster = 'yes' THEN concat(m.grouping, ':', m.code, '/', f.industry)
        WHEN r.strong_cluster = 'no' THEN 'none'
        ELSE 'unknown'
    END AS cluster
FROM footprint AS f
LEFT JOIN home AS h ON h.place = f.place
LEFT JOIN need AS n ON n.place = f.place
LEFT JOIN markets AS m ON m.place = f.place
LEFT JOIN regional_industries AS r ON r.grouping = m.grouping AND r."group" = m.code AND r.naics = f.industry
