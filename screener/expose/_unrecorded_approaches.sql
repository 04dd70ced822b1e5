-- _unrecorded_approaches: accounts of which the fund's own files say nothing by the run's date.
-- Grain:  one row per account; none where the fund has no such files.
-- Reads:  holdings, _account_approaches.
SELECT
    h.account,
    count(*) AS lines,
    CAST(coalesce(sum(abs(h.market_value)), 0) AS DECIMAL(20, 2)) AS market_value
FROM holdings AS h
LEFT JOIN _account_approaches AS a ON a.account = h.account AND a.standing = 'used'
WHERE a.account IS NULL AND EXISTS (SELECT 1 FROM _account_approaches)
GROUP BY h.account
