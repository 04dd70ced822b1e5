-- _dataset_uses: which positions rest on which dataset.
-- Grain:  one row per dataset × position.
-- Reads:  vintages, positions, matches, issuers, establishments, _register_sites, _issuer_facilities,
--         _known_observations.
-- Why:    every figure prints the vintage beneath it, and the money that rests on it; a position counts once a dataset.
--         A fund does not rest on where its sponsor sits: only positions that the issuer's own footprint speaks for do.
WITH issuer_uses AS (
    SELECT issuer_id, headquarters_dataset AS dataset FROM issuers
    UNION ALL
    SELECT issuer_id, 'zip_to_county' AS dataset FROM issuers WHERE length(headquarters_place) = 5
    UNION ALL
    SELECT issuer_id, naics_dataset AS dataset FROM issuers
    UNION ALL
    SELECT issuer_id, 'sic_to_naics' AS dataset FROM issuers WHERE naics IS NOT NULL
    UNION ALL
    SELECT issuer_id, dataset FROM establishments WHERE location_tier <> 'none'
    UNION ALL
    -- A facility is an issuer's by the names of its owners, and in a county by a ZIP code or coordinates.
    SELECT r.issuer_id, n.dataset
    FROM _register_sites AS r
    JOIN vintages AS n ON concat(' ', r.datasets, ' ') LIKE concat('% ', n.dataset, ' %')
    WHERE NOT r.is_repeated AND r.kind <> 'financed project'
    UNION ALL
    SELECT issuer_id, 'zip_to_county' AS dataset FROM _register_sites
    WHERE dataset = 'osha_300a' AND NOT is_repeated AND length(place) = 5
    UNION ALL
    SELECT issuer_id, CASE county_basis WHEN 'zip' THEN 'zip_to_county' ELSE 'county_shapes' END AS dataset
    FROM _issuer_facilities
    WHERE is_owner AND length(place) = 5 AND county_basis IN ('zip', 'coordinates')
    UNION ALL
    SELECT issuer_id, 'cbp_establishments' AS dataset FROM establishments WHERE location_tier = '3'
    UNION ALL
    SELECT issuer_id, 'counties' AS dataset FROM establishments
    WHERE location_tier <> 'none' AND place BETWEEN '00' AND '99999'
    UNION ALL
    SELECT issuer_id, 'ers_counties' AS dataset FROM establishments
    WHERE location_tier <> 'none' AND length(place) = 5 AND place < 'a'
    UNION ALL
    SELECT subject_id AS issuer_id, source AS dataset FROM _known_observations
)
SELECT v.dataset, p.position_id
FROM vintages AS v
JOIN matches AS m ON concat(' ', m.datasets, ' ') LIKE concat('% ', v.dataset, ' %')
JOIN positions AS p ON p.security_id = m.security_id
UNION
SELECT u.dataset, p.position_id
FROM issuer_uses AS u
JOIN positions AS p ON p.footprint_id = u.issuer_id
WHERE u.dataset IS NOT NULL
