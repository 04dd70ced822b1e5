-- explained_evidence: the rows of reference data and of the portfolio's own files that the shares rest on.
-- Grain:  one row per issuer or security × what is said of it.
-- Reads:  contributions, matches, issuers, establishments, explained_places, instruments, data_sources, asked.
-- Why:    whose a security is, where the issuer is and what it does there, what an instrument finances.
WITH held AS (
    SELECT DISTINCT security_id, footprint_id FROM contributions
),
said AS (
    SELECT 'match' AS kind, h.footprint_id, m.datasets AS dataset, h.security_id AS source_row, m.evidence AS says
    FROM held AS h
    JOIN matches AS m ON m.security_id = h.security_id
    UNION ALL
    SELECT DISTINCT
        'head office', i.issuer_id, i.headquarters_dataset, i.issuer_id,
        concat(i.headquarters_text, ' (place ', i.headquarters_place, ')')
    FROM held AS h
    JOIN issuers AS i ON i.issuer_id = h.footprint_id
    WHERE i.headquarters_place IS NOT NULL
    UNION ALL
    SELECT DISTINCT 'industry', i.issuer_id, i.naics_dataset, i.issuer_id, concat('NAICS ', i.naics)
    FROM held AS h
    JOIN issuers AS i ON i.issuer_id = h.footprint_id
    WHERE i.naics IS NOT NULL
    UNION ALL
    SELECT
        'site', e.issuer_id, e.dataset, e.source_row,
        concat(
            e.establishment_name, ', place ', e.place, ', NAICS ', coalesce(e.naics, 'not stated'), ', ',
            coalesce(concat(CAST(round(e.employment, 1) AS VARCHAR), ' people (', e.employment_basis, ')'), 'people not known'),
            ', tier ', e.location_tier
        )
    FROM establishments AS e
    JOIN (SELECT DISTINCT footprint_id, place, location_tier FROM explained_places) AS p
        ON p.footprint_id = e.issuer_id AND p.place = e.place
        AND (e.location_tier = p.location_tier OR (e.location_tier = '2' AND p.location_tier = '1'))
    JOIN asked AS q ON q.basis = 'operations' AND e.kind <> 'headquarters'
    UNION ALL
    SELECT
        'use', c.footprint_id, CASE WHEN i.basis = 'dataset' THEN split_part(i.evidence, ':', 1) END,
        concat(i.source_file, ':', i.source_row), concat(i.kind, ', ', i.use_of_proceeds, ': ', i.evidence)
    FROM contributions AS c
    JOIN asked AS q ON q.way = 'instruments'
    JOIN instruments AS i
        ON i.source_file = c.source_file AND i.source_row = c.source_row AND i.position_id = c.position_id
)
SELECT s.kind, s.footprint_id, s.dataset, d.vintage, s.source_row, s.says
FROM said AS s
LEFT JOIN data_sources AS d ON d.dataset = s.dataset
ORDER BY s.kind, s.footprint_id, s.dataset, s.source_row, s.says
