-- _filed_names: the names of subsidiaries in Exhibits 21 that are sought here and tell.
-- Grain:  one row per line of an Exhibit 21.
-- Reads:  ref_sec_subsidiaries, ref_sec_13f_list_history, ref_listed_headquarters_history, ref_ghgrp_facilities,
--         ref_gleif_names, name_keys, run_date.
-- Why:    a name that tells has two words or more, five letters or more, and is not one word and a general one ("Empire
--         Acquisition"). What a list showed as an issuer of its own is nobody's subsidiary before the year of the first
--         filing that says so. Apart from company_names, so that a name more among the holdings makes those anew only
--         where an exhibit has it.
WITH sought AS (
    SELECT name_key FROM name_keys
    UNION
    SELECT parent_key FROM ref_ghgrp_facilities
    UNION
    SELECT name_key FROM ref_gleif_names
),
issuers_of_old AS (
    SELECT name_key, max(published) AS last_seen
    FROM (
        SELECT name_key, published FROM ref_sec_13f_list_history
        UNION ALL
        SELECT name_key, published FROM ref_listed_headquarters_history
    ) AS lists
    GROUP BY name_key
)
SELECT
    s.name_key,
    s.parent_cik,
    s.parent_name,
    s.source_year,
    s.source_year > EXTRACT(YEAR FROM d.as_of) AS is_later
FROM ref_sec_subsidiaries AS s
JOIN sought AS n ON n.name_key = s.name_key
CROSS JOIN run_date AS d
LEFT JOIN issuers_of_old AS o ON o.name_key = s.name_key
WHERE s.name_key LIKE '% %'
    AND length(replace(s.name_key, ' ', '')) >= 5
    AND NOT (
        split_part(s.name_key, ' ', 3) = ''
        AND split_part(s.name_key, ' ', 2) IN ('ACQUISITION', 'HOLDING', 'HOLDINGS', 'INVESTMENTS', 'VENTURES')
    )
    AND (
        o.name_key IS NULL
        OR (s.source_year <= EXTRACT(YEAR FROM d.as_of) AND s.source_year > EXTRACT(YEAR FROM o.last_seen))
    )
