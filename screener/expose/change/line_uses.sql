-- line_uses: what each line as delivered is or, through funds, holds, and what of it finances by its use of proceeds.
-- Grain:  one row per account × security as delivered × side × security held × its side × what of it is a direct instrument;
--         what a fund does not disclose apart.
-- Reads:  holdings, holding_positions, line_keys, line_positions, instruments.
-- Why:    two lots of one security may finance different things, by what the fund says of each.
SELECT
    k.account,
    k.delivered_id,
    CASE WHEN coalesce(h.market_value, h.quantity) < 0 THEN 'short' ELSE 'long' END AS delivered_side,
    p.security_id,
    p.is_undisclosed,
    p.side,
    coalesce(i.basis, 'none') AS direct_basis,
    coalesce(i.low, 0) AS direct_low,
    coalesce(i.best, 0) AS direct_best,
    coalesce(i.high, 0) AS direct_high,
    CAST(coalesce(sum(l.market_value), 0) AS DECIMAL(20, 2)) AS market_value
FROM holdings AS h
JOIN line_keys AS k ON k.source_file = h.source_file AND k.source_row = h.source_row
JOIN holding_positions AS l ON l.source_file = h.source_file AND l.source_row = h.source_row
JOIN line_positions AS p ON p.position_id = l.position_id
LEFT JOIN instruments AS i
    ON i.source_file = l.source_file AND i.source_row = l.source_row AND i.position_id = l.position_id AND p.side = 'long'
GROUP BY
    k.account,
    k.delivered_id,
    CASE WHEN coalesce(h.market_value, h.quantity) < 0 THEN 'short' ELSE 'long' END,
    p.security_id,
    p.is_undisclosed,
    p.side,
    coalesce(i.basis, 'none'),
    coalesce(i.low, 0),
    coalesce(i.best, 0),
    coalesce(i.high, 0)
