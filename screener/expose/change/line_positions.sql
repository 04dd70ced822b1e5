-- line_positions: under which security as delivered each position stands, and whether it is what a fund does not disclose.
-- Grain:  one row per position.
-- Reads:  positions, look_throughs, securities, matches.
-- Why:    two quarters are compared by the security that the custodian names: of a fund that is looked through, the fund.
--         What has no identifier is numbered by its line, which says nothing in another quarter: it goes by its name and
--         kind, where only one security of the run has them.
WITH named AS (
    SELECT
        security_id,
        CASE
            WHEN security_id LIKE 'line:%' AND coalesce(issuer_name, security_name) IS NOT NULL
                AND count(*) OVER (PARTITION BY issuer_name, security_name, asset_class) = 1
            THEN concat('name:', coalesce(issuer_name, ''), '/', coalesce(security_name, ''), '/', asset_class)
            ELSE security_id
        END AS security_key
    FROM securities
),
funds AS (
    SELECT path AS fund_id, min(security_id) AS security_id
    FROM look_throughs
    WHERE path = fund_id
    GROUP BY path
)
SELECT
    p.position_id,
    p.account,
    d.security_key AS delivered_id,
    n.security_key AS security_id,
    l.security_id IS NOT NULL AS is_undisclosed,
    p.side,
    p.footprint_id,
    m.decided_by
FROM positions AS p
LEFT JOIN funds AS f ON f.fund_id = split_part(p.path, ' > ', 1)
JOIN named AS n ON n.security_id = p.security_id
JOIN named AS d ON d.security_id = coalesce(f.security_id, p.security_id)
JOIN matches AS m ON m.security_id = p.security_id
LEFT JOIN look_throughs AS l ON l.path = p.path AND l.security_id = p.security_id
