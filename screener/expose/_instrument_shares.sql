-- _instrument_shares: what of each holding serves community development by its use, and by its use or its place.
-- Grain:  one row per measure × basis × group × position × line of it that is an instrument; all other lines of a
--         position are one row, without a line. Of a short position the ends are not swapped.
-- Reads:  holding_positions, positions, instruments, _home_shares, _region_cells, definitions.
-- Why:    a line may serve by its use of proceeds and by its place: it counts once. Nobody says how far the two overlap,
--         so that of both together the larger is certain, the larger is the estimate, and at most their sum may be. The
--         part in the home region: as much as both must share, and the product as the estimate. An instrument is where
--         it is attested to be; nobody says where a mortgage pool lends, so all of it may be at home. Unless it is
--         attested to be elsewhere than its issuer, no more may be in need at home than is at home. A short position is
--         no instrument: what it takes away is in places alone.
WITH measured AS (
    SELECT count(*) AS definitions FROM definitions
),
held AS (
    -- lines that are no instrument have the shares of their position: they are added up first
    SELECT
        l.position_id,
        i.source_file,
        i.source_row,
        i.low,
        i.best,
        i.high,
        i.place,
        CAST(sum(l.market_value) AS DECIMAL(20, 2)) AS market_value
    FROM holding_positions AS l
    JOIN positions AS p ON p.position_id = l.position_id
    LEFT JOIN instruments AS i
        ON i.source_file = l.source_file AND i.source_row = l.source_row AND i.position_id = l.position_id
        AND p.side = 'long'
    WHERE l.market_value IS NOT NULL
    GROUP BY l.position_id, i.source_file, i.source_row, i.low, i.best, i.high, i.place
),
lines AS (
    SELECT
        i.source_file,
        i.source_row,
        i.position_id,
        i.market_value,
        p.side,
        h.basis,
        h.location_tier,
        coalesce(i.low, 0) AS direct_low,
        coalesce(i.best, 0) AS direct_best,
        coalesce(i.high, 0) AS direct_high,
        CASE WHEN i.place IS NULL THEN h.low WHEN r.is_certain THEN 1 ELSE 0 END AS home_low,
        CASE WHEN i.place IS NULL THEN h.best WHEN r.is_certain THEN 1 ELSE 0 END AS home_best,
        CASE
            WHEN i.place IS NULL AND p.footprint_id <> 'no_place' THEN h.high
            WHEN i.place IS NULL OR r.place IS NOT NULL THEN 1
            ELSE 0
        END AS home_high,
        i.place IS NOT NULL AS is_elsewhere,
        CASE WHEN m.definitions > 0 THEN n.low ELSE 0 END AS need_low,
        CASE WHEN m.definitions > 0 THEN n.best ELSE 0 END AS need_best,
        CASE WHEN m.definitions > 0 THEN n.high ELSE 0 END AS need_high,
        CASE WHEN m.definitions > 0 THEN b.low ELSE 0 END AS both_low,
        CASE WHEN m.definitions > 0 THEN b.best ELSE 0 END AS both_best,
        CASE WHEN m.definitions > 0 THEN b.high ELSE 0 END AS both_high
    FROM held AS i
    CROSS JOIN measured AS m
    JOIN positions AS p ON p.position_id = i.position_id
    JOIN _home_shares AS h ON h.footprint_id = p.footprint_id AND h.measure = 'in_state'
    JOIN _home_shares AS n
        ON n.footprint_id = p.footprint_id AND n.basis = h.basis AND n.measure = 'community_development'
    JOIN _home_shares AS b
        ON b.footprint_id = p.footprint_id AND b.basis = h.basis AND b.measure = 'in_state_community_development'
    LEFT JOIN _region_cells AS r ON r.grouping = 'home' AND r.place = i.place
),
direct AS (
    SELECT 'community_development' AS measure, 'direct instruments' AS grp, * FROM (
        SELECT
            source_file, source_row, position_id, market_value, side, basis, location_tier,
            direct_low AS low, direct_best AS best, direct_high AS high,
            need_low AS place_low, need_best AS place_best, need_high AS place_high,
            1 AS most
        FROM lines
    ) AS anywhere
    UNION ALL
    SELECT 'in_state_community_development' AS measure, 'direct instruments' AS grp, * FROM (
        SELECT
            source_file, source_row, position_id, market_value, side, basis, location_tier,
            greatest(direct_low + home_low - 1, 0) AS low,
            least(
                greatest(
                    CAST(round(CAST(direct_best AS DOUBLE) * CAST(home_best AS DOUBLE), 12) AS DECIMAL(13, 12)),
                    greatest(direct_low + home_low - 1, 0)
                ),
                direct_high, home_high
            ) AS best,
            least(direct_high, home_high) AS high,
            both_low, both_best, both_high,
            CASE WHEN is_elsewhere THEN 1 ELSE greatest(home_high, both_high) END AS most
        FROM lines
    ) AS at_home
)
SELECT measure, grp, source_file, source_row, position_id, market_value, side, basis, location_tier, low, best, high FROM direct
UNION ALL
SELECT
    measure, 'any definition or instrument', source_file, source_row, position_id, market_value, side, basis, location_tier,
    greatest(low, place_low), greatest(best, place_best), least(high + place_high, most)
FROM direct
