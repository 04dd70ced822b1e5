-- location_quotients: each disclosed manufacturing cell's location quotient, published by BLS and worked out again.
-- Grain:  one row per county × manufacturing industry (the sector and its three-digit industries) that is disclosed.
-- Reads:  ref_qcew_counties.
-- Why:    a quotient is the industry's share of the county's employment over its share of the nation's. The file has no
--         national rows, so the nation's share is calibrated: each published quotient, rounded to two decimals, bounds
--         it; the cells with a quotient over 3 bound it tightly, and their common range is used. A cell agrees if some
--         national share in that range gives its published quotient. This is a consistency check, not an independent one.
--         An industry with no cell over 3 has no national share: its cells stay, with nothing computed.
WITH totals AS (
    SELECT county_fips, year, quarter, employment FROM ref_qcew_counties WHERE naics = '10'
),
cells AS (
    SELECT
        c.county_fips,
        c.naics,
        c.year,
        c.quarter,
        c.lq_employment AS published,
        CAST(c.employment AS DOUBLE) / t.employment AS local_share
    FROM ref_qcew_counties AS c
    JOIN totals AS t ON t.county_fips = c.county_fips AND t.year = c.year AND t.quarter = c.quarter
    WHERE substr(c.naics, 1, 2) IN ('31', '32', '33')
      AND c.disclosed AND c.lq_disclosed AND c.employment > 0 AND t.employment > 0
),
national AS (
    SELECT
        naics,
        year,
        quarter,
        max(local_share / (published + 0.005)) AS share_from,
        min(local_share / (published - 0.005)) AS share_to
    FROM cells
    WHERE published > 3
    GROUP BY naics, year, quarter
)
SELECT
    c.county_fips,
    c.naics,
    c.year,
    c.quarter,
    c.published,
    c.local_share / ((n.share_from + n.share_to) / 2) AS computed,
    c.published > 3 AS is_calibration,
    n.share_from <= n.share_to
        AND c.local_share / n.share_to <= c.published + 0.005
        AND c.local_share / n.share_from >= c.published - 0.005 AS agrees
FROM cells AS c
LEFT JOIN national AS n ON n.naics = c.naics AND n.year = c.year AND n.quarter = c.quarter
