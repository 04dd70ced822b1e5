-- facts_issuer: what an issuer criterion may name.
-- Grain:  one row per issuer of what is held; who stands in the benchmark alone is not judged.
-- Reads:  issuers, positions, _issuer_facilities, industries, _target_status, _known_observations.
-- Why:    an issuer with no facility under its own name may still have some under a subsidiary's: null, not zero.
--         Emissions, their trend and layoffs are evidence: only as published by the known-at date.
WITH facilities AS (
    SELECT
        issuer_id,
        CAST(count(*) AS DOUBLE) AS facilities,
        CAST(sum(CASE WHEN substr(naics, 1, 2) IN ('31', '32', '33') THEN 1 ELSE 0 END) AS DOUBLE)
            / nullif(count(naics), 0) AS manufacturing_facility_share
    FROM _issuer_facilities
    WHERE is_owner
    GROUP BY issuer_id
),
known AS (
    SELECT
        subject_id,
        max(CASE WHEN fact = 'emissions' THEN value END) AS emissions,
        max(CASE WHEN fact = 'emissions_trend' THEN value END) AS emissions_trend,
        max(CASE WHEN fact = 'layoff_share' THEN value END) AS layoff_share,
        CAST(max(CASE WHEN fact = 'layoff_share' THEN data_quality_score END) AS DOUBLE) AS layoff_score
    FROM _known_observations
    GROUP BY subject_id
),
held AS (
    SELECT issuer_id, min(path) = '' AS is_held_directly FROM positions WHERE issuer_id IS NOT NULL GROUP BY issuer_id
)
SELECT
    i.issuer_id AS subject_id,
    i.kind,
    i.naics,
    substr(i.naics, 1, 2) AS naics_sector,
    substr(i.naics, 1, 2) IN ('31', '32', '33') AS is_manufacturer,
    CASE n.advanced WHEN 'yes' THEN TRUE WHEN 'no' THEN FALSE END AS is_advanced_industry,
    nullif(n.sprint_sector, 'unknown') AS sprint_sector,
    f.facilities,
    f.manufacturing_facility_share,
    k.emissions,
    k.emissions_trend,
    k.layoff_share,
    k.layoff_score,
    t.sbti_status,
    h.is_held_directly
FROM issuers AS i
JOIN held AS h ON h.issuer_id = i.issuer_id
LEFT JOIN facilities AS f ON f.issuer_id = i.issuer_id
LEFT JOIN known AS k ON k.subject_id = i.issuer_id
LEFT JOIN industries AS n ON n.naics = i.naics AND n.dataset = i.naics_dataset
LEFT JOIN _target_status AS t ON t.issuer_id = i.issuer_id
