-- change_footprints: at which step each footprint becomes that of the later run.
-- Grain:  one row per footprint of either run.
-- Reads:  before_footprint, after_footprint, before_facility_owners, after_facility_owners, before_establishments,
--         after_establishments, before_data_sources, after_data_sources, before_issuers, after_issuers, change_steps.
-- Why:    a footprint changes as a whole, and so for one cause: the first that is found, of a person's word on who owns a
--         facility, the portfolio's own list of the issuer's sites, and everything else. A site is of the portfolio's own
--         files where no reference dataset lists it.
WITH footprints AS (
    SELECT
        footprint_id,
        max(CASE WHEN run = 'before' THEN 1 ELSE 0 END) = 1 AS is_before,
        max(CASE WHEN run = 'after' THEN 1 ELSE 0 END) = 1 AS is_after
    FROM (
        SELECT footprint_id, 'before' AS run FROM before_footprint
        UNION ALL
        SELECT footprint_id, 'after' FROM after_footprint
    ) AS cells
    GROUP BY footprint_id
),
decided AS (
    SELECT b.issuer_id AS issuer_before, a.issuer_id AS issuer_after
    FROM before_facility_owners AS b
    FULL JOIN after_facility_owners AS a ON a.name_key = b.name_key
    WHERE (b.match_tier = 'person' OR a.match_tier = 'person')
        AND coalesce(b.issuer_id, '') <> coalesce(a.issuer_id, '')
),
own_sites AS (
    SELECT 'before' AS run, e.issuer_id, e.place, e.naics, e.employment, e.location_tier
    FROM before_establishments AS e
    LEFT JOIN before_data_sources AS d ON d.dataset = e.dataset
    WHERE d.dataset IS NULL
    UNION ALL
    SELECT 'after', e.issuer_id, e.place, e.naics, e.employment, e.location_tier
    FROM after_establishments AS e
    LEFT JOIN after_data_sources AS d ON d.dataset = e.dataset
    WHERE d.dataset IS NULL
),
own_totals AS (
    SELECT coalesce(b.issuer_id, a.issuer_id) AS issuer_id
    FROM before_issuers AS b
    JOIN after_issuers AS a ON a.issuer_id = b.issuer_id
    WHERE coalesce(b.total_employment, -1) <> coalesce(a.total_employment, -1)
),
own_changes AS (
    SELECT issuer_id
    FROM own_sites
    GROUP BY issuer_id, place, naics, employment, location_tier
    HAVING count(CASE WHEN run = 'before' THEN 1 END) <> count(CASE WHEN run = 'after' THEN 1 END)
),
causes AS (
    SELECT issuer_before AS footprint_id, 'people' AS cause FROM decided
    UNION ALL
    SELECT issuer_after, 'people' FROM decided
    UNION ALL
    SELECT issuer_id, 'own_evidence' FROM own_changes
    UNION ALL
    SELECT issuer_id, 'own_evidence' FROM own_totals
),
first_steps AS (
    SELECT c.footprint_id, min(s.step) AS step
    FROM causes AS c
    JOIN change_steps AS s ON s.cause = c.cause
    GROUP BY c.footprint_id
)
SELECT f.footprint_id, f.is_before, f.is_after, coalesce(o.step, r.step) AS step
FROM footprints AS f
JOIN change_steps AS r ON r.is_reference
LEFT JOIN first_steps AS o ON o.footprint_id = f.footprint_id
