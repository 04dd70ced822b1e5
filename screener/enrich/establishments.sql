-- establishments: the sites of each issuer, with the people who work there as far as anyone says.
-- Grain:  one row per issuer × site.
-- Reads:  issuers, vintages, _user_sites, _register_sites, _modelled_employment, _notice_sites.
-- Why:    the location tier says what a site is evidence of: 1 the issuer's own headcount, 2 a headcount at a regulator,
--         3 a regulator's list with employment modelled, 4 a list without employment, 5 the headquarters, none where it
--         shows presence and gives no share (a repeated site, few notices of layoffs, a financed project, a line that
--         states only a total). Employees affected by a layoff are not employment. The portfolio's own list takes the
--         place of layoff notices. Where an issuer has a list of sites, its headquarters are one of them, unless the
--         list has a site in that place. Tiers 1 and 2 score 2 (reported, not verified), modelled sites 4 or 5.
WITH own_lists AS (
    SELECT DISTINCT issuer_id
    FROM _user_sites
    WHERE standing = 'used' AND (employment IS NOT NULL OR place <> 'unknown')
),
sites AS (
    SELECT
        issuer_id,
        concat(source_file, ':', source_row) AS establishment_id,
        site AS establishment_name,
        'as reported' AS kind,
        place,
        CAST(NULL AS VARCHAR) AS tract,
        naics,
        employment,
        CASE WHEN employment IS NULL THEN 'none' ELSE 'counted' END AS employment_basis,
        CAST(NULL AS DECIMAL(13, 12)) AS ownership_share,
        CAST(NULL AS DECIMAL(20, 2)) AS amount,
        CASE WHEN employment IS NOT NULL THEN '1' WHEN place <> 'unknown' THEN '4' ELSE 'none' END AS location_tier,
        CASE WHEN employment IS NULL THEN 5 ELSE 2 END AS data_quality_score,
        published,
        source_file AS dataset,
        CAST(source_row AS VARCHAR) AS source_row
    FROM _user_sites
    WHERE standing = 'used'
    UNION ALL
    SELECT
        r.issuer_id,
        concat(r.dataset, ':', r.source_row),
        r.name,
        r.kind,
        r.place,
        r.tract,
        r.naics,
        coalesce(m.employment, CAST(r.employment AS DECIMAL(18, 6))),
        CASE WHEN r.employment IS NOT NULL THEN 'counted' ELSE coalesce(m.employment_basis, 'none') END,
        r.ownership_share,
        r.amount,
        CASE
            WHEN r.is_repeated THEN 'none'
            WHEN r.employment IS NOT NULL THEN '2'
            WHEN m.employment IS NOT NULL THEN '3'
            ELSE 'none'
        END,
        CASE WHEN r.employment IS NOT NULL THEN 2 WHEN m.employment_basis = 'modelled:county' THEN 4 ELSE 5 END,
        v.published,
        r.dataset,
        r.source_row
    FROM _register_sites AS r
    JOIN vintages AS v ON v.dataset = r.dataset
    LEFT JOIN _modelled_employment AS m
        ON m.issuer_id = r.issuer_id AND m.dataset = r.dataset AND m.source_row = r.source_row
    UNION ALL
    SELECT
        n.issuer_id,
        concat('warn_notices:', n.county_fips),
        n.employer_name,
        'notice site',
        n.place,
        NULL,
        n.naics,
        NULL,
        'none',
        NULL,
        NULL,
        CASE WHEN n.is_broad AND o.issuer_id IS NULL THEN '4' ELSE 'none' END,
        5,
        n.notice_date,
        'warn_notices',
        n.notice_id
    FROM _notice_sites AS n
    LEFT JOIN own_lists AS o ON o.issuer_id = n.issuer_id
),
lists AS (
    SELECT DISTINCT issuer_id FROM sites WHERE location_tier = '4'
),
listed_places AS (
    SELECT DISTINCT issuer_id, place FROM sites WHERE location_tier = '4'
)
SELECT
    issuer_id, establishment_id, establishment_name, kind, place, tract, naics, employment, employment_basis,
    ownership_share, amount, location_tier, CAST(data_quality_score AS BIGINT) AS data_quality_score, published,
    dataset, source_row
FROM sites
UNION ALL
SELECT
    i.issuer_id,
    concat(i.headquarters_dataset, ':', coalesce(i.cik, i.issuer_id)),
    'headquarters',
    'headquarters',
    i.headquarters_place,
    NULL,
    i.naics,
    NULL,
    'none',
    NULL,
    NULL,
    CASE WHEN l.issuer_id IS NOT NULL AND p.issuer_id IS NULL THEN '4' ELSE '5' END,
    5,
    v.published,
    i.headquarters_dataset,
    coalesce(i.cik, i.issuer_id)
FROM issuers AS i
JOIN vintages AS v ON v.dataset = i.headquarters_dataset
LEFT JOIN lists AS l ON l.issuer_id = i.issuer_id
LEFT JOIN listed_places AS p ON p.issuer_id = i.issuer_id AND p.place = i.headquarters_place
WHERE i.headquarters_place IS NOT NULL
