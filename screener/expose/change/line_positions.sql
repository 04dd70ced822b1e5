-- line_positions: by which key each position's security goes in any quarter, and whether it is what a fund does not disclose.
-- Grain:  one row per position.
-- Reads:  positions, look_throughs, security_keys, matches.
SELECT
    p.position_id,
    n.security_key AS security_id,
    l.security_id IS NOT NULL AS is_undisclosed,
    p.side,
    p.footprint_id,
    m.decided_by
FROM positions AS p
JOIN security_keys AS n ON n.security_id = p.security_id
JOIN matches AS m ON m.security_id = p.security_id
LEFT JOIN look_throughs AS l ON l.path = p.path AND l.security_id = p.security_id
