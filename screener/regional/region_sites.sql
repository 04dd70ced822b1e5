-- region_sites: the sites in one region of issuers that the fund holds.
-- Grain:  one row per site.
-- Reads:  establishments, positions, issuers, home_places (of the region as home), places, footprint.
-- Why:    every kind of evidence there is, side by side: one plant may be in two registers, so that the rows are not to
--         be added up. Where only the state is known and the region is not all of it, the site is left out. A site is
--         used to place money if it is of the kind of evidence (tiers 1 and 2 are one) that the footprint rests on.
WITH held AS (
    SELECT DISTINCT footprint_id FROM positions
),
used AS (
    SELECT DISTINCT footprint_id, basis, place, CASE location_tier WHEN '2' THEN '1' ELSE location_tier END AS evidence
    FROM footprint
)
SELECT
    i.issuer_name,
    e.establishment_name,
    e.kind,
    e.place,
    p.place_name,
    e.naics,
    e.employment,
    e.employment_basis,
    e.data_quality_score,
    e.dataset,
    e.establishment_id,
    CASE
        WHEN o.footprint_id IS NOT NULL THEN 'operations'
        WHEN q.footprint_id IS NOT NULL THEN 'head office'
        ELSE 'nothing'
    END AS used_for
FROM establishments AS e
JOIN held AS h ON h.footprint_id = e.issuer_id
JOIN home_places AS r ON r.place = e.place
JOIN issuers AS i ON i.issuer_id = e.issuer_id
LEFT JOIN places AS p ON p.place = e.place
LEFT JOIN used AS o
    ON o.footprint_id = e.issuer_id AND o.basis = 'operations' AND o.place = e.place
    AND o.evidence = CASE e.location_tier WHEN '2' THEN '1' ELSE e.location_tier END
    AND (e.location_tier IN ('4', '5') OR e.employment > 0)
LEFT JOIN used AS q
    ON q.footprint_id = e.issuer_id AND q.basis = 'headquarters' AND q.place = e.place AND e.kind = 'headquarters'
