-- lines_held: value, quantity and currency of each security as delivered.
-- Grain:  one row per account × security as delivered × side.
-- Reads:  holdings, line_keys.
-- Why:    a quantity, a currency or a rate that not every line of the security has, or not the same, is unknown.
WITH lines AS (
    SELECT
        k.account,
        k.delivered_id,
        CASE WHEN coalesce(h.market_value, h.quantity) < 0 THEN 'short' ELSE 'long' END AS delivered_side,
        h.quantity,
        h.currency,
        h.local_value,
        h.fx_rate,
        h.market_value
    FROM holdings AS h
    JOIN line_keys AS k ON k.source_file = h.source_file AND k.source_row = h.source_row
)
SELECT
    account,
    delivered_id,
    delivered_side,
    CAST(coalesce(sum(market_value), 0) AS DECIMAL(20, 2)) AS market_value,
    CAST(sum(local_value) AS DOUBLE) AS local_value,
    CASE WHEN count(quantity) = count(*) AND count(market_value) = count(*) THEN CAST(sum(quantity) AS DOUBLE) END AS quantity,
    CASE WHEN count(DISTINCT currency) = 1 THEN min(currency) END AS currency,
    CASE WHEN count(DISTINCT fx_rate) = 1 THEN min(fx_rate) END AS fx_rate
FROM lines
GROUP BY account, delivered_id, delivered_side
