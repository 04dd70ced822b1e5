-- location_quotients: each disclosed manufacturing cell's location quotient, published by BLS and worked out again.
-- Grain:  one row per county × manufacturing industry (the sector and its three-digit industries) that is disclosed.
-- Reads:  ref_qcew_counties, _national_shares.
-- Why:    a cell agrees if some national share in the calibrated range gives its published quotient. This is a
--         consistency check, not an independent one: the cells with a quotient over 3 calibrate the national shares.
--         Cells of an industry without a national share stay, with nothing computed.
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
LEFT JOIN _national_shares AS n ON n.naics = c.naics AND n.year = c.year AND n.quarter = c.quarter
