-- _by_position: money in the home region by what is held: kind of instrument, account, manager, issuer.
-- Grain:  one row per measure × basis × grouping × group × side × location tier.
-- Reads:  positions, securities, _home_shares.
-- Why:    a position is wholly in one group, so its share of the home region is. The municipal issuers of a state whose
--         names are not known are one group, as their footprint is.
WITH held AS (
    SELECT
        p.position_id, p.footprint_id, p.side, p.market_value, s.asset_class, p.account,
        coalesce(p.manager, 'not stated') AS manager,
        coalesce(p.issuer_id, p.footprint_id) AS issuer
    FROM positions AS p
    LEFT JOIN securities AS s ON s.security_id = p.security_id
),
grouped AS (
    SELECT 'asset_class' AS grouping, coalesce(asset_class, 'unknown') AS grp, footprint_id, side, market_value FROM held
    UNION ALL
    SELECT 'account', account, footprint_id, side, market_value FROM held
    UNION ALL
    SELECT 'manager', manager, footprint_id, side, market_value FROM held
    UNION ALL
    SELECT 'issuer', issuer, footprint_id, side, market_value FROM held
),
money AS (
    SELECT grouping, grp, footprint_id, side, CAST(sum(market_value) AS DECIMAL(20, 2)) AS market_value
    FROM grouped
    GROUP BY grouping, grp, footprint_id, side
)
SELECT
    h.measure,
    h.basis,
    m.grouping,
    m.grp AS "group",
    m.side,
    h.location_tier,
    sum(CAST(m.market_value * CASE WHEN m.side = 'short' THEN h.high ELSE h.low END AS DECIMAL(38, 14))) AS low,
    sum(CAST(m.market_value * h.best AS DECIMAL(38, 14))) AS best,
    sum(CAST(m.market_value * CASE WHEN m.side = 'short' THEN h.low ELSE h.high END AS DECIMAL(38, 14))) AS high
FROM money AS m
JOIN _home_shares AS h ON h.footprint_id = m.footprint_id
WHERE h.measure IN ('in_state', 'in_state_manufacturing')
GROUP BY h.measure, h.basis, m.grouping, m.grp, m.side, h.location_tier
