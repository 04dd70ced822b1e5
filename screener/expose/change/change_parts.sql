-- change_parts: the value of each line at each step, divided among what it is or, through funds, holds.
-- Grain:  one row per account × security as delivered × side × step × security held × its side × what of it is a direct
--         instrument in the run whose division it is.
-- Reads:  change_values, before_line_parts, after_line_parts, change_steps.
-- Why:    until funds are opened anew a line keeps the division of the earlier run: each part has the share of the line's
--         value that it had, in cents, and the largest takes what is left over. From that step on it is the later run's own.
--         A line that is new, or had no value, has no earlier division. What of a part is a direct instrument is switched
--         after that: with the fund's own statements where one spoke in either run, with the reference data where a
--         dataset did, else with the rules of matching. Until then a part that was held is what it was, on average.
WITH opened AS (
    SELECT step FROM change_steps WHERE cause = 'look_through'
),
divisions AS (
    SELECT 'before' AS run, * FROM before_line_parts
    UNION ALL
    SELECT 'after' AS run, * FROM after_line_parts
),
earlier_directs AS (
    SELECT
        account,
        delivered_id,
        delivered_side,
        security_id,
        is_undisclosed,
        side,
        max(CASE direct_basis WHEN 'attested' THEN 2 WHEN 'dataset' THEN 1 ELSE 0 END) AS basis,
        CAST(CAST(sum(CAST(market_value * direct_low AS DECIMAL(38, 14))) AS DOUBLE) / nullif(CAST(sum(market_value) AS DOUBLE), 0)
            AS DECIMAL(13, 12)) AS low,
        CAST(CAST(sum(CAST(market_value * direct_best AS DECIMAL(38, 14))) AS DOUBLE) / nullif(CAST(sum(market_value) AS DOUBLE), 0)
            AS DECIMAL(13, 12)) AS best,
        CAST(CAST(sum(CAST(market_value * direct_high AS DECIMAL(38, 14))) AS DOUBLE) / nullif(CAST(sum(market_value) AS DOUBLE), 0)
            AS DECIMAL(13, 12)) AS high
    FROM before_line_parts
    GROUP BY account, delivered_id, delivered_side, security_id, is_undisclosed, side
),
direct_steps AS (
    SELECT CASE WHEN is_reference THEN 1 WHEN cause = 'own_evidence' THEN 2 WHEN cause = 'matching' THEN 0 END AS basis, step
    FROM change_steps
    WHERE is_reference OR cause IN ('own_evidence', 'matching')
),
wholes AS (
    SELECT run, account, delivered_id, delivered_side, sum(market_value) AS whole
    FROM divisions
    GROUP BY run, account, delivered_id, delivered_side
),
chosen AS (
    SELECT
        v.account,
        v.delivered_id,
        v.delivered_side,
        v.step,
        v.market_value AS line_value,
        CASE WHEN v.step < o.step AND coalesce(w.whole, 0) <> 0 THEN 'before' ELSE 'after' END AS run
    FROM change_values AS v
    CROSS JOIN opened AS o
    LEFT JOIN wholes AS w
        ON w.run = 'before' AND w.account = v.account AND w.delivered_id = v.delivered_id AND w.delivered_side = v.delivered_side
),
shared AS (
    SELECT
        c.*,
        d.security_id,
        d.is_undisclosed,
        d.side,
        d.direct_basis,
        d.direct_low,
        d.direct_best,
        d.direct_high,
        d.market_value AS part,
        CASE
            WHEN c.line_value = w.whole THEN d.market_value
            WHEN w.whole = 0 THEN 0
            ELSE CAST(CAST(c.line_value AS DOUBLE) * CAST(d.market_value AS DOUBLE) / CAST(w.whole AS DOUBLE) AS DECIMAL(20, 2))
        END AS market_value
    FROM chosen AS c
    JOIN divisions AS d
        ON d.run = c.run AND d.account = c.account AND d.delivered_id = c.delivered_id AND d.delivered_side = c.delivered_side
    JOIN wholes AS w
        ON w.run = c.run AND w.account = c.account AND w.delivered_id = c.delivered_id AND w.delivered_side = c.delivered_side
),
ranked AS (
    SELECT
        *,
        line_value - sum(market_value) OVER (PARTITION BY account, delivered_id, delivered_side, step) AS left_over,
        row_number() OVER (
            PARTITION BY account, delivered_id, delivered_side, step
            ORDER BY abs(part) DESC, security_id, is_undisclosed, side, direct_low, direct_best, direct_high, direct_basis
        ) AS place
    FROM shared
)
SELECT
    r.account,
    r.delivered_id,
    r.delivered_side,
    r.step,
    r.security_id,
    r.is_undisclosed,
    r.side,
    CASE WHEN r.run = 'after' AND r.step < s.step THEN coalesce(e.low, r.direct_low) ELSE r.direct_low END AS direct_low,
    CASE WHEN r.run = 'after' AND r.step < s.step THEN coalesce(e.best, r.direct_best) ELSE r.direct_best END AS direct_best,
    CASE WHEN r.run = 'after' AND r.step < s.step THEN coalesce(e.high, r.direct_high) ELSE r.direct_high END AS direct_high,
    CAST(r.market_value + CASE WHEN r.place = 1 THEN r.left_over ELSE 0 END AS DECIMAL(20, 2)) AS market_value
FROM ranked AS r
LEFT JOIN earlier_directs AS e
    ON e.account = r.account AND e.delivered_id = r.delivered_id AND e.delivered_side = r.delivered_side
    AND e.security_id = r.security_id AND e.is_undisclosed = r.is_undisclosed AND e.side = r.side
JOIN direct_steps AS s
    ON s.basis = greatest(
        coalesce(e.basis, 0), CASE r.direct_basis WHEN 'attested' THEN 2 WHEN 'dataset' THEN 1 ELSE 0 END
    )
