-- region_holdings: the fund's money in one region, issuer by issuer, with both ends.
-- Grain:  one row per basis × measure × footprint × side with money that is, or may be, there.
-- Reads:  positions, footprint, issuers, _labor_markets (the region), places.
-- Why:    as the exposures of a run are added up, by where issuers operate and by where their head offices are: low is
--         what is certainly there, best adds the estimate (of operations some rests on the head office alone, tier 5), high adds every cell that may be there and the rest that no row locates. A place known only to its
--         state is there if all of the state's counties are, and may be there if some are. A short position swaps the
--         ends.
WITH money AS (
    SELECT footprint_id, side, CAST(sum(market_value) AS DECIMAL(20, 2)) AS market_value
    FROM positions
    GROUP BY footprint_id, side
),
states AS (
    SELECT
        p.state_fips,
        CASE WHEN count(*) = count(m.place) THEN 2 ELSE 1 END AS standing
    FROM places AS p
    LEFT JOIN _labor_markets AS m ON m.place = p.place
    GROUP BY p.state_fips
    HAVING count(m.place) > 0
),
cells AS (
    SELECT
        f.basis,
        f.footprint_id,
        f.location_tier,
        f.low,
        f.best,
        f.unlocated,
        CASE
            WHEN f.place = 'unknown' THEN 1
            WHEN m.place IS NOT NULL THEN 2
            ELSE coalesce(s.standing, 0)
        END AS here,
        CASE WHEN f.place = 'no_place' OR f.industry = 'other' THEN 0 WHEN f.industry = 'unknown' THEN 1 ELSE 2 END AS made
    FROM footprint AS f
    LEFT JOIN _labor_markets AS m ON m.place = f.place
    LEFT JOIN states AS s ON s.state_fips = f.place
),
measured AS (
    SELECT 'all industries' AS measure, basis, footprint_id, location_tier, low, best, unlocated, here AS standing
    FROM cells
    UNION ALL
    SELECT 'manufacturing' AS measure, basis, footprint_id, location_tier, low, best, unlocated, least(here, made)
    FROM cells
),
shares AS (
    SELECT
        measure,
        basis,
        footprint_id,
        max(unlocated) AS unlocated,
        sum(CASE WHEN standing = 2 AND location_tier = '5' THEN best ELSE 0 END) AS head_office,
        sum(CASE WHEN standing = 2 THEN low ELSE 0 END) AS low,
        sum(CASE WHEN standing = 2 THEN best ELSE 0 END) AS best,
        sum(CASE WHEN standing > 0 THEN low ELSE 0 END) + max(unlocated) AS high
    FROM measured
    GROUP BY measure, basis, footprint_id
),
ends AS (
    SELECT
        s.measure,
        s.basis,
        s.footprint_id,
        m.side,
        CAST(m.market_value * CAST(s.low AS DECIMAL(13, 12)) AS DECIMAL(38, 14)) AS nearest_zero,
        CAST(m.market_value * CAST(s.best AS DECIMAL(13, 12)) AS DECIMAL(38, 14)) AS best,
        CAST(m.market_value * CAST(s.high AS DECIMAL(13, 12)) AS DECIMAL(38, 14)) AS furthest,
        CAST(m.market_value * CAST(s.head_office AS DECIMAL(13, 12)) AS DECIMAL(38, 14)) AS head_office,
        CAST(m.market_value * CAST(s.unlocated AS DECIMAL(13, 12)) AS DECIMAL(38, 14)) AS unplaced
    FROM shares AS s
    JOIN money AS m ON m.footprint_id = s.footprint_id
    WHERE s.best > 0 OR s.high > 0
)
SELECT
    e.measure,
    e.basis,
    e.footprint_id,
    i.issuer_name,
    e.side,
    CASE WHEN e.side = 'short' THEN e.furthest ELSE e.nearest_zero END AS low,
    e.best,
    CASE WHEN e.side = 'short' THEN e.nearest_zero ELSE e.furthest END AS high,
    e.head_office,
    e.unplaced
FROM ends AS e
LEFT JOIN issuers AS i ON i.issuer_id = e.footprint_id
