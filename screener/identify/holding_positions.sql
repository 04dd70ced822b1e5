-- holding_positions: which positions each delivered line became, and with how much of its value.
-- Grain:  one row per holdings line × position; a line that is not looked through has one.
-- Reads:  held_parts.
SELECT
    source_file,
    source_row,
    position_id,
    CAST(sum(market_value) AS DECIMAL(20, 2)) AS market_value
FROM held_parts
GROUP BY source_file, source_row, position_id
