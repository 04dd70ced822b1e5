-- _region_cells: which place cells of a footprint are in a region, and which may be.
-- Grain:  one row per region × place cell; a region that a cell of unknown place may be in is not listed.
-- Reads:  regions, places.
-- Why:    a place known only to its state is in a region that has all of the state's counties, and may be in one that
--         has some of them.
WITH states AS (
    SELECT state_fips, count(*) AS counties FROM places GROUP BY state_fips
),
parts AS (
    SELECT grouping, "group", substr(place, 1, 2) AS state_fips, count(*) AS counties
    FROM regions
    GROUP BY grouping, "group", substr(place, 1, 2)
)
SELECT grouping, "group", place, TRUE AS is_certain FROM regions
UNION ALL
SELECT p.grouping, p."group", p.state_fips, p.counties = s.counties
FROM parts AS p
JOIN states AS s ON s.state_fips = p.state_fips
