-- _modelled_employment: how many people work at a site of which a register says only where and in what industry it is.
-- Grain:  one row per issuer × dataset × site.
-- Reads:  _register_sites, ref_cbp_establishments.
-- Why:    employees per establishment of the site's four-digit industry in its county, else in its state, else in the
--         US, else of all US manufacturing (or all other industries). Withheld cells are absent, so averages are of
--         disclosed cells; a cell that was rounded to no employees says nothing. Of a co-owned site the issuer's share.
WITH sites AS (
    SELECT
        issuer_id,
        dataset,
        source_row,
        place,
        coalesce(ownership_share, 1) AS ownership_share,
        substr(naics, 1, 4) AS naics4,
        CASE WHEN substr(naics, 1, 2) IN ('31', '32', '33') THEN 1 ELSE 0 END AS is_manufacturing
    FROM _register_sites
    WHERE dataset IN ('ghgrp_facilities', 'tri_facilities')
),
cells AS (
    SELECT
        county_fips,
        substr(county_fips, 1, 2) AS state_fips,
        naics4,
        CASE WHEN substr(naics4, 1, 2) IN ('31', '32', '33') THEN 1 ELSE 0 END AS is_manufacturing,
        CAST(employment AS BIGINT) AS employment,
        CAST(establishments AS BIGINT) AS establishments
    FROM ref_cbp_establishments
    WHERE employment > 0 AND establishments > 0
),
county_average AS (
    SELECT county_fips, naics4, CAST(employment AS DOUBLE) / establishments AS people FROM cells
),
state_average AS (
    SELECT state_fips, naics4, CAST(sum(employment) AS DOUBLE) / sum(establishments) AS people
    FROM cells
    GROUP BY state_fips, naics4
),
us_average AS (
    SELECT naics4, CAST(sum(employment) AS DOUBLE) / sum(establishments) AS people FROM cells GROUP BY naics4
),
any_average AS (
    SELECT is_manufacturing, CAST(sum(employment) AS DOUBLE) / sum(establishments) AS people
    FROM cells
    GROUP BY is_manufacturing
)
SELECT
    f.issuer_id,
    f.dataset,
    f.source_row,
    CASE
        WHEN c.people IS NOT NULL THEN 'modelled:county'
        WHEN s.people IS NOT NULL THEN 'modelled:state'
        ELSE 'modelled:US'
    END AS employment_basis,
    CAST(round(coalesce(c.people, s.people, u.people, a.people) * f.ownership_share, 6) AS DECIMAL(18, 6)) AS employment
FROM sites AS f
LEFT JOIN county_average AS c ON c.county_fips = f.place AND c.naics4 = f.naics4
LEFT JOIN state_average AS s ON s.state_fips = substr(f.place, 1, 2) AND s.naics4 = f.naics4
LEFT JOIN us_average AS u ON u.naics4 = f.naics4
LEFT JOIN any_average AS a ON a.is_manufacturing = f.is_manufacturing
