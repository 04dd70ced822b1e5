-- covered_footprints: which footprints have a head office, an industry, sites, as coverage asks.
-- Grain:  one row per figure of coverage × footprint.
-- Reads:  footprint.
WITH place AS (
    SELECT
        footprint_id,
        max(CASE WHEN basis = 'headquarters' AND place NOT IN ('unknown', 'no_place') THEN 1 ELSE 0 END) AS has_headquarters,
        max(CASE WHEN basis = 'headquarters' AND industry <> 'unknown' AND place <> 'no_place' THEN 1 ELSE 0 END) AS has_industry,
        max(CASE
            WHEN basis = 'operations' AND place NOT IN ('unknown', 'no_place')
                AND location_tier IN ('instrument', '1', '2', '3', '4') THEN 1 ELSE 0
        END) AS has_operations
    FROM footprint
    GROUP BY footprint_id
)
SELECT 'headquarters' AS figure, footprint_id, has_headquarters = 1 AS is_covered FROM place
UNION ALL
SELECT 'industry', footprint_id, has_industry = 1 FROM place
UNION ALL
SELECT 'operations', footprint_id, has_operations = 1 FROM place
