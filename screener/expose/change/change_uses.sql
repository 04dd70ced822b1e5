-- change_uses: each part of each line at each step, divided by what of it finances by its use of proceeds.
-- Grain:  one row per row of change_parts × what of it is a direct instrument.
-- Reads:  change_parts, before_line_uses, after_line_uses, change_steps.
-- Why:    lots of one security may finance different things. A part keeps the division of the earlier run, in cents, the
--         largest with what is left over, until the uses are switched: with the fund's own statements where one spoke in
--         either run, with the reference data where a dataset did, else with the rules of matching, which read the name.
--         A part that is new, or had no value, has no earlier division.
WITH uses AS (
    SELECT 'before' AS run, * FROM before_line_uses
    UNION ALL
    SELECT 'after' AS run, * FROM after_line_uses
),
wholes AS (
    SELECT
        account,
        delivered_id,
        delivered_side,
        security_id,
        is_undisclosed,
        side,
        sum(CASE WHEN run = 'before' THEN market_value END) AS whole_before,
        sum(CASE WHEN run = 'after' THEN market_value END) AS whole_after,
        max(CASE direct_basis WHEN 'attested' THEN 2 WHEN 'dataset' THEN 1 ELSE 0 END) AS basis
    FROM uses
    GROUP BY account, delivered_id, delivered_side, security_id, is_undisclosed, side
),
switches AS (
    SELECT CASE WHEN is_reference THEN 1 WHEN cause = 'own_evidence' THEN 2 ELSE 0 END AS basis, step
    FROM change_steps
    WHERE is_reference OR cause IN ('own_evidence', 'matching')
),
chosen AS (
    SELECT
        p.*,
        CASE WHEN p.step < s.step AND coalesce(w.whole_before, 0) <> 0 THEN 'before' ELSE 'after' END AS run,
        CASE WHEN p.step < s.step AND coalesce(w.whole_before, 0) <> 0 THEN w.whole_before ELSE w.whole_after END AS whole
    FROM change_parts AS p
    JOIN wholes AS w
        ON w.account = p.account AND w.delivered_id = p.delivered_id AND w.delivered_side = p.delivered_side
        AND w.security_id = p.security_id AND w.is_undisclosed = p.is_undisclosed AND w.side = p.side
    JOIN switches AS s ON s.basis = w.basis
    WHERE p.market_value <> 0
),
shared AS (
    SELECT
        c.step,
        c.account,
        c.delivered_id,
        c.delivered_side,
        c.security_id,
        c.is_undisclosed,
        c.side,
        u.direct_basis,
        u.direct_low,
        u.direct_best,
        u.direct_high,
        c.market_value AS part_value,
        u.market_value AS used,
        CASE
            WHEN c.market_value = c.whole THEN u.market_value
            WHEN c.whole = 0 THEN 0
            ELSE CAST(CAST(c.market_value AS DOUBLE) * CAST(u.market_value AS DOUBLE) / CAST(c.whole AS DOUBLE) AS DECIMAL(20, 2))
        END AS market_value
    FROM chosen AS c
    JOIN uses AS u
        ON u.run = c.run AND u.account = c.account AND u.delivered_id = c.delivered_id
        AND u.delivered_side = c.delivered_side AND u.security_id = c.security_id
        AND u.is_undisclosed = c.is_undisclosed AND u.side = c.side
),
ranked AS (
    SELECT
        *,
        part_value - sum(market_value) OVER (
            PARTITION BY step, account, delivered_id, delivered_side, security_id, is_undisclosed, side
        ) AS left_over,
        row_number() OVER (
            PARTITION BY step, account, delivered_id, delivered_side, security_id, is_undisclosed, side
            ORDER BY abs(used) DESC, direct_low, direct_best, direct_high, direct_basis
        ) AS place
    FROM shared
)
SELECT
    step,
    security_id,
    is_undisclosed,
    direct_low,
    direct_best,
    direct_high,
    CAST(market_value + CASE WHEN place = 1 THEN left_over ELSE 0 END AS DECIMAL(20, 2)) AS market_value
FROM ranked
