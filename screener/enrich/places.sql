-- places: every county of the US and its territories, with what is known of it.
-- Grain:  one row per county.
-- Reads:  ref_counties, ref_ers_counties.
-- Why:    Connecticut's planning regions are left out: its old counties are the place codes, and both would count
--         its people twice. A county without an indicator keeps a null: unknown, never false.
SELECT
    c.county_fips AS place,
    c.name AS place_name,
    c.state,
    c.state_fips,
    c.cbsa,
    c.cbsa_name,
    e.persistent_poverty,
    e.manufacturing_dependent,
    e.poverty_rate,
    e.unemployment_rate
FROM ref_counties AS c
LEFT JOIN ref_ers_counties AS e ON e.county_fips = c.county_fips
WHERE c.geography = 'county'
