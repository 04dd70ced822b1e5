-- approaches: how the money is invested responsibly, by asset class group, as the fund's own files say of its accounts.
-- Grain:  one row per asset class group × management × approach × screens.
-- Reads:  holdings, _account_approaches.
-- Why:    lines count as delivered, for an account is what a mandate is about; gross, so that shorts do not hide money.
--         A fund is one line and has no class; what it holds is not looked through here.
--         An account of which nothing is said is "not recorded", never "none".
WITH grouped AS (
    SELECT
        CASE
            WHEN h.asset_class = 'equity' THEN 'listed equity'
            WHEN h.asset_class IN (
                'corporate_debt', 'municipal_debt', 'treasury', 'agency_debt', 'agency_mbs', 'sovereign_debt',
                'structured_debt'
            )
            THEN 'fixed income'
            WHEN h.asset_class = 'fund' THEN 'funds, class not known'
            ELSE 'other'
        END AS asset_group,
        coalesce(a.management, 'unknown') AS management,
        coalesce(a.approach, 'not recorded') AS approach,
        coalesce(a.screens, 'not recorded') AS screens,
        coalesce(abs(h.market_value), 0) AS market_value
    FROM holdings AS h
    LEFT JOIN _account_approaches AS a ON a.account = h.account AND a.standing = 'used'
),
summed AS (
    SELECT asset_group, management, approach, screens, CAST(sum(market_value) AS DECIMAL(20, 2)) AS market_value
    FROM grouped
    GROUP BY asset_group, management, approach, screens
)
SELECT
    asset_group,
    management,
    approach,
    screens,
    market_value,
    CAST(
        CAST(market_value AS DOUBLE)
            / nullif(CAST(sum(market_value) OVER (PARTITION BY asset_group, management) AS DOUBLE), 0)
        AS DECIMAL(13, 12)
    ) AS share
FROM summed
