-- line_positions: under which security as delivered each position stands, and whether it is what a fund does not disclose.
-- Grain:  one row per position.
-- Reads:  positions, look_throughs.
-- Why:    two quarters are compared by the security that the custodian names: of a fund that is looked through, the fund.
WITH funds AS (
    SELECT path AS fund_id, min(security_id) AS security_id
    FROM look_throughs
    WHERE path = fund_id
    GROUP BY path
)
SELECT
    p.position_id,
    p.account,
    coalesce(f.security_id, p.security_id) AS delivered_id,
    p.security_id,
    l.security_id IS NOT NULL AS is_undisclosed,
    p.side,
    p.footprint_id
FROM positions AS p
LEFT JOIN funds AS f ON f.fund_id = split_part(p.path, ' > ', 1)
LEFT JOIN look_throughs AS l ON l.path = p.path AND l.security_id = p.security_id
