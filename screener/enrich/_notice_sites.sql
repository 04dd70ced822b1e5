-- _notice_sites: the counties in which the issuers gave notice of layoffs, and are still open as far as notices say.
-- Grain:  one row per issuer × county.
-- Reads:  issuers, vintages (the run's dates), ref_warn_notices, ref_counties.
-- Why:    a notice is public on the day it is given. A site is an issuer in a county; if its newest notice is a
--         permanent closure that has taken effect, it is gone. Where no day of closing is stated it is the day of the
--         notice. A notice without a county or a date places nothing.
--         A register of layoffs is no list of branches: it names the places where an employer of a hundred or more
--         shrank. Only an employer with notices in five open counties or more has shown enough of itself for its
--         counties to stand for where it is (is_broad); at fewer, one bad year in one plant would be the whole company.
--         A notice older than ten years says nothing of today: most do not say whether a site was closed. Both limits
--         are judgements, and stand here alone. An industry that is the company's, not the site's, is left out.
--         Planning regions and retired codes are kept as their state.
WITH limits AS (
    SELECT 5 AS counties, INTERVAL '10' YEAR AS age
),
notices AS (
    SELECT
        i.issuer_id,
        w.county_fips,
        w.notice_id,
        w.notice_date,
        w.employer_name,
        CASE WHEN w.naics_level = 'establishment' THEN w.naics END AS naics,
        CASE
            WHEN w.layoff_type = 'closure' AND NOT coalesce(w.is_temporary, FALSE)
                AND coalesce(w.effective_date, w.notice_date) <= v.run_as_of THEN 1
            ELSE 0
        END AS is_closed
    FROM ref_warn_notices AS w
    JOIN issuers AS i ON i.cik = coalesce(w.cik, w.parent_cik)
    JOIN vintages AS v
        ON v.dataset = 'warn_notices' AND w.notice_date <= v.run_as_of AND w.notice_date <= v.known_at
    CROSS JOIN limits AS l
    WHERE w.county_fips IS NOT NULL AND w.notice_date > v.run_as_of - l.age
),
newest AS (
    -- Of several notices on the newest day, one that is no closure keeps the site open.
    SELECT
        *,
        row_number() OVER (
            PARTITION BY issuer_id, county_fips ORDER BY notice_date DESC, is_closed, notice_id
        ) AS choice
    FROM notices
)
SELECT
    o.issuer_id,
    o.county_fips,
    coalesce(c.county_fips, substr(o.county_fips, 1, 2)) AS place,
    o.notice_date,
    o.notice_id,
    o.employer_name,
    o.naics,
    count(*) OVER (PARTITION BY o.issuer_id) >= l.counties AS is_broad
FROM newest AS o
CROSS JOIN limits AS l
LEFT JOIN ref_counties AS c ON c.county_fips = o.county_fips AND c.geography = 'county'
WHERE o.choice = 1 AND o.is_closed = 0
