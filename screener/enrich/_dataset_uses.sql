-- _dataset_uses: which positions rest on which dataset.
-- Grain:  one row per dataset × position.
-- Reads:  vintages, positions, matches, issuers, establishments, _known_observations.
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
    SELECT issuer_id, dataset FROM establishments
    UNION ALL
    SELECT issuer_id, 'cbp_establishments' AS dataset FROM establishments WHERE employment_basis LIKE 'modelled:%'
    UNION ALL
    SELECT issuer_id, 'counties' AS dataset FROM establishments WHERE place BETWEEN '00' AND '99999'
    UNION ALL
    SELECT issuer_id, 'ers_counties' AS dataset FROM establishments WHERE length(place) = 5 AND place < 'a'
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
