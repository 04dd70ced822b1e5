-- lines: every line that was read, delivered as a holding or standing in the file of a fund or of the benchmark.
-- Grain:  one row per line; fund_id is null where it is a holding, and 'benchmark' where it is no fund's.
-- Reads:  holdings, fund_lines.
-- Why:    what a fund or an index holds is identified by the same chains as what is held directly.
SELECT *, CAST(NULL AS VARCHAR) AS fund_id FROM holdings
UNION ALL
SELECT *, account AS fund_id FROM fund_lines
