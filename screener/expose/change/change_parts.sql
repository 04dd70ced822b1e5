-- change_parts: the value of each line at each step, divided among what it is or, through funds, holds.
-- Grain:  one row per account × security as delivered × side × step × security held × its side × run of the division.
-- Reads:  change_values, before_line_parts, after_line_parts, change_steps.
-- Why:    until funds are opened anew a line keeps the division of the earlier run: each part has the share of the line's
--         value that it had, in cents, and the largest takes what is left over. From that step on it is the later run's own.
--         A line that is new, or had no value, has no earlier division.
WITH opened AS (
    SELECT step FROM change_steps WHERE cause = 'look_through'
),
divisions AS (
    SELECT 'before' AS run, * FROM before_line_parts
    UNION ALL
    SELECT 'after' AS run, * FROM after_line_parts
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
            ORDER BY abs(part) DESC, security_id, is_undisclosed, side
        ) AS place
    FROM shared
)
SELECT
    account,
    delivered_id,
    delivered_side,
    step,
    security_id,
    is_undisclosed,
    side,
    CAST(market_value + CASE WHEN place = 1 THEN left_over ELSE 0 END AS DECIMAL(20, 2)) AS market_value
FROM ranked
