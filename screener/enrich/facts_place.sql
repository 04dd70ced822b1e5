-- facts_place: what a place criterion may name.
-- Grain:  one row per county, per census tract that a site of an issuer lies in or the fund attests something of, and
--         per state.
-- Reads:  places, establishments, attestations, vintages (the run's dates), ref_ffiec_tracts, ref_nmtc_eligible_tracts, ref_qcew_counties.
-- Why:    levels are never mixed: a tract has its own poverty and unemployment, and those of its county under names of
--         their own, because several definitions ask for both. What is said of tracts is known where a workspace holds
--         the two lists of tracts, else unknown. Both are of the tracts of 2020, as the sites are; Opportunity Zones
--         are of those of 2010, and one number may be two areas, so that no tract is called designated here. Nothing
--         is computed about a state: what is said of it, the fund attests.
WITH states AS (
    SELECT DISTINCT state, state_fips FROM places
),
subjects AS (
    SELECT place AS subject_id, 'county' AS level, state, CAST(NULL AS VARCHAR) AS county FROM places
    UNION ALL
    SELECT t.tract AS subject_id, 'tract' AS level, s.state, substr(t.tract, 1, 5) AS county
    FROM (
        SELECT tract FROM establishments WHERE length(tract) = 11
        UNION
        SELECT a.subject_id AS tract
        FROM attestations AS a
        JOIN (SELECT max(run_as_of) AS as_of, max(known_at) AS known_at FROM vintages) AS r
            ON a.as_of <= r.as_of AND a.published <= r.known_at
        WHERE a.subject = 'place' AND length(a.subject_id) = 11
    ) AS t
    LEFT JOIN states AS s ON s.state_fips = substr(t.tract, 1, 2)
    UNION ALL
    SELECT state AS subject_id, 'state' AS level, state, CAST(NULL AS VARCHAR) AS county FROM states
)
SELECT
    s.subject_id,
    s.level,
    s.state,
    -- A tract that the FFIEC lists without an area is outside every metropolitan one.
    CASE
        WHEN s.level = 'county' THEN p.is_metro
        WHEN f.tract IS NOT NULL THEN f.msa IS NOT NULL
        ELSE n.is_metro
    END AS is_metro,
    coalesce(p.urban_influence_code, c.urban_influence_code) AS urban_influence_code,
    p.persistent_poverty,
    p.manufacturing_dependent,
    coalesce(p.poverty_rate, n.poverty_rate) AS poverty_rate,
    coalesce(p.unemployment_rate, n.unemployment_rate) AS unemployment_rate,
    p.unemployment_rate_24m,
    p.unemployment_rate_3y,
    p.unemployment_rate_5y,
    p.per_capita_income,
    p.median_household_income,
    p.population_change,
    p.us_poverty_rate,
    p.us_unemployment_rate,
    p.us_unemployment_rate_24m,
    p.us_unemployment_rate_3y,
    p.us_unemployment_rate_5y,
    p.us_per_capita_income,
    p.us_median_household_income,
    p.state_unemployment_rate_5y,
    p.state_median_household_income,
    c.poverty_rate AS county_poverty_rate,
    -- Published rates have one decimal: 8.1 is one and a half times 5.4, and in binary fractions a little less.
    round(c.unemployment_rate / nullif(c.us_unemployment_rate, 0), 9) AS county_unemployment_ratio,
    c.population_change AS county_population_change,
    f.median_family_income_ratio AS income_to_area,
    n.median_family_income_ratio AS income_to_benchmark,
    n.unemployment_ratio,
    n.is_low_income_community,
    q.lq_employment AS manufacturing_lq,
    CAST(q.employment AS DOUBLE) AS manufacturing_employment
FROM subjects AS s
LEFT JOIN places AS p ON p.place = s.subject_id
LEFT JOIN places AS c ON c.place = s.county
LEFT JOIN ref_ffiec_tracts AS f ON f.tract = s.subject_id
LEFT JOIN ref_nmtc_eligible_tracts AS n ON n.tract = s.subject_id
-- Private manufacturing in the newest quarter held; what the Bureau suppresses is unknown.
LEFT JOIN ref_qcew_counties AS q ON q.county_fips = s.subject_id AND q.ownership = '5' AND q.naics = '31-33'
