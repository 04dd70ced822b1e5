-- _user_sites: the sites that the portfolio's own files list, each with the issuer it belongs to and whether it counts.
-- Grain:  one row per line of the files.
-- Reads:  user_establishments, identified_issuers, vintages (the run's dates).
-- Why:    an issuer's list is taken as a whole: of each issuer the newest date by the run's date counts, of that the
--         newest publication that was known, and sites that are no longer on it are gone. What does not count keeps its
--         reason, and becomes a finding.
WITH run AS (
    SELECT max(run_as_of) AS as_of, max(known_at) AS known_at FROM vintages
),
owned AS (
    SELECT
        u.*,
        i.issuer_id,
        u.as_of <= r.as_of AND u.published <= r.known_at AS is_known
    FROM user_establishments AS u
    CROSS JOIN run AS r
    LEFT JOIN identified_issuers AS i ON u.issuer IN (i.issuer_id, i.cik, i.lei)
),
ranked AS (
    SELECT *, rank() OVER (PARTITION BY issuer_id, is_known ORDER BY as_of DESC, published DESC) AS choice
    FROM owned
)
SELECT
    source_file,
    source_row,
    issuer_id,
    site,
    place,
    naics,
    employment,
    total_employment,
    as_of,
    published,
    CASE
        WHEN issuer_id IS NULL THEN 'issuer not held'
        WHEN NOT is_known THEN 'after the date'
        WHEN choice > 1 THEN 'superseded'
        ELSE 'used'
    END AS standing
FROM ranked
