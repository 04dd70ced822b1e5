-- listed_cusips: what the SEC's 13(f) list calls a CUSIP on the run's date, and the registrant of that name.
-- Grain:  one row per CUSIP that any vintage held shows.
-- Reads:  ref_sec_13f_list_history, register_names, run_date.
-- Why:    the newest sighting published by the run's date counts; where none is, the earliest later one. A security that
--         left the list keeps its last name. has_changed: two vintages give the CUSIP to different registrants.
--         is_listed: the vintage in force shows it, and does not say that it was deleted.
WITH seen AS (
    SELECT
        l.cusip,
        l.issuer_name,
        l.issuer_description,
        l.name_key,
        l.vintage,
        l.published,
        coalesce(l.status, '') <> 'DELETED' AS is_present,
        n.cik,
        n.register_name,
        n.difference,
        n.is_spelled,
        n.examples,
        row_number() OVER (
            PARTITION BY l.cusip
            ORDER BY
                CASE WHEN l.published <= d.as_of THEN 0 ELSE 1 END,
                CASE WHEN l.published <= d.as_of THEN l.published END DESC,
                l.published
        ) AS place
    FROM ref_sec_13f_list_history AS l
    CROSS JOIN run_date AS d
    LEFT JOIN register_names AS n ON n.name = l.issuer_name
),
registrants AS (
    SELECT cusip, count(DISTINCT cik) > 1 AS has_changed FROM seen GROUP BY cusip
),
newest AS (
    SELECT max(published) AS published FROM seen WHERE place = 1
)
SELECT
    s.cusip,
    substr(s.cusip, 1, 6) AS issuer_number,
    s.issuer_name,
    s.issuer_description,
    s.name_key,
    s.vintage,
    s.is_present AND s.published = v.published AS is_listed,
    s.cik,
    s.register_name,
    s.difference,
    s.is_spelled,
    s.examples,
    r.has_changed
FROM seen AS s
JOIN registrants AS r ON r.cusip = s.cusip
CROSS JOIN newest AS v
WHERE s.place = 1
