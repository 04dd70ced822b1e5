-- fund_edges: which funds hold which.
-- Grain:  one row per fund × fund that it holds, with the first line that says so.
-- Reads:  security_lines, fund_securities.
-- Why:    funds that hold each other in a circle have no bottom; they are refused before anything is split.
SELECT
    l.fund_id AS holder,
    f.fund_id AS held,
    min_by(l.source_file || ':' || CAST(l.source_row AS VARCHAR), l.line_number) AS line
FROM security_lines AS l
JOIN fund_securities AS f ON f.security_id = l.security_id
WHERE l.fund_id IS NOT NULL
GROUP BY l.fund_id, f.fund_id
