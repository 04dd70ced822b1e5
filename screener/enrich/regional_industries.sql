-- regional_industries: how many people each industry employs in each labor market, and whether that is much.
-- Grain:  one row per labor market × industry (a sector, or a three-digit industry of manufacturing) with a cell there.
-- Reads:  _market_counties, ref_qcew_counties, _national_shares, cluster_convention.
-- Why:    what the Bureau withholds in one county is unknown in the whole market, and never zero; the counties that
--         disclose are at least there. A county of the market without any row is withheld whole. A withheld cell is at
--         most what its county's total, or its sector, leaves beside the cells that are disclosed. The quotient is the
--         Bureau's: the industry's share of all covered employment in the market, of every owner, over its share of the
--         nation's. A strong cluster is a convention: quotient and people both reach the floors of the rulebook; where
--         the market's least reach them it is one, where its most do not it is none, and else nobody can say.
WITH totals AS (
    SELECT county_fips, year, quarter, employment FROM ref_qcew_counties WHERE naics = '10'
),
sectors AS (
    SELECT
        c.county_fips,
        c.naics,
        c.year,
        c.quarter,
        c.establishments,
        c.employment,
        coalesce(
            c.employment,
            t.employment - coalesce(sum(c.employment) OVER (PARTITION BY c.county_fips, c.year, c.quarter), 0)
        ) AS most_employment
    FROM ref_qcew_counties AS c
    LEFT JOIN totals AS t ON t.county_fips = c.county_fips AND t.year = c.year AND t.quarter = c.quarter
    WHERE c.ownership = '5' AND c.naics <> '10' AND (length(c.naics) = 2 OR c.naics LIKE '%-%')
),
subsectors AS (
    SELECT
        c.county_fips,
        c.naics,
        c.year,
        c.quarter,
        c.establishments,
        c.employment,
        coalesce(
            c.employment,
            s.most_employment - coalesce(sum(c.employment) OVER (PARTITION BY c.county_fips, c.year, c.quarter), 0)
        ) AS most_employment
    FROM ref_qcew_counties AS c
    LEFT JOIN sectors AS s
        ON s.county_fips = c.county_fips AND s.year = c.year AND s.quarter = c.quarter AND s.naics = '31-33'
    WHERE c.ownership = '5' AND length(c.naics) = 3
),
cells AS (
    -- Code 99 is what the Bureau could not classify: no industry.
    SELECT * FROM sectors WHERE naics <> '99'
    UNION ALL
    SELECT * FROM subsectors
),
markets AS (
    SELECT
        m.grouping,
        m."group",
        min(m.name) AS name,
        count(*) - count(t.employment) AS silent_counties,
        CASE WHEN count(*) = count(t.employment) THEN sum(t.employment) END AS region_employment
    FROM _market_counties AS m
    LEFT JOIN totals AS t ON t.county_fips = m.place
    GROUP BY m.grouping, m."group"
),
industries AS (
    SELECT
        m.grouping,
        m."group",
        c.naics,
        c.year,
        c.quarter,
        count(*) AS counties,
        count(*) - count(c.employment) AS withheld_cells,
        sum(c.establishments) AS establishments,
        coalesce(sum(c.employment), 0) AS least_employment,
        CASE WHEN count(*) = count(c.most_employment) THEN sum(c.most_employment) END AS most_employment
    FROM _market_counties AS m
    JOIN cells AS c ON c.county_fips = m.place
    GROUP BY m.grouping, m."group", c.naics, c.year, c.quarter
),
measured AS (
    SELECT
        i.grouping,
        i."group",
        m.name,
        i.naics,
        concat(i.year, 'Q', i.quarter) AS period,
        i.counties,
        i.withheld_cells + m.silent_counties AS withheld_counties,
        i.establishments,
        CASE WHEN i.withheld_cells + m.silent_counties = 0 THEN i.least_employment END AS known_employment,
        i.least_employment,
        CASE WHEN m.silent_counties = 0 THEN i.most_employment END AS most_employment,
        m.region_employment,
        -- People the industry would employ here if it had the share that it has in the nation.
        nullif(m.region_employment * (n.share_from + n.share_to) / 2, 0) AS even_employment
    FROM industries AS i
    JOIN markets AS m ON m.grouping = i.grouping AND m."group" = i."group"
    LEFT JOIN _national_shares AS n ON n.naics = i.naics AND n.year = i.year AND n.quarter = i.quarter
)
SELECT
    r.grouping,
    r."group",
    r.name,
    r.naics,
    r.period,
    r.counties,
    r.withheld_counties,
    r.establishments,
    r.known_employment,
    r.least_employment,
    r.most_employment,
    r.region_employment,
    round(r.known_employment / r.even_employment, 6) AS location_quotient,
    round(r.least_employment / r.even_employment, 6) AS least_location_quotient,
    CASE
        WHEN r.least_employment >= v.least_employment
            AND r.least_employment / r.even_employment >= v.specialised_quotient THEN 'yes'
        WHEN r.most_employment < v.least_employment
            OR r.most_employment / r.even_employment < v.specialised_quotient THEN 'no'
        ELSE 'unknown'
    END AS strong_cluster
FROM measured AS r
CROSS JOIN cluster_convention AS v
