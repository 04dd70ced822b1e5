-- _layoffs: jobs that notices of layoffs named in the last 24 months, as a share of the people located there.
-- Grain:  one row per issuer with a notice in the 24 months and with located employment.
-- Reads:  _recent_notices, establishments.
-- Why:    above the line stand jobs of notices in places where employment of the issuer is located, below it that
--         employment: notices from elsewhere say nothing of the people known here, and a share of more than the whole
--         shows that the sites on file are not the company; it is unknown. So is one whose notice states no number.
--         No notice is no zero: states differ in what they publish. The score is the worst of the employment below the
--         line.
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
here AS (
    SELECT
        n.issuer_id,
        CASE WHEN count(*) = count(n.employees_affected) THEN sum(n.employees_affected) END AS jobs,
        max(n.notice_date) AS notice_date
    FROM _recent_notices AS n
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
