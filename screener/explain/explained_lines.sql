-- explained_lines: the delivered lines that a figure is made of.
-- Grain:  one row per delivered line × position.
-- Reads:  contributions, holdings.
SELECT
    c.source_file,
    c.source_row,
    h.account,
    coalesce(h.security_name, h.issuer_name, h.ticker) AS name,
    h.market_value,
    c.position_id,
    c.market_value AS part,
    c.low,
    c.best,
    c.high
FROM contributions AS c
JOIN holdings AS h ON h.source_file = c.source_file AND h.source_row = c.source_row
ORDER BY abs(c.best) DESC, abs(c.high) DESC, c.source_file, c.source_row, c.position_id
