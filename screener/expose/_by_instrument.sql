-- _by_instrument: money in instruments of community development, and in these or in places that meet a definition.
-- Grain:  one row per measure × basis × group × side × location tier.
-- Reads:  _instrument_shares.
-- Why:    a line counts with its share; of a short position the ends are swapped.
SELECT
    measure,
    basis,
    'definition' AS grouping,
    grp AS "group",
    side,
    location_tier,
    sum(CAST(market_value * CAST(CASE WHEN side = 'short' THEN high ELSE low END AS DECIMAL(13, 12)) AS DECIMAL(38, 14))) AS low,
    sum(CAST(market_value * CAST(best AS DECIMAL(13, 12)) AS DECIMAL(38, 14))) AS best,
    sum(CAST(market_value * CAST(CASE WHEN side = 'short' THEN low ELSE high END AS DECIMAL(13, 12)) AS DECIMAL(38, 14))) AS high
FROM _instrument_shares
GROUP BY measure, basis, grp, side, location_tier
