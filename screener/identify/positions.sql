-- positions: what is held where, signed, and whose footprint speaks for it.
-- Grain:  one row per account × look-through path × security × side.
-- Reads:  security_lines, holding_positions, securities, matches, asset_class_conventions.
-- Why:    sums are exact decimals; an unpriced line adds nothing here and is counted beside.
WITH lines AS (
    SELECT
        p.position_id,
        l.account,
        l.security_id,
        min_by(l.manager, l.line_number) FILTER (WHERE l.manager IS NOT NULL) AS manager,
        CAST(coalesce(sum(l.market_value), 0) AS DECIMAL(20, 2)) AS market_value,
        count(*) AS lines,
        count(*) - count(l.market_value) AS unpriced_lines,
        CASE WHEN min(l.market_value) < 0 THEN 'short' ELSE 'long' END AS side
    FROM security_lines AS l
    JOIN holding_positions AS p ON p.source_file = l.source_file AND p.source_row = l.source_row
    GROUP BY p.position_id, l.account, l.security_id
)
SELECT
    l.position_id,
    l.account,
    l.manager,
    '' AS path,
    l.security_id,
    m.issuer_id,
    CASE
        -- However the line is classed, debt of the United States has no place, and it is not foreign.
        WHEN a.footprint = 'foreign' AND m.issuer_id = 'government:US' THEN 'no_place'
        WHEN a.footprint = 'issuer' THEN coalesce(m.issuer_id, 'unknown')
        WHEN a.footprint = 'state' THEN 'state:' || coalesce(s.state, 'unknown')
        ELSE a.footprint
    END AS footprint_id,
    l.side,
    l.market_value,
    l.lines,
    l.unpriced_lines
FROM lines AS l
JOIN securities AS s ON s.security_id = l.security_id
JOIN matches AS m ON m.security_id = l.security_id
JOIN asset_class_conventions AS a ON a.asset_class = s.asset_class
