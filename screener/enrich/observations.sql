-- observations: facts about issuers, each with the period it describes and the day the world could know it.
-- Grain:  one row per subject × fact × period end × publication.
-- Reads:  _issuer_facilities, ref_ghgrp_emissions, vintages.
-- Why:    direct emissions of the facilities that an issuer holds at least half of, times its share of each: the equity
--         share approach of the GHG Protocol (Corporate Standard, chapter 3). Summed exactly (decimals, so that no
--         order of rows changes a digit). A facility without direct emissions to report (a supplier) adds no row; an
--         issuer without any has none: unknown, not zero. Earlier years are those of the facilities it holds now.
SELECT
    f.issuer_id AS subject_id,
    'emissions' AS fact,
    CAST(concat(e.year, '-12-31') AS DATE) AS as_of,
    v.published,
    CAST(sum(CAST(round(e.emissions, 3) AS DECIMAL(20, 3)) * f.ownership_share) AS DOUBLE) AS value,
    'tCO2e' AS unit,
    v.dataset AS source,
    CAST(2 AS BIGINT) AS data_quality_score
FROM _issuer_facilities AS f
JOIN ref_ghgrp_emissions AS e ON e.facility_id = f.facility_id
JOIN vintages AS v ON v.dataset = 'ghgrp_emissions'
WHERE f.is_owner AND e.emissions IS NOT NULL
GROUP BY f.issuer_id, e.year, v.published, v.dataset
