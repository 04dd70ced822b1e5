-- _notice_sites: the counties in which the issuers gave notice of layoffs, and are still open as far as notices say.
-- Grain:  one row per issuer × county.
-- Reads:  issuers, vintages (the run's date), ref_warn_notices, ref_counties.
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
    SELECT 5 AS counties, 10 AS years
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
    JOIN vintages AS v ON v.dataset = 'warn_notices' AND w.notice_date <= v.run_as_of
    CROSS JOIN limits AS l
    WHERE w.county_fips IS NOT NULL AND year(w.notice_date) >= year(v.run_as_of) - l.years
),
newest AS (
    SELECT issuer_id, county_fips, max(notice_date) AS notice_date FROM notices GROUP BY issuer_id, county_fips
),
open_sites AS (
    -- Of several notices on the newest day, one that is no closure keeps the site open.
    SELECT
        n.issuer_id,
        n.county_fips,
        n.notice_date,
        min(n.notice_id) AS notice_id,
        min_by(n.employer_name, n.notice_id) AS employer_name,
        min_by(n.naics, n.notice_id) AS naics
    FROM notices AS n
    JOIN newest AS d
        ON d.issuer_id = n.issuer_id AND d.county_fips = n.county_fips AND d.notice_date = n.notice_date
    GROUP BY n.issuer_id, n.county_fips, n.notice_date
    HAVING min(n.is_closed) = 0
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
FROM open_sites AS o
CROSS JOIN limits AS l
LEFT JOIN ref_counties AS c ON c.county_fips = o.county_fips AND c.geography = 'county'
