-- parts: one level of funds replaced by what they hold; run once for each level, over the table of the one above.
-- Grain:  one row per delivered line × path × line that a part of it ends at; replaced parts stay, with their fund_id.
-- Reads:  parts, fund_claims, funds, fund_securities.
-- Why:    a part of a fund's line is value × line ÷ net assets, in whole cents. Each is rounded down, and the cents that
--         are left go one each to the largest remainders (ties: the larger line, then the identifier), so that a level
--         adds up to the cent, whatever the signs. The undisclosed rest takes part like a line. Where nothing is open
--         the table is returned as it is. Quotients are exact up to 2^51 cents.
WITH pooled AS (
    SELECT
        source_file,
        source_row,
        line_number,
        account,
        manager,
        CASE WHEN path = '' THEN '' ELSE path || ' > ' END || fund_id AS path,
        security_id,
        fund_id,
        CAST(sum(market_value) * 100 AS DECIMAL(38, 0)) AS cents
    FROM parts
    WHERE is_open
    GROUP BY source_file, source_row, line_number, account, manager, path, security_id, fund_id
),
claims AS (
    SELECT
        p.*,
        c.source_file AS part_file,
        c.source_row AS part_row,
        c.security_id AS part_security,
        CAST(c.market_value * 100 AS DECIMAL(38, 0)) AS claim,
        CAST(f.net_assets * 100 AS DECIMAL(38, 0)) AS net_assets
    FROM pooled AS p
    JOIN funds AS f ON f.fund_id = p.fund_id
    JOIN fund_claims AS c ON c.fund_id = p.fund_id
),
divided AS (
    SELECT
        *,
        (cents * claim) % net_assets
            + CASE WHEN (cents * claim) % net_assets < 0 THEN net_assets ELSE 0 END AS remainder
    FROM claims
),
rounded AS (
    SELECT
        *,
        CAST(
            round(CAST(cents * claim - remainder AS DOUBLE) / CAST(net_assets AS DOUBLE)) AS DECIMAL(38, 0)
        ) AS whole
    FROM divided
),
ranked AS (
    SELECT
        *,
        cents - sum(whole) OVER (PARTITION BY source_file, source_row, path, security_id) AS cents_left,
        row_number() OVER (
            PARTITION BY source_file, source_row, path, security_id
            ORDER BY
                remainder DESC,
                abs(claim) DESC,
                claim DESC,
                CASE WHEN part_security IS NULL THEN 1 ELSE 0 END,
                part_security,
                part_row
        ) AS place
    FROM rounded
)
SELECT
    source_file,
    source_row,
    line_number,
    account,
    manager,
    path,
    part_file,
    part_row,
    security_id,
    market_value,
    fund_id,
    false AS is_open,
    is_undisclosed
FROM parts
UNION ALL
SELECT
    r.source_file,
    r.source_row,
    r.line_number,
    r.account,
    r.manager,
    r.path,
    r.part_file,
    r.part_row,
    coalesce(r.part_security, r.security_id) AS security_id,
    CAST((r.whole + CASE WHEN r.place <= r.cents_left THEN 1 ELSE 0 END) * 0.01 AS DECIMAL(20, 2)) AS market_value,
    f.fund_id,
    f.fund_id IS NOT NULL AS is_open,
    r.part_row IS NULL AS is_undisclosed
FROM ranked AS r
LEFT JOIN fund_securities AS f ON f.security_id = r.part_security
