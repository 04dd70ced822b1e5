-- _layoffs: jobs that notices of layoffs named in the last 24 months, as a share of the people located there.
-- Grain:  one row per issuer with a notice in the 24 months and with located employment.
-- Reads:  issuers, vintages (the run's dates), ref_warn_notices, establishments.
-- Why:    above the line stand jobs of notices in places where employment of the issuer is located, below it that
--         employment: notices from elsewhere say nothing of the people known here, and a share of more than the whole
--         shows that the sites on file are not the company; it is unknown. So is one whose notice states no number.
--         No notice is no zero: states differ in what they publish. Notices alike in company, county, days and jobs are
--         one. An amendment changes a notice and is counted only in a county without one that is no amendment. A
--         notice is public on the day it is given; which companies it may name, the loader says. The score is the
--         worst of the employment below the line.
WITH located AS (
    SELECT
        issuer_id,
        place,
        sum(employment) AS employment,
        max(data_quality_score) AS data_quality_score
    FROM establishments
    WHERE employment IS NOT NULL AND location_tier <> 'none' AND place NOT IN ('unknown', 'foreign')
    GROUP BY issuer_id, place
),
notices AS (
    SELECT DISTINCT
        i.issuer_id,
        w.county_fips,
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
        min(CAST(is_amendment AS INTEGER)) OVER (PARTITION BY issuer_id, county_fips) AS only_amendments,
        row_number() OVER (
            PARTITION BY issuer_id, county_fips, is_amendment
            ORDER BY notice_date DESC, effective_date DESC NULLS LAST, employees_affected DESC NULLS LAST
        ) AS choice
    FROM notices
),
counted AS (
    -- Of amendments alone the newest counts: each changes what the one before it said.
    SELECT issuer_id, county_fips, notice_date, employees_affected
    FROM ranked
    WHERE NOT is_amendment OR (only_amendments = 1 AND choice = 1)
),
here AS (
    SELECT
        n.issuer_id,
        CASE WHEN count(*) = count(n.employees_affected) THEN sum(n.employees_affected) END AS jobs,
        max(n.notice_date) AS notice_date
    FROM counted AS n
    WHERE EXISTS (
        SELECT 1 FROM located AS l
        WHERE l.issuer_id = n.issuer_id AND l.place IN (n.county_fips, substr(n.county_fips, 1, 2))
    )
    GROUP BY n.issuer_id
),
people AS (
    SELECT issuer_id, sum(employment) AS employment, max(data_quality_score) AS data_quality_score
    FROM located
    GROUP BY issuer_id
)
SELECT
    h.issuer_id,
    h.notice_date,
    CASE WHEN h.jobs <= p.employment THEN round(CAST(h.jobs AS DOUBLE) / CAST(p.employment AS DOUBLE), 6) END AS share,
    p.data_quality_score
FROM here AS h
JOIN people AS p ON p.issuer_id = h.issuer_id
WHERE p.employment > 0
