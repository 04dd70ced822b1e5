-- facts_issuer: what an issuer criterion may name.
-- Grain:  one row per issuer.
-- Reads:  issuers, _issuer_facilities, _known_observations.
-- Why:    an issuer with no facility under its own name may still have some under a subsidiary's: null, not zero.
--         Emissions are evidence: only as published by the run's date.
WITH facilities AS (
    SELECT
        issuer_id,
        CAST(count(*) AS DOUBLE) AS facilities,
        CAST(sum(CASE WHEN substr(naics, 1, 2) IN ('31', '32', '33') THEN 1 ELSE 0 END) AS DOUBLE)
            / nullif(count(naics), 0) AS manufacturing_facility_share
    FROM _issuer_facilities
    WHERE is_owner
    GROUP BY issuer_id
)
SELECT
    i.issuer_id AS subject_id,
    i.kind,
    substr(i.naics, 1, 2) AS naics_sector,
    substr(i.naics, 1, 2) IN ('31', '32', '33') AS is_manufacturer,
    f.facilities,
    f.manufacturing_facility_share,
    o.value AS emissions
FROM issuers AS i
LEFT JOIN facilities AS f ON f.issuer_id = i.issuer_id
LEFT JOIN _known_observations AS o ON o.subject_id = i.issuer_id AND o.fact = 'emissions'
