-- _national_shares: each industry's share of the nation's employment, as far as the counties' quotients give it away.
-- Grain:  one row per industry × quarter with a cell of a quotient over 3.
-- Reads:  ref_qcew_counties.
-- Why:    a quotient is the industry's share of the county's employment over its share of the nation's. The file has no
--         national rows, so the nation's share is calibrated: each published quotient, rounded to two decimals, bounds
--         it; the cells with a quotient over 3 bound it tightly, and their common range is used. The base is that of
--         the Bureau's own quotients: all covered employment, of every owner. An industry with no cell over 3 has no
--         national share.
WITH totals AS (
    SELECT county_fips, year, quarter, employment FROM ref_qcew_counties WHERE naics = '10'
),
cells AS (
    SELECT
        c.naics,
        c.year,
        c.quarter,
        c.lq_employment AS published,
        CAST(c.employment AS DOUBLE) / t.employment AS local_share
    FROM ref_qcew_counties AS c
    JOIN totals AS t ON t.county_fips = c.county_fips AND t.year = c.year AND t.quarter = c.quarter
    WHERE c.ownership = '5' AND c.naics <> '10'
      AND c.disclosed AND c.lq_disclosed AND c.employment > 0 AND t.employment > 0 AND c.lq_employment > 3
)
SELECT
    naics,
    year,
    quarter,
    max(local_share / (published + 0.005)) AS share_from,
    min(local_share / (published - 0.005)) AS share_to
FROM cells
GROUP BY naics, year, quarter
