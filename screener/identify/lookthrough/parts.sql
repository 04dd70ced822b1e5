-- parts: each delivered line as it stands, before any fund is looked through.
-- Grain:  one row per delivered line.
-- Reads:  security_lines, fund_securities.
-- Why:    fund_id says by which fund's file the part is to be replaced. A line without a value cannot be split: it stays.
SELECT
    l.source_file,
    l.source_row,
    l.line_number,
    l.account,
    l.manager,
    '' AS path,
    l.source_file AS part_file,
    l.source_row AS part_row,
    l.security_id,
    CAST(l.market_value AS DECIMAL(20, 2)) AS market_value,
    CASE WHEN l.market_value IS NOT NULL THEN f.fund_id END AS fund_id,
    l.market_value IS NOT NULL AND f.fund_id IS NOT NULL AS is_open,
    false AS is_undisclosed
FROM security_lines AS l
LEFT JOIN fund_securities AS f ON f.security_id = l.security_id
WHERE l.fund_id IS NULL
