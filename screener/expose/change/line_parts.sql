-- line_parts: what each line as delivered is or, through funds, holds.
-- Grain:  one row per account × security as delivered × side × security held × its side; what a fund does not disclose apart.
-- Reads:  holdings, holding_positions, line_positions.
SELECT
    p.account,
    p.delivered_id,
    CASE WHEN coalesce(h.market_value, h.quantity) < 0 THEN 'short' ELSE 'long' END AS delivered_side,
    p.security_id,
    p.is_undisclosed,
    p.side,
    CAST(coalesce(sum(l.market_value), 0) AS DECIMAL(20, 2)) AS market_value
FROM holdings AS h
JOIN holding_positions AS l ON l.source_file = h.source_file AND l.source_row = h.source_row
JOIN line_positions AS p ON p.position_id = l.position_id
GROUP BY
    p.account,
    p.delivered_id,
    CASE WHEN coalesce(h.market_value, h.quantity) < 0 THEN 'short' ELSE 'long' END,
    p.security_id,
    p.is_undisclosed,
    p.side
