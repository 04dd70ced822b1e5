-- holding_positions: which position each delivered line became.
-- Grain:  one row per holdings line (one position each, until funds are looked through).
-- Reads:  security_lines.
-- Why:    an unpriced line is counted as long; its sign is as unknown as its value.
SELECT
    source_file,
    source_row,
    account || '|' || '' || '|' || security_id || '|'
        || CASE WHEN market_value < 0 THEN 'short' ELSE 'long' END AS position_id
FROM security_lines
