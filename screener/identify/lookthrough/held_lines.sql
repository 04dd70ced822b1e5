-- held_lines: every line that something held stands on, delivered or in the file of a fund.
-- Grain:  one row per line; a fund's line that nothing held leads to is not here.
-- Reads:  lines, security_lines, parts.
-- Why:    gross is the portfolio's own money on the line, not the fund's. is_replaced: it was replaced by what it holds.
WITH held AS (
    SELECT
        part_file,
        part_row,
        sum(abs(market_value)) AS gross,
        max(CASE WHEN fund_id IS NOT NULL THEN 1 ELSE 0 END) = 1 AS is_replaced
    FROM parts
    WHERE NOT is_undisclosed
    GROUP BY part_file, part_row
)
SELECT
    s.*,
    l.cusip AS delivered_cusip,
    l.isin AS delivered_isin,
    l.sedol AS delivered_sedol,
    l.figi AS delivered_figi,
    l.lei AS delivered_lei,
    s.source_file || ':' || CAST(s.source_row AS VARCHAR) AS line,
    h.gross,
    h.is_replaced
FROM held AS h
JOIN security_lines AS s ON s.source_file = h.part_file AND s.source_row = h.part_row
JOIN lines AS l ON l.source_file = h.part_file AND l.source_row = h.part_row
