-- line_parts: what each line as delivered is or, through funds, holds.
-- Grain:  one row per account × security as delivered × side × security held × its side; what a fund does not disclose apart.
-- Reads:  line_uses.
SELECT
    account,
    delivered_id,
    delivered_side,
    security_id,
    is_undisclosed,
    side,
    CAST(sum(market_value) AS DECIMAL(20, 2)) AS market_value
FROM line_uses
GROUP BY account, delivered_id, delivered_side, security_id, is_undisclosed, side
