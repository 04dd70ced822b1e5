-- lines: every line that was read, delivered as a holding or standing in the file of a fund.
-- Grain:  one row per line; fund_id is null where it is a holding.
-- Reads:  holdings, fund_lines.
-- Why:    what a fund holds is identified by the same chains as what is held directly.
SELECT *, CAST(NULL AS VARCHAR) AS fund_id FROM holdings
UNION ALL
SELECT *, account AS fund_id FROM fund_lines
