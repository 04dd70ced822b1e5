-- impacts: what the holdings finance: jobs, layoffs beside them, and emissions, each with how much it rests on.
-- Grain:  one row per figure.
-- Reads:  attributions, _financed (the total).
-- Why:    a company's figure times the part financed, summed over the companies of which both are known; the rest is
--         unknown, and shown as value that is not covered. The intensities are of the covered part alone: their weights
--         sum to 1 over it. Each company's part is rounded to nine places and summed exactly, so that no order of rows
--         changes a digit. Scores are weighted by the value held, as PCAF weights them by the amount outstanding.
--         PCAF is about greenhouse gases; jobs attributed in its manner are this project's. A sum in which people of
--         unknown industry may be missing is marked as at least what it says.
WITH parts AS (
    SELECT 'jobs_counted' AS figure, issuer_id, market_value, attribution_factor * counted_jobs AS above,
        CAST(NULL AS DOUBLE) AS below, jobs_score AS score, FALSE AS is_at_least
    FROM attributions
    UNION ALL
    SELECT 'jobs_modelled', issuer_id, market_value, attribution_factor * modelled_jobs, NULL, jobs_score, FALSE
    FROM attributions
    UNION ALL
    SELECT 'manufacturing_jobs_counted', issuer_id, market_value, attribution_factor * counted_manufacturing_jobs, NULL, jobs_score,
        is_manufacturing_at_least
    FROM attributions
    UNION ALL
    SELECT 'manufacturing_jobs_modelled', issuer_id, market_value, attribution_factor * modelled_manufacturing_jobs, NULL, jobs_score,
        is_manufacturing_at_least
    FROM attributions
    UNION ALL
    SELECT 'layoff_jobs', issuer_id, market_value, attribution_factor * layoff_jobs, NULL, NULL, FALSE
    FROM attributions
    UNION ALL
    SELECT 'financed_emissions', issuer_id, market_value, attribution_factor * emissions, NULL, emissions_score, FALSE
    FROM attributions
    WHERE emissions_basis = 'stated'
    UNION ALL
    SELECT 'financed_facility_emissions', issuer_id, market_value, attribution_factor * emissions, NULL, emissions_score, FALSE
    FROM attributions
    WHERE emissions_basis = 'facilities only'
    UNION ALL
    SELECT 'carbon_footprint', issuer_id, market_value, attribution_factor * emissions, CAST(market_value AS DOUBLE), emissions_score,
        FALSE
    FROM attributions
    WHERE emissions_basis = 'stated'
    UNION ALL
    SELECT 'carbon_intensity', issuer_id, market_value, attribution_factor * emissions, attribution_factor * CAST(revenue AS DOUBLE),
        emissions_score, FALSE
    FROM attributions
    WHERE emissions_basis = 'stated' AND revenue > 0
    UNION ALL
    SELECT 'weighted_average_carbon_intensity', issuer_id, market_value,
        CAST(market_value AS DOUBLE) * (emissions / CAST(revenue AS DOUBLE)), CAST(market_value AS DOUBLE), emissions_score, FALSE
    FROM attributions
    WHERE emissions_basis = 'stated' AND revenue > 0
),
sums AS (
    SELECT
        figure,
        CAST(sum(CAST(above AS DECIMAL(38, 9))) AS DOUBLE) AS above,
        CAST(sum(CAST(below AS DECIMAL(38, 9))) AS DOUBLE) AS below,
        CAST(sum(market_value) AS DECIMAL(20, 2)) AS covered,
        count(*) AS issuers,
        max(CASE WHEN is_at_least THEN 1 ELSE 0 END) = 1 AS is_at_least,
        CAST(sum(CASE WHEN score IS NOT NULL THEN market_value ELSE 0 END) AS DOUBLE) AS scored,
        CAST(sum(market_value * CAST(score AS DECIMAL(12, 9))) AS DOUBLE) AS weighted
    FROM parts
    WHERE above IS NOT NULL
    GROUP BY figure
),
figures AS (
    -- An organization's own total, of which the figure is the part that the holdings finance. A ratio is no part.
    SELECT 'jobs_counted' AS figure, 'people' AS unit, 'OI8869' AS iris_metric
    UNION ALL SELECT 'jobs_modelled', 'people', 'OI8869'
    UNION ALL SELECT 'manufacturing_jobs_counted', 'people', 'OI8869'
    UNION ALL SELECT 'manufacturing_jobs_modelled', 'people', 'OI8869'
    UNION ALL SELECT 'layoff_jobs', 'jobs', CAST(NULL AS VARCHAR)
    UNION ALL SELECT 'financed_emissions', 'tCO2e', 'OI1479'
    UNION ALL SELECT 'financed_facility_emissions', 'tCO2e', 'OI1479'
    UNION ALL SELECT 'carbon_footprint', 'tCO2e per million of base currency', NULL
    UNION ALL SELECT 'carbon_intensity', 'tCO2e per million of base currency', NULL
    UNION ALL SELECT 'weighted_average_carbon_intensity', 'tCO2e per million of base currency', NULL
),
whole AS (
    SELECT CAST(coalesce(sum(market_value), 0) AS DECIMAL(20, 2)) AS total FROM _financed
)
SELECT
    f.figure,
    CASE WHEN f.unit = 'tCO2e per million of base currency' THEN s.above / s.below * 1000000 ELSE s.above END AS value,
    f.unit,
    coalesce(s.is_at_least, FALSE) AS is_at_least,
    coalesce(s.covered, CAST(0 AS DECIMAL(20, 2))) AS covered,
    w.total,
    coalesce(s.issuers, 0) AS issuers,
    CASE WHEN s.scored > 0 THEN s.weighted / s.scored END AS mean_data_quality_score,
    f.iris_metric
FROM figures AS f
CROSS JOIN whole AS w
LEFT JOIN sums AS s ON s.figure = f.figure
