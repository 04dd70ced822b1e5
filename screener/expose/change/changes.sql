-- changes: why each figure is another than in the earlier run, exactly.
-- Grain:  one row per measure × basis × step; step 0 is the earlier figure.
-- Reads:  change_parts, change_speakers, change_footprints, change_shares, change_steps, change_measures.
-- Why:    every figure is worked out after each step, with what was switched to the later run's so far; what a cause adds is
--         the difference of two steps, so the causes sum to the change to the last of fourteen places. What only one run
--         knows (the footprint of an issuer that is new) speaks for it at every step. A short position swaps the ends.
WITH spoken AS (
    SELECT
        p.step,
        CASE WHEN (p.step < o.step AND o.footprint_before IS NOT NULL) OR o.footprint_after IS NULL
            THEN o.footprint_before ELSE o.footprint_after END AS footprint_id,
        p.market_value > 0 AS is_long,
        p.market_value
    FROM change_parts AS p
    JOIN change_speakers AS o ON o.security_id = p.security_id AND o.is_undisclosed = p.is_undisclosed
    WHERE p.market_value <> 0
),
money AS (
    SELECT
        s.step,
        s.footprint_id,
        CASE WHEN (s.step < f.step AND f.is_before) OR NOT f.is_after THEN 'before' ELSE t.version END AS version,
        s.is_long,
        CAST(sum(s.market_value) AS DECIMAL(20, 2)) AS market_value
    FROM spoken AS s
    JOIN change_footprints AS f ON f.footprint_id = s.footprint_id
    JOIN change_steps AS t ON t.step = s.step
    GROUP BY
        s.step,
        s.footprint_id,
        CASE WHEN (s.step < f.step AND f.is_before) OR NOT f.is_after THEN 'before' ELSE t.version END,
        s.is_long
),
sums AS (
    SELECT
        m.step,
        h.measure,
        h.basis,
        sum(CAST(m.market_value * CASE WHEN m.is_long THEN h.low ELSE h.high END AS DECIMAL(38, 14))) AS low,
        sum(CAST(m.market_value * h.best AS DECIMAL(38, 14))) AS best,
        sum(CAST(m.market_value * CASE WHEN m.is_long THEN h.high ELSE h.low END AS DECIMAL(38, 14))) AS high
    FROM money AS m
    JOIN change_shares AS h ON h.footprint_id = m.footprint_id AND h.version = m.version
    GROUP BY m.step, h.measure, h.basis
    UNION ALL
    SELECT step, 'market_value', 'both', value, value, value
    FROM (SELECT step, CAST(sum(market_value) AS DECIMAL(38, 14)) AS value FROM money GROUP BY step) AS wholes
),
states AS (
    SELECT
        g.measure,
        g.basis,
        t.step,
        t.cause,
        CAST(coalesce(s.low, 0) AS DECIMAL(38, 14)) AS low,
        CAST(coalesce(s.best, 0) AS DECIMAL(38, 14)) AS best,
        CAST(coalesce(s.high, 0) AS DECIMAL(38, 14)) AS high
    FROM change_measures AS g
    CROSS JOIN change_steps AS t
    LEFT JOIN sums AS s ON s.measure = g.measure AND s.basis = g.basis AND s.step = t.step
)
SELECT
    measure,
    basis,
    step,
    cause,
    CAST(low - coalesce(lag(low) OVER (PARTITION BY measure, basis ORDER BY step), 0) AS DECIMAL(38, 14)) AS low,
    CAST(best - coalesce(lag(best) OVER (PARTITION BY measure, basis ORDER BY step), 0) AS DECIMAL(38, 14)) AS best,
    CAST(high - coalesce(lag(high) OVER (PARTITION BY measure, basis ORDER BY step), 0) AS DECIMAL(38, 14)) AS high
FROM states
