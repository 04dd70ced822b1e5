-- change_values: the value of each line on the way from the earlier run to the later one, one cause after another.
-- Grain:  one row per account × security as delivered × side × step.
-- Reads:  before_lines_held, after_lines_held, change_steps.
-- Why:    quantity, price and exchange rate are switched to the later run's in this order, so their effects sum to the
--         change of the value. What is new or gone is a trade; so is what goes from long to short. Where a quantity or a value
--         is missing on either side, or the currency is another, nobody can say which of the three it was; nor of a line that
--         goes by its number in the file, which pairs with nothing in another quarter but by chance. A ratio is a
--         double: what it rounds goes to the next cause and never out of the sum.
WITH pairs AS (
    SELECT
        coalesce(b.account, a.account) AS account,
        coalesce(b.delivered_id, a.delivered_id) AS delivered_id,
        coalesce(b.delivered_side, a.delivered_side) AS delivered_side,
        coalesce(b.delivered_id, a.delivered_id) LIKE 'line:%' AS is_numbered,
        b.account IS NULL OR a.account IS NULL AS is_alone,
        coalesce(
            a.quantity / nullif(b.quantity, 0) > 0 AND b.currency = a.currency
            AND (b.fx_rate = a.fx_rate OR a.local_value / nullif(b.local_value, 0) IS NOT NULL),
            FALSE
        ) AS is_divisible,
        coalesce(b.market_value, 0) AS value_before,
        coalesce(a.market_value, 0) AS value_after,
        CASE WHEN a.quantity = b.quantity THEN 1 ELSE a.quantity / nullif(b.quantity, 0) END AS quantity_ratio,
        a.local_value / nullif(b.local_value, 0) AS local_ratio,
        coalesce(b.fx_rate = a.fx_rate, FALSE) AS is_same_rate
    FROM before_lines_held AS b
    FULL JOIN after_lines_held AS a
        ON a.account = b.account AND a.delivered_id = b.delivered_id AND a.delivered_side = b.delivered_side
),
answered AS (
    SELECT *, is_alone AND NOT is_numbered AS is_traded, is_divisible AND NOT is_numbered AS is_split FROM pairs
),
switched AS (
    SELECT
        *,
        CASE
            WHEN is_traded THEN value_after
            WHEN NOT is_split OR quantity_ratio = 1 THEN value_before
            ELSE CAST(CAST(value_before AS DOUBLE) * quantity_ratio AS DECIMAL(20, 2))
        END AS value_traded,
        CASE
            WHEN is_traded OR (is_split AND is_same_rate) THEN value_after
            WHEN NOT is_split OR local_ratio = 1 THEN value_before
            ELSE CAST(CAST(value_before AS DOUBLE) * local_ratio AS DECIMAL(20, 2))
        END AS value_priced,
        CASE WHEN is_traded OR is_split THEN value_after ELSE value_before END AS value_converted
    FROM answered
)
SELECT
    w.account,
    w.delivered_id,
    w.delivered_side,
    s.step,
    CAST(CASE s.cause
        WHEN 'before' THEN w.value_before
        WHEN 'trades' THEN w.value_traded
        WHEN 'prices' THEN w.value_priced
        WHEN 'currency' THEN w.value_converted
        ELSE w.value_after
    END AS DECIMAL(20, 2)) AS market_value
FROM switched AS w
CROSS JOIN change_steps AS s
