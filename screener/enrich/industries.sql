-- industries: what each NAICS code on file says: the industry, whether it is advanced, its sector of the 2023 sprint.
-- Grain:  one row per NAICS code × dataset (or file of the portfolio's own) that gives it.
-- Reads:  issuers, establishments, ref_naics, ref_naics_history, ref_advanced_industries, ref_sprint_sectors.
-- Why:    a code means what its edition of NAICS says. The edition is known of two datasets; else a code is read in
--         every edition that it can be of (where the list of an edition is held, it has the code), and where the
--         answers differ it is unknown. It lies within a listed code (334413 in 3344): yes, unless the listed code is
--         only partly meant (is_whole). It is coarser than listed codes (325, 31-33): yes only if every four-digit
--         industry beneath it is listed (334), else unknown. It meets none: no; of a list without rows nothing is
--         known. Where two sectors of the sprint would hold one code, the first by name is taken. Manufacturing's
--         three- and four-digit codes are those of 2017 in 2022 too, and those of 1997 on file are among them. Zeros at
--         the end of a code add nothing: 334000 is 334.
WITH lists AS (
    SELECT 'advanced' AS list, 'yes' AS answer, 'no' AS otherwise, rtrim(naics, '0') AS code, is_whole,
        first_edition, last_edition
    FROM ref_advanced_industries
    UNION ALL
    SELECT 'sprint', sector, 'none', rtrim(naics, '0'), is_whole, first_edition, last_edition FROM ref_sprint_sectors
),
asked AS (
    SELECT DISTINCT list, otherwise FROM lists
),
editions AS (
    SELECT edition, CAST(edition AS VARCHAR) AS vintage
    FROM (VALUES (1997), (2002), (2007), (2012), (2017), (2022)) AS every (edition)
),
stated AS (
    -- The concordance of the SEC's codes is with NAICS 1997; EPA's facilities have codes that are in 2022 alone, and
    -- none that is not in 2022.
    SELECT dataset, edition FROM (VALUES ('sec_cik_sic', 1997), ('ghgrp_facilities', 2022)) AS known (dataset, edition)
),
given AS (
    SELECT naics, dataset FROM establishments WHERE naics IS NOT NULL AND kind <> 'headquarters'
    UNION
    SELECT naics, naics_dataset FROM issuers WHERE naics IS NOT NULL
),
codes AS (
    -- A sector of several two-digit codes is each of them: 31-33 is 31, 32 and 33.
    SELECT
        g.naics,
        g.dataset,
        s.edition,
        rtrim(g.naics, '0') AS code,
        CASE WHEN g.naics LIKE '__-__' THEN substr(g.naics, 1, 2) ELSE rtrim(g.naics, '0') END AS first_code,
        CASE WHEN g.naics LIKE '__-__' THEN substr(g.naics, 4, 2) ELSE rtrim(g.naics, '0') END AS last_code,
        CASE WHEN g.naics LIKE '__-__' THEN 2 ELSE length(rtrim(g.naics, '0')) END AS digits
    FROM given AS g
    LEFT JOIN stated AS s ON s.dataset = g.dataset
),
listed AS (
    SELECT DISTINCT vintage, rtrim(code, '0') AS code FROM ref_naics_history
),
readings AS (
    SELECT DISTINCT c.code, c.first_code, c.last_code, c.digits, e.edition
    FROM codes AS c
    JOIN editions AS e ON e.edition = coalesce(c.edition, e.edition)
    LEFT JOIN (SELECT DISTINCT vintage FROM listed) AS h ON h.vintage = e.vintage
    LEFT JOIN listed AS x ON x.vintage = e.vintage AND x.code = c.code
    WHERE h.vintage IS NULL OR x.code IS NOT NULL
),
met AS (
    SELECT
        r.code,
        r.edition,
        l.list,
        min(CASE WHEN l.is_whole AND r.code LIKE concat(l.code, '%') THEN l.answer END) AS answer
    FROM readings AS r
    JOIN lists AS l
        ON r.edition BETWEEN l.first_edition AND l.last_edition
        AND (
            r.code LIKE concat(l.code, '%')
            OR substr(l.code, 1, CAST(r.digits AS INTEGER)) BETWEEN r.first_code AND r.last_code
        )
    GROUP BY r.code, r.edition, l.list
),
beneath AS (
    -- The four-digit industries beneath a coarser code, and how many of them are listed whole.
    SELECT r.code, r.edition, count(*) AS industries, count(l.code) AS listed
    FROM readings AS r
    JOIN ref_naics AS n
        ON length(n.code) = 4 AND substr(n.code, 1, CAST(r.digits AS INTEGER)) BETWEEN r.first_code AND r.last_code
    LEFT JOIN lists AS l
        ON l.list = 'advanced' AND l.code = n.code AND l.is_whole
        AND r.edition BETWEEN l.first_edition AND l.last_edition
    WHERE r.digits < 4
    GROUP BY r.code, r.edition
),
answers AS (
    SELECT
        r.code,
        r.edition,
        a.list,
        CASE
            WHEN m.answer IS NOT NULL THEN m.answer
            WHEN a.list = 'advanced' AND b.listed = b.industries THEN 'yes'
            WHEN m.code IS NULL THEN a.otherwise
            ELSE 'unknown'
        END AS answer
    FROM readings AS r
    CROSS JOIN asked AS a
    LEFT JOIN met AS m ON m.code = r.code AND m.edition = r.edition AND m.list = a.list
    LEFT JOIN beneath AS b ON b.code = r.code AND b.edition = r.edition
),
agreed AS (
    SELECT
        c.naics,
        c.dataset,
        a.list,
        CASE WHEN min(a.answer) = max(a.answer) THEN min(a.answer) ELSE 'unknown' END AS answer
    FROM codes AS c
    JOIN answers AS a ON a.code = c.code AND a.edition = coalesce(c.edition, a.edition)
    GROUP BY c.naics, c.dataset, a.list
),
named AS (
    SELECT
        naics,
        dataset,
        edition,
        code,
        CASE
            WHEN first_code < '31' OR first_code >= '34' THEN 'other'
            WHEN substr(code, 3, 1) BETWEEN '0' AND '9' THEN substr(code, 1, 3)
            ELSE '31-33'
        END AS industry
    FROM codes
)
SELECT
    n.naics,
    n.dataset,
    CAST(n.edition AS BIGINT) AS edition,
    n.industry,
    CASE
        WHEN n.industry NOT IN ('other', '31-33') AND length(n.code) >= 4 THEN substr(n.code, 1, 4)
        ELSE n.industry
    END AS naics4,
    coalesce(a.answer, 'unknown') AS advanced,
    coalesce(s.answer, 'unknown') AS sprint_sector
FROM named AS n
LEFT JOIN agreed AS a ON a.naics = n.naics AND a.dataset = n.dataset AND a.list = 'advanced'
LEFT JOIN agreed AS s ON s.naics = n.naics AND s.dataset = n.dataset AND s.list = 'sprint'
