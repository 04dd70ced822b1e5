-- attributions: which part of each company the portfolio finances, and what there is of the company to attribute.
-- Grain:  one row per issuer whose shares or debt are held.
-- Reads:  _financed, company_figures, _home_jobs, _recent_notices, home_places, places (state codes),
--         _known_observations.
-- Why:    as PCAF attributes: the value held over the enterprise value including cash, or over equity and debt of a
--         private company. Without that value there is no part: unknown, not zero. More than the whole is shown and never
--         capped: a cap would hide a wrong denominator. Market value stands for the amount outstanding of debt too.
--         What a company states of its emissions comes first. The direct ones of its facilities in the EPA's program are
--         only a part of them (large ones, in the United States, none bought with power), and are called that. PCAF
--         scores a company's figure and has no score for a part of one, so that these have none.
--         A notice that names the state alone may be of a county that is home or of another: with one, layoffs in a
--         home of some counties are unknown, as they are with a notice that states no number.
WITH figures AS (
    SELECT
        issuer_id,
        CAST(max(CASE WHEN figure = 'enterprise_value' THEN value END) AS DECIMAL(20, 2)) AS enterprise_value,
        max(CASE WHEN figure = 'enterprise_value' THEN basis END) AS enterprise_value_basis,
        max(CASE WHEN figure = 'enterprise_value' THEN as_of END) AS enterprise_value_as_of,
        CAST(max(CASE WHEN figure = 'revenue' THEN value END) AS DECIMAL(20, 2)) AS revenue,
        CAST(max(CASE WHEN figure = 'emissions' THEN value END) AS DOUBLE) AS emissions,
        max(CASE WHEN figure = 'emissions' THEN data_quality_score END) AS emissions_score
    FROM company_figures
    WHERE standing = 'used'
    GROUP BY issuer_id
),
home_states AS (
    SELECT DISTINCT substr(place, 1, 2) AS state_fips FROM home_places
),
notices AS (
    SELECT
        n.issuer_id,
        n.employees_affected,
        h.place IS NOT NULL OR w.place IS NOT NULL AS is_home
    FROM _recent_notices AS n
    LEFT JOIN (SELECT DISTINCT state, state_fips FROM places) AS s ON s.state = n.state
    LEFT JOIN home_places AS h ON h.place = coalesce(n.county_fips, s.state_fips)
    -- Of a home that is a whole state every county is, whatever codes the county has had.
    LEFT JOIN home_places AS w ON w.place = substr(n.county_fips, 1, 2)
    LEFT JOIN home_states AS m ON n.county_fips IS NULL AND m.state_fips = s.state_fips
    WHERE h.place IS NOT NULL OR w.place IS NOT NULL OR m.state_fips IS NOT NULL
),
layoffs AS (
    SELECT
        issuer_id,
        count(*) AS notices,
        CASE
            WHEN count(*) = count(CASE WHEN is_home THEN employees_affected END) THEN sum(employees_affected)
        END AS jobs
    FROM notices
    GROUP BY issuer_id
),
facilities AS (
    SELECT subject_id, value FROM _known_observations WHERE fact = 'emissions'
)
SELECT
    v.issuer_id,
    v.market_value,
    f.enterprise_value,
    f.enterprise_value_basis,
    f.enterprise_value_as_of,
    CAST(v.market_value AS DOUBLE) / CAST(f.enterprise_value AS DOUBLE) AS attribution_factor,
    v.market_value > f.enterprise_value AS is_above_whole,
    CASE WHEN j.is_counted THEN CAST(j.jobs AS DOUBLE) END AS counted_jobs,
    CASE WHEN NOT j.is_counted THEN CAST(j.jobs AS DOUBLE) END AS modelled_jobs,
    CASE WHEN j.is_counted THEN CAST(j.manufacturing_jobs AS DOUBLE) END AS counted_manufacturing_jobs,
    CASE WHEN NOT j.is_counted THEN CAST(j.manufacturing_jobs AS DOUBLE) END AS modelled_manufacturing_jobs,
    j.is_manufacturing_at_least,
    j.score AS jobs_score,
    coalesce(l.notices, 0) AS layoff_notices,
    CAST(l.jobs AS DOUBLE) AS layoff_jobs,
    f.revenue,
    coalesce(f.emissions, e.value) AS emissions,
    CASE WHEN f.emissions IS NOT NULL THEN 'stated' WHEN e.value IS NOT NULL THEN 'facilities only' END AS emissions_basis,
    CAST(f.emissions_score AS DOUBLE) AS emissions_score
FROM _financed AS v
LEFT JOIN figures AS f ON f.issuer_id = v.issuer_id
LEFT JOIN _home_jobs AS j ON j.issuer_id = v.issuer_id
LEFT JOIN layoffs AS l ON l.issuer_id = v.issuer_id
LEFT JOIN facilities AS e ON e.subject_id = v.issuer_id
WHERE v.issuer_id IS NOT NULL
