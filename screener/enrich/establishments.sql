-- establishments: the sites of each issuer, with the people who work there as far as anyone says.
-- Grain:  one row per issuer × site.
-- Reads:  issuers, _issuer_facilities, ref_cbp_establishments, ref_counties.
-- Why:    the GHGRP list says where a plant is, not how many work there. Employment is modelled: employees per
--         establishment of the plant's four-digit industry in its county, else in its state, else in the US, else of
--         all US manufacturing (or all other industries). Withheld cells are absent, so averages are of disclosed
--         cells; a cell that was rounded to no employees says nothing. A supplier reports where its product is sold
--         from, not a site, and is left out.
WITH facilities AS (
    SELECT
        f.*,
        substr(f.naics, 1, 4) AS naics4,
        CASE WHEN substr(f.naics, 1, 2) IN ('31', '32', '33') THEN 1 ELSE 0 END AS is_manufacturing
    FROM _issuer_facilities AS f
    WHERE f.is_owner AND f.kind <> 'supplier'
),
county_average AS (
    SELECT county_fips, naics4, CAST(employment AS DOUBLE) / establishments AS people
    FROM ref_cbp_establishments
    WHERE employment > 0
),
state_average AS (
    SELECT
        substr(county_fips, 1, 2) AS state_fips,
        naics4,
        CAST(sum(employment) AS DOUBLE) / nullif(sum(establishments), 0) AS people
    FROM ref_cbp_establishments
    WHERE employment > 0
    GROUP BY substr(county_fips, 1, 2), naics4
),
us_average AS (
    SELECT naics4, CAST(sum(employment) AS DOUBLE) / nullif(sum(establishments), 0) AS people
    FROM ref_cbp_establishments
    WHERE employment > 0
    GROUP BY naics4
),
any_average AS (
    SELECT
        CASE WHEN substr(naics4, 1, 2) IN ('31', '32', '33') THEN 1 ELSE 0 END AS is_manufacturing,
        CAST(sum(employment) AS DOUBLE) / nullif(sum(establishments), 0) AS people
    FROM ref_cbp_establishments
    WHERE employment > 0
    GROUP BY 1
),
modelled AS (
    SELECT
        f.*,
        CASE
            WHEN c.people > 0 THEN 'modelled:county'
            WHEN s.people > 0 THEN 'modelled:state'
            ELSE 'modelled:US'
        END AS employment_basis,
        CASE
            WHEN c.people > 0 THEN c.people
            WHEN s.people > 0 THEN s.people
            WHEN u.people > 0 THEN u.people
            ELSE a.people
        END AS people
    FROM facilities AS f
    LEFT JOIN county_average AS c ON c.county_fips = f.place AND c.naics4 = f.naics4
    LEFT JOIN state_average AS s ON s.state_fips = substr(f.place, 1, 2) AND s.naics4 = f.naics4
    LEFT JOIN us_average AS u ON u.naics4 = f.naics4
    LEFT JOIN any_average AS a ON a.is_manufacturing = f.is_manufacturing
)
SELECT
    issuer_id,
    concat('ghgrp_facilities:', facility_id) AS establishment_id,
    name AS establishment_name,
    place,
    naics,
    CAST(round(people, 6) AS DECIMAL(18, 6)) AS employment,
    employment_basis,
    '3' AS location_tier,
    CAST(CASE WHEN employment_basis = 'modelled:county' THEN 4 ELSE 5 END AS BIGINT) AS data_quality_score,
    'ghgrp_facilities' AS dataset,
    facility_id AS source_row
FROM modelled
UNION ALL
SELECT
    issuer_id,
    concat(headquarters_dataset, ':', coalesce(cik, issuer_id)) AS establishment_id,
    'headquarters' AS establishment_name,
    headquarters_place AS place,
    naics,
    CAST(NULL AS DECIMAL(18, 6)) AS employment,
    'none' AS employment_basis,
    '5' AS location_tier,
    CAST(5 AS BIGINT) AS data_quality_score,
    headquarters_dataset AS dataset,
    coalesce(cik, issuer_id) AS source_row
FROM issuers
WHERE headquarters_place IS NOT NULL
