-- tilts: how much more of the portfolio than of its benchmark is in the home region.
-- Grain:  one row per measure × basis; none where no benchmark is declared.
-- Reads:  benchmark_classes (what is held against the benchmark), positions, securities, benchmark_positions,
--         _home_shares.
-- Why:    a weight is net of shorts, which swap the ends. The range of the difference is not the difference of the
--         ranges: an issuer that stands on both sides is in one place, so only its active weight has a range. What has no
--         place for want of knowledge is not the same on both sides. Weights are rounded to twelve places, so that their
--         sums are exact and free of order.
WITH sums AS (
    SELECT 'portfolio' AS list, p.footprint_id, p.side, sum(p.market_value) AS market_value
    FROM positions AS p
    JOIN securities AS s ON s.security_id = p.security_id
    JOIN benchmark_classes AS c ON c.asset_class = s.asset_class
    GROUP BY p.footprint_id, p.side
    UNION ALL
    SELECT 'benchmark' AS list, footprint_id, side, sum(market_value) AS market_value
    FROM benchmark_positions
    GROUP BY footprint_id, side
),
totals AS (
    SELECT
        CAST(coalesce(sum(CASE WHEN list = 'portfolio' THEN market_value END), 0) AS DECIMAL(20, 2)) AS portfolio,
        CAST(coalesce(sum(CASE WHEN list = 'benchmark' THEN market_value END), 0) AS DECIMAL(20, 2)) AS benchmark
    FROM sums
),
weights AS (
    -- No weight where there is nothing above zero to be part of.
    SELECT
        s.list,
        s.footprint_id,
        s.side,
        CAST(
            CAST(s.market_value AS DOUBLE)
                / CAST(CASE WHEN s.list = 'portfolio' THEN t.portfolio ELSE t.benchmark END AS DOUBLE)
            AS DECIMAL(18, 12)
        ) AS weight
    FROM sums AS s
    CROSS JOIN totals AS t
    WHERE CASE WHEN s.list = 'portfolio' THEN t.portfolio ELSE t.benchmark END > 0
),
ends AS (
    SELECT
        w.list,
        h.measure,
        h.basis,
        sum(CAST(w.weight * CASE WHEN w.weight < 0 THEN h.high ELSE h.low END AS DECIMAL(38, 24))) AS low,
        sum(CAST(w.weight * h.best AS DECIMAL(38, 24))) AS best,
        sum(CAST(w.weight * CASE WHEN w.weight < 0 THEN h.low ELSE h.high END AS DECIMAL(38, 24))) AS high
    FROM weights AS w
    JOIN _home_shares AS h ON h.footprint_id = w.footprint_id
    GROUP BY w.list, h.measure, h.basis
),
active AS (
    SELECT
        footprint_id,
        CAST(sum(CASE WHEN list = 'portfolio' THEN weight ELSE -weight END) AS DECIMAL(18, 12)) AS weight
    FROM weights
    GROUP BY
        footprint_id,
        CASE WHEN footprint_id IN ('unknown', 'state:unknown') THEN concat(list, ' ', side) ELSE '' END
),
differences AS (
    SELECT
        h.measure,
        h.basis,
        sum(CAST(a.weight * CASE WHEN a.weight < 0 THEN h.high ELSE h.low END AS DECIMAL(38, 24))) AS low,
        sum(CAST(a.weight * h.best AS DECIMAL(38, 24))) AS best,
        sum(CAST(a.weight * CASE WHEN a.weight < 0 THEN h.low ELSE h.high END AS DECIMAL(38, 24))) AS high
    FROM active AS a
    JOIN _home_shares AS h ON h.footprint_id = a.footprint_id
    GROUP BY h.measure, h.basis
),
asked AS (
    SELECT m.measure, b.basis, t.portfolio, t.portfolio > 0 AND t.benchmark > 0 AS is_comparable
    FROM (SELECT 'in_state' AS measure UNION ALL SELECT 'in_state_manufacturing' AS measure) AS m
    CROSS JOIN (SELECT 'operations' AS basis UNION ALL SELECT 'headquarters' AS basis) AS b
    CROSS JOIN totals AS t
    WHERE EXISTS (SELECT 1 FROM benchmark_classes)
)
SELECT
    a.measure,
    a.basis,
    a.portfolio AS market_value,
    CAST(p.low AS DOUBLE) AS weight_low,
    CAST(p.best AS DOUBLE) AS weight_best,
    CAST(p.high AS DOUBLE) AS weight_high,
    CAST(b.low AS DOUBLE) AS benchmark_low,
    CAST(b.best AS DOUBLE) AS benchmark_best,
    CAST(b.high AS DOUBLE) AS benchmark_high,
    CASE WHEN a.is_comparable THEN CAST(d.low AS DOUBLE) END AS tilt_low,
    CASE WHEN a.is_comparable THEN CAST(d.best AS DOUBLE) END AS tilt_best,
    CASE WHEN a.is_comparable THEN CAST(d.high AS DOUBLE) END AS tilt_high
FROM asked AS a
LEFT JOIN ends AS p ON p.list = 'portfolio' AND p.measure = a.measure AND p.basis = a.basis
LEFT JOIN ends AS b ON b.list = 'benchmark' AND b.measure = a.measure AND b.basis = a.basis
LEFT JOIN differences AS d ON d.measure = a.measure AND d.basis = a.basis
