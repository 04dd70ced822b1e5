-- _headquarters_doubts: issuers whose headquarters two lists place in different states.
-- Grain:  one row per issuer of what is held.
-- Reads:  _headquarters, issuers, positions, holding_positions.
-- Why:    a person who knows the company can tell at a glance which of the two is right.
WITH held AS (
    SELECT footprint_id AS issuer_id, sum(abs(market_value)) AS market_value FROM positions GROUP BY footprint_id
),
held_lines AS (
    -- A delivered line counts once, however many positions a look-through made of it.
    SELECT issuer_id, count(*) AS lines
    FROM (
        SELECT DISTINCT p.footprint_id AS issuer_id, h.source_file, h.source_row
        FROM positions AS p
        JOIN holding_positions AS h ON h.position_id = p.position_id
    ) AS distinct_lines
    GROUP BY issuer_id
)
SELECT
    i.issuer_name,
    p.is_certain,
    p.text AS preferred,
    o.text AS other,
    CAST(coalesce(l.lines, 0) AS BIGINT) AS lines,
    CAST(h.market_value AS DECIMAL(20, 2)) AS market_value
FROM _headquarters AS p
JOIN _headquarters AS o ON o.issuer_id = p.issuer_id AND o.choice = 2
JOIN issuers AS i ON i.issuer_id = p.issuer_id
JOIN held AS h ON h.issuer_id = p.issuer_id
LEFT JOIN held_lines AS l ON l.issuer_id = p.issuer_id
WHERE p.choice = 1 AND NOT p.agrees
