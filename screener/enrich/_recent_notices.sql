-- _recent_notices: the notices of layoffs of the last 24 months, each once.
-- Grain:  one row per issuer × notice that counts.
-- Reads:  issuers, vintages (the run's dates), ref_warn_notices.
-- Why:    notices alike in company, county, days and jobs are one. An amendment changes a notice and is counted only in
--         a county without one that is no amendment; of amendments alone the newest counts: each changes what the one
--         before it said. A notice without a county keeps its state. A notice is public on the day it is given; which
--         companies it may name, the loader says.
WITH notices AS (
    SELECT DISTINCT
        i.issuer_id,
        w.county_fips,
        CASE WHEN w.county_fips IS NULL THEN w.state END AS state,
        w.notice_date,
        w.effective_date,
        w.employees_affected,
        coalesce(w.is_amendment, FALSE) AS is_amendment
    FROM ref_warn_notices AS w
    JOIN issuers AS i ON i.cik = coalesce(w.cik, w.parent_cik)
    JOIN vintages AS v
        ON v.dataset = 'warn_notices'
        AND w.notice_date <= v.run_as_of
        AND w.notice_date <= v.known_at
        AND w.notice_date > v.run_as_of - INTERVAL '24' MONTH
),
ranked AS (
    SELECT
        *,
        min(CAST(is_amendment AS INTEGER)) OVER (PARTITION BY issuer_id, county_fips, state) AS only_amendments,
        row_number() OVER (
            PARTITION BY issuer_id, county_fips, state, is_amendment
            ORDER BY notice_date DESC, effective_date DESC NULLS LAST, employees_affected DESC NULLS LAST
        ) AS choice
    FROM notices
)
SELECT issuer_id, county_fips, state, notice_date, employees_affected
FROM ranked
WHERE NOT is_amendment OR (only_amendments = 1 AND choice = 1)
