-- places: every county of the US and its territories, with what is known of it.
-- Grain:  one row per county.
-- Reads:  ref_counties, ref_ers_counties, ref_opportunity_zones, ref_commuting_zones, vintages.
-- Why:    Connecticut's planning regions are left out: its old counties are the place codes, and both would count
--         its people twice; their statistical areas are not on file, because the areas are made of planning regions. A
--         county without an indicator keeps a null: unknown, never false. Opportunity Zones are tracts, and a facility
--         is known to its county: "contains so many designated tracts", never "in a zone". Where no list of zones is
--         held the number is unknown, not zero.
WITH zones AS (
    SELECT county_fips, count(*) AS tracts FROM ref_opportunity_zones GROUP BY county_fips
),
unfiled AS (
    -- States whose areas are drawn by other units than the counties that are the places here.
    SELECT state
    FROM ref_counties
    GROUP BY state
    HAVING count(cbsa) > 0 AND count(CASE WHEN geography = 'county' THEN cbsa END) = 0
),
zone_list AS (
    SELECT count(*) > 0 AS is_held FROM ref_opportunity_zones
),
commuting AS (
    SELECT county_fips, commuting_zone
    FROM (
        SELECT
            county_fips,
            commuting_zone,
            row_number() OVER (PARTITION BY county_fips ORDER BY edition DESC) AS choice
        FROM ref_commuting_zones
    ) AS editions
    WHERE choice = 1
),
labels AS (
    SELECT
        max(CASE WHEN dataset = 'counties' THEN vintage END) AS delineation,
        max(CASE WHEN dataset = 'ers_counties' THEN vintage END) AS indicators,
        max(CASE WHEN dataset = 'opportunity_zones' THEN vintage END) AS zones
    FROM vintages
)
SELECT
    c.county_fips AS place,
    c.name AS place_name,
    c.state,
    c.state_fips,
    c.cbsa,
    c.cbsa_name,
    u.state IS NULL AS area_on_file,
    m.commuting_zone,
    e.is_metro,
    e.urban_influence_code,
    e.persistent_poverty,
    e.manufacturing_dependent,
    e.poverty_rate,
    e.unemployment_rate,
    e.unemployment_rate_24m,
    e.unemployment_rate_3y,
    e.unemployment_rate_5y,
    e.per_capita_income,
    e.median_household_income,
    e.population_change,
    e.us_poverty_rate,
    e.us_unemployment_rate,
    e.us_unemployment_rate_24m,
    e.us_unemployment_rate_3y,
    e.us_unemployment_rate_5y,
    e.us_per_capita_income,
    e.us_median_household_income,
    e.state_unemployment_rate_5y,
    e.state_median_household_income,
    CASE WHEN h.is_held THEN coalesce(z.tracts, 0) END AS opportunity_zone_tracts,
    l.delineation AS delineation_vintage,
    l.indicators AS indicators_vintage,
    l.zones AS opportunity_zones_vintage
FROM ref_counties AS c
CROSS JOIN zone_list AS h
CROSS JOIN labels AS l
LEFT JOIN ref_ers_counties AS e ON e.county_fips = c.county_fips
LEFT JOIN zones AS z ON z.county_fips = c.county_fips
LEFT JOIN commuting AS m ON m.county_fips = c.county_fips
LEFT JOIN unfiled AS u ON u.state = c.state
WHERE c.geography = 'county'
