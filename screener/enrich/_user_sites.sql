-- _user_sites: the sites that the portfolio's own files list, each with the issuer it belongs to and whether it counts.
-- Grain:  one row per line of the files.
-- Reads:  user_establishments, identified_issuers, vintages (the run's dates).
-- Why:    an issuer's list is taken as a whole: of each issuer the newest date by the run's date counts, and sites that
--         are no longer on it are gone. What does not count keeps its reason, and becomes a finding.
WITH run AS (
    SELECT least(max(run_as_of), max(known_at)) AS as_of FROM vintages
),
owned AS (
    SELECT
        u.*,
        i.issuer_id,
        max(CASE WHEN u.as_of <= r.as_of THEN u.as_of END) OVER (PARTITION BY i.issuer_id) AS newest,
        r.as_of AS run_as_of
    FROM user_establishments AS u
    CROSS JOIN run AS r
    LEFT JOIN identified_issuers AS i ON u.issuer IN (i.issuer_id, i.cik, i.lei)
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
    CASE
        WHEN issuer_id IS NULL THEN 'issuer not held'
        WHEN as_of > run_as_of THEN 'after the date'
        WHEN as_of < newest THEN 'superseded'
        ELSE 'used'
    END AS standing
FROM owned
