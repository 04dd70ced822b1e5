-- _asked_cells: the cells of footprints that are in the group that is asked for, or may be, each for itself.
-- Grain:  one row per footprint × place × industry × NAICS-4 × advanced × sector, of the basis that is asked for.
-- Reads:  asked, footprint (each cell a footprint of its own), cell_names, _memberships, _home_shares.
-- Why:    what is asked of a cell is asked by the steps that made the run's exposures. What is known, or known to no finer
--         code, has no high end of its own: see _by_cell.
WITH question AS (
    SELECT
        *,
        CASE
            WHEN "group" IN ('unknown', '31-33') AND grouping IN ('naics3', 'naics4', 'advanced', 'sprint_sector', 'cluster')
                THEN 'known'
            WHEN grouping = 'naics4' AND length("group") = 3 THEN 'known'
            WHEN grouping = 'state' AND "group" IN ('no_place', 'unknown') THEN 'known'
            WHEN grouping = 'state' AND "group" = 'not_manufacturing' THEN 'part'
            WHEN grouping IN ('home', 'state', 'county', 'cbsa', 'commuting_zone', 'region') THEN 'place'
            ELSE 'part'
        END AS kind
    FROM asked
),
answers AS (
    SELECT
        m.footprint_id AS cell_id,
        m.low,
        m.best,
        CASE WHEN q.kind = 'known' THEN m.best - m.low ELSE m.possible END AS possible
    FROM question AS q
    JOIN _memberships AS m
        ON m.measure = q.measure AND m.basis = q.basis
        AND (
            (NOT m.is_pattern AND m.grouping = q.grouping AND m."group" = q."group")
            OR (
                m.is_pattern AND q.kind <> 'known'
                AND (m.grouping = q.grouping OR (m.grouping = '*' AND q.kind = 'place'))
                AND q."group" LIKE m."group"
            )
        )
    WHERE q.way = 'cells'
    UNION ALL
    SELECT h.footprint_id, h.low, h.best, h.high - h.low - f.unlocated
    FROM question AS q
    JOIN _home_shares AS h ON h.measure = q.measure AND h.basis = q.basis
    JOIN (SELECT DISTINCT footprint_id, basis, unlocated FROM footprint) AS f
        ON f.footprint_id = h.footprint_id AND f.basis = h.basis
    WHERE q.way <> 'cells' AND h.high - f.unlocated + h.best > 0
),
summed AS (
    SELECT cell_id, sum(low) AS low, sum(best) AS best, sum(possible) AS possible FROM answers GROUP BY cell_id
)
SELECT
    r.footprint_id,
    f.place,
    f.industry,
    f.naics4,
    f.advanced,
    f.sprint_sector,
    f.location_tier,
    CAST(coalesce(s.low, 0) AS DECIMAL(13, 12)) AS low,
    CAST(coalesce(s.best, 0) AS DECIMAL(13, 12)) AS best,
    CAST(coalesce(s.possible, 0) AS DECIMAL(13, 12)) AS possible,
    CASE WHEN q.kind = 'known' THEN CAST(0 AS DECIMAL(13, 12)) ELSE f.unlocated END AS unlocated,
    s.cell_id IS NOT NULL AS is_in_group
FROM question AS q
JOIN footprint AS f ON f.basis = q.basis
JOIN cell_names AS r ON r.cell_id = f.footprint_id
LEFT JOIN summed AS s ON s.cell_id = f.footprint_id
