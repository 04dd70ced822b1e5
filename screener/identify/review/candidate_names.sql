-- candidate_names: the names by which a person may recognise the issuer of a security that no chain settles.
-- Grain:  one row per security × source of a name.
-- Reads:  matches, issuer_candidates, security_facts, asset_class_conventions, name_keys, listed_cusips, ref_gleif_names.
-- Why:    besides the names delivered, the SEC's 13(f) list and GLEIF may know the security's issuer by a name that comes
--         closer to the registered one. What has one issuer beyond doubt is left out.
WITH doubtful AS (
    SELECT m.security_id
    FROM matches AS m
    LEFT JOIN issuer_candidates AS c ON c.security_id = m.security_id AND c.cik IS NOT NULL
    GROUP BY m.security_id, m.issuer_id, m.score
    HAVING coalesce(m.issuer_id, 'lei:') LIKE 'lei:%' OR m.score < 0.95 OR count(DISTINCT c.cik) > 1
),
sought AS (
    SELECT s.*
    FROM doubtful AS d
    JOIN security_facts AS s ON s.security_id = d.security_id
    JOIN asset_class_conventions AS a ON a.asset_class = s.asset_class
    WHERE a.identity = 'company' AND a.names <> 'never'
),
named AS (
    SELECT security_id, 1 AS place, 'issuer''s name' AS source, issuer_name AS name FROM sought
    UNION ALL
    SELECT security_id, 2, 'security''s name', security_name FROM sought WHERE issuer_name IS NULL
)
SELECT n.security_id, n.place, n.source, k.name_key
FROM named AS n
JOIN name_keys AS k ON k.name = n.name
WHERE k.name_key <> ''
UNION ALL
SELECT s.security_id, 3, 'name in the SEC 13(f) list', l.name_key
FROM sought AS s
JOIN listed_cusips AS l ON l.cusip = s.cusip
UNION ALL
SELECT s.security_id, 4, 'name in GLEIF', g.name_key
FROM sought AS s
JOIN ref_gleif_names AS g ON g.lei = s.lei
