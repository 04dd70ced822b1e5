-- _labor_markets: the regions in which people live and work, county by county.
-- Grain:  one row per labor market × county.
-- Reads:  ref_counties, places.
-- Why:    the statistical area is the market, and outside every area the county itself. A commuting zone would be
--         the better one for such counties, and its rows stand beside these where a workspace holds the zones.
--         A county whose area is not on file (Connecticut's old counties) is in no market here: it is not outside
--         every area, and is no market of its own. Its industries are no known cluster, and not known to be none.
SELECT
    CASE WHEN c.cbsa IS NULL THEN 'county' ELSE 'cbsa' END AS grouping,
    coalesce(c.cbsa, c.county_fips) AS "group",
    CASE WHEN c.cbsa IS NULL THEN concat(c.name, ', ', c.state) ELSE coalesce(c.cbsa_name, c.cbsa) END AS name,
    c.county_fips AS place
FROM ref_counties AS c
LEFT JOIN places AS p ON p.place = c.county_fips
WHERE c.cbsa IS NOT NULL OR p.area_on_file
UNION ALL
SELECT 'commuting_zone', commuting_zone, concat('Commuting zone ', commuting_zone), place
FROM places
WHERE commuting_zone IS NOT NULL
