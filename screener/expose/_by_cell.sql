-- _by_cell: money in each region, in each part of the home region, and in places that meet a definition.
-- Grain:  one row per measure × basis × grouping × group × side × location tier.
-- Reads:  positions, _cells, _memberships, regions, definitions, ref_sprint_sectors.
-- Why:    a group's low is what is certainly there, its best adds the estimate, its high adds every cell that might be
--         there and the unlocated rest, once. Value × (a + b) = value × a + value × b in exact decimals, so the parts
--         are summed apart and added at the end. A short position swaps the ends. What is unknown, or known to no finer
--         code, says what we know and not where a thing is: nothing else may be in it.
WITH money AS (
    SELECT footprint_id, side, CAST(sum(market_value) AS DECIMAL(20, 2)) AS market_value
    FROM positions
    GROUP BY footprint_id, side
),
rest AS (
    SELECT DISTINCT footprint_id, basis, unlocated, location_tier FROM _cells
),
groups AS (
    SELECT DISTINCT m.measure, r.grouping, r."group" AS grp, 'place' AS kind
    FROM regions AS r
    CROSS JOIN (VALUES ('in_state'), ('in_state_manufacturing')) AS m (measure)
    UNION ALL
    SELECT measure, 'state', grp, kind
    FROM (VALUES
        ('in_state', 'foreign', 'place'),
        ('in_state', 'no_place', 'known'),
        ('in_state', 'unknown', 'known'),
        ('in_state_manufacturing', 'foreign', 'place'),
        ('in_state_manufacturing', 'not_manufacturing', 'part'),
        ('in_state_manufacturing', 'no_place', 'known'),
        ('in_state_manufacturing', 'unknown', 'known')
    ) AS fixed (measure, grp, kind)
    UNION ALL
    SELECT DISTINCT
        measure,
        grouping,
        "group",
        CASE
            WHEN "group" IN ('unknown', '31-33') OR (grouping = 'naics4' AND length("group") = 3) THEN 'known'
            ELSE 'part'
        END
    FROM _memberships
    WHERE NOT is_pattern
      AND grouping IN ('naics3', 'naics4', 'advanced', 'sprint_sector', 'cluster')
    UNION
    -- A sector that nothing is known to be in may be what no row says.
    SELECT m.measure, s.grouping, s.grp, 'part'
    FROM (
        SELECT 'sprint_sector' AS grouping, sector AS grp FROM ref_sprint_sectors
        UNION
        SELECT grouping, grp
        FROM (VALUES ('advanced', 'yes'), ('advanced', 'no'), ('sprint_sector', 'none')) AS fixed (grouping, grp)
    ) AS s
    CROSS JOIN (VALUES ('in_state'), ('in_state_manufacturing')) AS m (measure)
    UNION ALL
    -- A definition that no known place meets may be met where no row says.
    SELECT m.measure, 'definition', d.grp, 'part'
    FROM (
        SELECT criterion_id AS grp FROM definitions
        UNION
        SELECT 'any definition' FROM definitions
    ) AS d
    CROSS JOIN (VALUES ('community_development'), ('in_state_community_development')) AS m (measure)
),
sums AS (
    SELECT
        s.measure, s.basis, s.grouping, s."group" AS grp, s.is_pattern, m.side, r.location_tier,
        sum(CAST(m.market_value * CAST(s.low AS DECIMAL(13, 12)) AS DECIMAL(38, 14))) AS low,
        sum(CAST(m.market_value * CAST(s.best AS DECIMAL(13, 12)) AS DECIMAL(38, 14))) AS best,
        sum(CAST(m.market_value * CAST(s.possible AS DECIMAL(13, 12)) AS DECIMAL(38, 14))) AS possible
    FROM _memberships AS s
    JOIN rest AS r ON r.footprint_id = s.footprint_id AND r.basis = s.basis
    JOIN money AS m ON m.footprint_id = s.footprint_id
    GROUP BY s.measure, s.basis, s.grouping, s."group", s.is_pattern, m.side, r.location_tier
),
patterns AS (
    SELECT g.measure, s.basis, g.grouping, g.grp, s.side, s.location_tier, sum(s.possible) AS possible
    FROM sums AS s
    JOIN groups AS g
        ON g.measure = s.measure
        AND (g.grouping = s.grouping OR (s.grouping = '*' AND g.kind = 'place'))
        AND g.grp LIKE s.grp
    WHERE s.is_pattern
    GROUP BY g.measure, s.basis, g.grouping, g.grp, s.side, s.location_tier
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
        g.grouping,
        g.grp,
        u.side,
        u.location_tier,
        coalesce(k.low, 0) AS low,
        coalesce(k.best, 0) AS best,
        CASE
            WHEN g.kind = 'known' THEN coalesce(k.best, 0)
            ELSE coalesce(k.low, 0) + coalesce(k.possible, 0) + coalesce(a.possible, 0) + u.amount
        END AS high
    FROM groups AS g
    CROSS JOIN unlocated AS u
    LEFT JOIN sums AS k
        ON k.measure = g.measure AND k.basis = u.basis AND k.grouping = g.grouping AND k.grp = g.grp
        AND k.side = u.side AND k.location_tier = u.location_tier AND NOT k.is_pattern
    LEFT JOIN patterns AS a
        ON a.measure = g.measure AND a.basis = u.basis AND a.grouping = g.grouping AND a.grp = g.grp
        AND a.side = u.side AND a.location_tier = u.location_tier
)
SELECT
    measure,
    basis,
    grouping,
    grp AS "group",
    side,
    location_tier,
    CASE WHEN side = 'short' THEN high ELSE low END AS low,
    best,
    CASE WHEN side = 'short' THEN low ELSE high END AS high
FROM ends
