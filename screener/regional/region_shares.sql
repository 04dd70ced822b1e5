-- region_shares: how much of each of its states' employment is in the region.
-- Grain:  one row per state that the region reaches into; the share is null where a county's employment is unknown.
-- Reads:  _market_counties (the region), ref_qcew_counties.
-- Why:    all industries and owners. A state's whole counts the people whose county the Bureau does not know.
WITH totals AS (
    SELECT county_fips, substr(county_fips, 1, 2) AS state_fips, employment FROM ref_qcew_counties WHERE naics = '10'
),
states AS (
    SELECT state_fips, sum(employment) AS employment FROM totals GROUP BY state_fips
),
here AS (
    SELECT
        substr(m.place, 1, 2) AS state_fips,
        CASE WHEN count(*) = count(t.employment) THEN sum(t.employment) END AS employment
    FROM _market_counties AS m
    LEFT JOIN totals AS t ON t.county_fips = m.place
    GROUP BY substr(m.place, 1, 2)
)
SELECT h.state_fips, CAST(h.employment AS DOUBLE) / nullif(s.employment, 0) AS share
FROM here AS h
LEFT JOIN states AS s ON s.state_fips = h.state_fips
