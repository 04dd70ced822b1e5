-- _listed_industries: whether the own industry of an issuer is an advanced industry, or in a sector of the 2023 sprint.
-- Grain:  one row per issuer whose own industry is known.
-- Reads:  issuers, ref_advanced_industries, ref_sprint_sectors, ref_naics.
-- Why:    the own industry is a code of NAICS 1997 (ref_sic_to_naics), so that the lists' codes of that edition count.
--         It lies within a listed code (334413 in 3344): yes, unless the listed code is only partly meant (is_whole).
--         It is coarser than listed codes (325, 31-33): yes only if every four-digit industry beneath it is listed
--         (334), else unknown. It meets none: no; of a list without rows nothing is known. Where two sectors of the
--         sprint would hold one code, the first by name is taken.
WITH lists AS (
    SELECT 'advanced' AS list, 'advanced' AS sector, naics, is_whole, first_edition, last_edition
    FROM ref_advanced_industries
    UNION ALL
    SELECT 'sprint', sector, naics, is_whole, first_edition, last_edition FROM ref_sprint_sectors
),
codes AS (
    SELECT list, sector, naics, is_whole FROM lists WHERE first_edition <= 1997 AND last_edition >= 1997
),
issuer_codes AS (
    -- A sector of several two-digit codes is each of them: 31-33 is 31, 32 and 33.
    SELECT
        issuer_id,
        naics,
        CASE WHEN naics LIKE '__-__' THEN substr(naics, 1, 2) ELSE naics END AS first_code,
        CASE WHEN naics LIKE '__-__' THEN substr(naics, 4, 2) ELSE naics END AS last_code,
        CASE WHEN naics LIKE '__-__' THEN 2 ELSE length(naics) END AS digits
    FROM issuers
    WHERE naics IS NOT NULL
),
met AS (
    SELECT
        i.issuer_id,
        c.list,
        min(CASE WHEN c.is_whole AND i.naics LIKE concat(c.naics, '%') THEN c.sector END) AS sector
    FROM issuer_codes AS i
    JOIN codes AS c
        ON i.naics LIKE concat(c.naics, '%')
        OR substr(c.naics, 1, CAST(i.digits AS INTEGER)) BETWEEN i.first_code AND i.last_code
    GROUP BY i.issuer_id, c.list
),
beneath AS (
    -- The four-digit industries beneath a coarser code, and how many of them are listed whole.
    SELECT i.issuer_id, count(*) AS industries, count(c.naics) AS listed
    FROM issuer_codes AS i
    JOIN ref_naics AS n
        ON length(n.code) = 4 AND n.code NOT LIKE '%-%'
        AND substr(n.code, 1, CAST(i.digits AS INTEGER)) BETWEEN i.first_code AND i.last_code
    LEFT JOIN codes AS c ON c.list = 'advanced' AND c.naics = n.code AND c.is_whole
    WHERE i.digits < 4
    GROUP BY i.issuer_id
),
held AS (
    SELECT
        count(CASE WHEN list = 'advanced' THEN 1 END) > 0 AS has_advanced,
        count(CASE WHEN list = 'sprint' THEN 1 END) > 0 AS has_sprint
    FROM codes
)
SELECT
    i.issuer_id,
    CASE
        WHEN NOT h.has_advanced THEN NULL
        WHEN a.sector IS NOT NULL OR b.listed = b.industries THEN TRUE
        WHEN a.issuer_id IS NULL THEN FALSE
    END AS is_advanced_industry,
    CASE
        WHEN NOT h.has_sprint THEN NULL
        WHEN s.issuer_id IS NULL THEN 'none'
        ELSE s.sector
    END AS sprint_sector
FROM issuer_codes AS i
CROSS JOIN held AS h
LEFT JOIN met AS a ON a.issuer_id = i.issuer_id AND a.list = 'advanced'
LEFT JOIN met AS s ON s.issuer_id = i.issuer_id AND s.list = 'sprint'
LEFT JOIN beneath AS b ON b.issuer_id = i.issuer_id
