-- lost_value: what looking through did not conserve; empty, or the run stops.
-- Grain:  one row per delivered line, or position, whose parts do not add up to it.
-- Reads:  holdings, holding_positions, positions.
-- Why:    every cent delivered is in a position, line by line, and no position holds a cent that was not delivered.
WITH by_line AS (
    SELECT source_file, source_row, sum(market_value) AS market_value, count(*) AS parts
    FROM holding_positions
    GROUP BY source_file, source_row
),
by_position AS (
    SELECT position_id, sum(coalesce(market_value, 0)) AS market_value
    FROM holding_positions
    GROUP BY position_id
)
SELECT
    coalesce(h.source_file, l.source_file) || ':' || CAST(coalesce(h.source_row, l.source_row) AS VARCHAR) AS subject,
    h.market_value AS delivered,
    l.market_value AS kept
FROM holdings AS h
FULL JOIN by_line AS l ON l.source_file = h.source_file AND l.source_row = h.source_row
WHERE h.source_file IS NULL OR l.parts IS NULL OR h.market_value IS DISTINCT FROM l.market_value
UNION ALL
SELECT coalesce(p.position_id, b.position_id), b.market_value, p.market_value
FROM positions AS p
FULL JOIN by_position AS b ON b.position_id = p.position_id
WHERE p.market_value IS DISTINCT FROM b.market_value
