-- changes: why each figure is another than in the earlier run, exactly.
-- Grain:  one row per measure × basis × step; step 0 is the earlier figure.
-- Reads:  change_uses, change_speakers, change_footprints, change_shares, change_steps, change_written.
-- Why:    every figure is worked out after each step, with what was switched to the later run's so far; what a cause adds is
--         the difference of two steps, so the causes sum to the change to the last of fourteen places. What only one run
--         knows (the footprint of an issuer that is new) speaks for it at every step. A short position swaps the ends, and
--         is no direct instrument; the union of instruments and places is that of `_by_instrument`. The earlier figure is
--         the one that the earlier run wrote: what this program makes of the same tables is the program's doing.
WITH spoken AS (
    SELECT
        p.step,
        CASE WHEN (p.step < o.step AND o.footprint_before IS NOT NULL) OR o.footprint_after IS NULL
            THEN o.footprint_before ELSE o.footprint_after END AS footprint_id,
        p.market_value > 0 AS is_long,
        CASE WHEN p.market_value > 0 THEN p.direct_low ELSE 0 END AS direct_low,
        CASE WHEN p.market_value > 0 THEN p.direct_best ELSE 0 END AS direct_best,
        CASE WHEN p.market_value > 0 THEN p.direct_high ELSE 0 END AS direct_high,
        p.market_value
    FROM change_uses AS p
    JOIN change_speakers AS o ON o.security_id = p.security_id AND o.is_undisclosed = p.is_undisclosed
    WHERE p.market_value <> 0
),
versions AS (
    SELECT
        s.*,
        CASE WHEN (s.step < f.step AND f.is_before) OR NOT f.is_after THEN 'before' ELSE t.version END AS version
    FROM spoken AS s
    JOIN change_footprints AS f ON f.footprint_id = s.footprint_id
    JOIN change_steps AS t ON t.step = s.step
),
money AS (
    SELECT
        step,
        footprint_id,
        version,
        is_long,
        direct_low,
        direct_best,
        direct_high,
        CAST(sum(market_value) AS DECIMAL(20, 2)) AS market_value
    FROM versions
    GROUP BY step, footprint_id, version, is_long, direct_low, direct_best, direct_high
),
measured AS (
    SELECT
        m.step,
        CASE h.measure WHEN 'community_development' THEN 'community_development_places' ELSE h.measure END AS measure,
        h.basis,
        m.market_value,
        m.is_long,
        h.low,
        h.best,
        h.high
    FROM money AS m
    JOIN change_shares AS h ON h.footprint_id = m.footprint_id AND h.version = m.version
    UNION ALL
    SELECT
        m.step,
        h.measure,
        h.basis,
        m.market_value,
        m.is_long,
        greatest(m.direct_low, h.low),
        greatest(m.direct_best, h.best),
        least(m.direct_high + h.high, 1)
    FROM money AS m
    JOIN change_shares AS h
        ON h.footprint_id = m.footprint_id AND h.version = m.version AND h.measure = 'community_development'
),
sums AS (
    SELECT
        step,
        measure,
        basis,
        sum(CAST(market_value * CAST(CASE WHEN is_long THEN low ELSE high END AS DECIMAL(13, 12)) AS DECIMAL(38, 14))) AS low,
        sum(CAST(market_value * CAST(best AS DECIMAL(13, 12)) AS DECIMAL(38, 14))) AS best,
        sum(CAST(market_value * CAST(CASE WHEN is_long THEN high ELSE low END AS DECIMAL(13, 12)) AS DECIMAL(38, 14))) AS high
    FROM measured
    GROUP BY step, measure, basis
    UNION ALL
    SELECT step, 'market_value', 'both', value, value, value
    FROM (SELECT step, CAST(sum(market_value) AS DECIMAL(38, 14)) AS value FROM money GROUP BY step) AS wholes
),
states AS (
    SELECT
        w.measure,
        w.basis,
        t.step,
        t.cause,
        coalesce(s.low, 0) AS low,
        coalesce(s.best, 0) AS best,
        coalesce(s.high, 0) AS high
    FROM change_written AS w
    CROSS JOIN change_steps AS t
    LEFT JOIN sums AS s ON s.measure = w.measure AND s.basis = w.basis AND s.step = t.step
),
gaps AS (
    SELECT w.measure, w.basis, p.step, w.low - s.low AS low, w.best - s.best AS best, w.high - s.high AS high
    FROM change_written AS w
    JOIN states AS s ON s.measure = w.measure AND s.basis = w.basis AND s.step = 0
    JOIN change_steps AS p ON p.cause = 'program'
),
written AS (
    SELECT
        s.measure,
        s.basis,
        s.step,
        s.cause,
        s.low + CASE WHEN s.step < g.step THEN g.low ELSE 0 END AS low,
        s.best + CASE WHEN s.step < g.step THEN g.best ELSE 0 END AS best,
        s.high + CASE WHEN s.step < g.step THEN g.high ELSE 0 END AS high
    FROM states AS s
    JOIN gaps AS g ON g.measure = s.measure AND g.basis = s.basis
)
SELECT
    measure,
    basis,
    step,
    cause,
    CAST(low - coalesce(lag(low) OVER (PARTITION BY measure, basis ORDER BY step), 0) AS DECIMAL(38, 14)) AS low,
    CAST(best - coalesce(lag(best) OVER (PARTITION BY measure, basis ORDER BY step), 0) AS DECIMAL(38, 14)) AS best,
    CAST(high - coalesce(lag(high) OVER (PARTITION BY measure, basis ORDER BY step), 0) AS DECIMAL(38, 14)) AS high
FROM written
