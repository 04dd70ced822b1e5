-- cell_names: a name for each cell of each footprint, by which it can be asked alone.
-- Grain:  one row per footprint × place × industry × NAICS-4 × advanced × sector.
-- Reads:  footprint.
SELECT DISTINCT
    concat_ws('|', footprint_id, place, industry, naics4, advanced, sprint_sector) AS cell_id,
    footprint_id
FROM footprint
