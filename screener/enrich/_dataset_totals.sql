-- _dataset_totals: lines, gross market value and the share of the portfolio's gross value that rest on each dataset.
-- Grain:  one row per dataset that a position rests on.
-- Reads:  _dataset_uses, positions, holding_positions.
-- Why:    a delivered line counts once, however many positions a look-through made of it.
WITH portfolio AS (
    SELECT sum(abs(market_value)) AS market_value FROM positions
),
lines AS (
    SELECT dataset, count(*) AS lines
    FROM (
        SELECT DISTINCT u.dataset, h.source_file, h.source_row
        FROM _dataset_uses AS u
        JOIN holding_positions AS h ON h.position_id = u.position_id
    ) AS distinct_lines
    GROUP BY dataset
)
SELECT
    u.dataset,
    CAST(max(l.lines) AS BIGINT) AS lines,
    CAST(sum(abs(p.market_value)) AS DECIMAL(20, 2)) AS market_value,
    CAST(
        CAST(sum(abs(p.market_value)) AS DOUBLE) / nullif(CAST(max(t.market_value) AS DOUBLE), 0) AS DECIMAL(13, 12)
    ) AS share
FROM _dataset_uses AS u
JOIN positions AS p ON p.position_id = u.position_id
JOIN lines AS l ON l.dataset = u.dataset
CROSS JOIN portfolio AS t
GROUP BY u.dataset
