-- region_layoffs: notices of layoffs in one region over the 24 months before the date.
-- Grain:  one row per notice of the region; notices alike in employer, county, days and jobs are one.
-- Reads:  _labor_markets (the region), places, ref_warn_notices, vintages (the run's dates).
-- Why:    a notice is public on the day it is given. One that names no county is in the region if all of its state is,
--         and may be there if a part of the state is. An amendment changes a notice and is counted only where its
--         employer has none in the county that is no amendment; of amendments alone the newest counts.
WITH counties AS (
    SELECT state, count(*) AS counties FROM places GROUP BY state
),
states AS (
    SELECT p.state, count(*) = max(c.counties) AS is_whole
    FROM _labor_markets AS m
    JOIN places AS p ON p.place = m.place
    JOIN counties AS c ON c.state = p.state
    GROUP BY p.state
),
notices AS (
    SELECT DISTINCT
        coalesce(w.employer_key, w.employer_name, w.notice_id) AS employer,
        w.employer_name,
        w.state,
        w.county_fips,
        w.notice_date,
        w.effective_date,
        w.employees_affected AS jobs,
        coalesce(w.is_amendment, FALSE) AS is_amendment,
        m.place IS NOT NULL OR (w.county_fips IS NULL AND s.is_whole) AS is_there,
        w.notice_date > v.run_as_of - INTERVAL '12' MONTH AS is_last_year
    FROM ref_warn_notices AS w
    JOIN vintages AS v
        ON v.dataset = 'warn_notices'
        AND w.notice_date <= v.run_as_of
        AND w.notice_date <= v.known_at
        AND w.notice_date > v.run_as_of - INTERVAL '24' MONTH
    LEFT JOIN _labor_markets AS m ON m.place = w.county_fips
    LEFT JOIN states AS s ON s.state = w.state
    WHERE m.place IS NOT NULL OR (w.county_fips IS NULL AND s.state IS NOT NULL)
),
ranked AS (
    SELECT
        *,
        min(CAST(is_amendment AS INTEGER)) OVER (PARTITION BY employer, state, county_fips) AS only_amendments,
        row_number() OVER (
            PARTITION BY employer, state, county_fips, is_amendment
            ORDER BY notice_date DESC, effective_date DESC NULLS LAST, jobs DESC NULLS LAST, employer_name
        ) AS choice
    FROM notices
)
SELECT employer, employer_name, state, county_fips, notice_date, effective_date, jobs, is_there, is_last_year
FROM ranked
WHERE NOT is_amendment OR (only_amendments = 1 AND choice = 1)
