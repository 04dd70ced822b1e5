-- _dataset_totals: lines and gross market value that rest on each dataset.
-- Grain:  one row per dataset that a position rests on.
-- Reads:  _dataset_uses, positions.
SELECT
    u.dataset,
    CAST(sum(p.lines) AS BIGINT) AS lines,
    CAST(sum(abs(p.market_value)) AS DECIMAL(20, 2)) AS market_value
FROM _dataset_uses AS u
JOIN positions AS p ON p.position_id = u.position_id
GROUP BY u.dataset
