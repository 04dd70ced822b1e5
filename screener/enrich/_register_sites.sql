-- _register_sites: the sites of the issuers in registers that know an owner by name.
-- Grain:  one row per issuer × dataset × site.
-- Reads:  _issuer_facilities, _owner_names, _user_sites, ref_osha_300a, ref_tri_facilities, ref_nmtc_projects,
--         ref_counties.
-- Why:    a supplier reports where its product is sold from, not a site, and is left out. Two registers may list one
--         plant: a plant of the Toxics Release Inventory counts only where the issuer has no GHGRP plant of the same
--         county and three-digit industry, a counted site of OSHA only where the issuer's own list counts none in that
--         place (is_repeated). OSHA and the inventory state no share of ownership: whole sites, of a joint venture what
--         the issuer holds of it, and none under half. A project that an issuer's community development entity financed
--         is no site of the issuer.
WITH states AS (
    SELECT state, min(state_fips) AS state_fips FROM ref_counties GROUP BY state
),
counties AS (
    SELECT county_fips FROM ref_counties WHERE geography = 'county'
),
plants AS (
    SELECT facility_id, parent_key, name, county_fips, state, naics
    FROM (
        SELECT *, row_number() OVER (PARTITION BY facility_id ORDER BY year DESC) AS choice FROM ref_tri_facilities
    ) AS years
    WHERE choice = 1
),
workplaces AS (
    SELECT establishment_id, company_key, establishment_name, county_fips, state, naics, employment
    FROM (
        SELECT *, row_number() OVER (PARTITION BY establishment_id ORDER BY year DESC) AS choice FROM ref_osha_300a
    ) AS years
    WHERE choice = 1
),
listed AS (
    SELECT
        'ghgrp_facilities' AS dataset, f.facility_id AS source_row, f.issuer_id, f.name,
        CASE WHEN f.kind = 'site' THEN 'plant' ELSE 'network' END AS kind,
        f.place, CAST(NULL AS VARCHAR) AS tract, f.naics, f.ownership_share,
        CAST(NULL AS DOUBLE) AS employment, CAST(NULL AS DECIMAL(20, 2)) AS amount, f.datasets
    FROM _issuer_facilities AS f
    WHERE f.is_owner AND f.kind <> 'supplier'
    UNION ALL
    SELECT
        'tri_facilities', p.facility_id, n.issuer_id, p.name, 'plant',
        coalesce(c.county_fips, s.state_fips, 'unknown'), NULL, p.naics, n.share, NULL, NULL, n.datasets
    FROM plants AS p
    JOIN _owner_names AS n ON n.name_key = p.parent_key AND coalesce(n.share, 1) >= 0.5
    LEFT JOIN counties AS c ON c.county_fips = p.county_fips
    LEFT JOIN states AS s ON s.state = p.state
    UNION ALL
    SELECT
        'osha_300a', w.establishment_id, n.issuer_id, w.establishment_name, 'as reported',
        coalesce(c.county_fips, s.state_fips, 'unknown'), NULL, w.naics, n.share,
        w.employment * coalesce(n.share, 1), NULL, n.datasets
    FROM workplaces AS w
    JOIN _owner_names AS n ON n.name_key = w.company_key AND coalesce(n.share, 1) >= 0.5
    LEFT JOIN counties AS c ON c.county_fips = w.county_fips
    LEFT JOIN states AS s ON s.state = w.state
    UNION ALL
    SELECT
        'nmtc_projects', m.project_id, n.issuer_id, concat_ws(', ', m.purpose, m.city), 'financed project',
        coalesce(c.county_fips, s.state_fips, 'unknown'), m.tract, NULL, NULL, NULL, m.amount, n.datasets
    FROM ref_nmtc_projects AS m
    JOIN _owner_names AS n ON n.name_key = m.cde_key
    LEFT JOIN counties AS c ON c.county_fips = m.county_fips
    LEFT JOIN states AS s ON s.state = m.state
),
elsewhere AS (
    SELECT DISTINCT 'tri_facilities' AS dataset, issuer_id, place, substr(naics, 1, 3) AS industry
    FROM listed
    WHERE dataset = 'ghgrp_facilities' AND length(place) = 5
    UNION
    SELECT DISTINCT 'osha_300a' AS dataset, issuer_id, place, '' AS industry
    FROM _user_sites
    WHERE standing = 'used' AND employment IS NOT NULL
)
SELECT l.*, e.dataset IS NOT NULL AS is_repeated
FROM listed AS l
LEFT JOIN elsewhere AS e
    ON e.dataset = l.dataset AND e.issuer_id = l.issuer_id AND e.place = l.place
    AND e.industry = CASE WHEN l.dataset = 'tri_facilities' THEN substr(l.naics, 1, 3) ELSE '' END
