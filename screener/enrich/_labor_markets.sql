-- _labor_markets: the regions in which people live and work, county by county.
-- Grain:  one row per labor market × county.
-- Reads:  ref_counties, places.
-- Why:    the statistical area is the market, and outside every area the county itself. A commuting zone would be
--         the better one for such counties, and its rows stand beside these where a workspace holds the zones.
--         Connecticut's areas are made of planning regions, which older employment data do not have: there its old
--         counties stand alone.
SELECT
    CASE WHEN cbsa IS NULL THEN 'county' ELSE 'cbsa' END AS grouping,
    coalesce(cbsa, county_fips) AS "group",
    CASE WHEN cbsa IS NULL THEN concat(name, ', ', state) ELSE coalesce(cbsa_name, cbsa) END AS name,
    county_fips AS place
FROM ref_counties
UNION ALL
SELECT 'commuting_zone', commuting_zone, concat('Commuting zone ', commuting_zone), place
FROM places
WHERE commuting_zone IS NOT NULL
