-- exposures: money in each place, for every state at once, with its lower end, best estimate and upper end.
-- Grain:  one row per measure × basis × group × side × location tier.
-- Reads:  positions, footprint, places (states), definitions (which place criteria define community development),
--         decisions_place (which counties they pass).
-- Why:    a group's low is what is certainly there, its best adds the estimate, its high adds every cell that might be
--         there and the unlocated rest, once. Value × (a + b) = value × a + value × b in exact decimals, so the parts
--         are summed apart and added at the end. A short position swaps the ends.
WITH money AS (
    SELECT footprint_id, side, CAST(sum(market_value) AS DECIMAL(20, 2)) AS market_value
    FROM positions
    GROUP BY footprint_id, side
),
states AS (
    SELECT DISTINCT state, state_fips FROM places
),
qualifying AS (
    -- One line per definition, and the union of all of them, in which a county counts once.
    SELECT
        p.criterion_id AS grp,
        p.subject_id AS place,
        CASE p.outcome WHEN 'pass' THEN 2 WHEN 'insufficient_data' THEN 1 ELSE 0 END AS standing
    FROM decisions_place AS p
    JOIN definitions AS d ON d.rulebook_id = p.rulebook_id AND d.criterion_id = p.criterion_id
    UNION ALL
    SELECT
        'any definition' AS grp,
        p.subject_id AS place,
        max(CASE p.outcome WHEN 'pass' THEN 2 WHEN 'insufficient_data' THEN 1 ELSE 0 END) AS standing
    FROM decisions_place AS p
    JOIN definitions AS d ON d.rulebook_id = p.rulebook_id AND d.criterion_id = p.criterion_id
    GROUP BY p.subject_id
),
development AS (
    SELECT DISTINCT grp FROM qualifying
),
cell AS (
    SELECT
        f.footprint_id,
        f.basis,
        f.place,
        f.low,
        f.best,
        s.state,
        CASE WHEN f.industry = 'unknown' THEN 'unknown' WHEN f.industry = 'other' THEN 'no' ELSE 'yes' END AS manufacturing
    FROM footprint AS f
    LEFT JOIN states AS s ON s.state_fips = substr(f.place, 1, 2)
),
certain AS (
    SELECT 'in_state' AS measure, basis, footprint_id, coalesce(state, place) AS grp, low, best
    FROM cell
    UNION ALL
    SELECT
        'in_state_manufacturing' AS measure,
        basis,
        footprint_id,
        CASE
            WHEN place = 'no_place' THEN 'no_place'
            WHEN manufacturing = 'no' THEN 'not_manufacturing'
            WHEN manufacturing = 'yes' THEN coalesce(state, place)
            ELSE 'unknown'
        END AS grp,
        low,
        best
    FROM cell
    UNION ALL
    SELECT 'community_development' AS measure, c.basis, c.footprint_id, q.grp, c.low, c.best
    FROM cell AS c
    JOIN qualifying AS q ON q.place = c.place
    WHERE q.standing = 2
),
possible AS (
    -- Cells that are certain to exist but not certain to be in the group. '*' is every state and abroad.
    SELECT 'in_state' AS measure, basis, footprint_id, '*' AS grp, low
    FROM cell
    WHERE place = 'unknown'
    UNION ALL
    SELECT
        'in_state_manufacturing' AS measure,
        basis,
        footprint_id,
        CASE WHEN place = 'unknown' THEN '*' ELSE coalesce(state, place) END AS grp,
        low
    FROM cell
    WHERE place <> 'no_place'
      AND (manufacturing = 'unknown' OR (manufacturing = 'yes' AND place = 'unknown'))
    UNION ALL
    SELECT 'in_state_manufacturing' AS measure, basis, footprint_id, 'not_manufacturing' AS grp, low
    FROM cell
    WHERE place <> 'no_place' AND manufacturing = 'unknown'
    UNION ALL
    SELECT 'community_development' AS measure, c.basis, c.footprint_id, d.grp, c.low
    FROM cell AS c
    CROSS JOIN development AS d
    LEFT JOIN qualifying AS q ON q.place = c.place AND q.grp = d.grp
    WHERE c.place NOT IN ('no_place', 'foreign')
      AND coalesce(q.standing, 1) = 1
),
rest AS (
    SELECT footprint_id, basis, max(unlocated) AS unlocated, max(location_tier) AS location_tier
    FROM footprint
    GROUP BY footprint_id, basis
),
groups AS (
    SELECT 'in_state' AS measure, state AS grp, 'place' AS kind FROM states
    UNION ALL
    SELECT 'in_state_manufacturing' AS measure, state AS grp, 'place' AS kind FROM states
    UNION ALL
    SELECT measure, grp, kind
    FROM (VALUES
        ('in_state', 'foreign', 'place'),
        ('in_state', 'no_place', 'certain'),
        ('in_state', 'unknown', 'knowledge'),
        ('in_state_manufacturing', 'foreign', 'place'),
        ('in_state_manufacturing', 'not_manufacturing', 'other'),
        ('in_state_manufacturing', 'no_place', 'certain'),
        ('in_state_manufacturing', 'unknown', 'knowledge')
    ) AS fixed (measure, grp, kind)
    UNION ALL
    SELECT 'community_development' AS measure, grp, 'other' AS kind FROM development
),
parts AS (
    SELECT
        c.measure, c.basis, c.grp, m.side, r.location_tier,
        sum(CAST(m.market_value * c.low AS DECIMAL(38, 14))) AS low,
        sum(CAST(m.market_value * c.best AS DECIMAL(38, 14))) AS best,
        CAST(0 AS DECIMAL(38, 14)) AS possible
    FROM certain AS c
    JOIN rest AS r ON r.footprint_id = c.footprint_id AND r.basis = c.basis
    JOIN money AS m ON m.footprint_id = c.footprint_id
    GROUP BY c.measure, c.basis, c.grp, m.side, r.location_tier
    UNION ALL
    SELECT
        p.measure, p.basis, p.grp, m.side, r.location_tier,
        CAST(0 AS DECIMAL(38, 14)) AS low,
        CAST(0 AS DECIMAL(38, 14)) AS best,
        sum(CAST(m.market_value * p.low AS DECIMAL(38, 14))) AS possible
    FROM possible AS p
    JOIN rest AS r ON r.footprint_id = p.footprint_id AND r.basis = p.basis
    JOIN money AS m ON m.footprint_id = p.footprint_id
    GROUP BY p.measure, p.basis, p.grp, m.side, r.location_tier
),
known AS (
    SELECT measure, basis, grp, side, location_tier, sum(low) AS low, sum(best) AS best, sum(possible) AS possible
    FROM parts
    GROUP BY measure, basis, grp, side, location_tier
),
unlocated AS (
    SELECT r.basis, m.side, r.location_tier, sum(CAST(m.market_value * r.unlocated AS DECIMAL(38, 14))) AS amount
    FROM rest AS r
    JOIN money AS m ON m.footprint_id = r.footprint_id
    GROUP BY r.basis, m.side, r.location_tier
),
ends AS (
    SELECT
        g.measure,
        u.basis,
        g.grp,
        u.side,
        u.location_tier,
        g.kind,
        coalesce(k.low, 0) AS low,
        coalesce(k.best, 0) AS best,
        coalesce(k.low, 0) + coalesce(k.possible, 0)
            + CASE WHEN g.kind = 'place' THEN coalesce(a.possible, 0) ELSE 0 END
            + CASE WHEN g.kind IN ('place', 'other') THEN u.amount ELSE 0 END AS high
    FROM groups AS g
    CROSS JOIN unlocated AS u
    LEFT JOIN known AS k
        ON k.measure = g.measure AND k.basis = u.basis AND k.grp = g.grp
        AND k.side = u.side AND k.location_tier = u.location_tier
    LEFT JOIN known AS a
        ON a.measure = g.measure AND a.basis = u.basis AND a.grp = '*'
        AND a.side = u.side AND a.location_tier = u.location_tier
)
SELECT
    measure,
    basis,
    grp AS "group",
    side,
    location_tier,
    -- 'unknown' says what we know, not where a thing is: it has no range of its own.
    CAST(CASE WHEN kind = 'knowledge' THEN best WHEN side = 'short' THEN high ELSE low END AS DECIMAL(38, 14)) AS low,
    CAST(best AS DECIMAL(38, 14)) AS best,
    CAST(CASE WHEN kind = 'knowledge' THEN best WHEN side = 'short' THEN low ELSE high END AS DECIMAL(38, 14)) AS high
FROM ends
