-- region_sites: the sites in one region of issuers that the fund holds.
-- Grain:  one row per site.
-- Reads:  establishments, positions, issuers, _labor_markets (the region), places.
-- Why:    every kind of evidence there is, side by side: one plant may be in two registers, so that the rows are not to
--         be added up. Where only the state is known and the region is not all of it, the site is left out.
WITH held AS (
    SELECT DISTINCT footprint_id FROM positions
),
whole AS (
    SELECT p.state_fips
    FROM places AS p
    LEFT JOIN _labor_markets AS m ON m.place = p.place
    GROUP BY p.state_fips
    HAVING count(*) = count(m.place)
)
SELECT
    i.issuer_name,
    e.establishment_name,
    e.kind,
    e.place,
    p.place_name,
    e.naics,
    e.employment,
    e.employment_basis,
    e.data_quality_score,
    e.dataset,
    e.establishment_id
FROM establishments AS e
JOIN held AS h ON h.footprint_id = e.issuer_id
JOIN issuers AS i ON i.issuer_id = e.issuer_id
LEFT JOIN places AS p ON p.place = e.place
WHERE e.place IN (SELECT place FROM _labor_markets) OR e.place IN (SELECT state_fips FROM whole)
