-- facts_plan: what a criterion about the pension fund itself may name.
-- Grain:  one row.
-- Reads:  plan (what the fund attests, and its home state), positions, exposures, footprint.
WITH totals AS (
    SELECT sum(market_value) AS net, sum(abs(market_value)) AS gross FROM positions
),
unknown_place AS (
    SELECT sum(abs(p.market_value) * f.best) AS amount
    FROM positions AS p
    JOIN footprint AS f ON f.footprint_id = p.footprint_id
    WHERE f.basis = 'operations' AND f.place = 'unknown'
),
in_state AS (
    SELECT sum(e.best) AS best
    FROM exposures AS e
    JOIN plan AS p ON p.state = e."group"
    WHERE e.measure = 'in_state_manufacturing' AND e.basis = 'operations'
),
development AS (
    -- The widest definition: the union of definitions is no sum of them.
    SELECT max(best) AS best
    FROM (
        SELECT "group", sum(best) AS best
        FROM exposures
        WHERE measure = 'community_development' AND basis = 'operations'
        GROUP BY "group"
    ) AS by_definition
),
computed AS (
    SELECT count(*) AS definitions FROM decisions_place WHERE rulebook_id = 'community-development'
)
SELECT
    p.subject_id,
    p.is_governmental_plan,
    p.adopted_dol_vintage,
    CAST(t.net AS DOUBLE) AS market_value,
    CASE WHEN t.net IS NULL THEN NULL ELSE CAST(coalesce(i.best, 0) AS DOUBLE) END AS in_state_manufacturing,
    -- With no definition adopted nothing was computed: unknown, not zero.
    CASE WHEN t.net IS NULL OR c.definitions = 0 THEN NULL ELSE CAST(coalesce(d.best, 0) AS DOUBLE) END AS community_development,
    CAST(u.amount AS DOUBLE) / nullif(CAST(t.gross AS DOUBLE), 0) AS unlocated_share
FROM plan AS p
CROSS JOIN totals AS t
CROSS JOIN unknown_place AS u
CROSS JOIN in_state AS i
CROSS JOIN development AS d
CROSS JOIN computed AS c
