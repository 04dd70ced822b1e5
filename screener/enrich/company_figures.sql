-- company_figures: what the portfolio's own files say of whole companies, and which of it counts.
-- Grain:  one row per line of the files × figure × issuer it belongs to.
-- Reads:  user_company_figures, identified_issuers, vintages (the run's dates).
-- Why:    each figure is judged for itself, since a filing gives revenue and another document emissions: of each the
--         newest day by the run's date counts, and of that the newest publication that was known. What does not count
--         keeps its reason, and becomes a finding. A figure older than 24 months is used, being the best there is, and
--         said: PCAF divides values of the same year-end.
WITH run AS (
    SELECT max(run_as_of) AS as_of, max(known_at) AS known_at FROM vintages
),
owned AS (
    SELECT
        u.*,
        i.issuer_id,
        u.as_of < r.as_of - INTERVAL '24' MONTH AS is_old,
        CASE
            WHEN i.issuer_id IS NULL THEN 'issuer not held'
            WHEN u.as_of > r.as_of OR u.published > r.known_at THEN 'after the date'
            ELSE 'used'
        END AS standing
    FROM user_company_figures AS u
    CROSS JOIN run AS r
    LEFT JOIN identified_issuers AS i ON u.issuer IN (i.issuer_id, i.cik, i.lei)
),
ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY issuer_id, figure, standing
            ORDER BY as_of DESC, published DESC, source_file, source_row
        ) AS choice
    FROM owned
)
SELECT
    source_file,
    source_row,
    figure,
    coalesce(issuer_id, issuer) AS issuer_id,
    value,
    basis,
    data_quality_score,
    as_of,
    published,
    source,
    is_old,
    CASE WHEN standing = 'used' AND choice > 1 THEN 'superseded' ELSE standing END AS standing
FROM ranked
