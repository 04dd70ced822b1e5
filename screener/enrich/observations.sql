-- observations: facts about issuers, each with the period it describes and the day the world could know it.
-- Grain:  one row per subject × fact × period end × publication.
-- Reads:  _issuer_emissions, _emission_trends, _layoffs, vintages.
-- Why:    what is known of an issuer changes by the year it is about and by the day it is published; both stand here.
--         A facility without direct emissions to report (a supplier) adds no row; an issuer without any has none:
--         unknown, not zero. A share of layoffs describes the time up to its newest notice, public on that day.
SELECT
    e.issuer_id AS subject_id,
    'emissions' AS fact,
    CAST(concat(e.year, '-12-31') AS DATE) AS as_of,
    v.published,
    CAST(sum(e.emissions) AS DOUBLE) AS value,
    'tCO2e' AS unit,
    v.dataset AS source,
    CAST(2 AS BIGINT) AS data_quality_score
FROM _issuer_emissions AS e
JOIN vintages AS v ON v.dataset = 'ghgrp_emissions'
GROUP BY e.issuer_id, e.year, v.published, v.dataset
UNION ALL
SELECT
    t.issuer_id,
    'emissions_trend',
    CAST(concat(t.year, '-12-31') AS DATE),
    v.published,
    t.trend,
    '1',
    v.dataset,
    2
FROM _emission_trends AS t
JOIN vintages AS v ON v.dataset = 'ghgrp_emissions'
UNION ALL
SELECT issuer_id, 'layoff_share', notice_date, notice_date, share, '1', 'warn_notices', data_quality_score
FROM _layoffs
