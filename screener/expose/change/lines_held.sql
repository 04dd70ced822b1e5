-- lines_held: value, quantity and currency of each security as delivered.
-- Grain:  one row per account × security as delivered × side.
-- Reads:  holdings, holding_positions, line_positions.
-- Why:    a quantity, a currency or a rate that not every line of the security has, or not the same, is unknown.
WITH first_positions AS (
    SELECT source_file, source_row, min(position_id) AS position_id
    FROM holding_positions
    GROUP BY source_file, source_row
),
lines AS (
    SELECT
        p.account,
        p.delivered_id,
        CASE WHEN coalesce(h.market_value, h.quantity) < 0 THEN 'short' ELSE 'long' END AS delivered_side,
        h.quantity,
        h.currency,
        h.local_value,
        h.fx_rate,
        h.market_value
    FROM holdings AS h
    JOIN first_positions AS f ON f.source_file = h.source_file AND f.source_row = h.source_row
    JOIN line_positions AS p ON p.position_id = f.position_id
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
