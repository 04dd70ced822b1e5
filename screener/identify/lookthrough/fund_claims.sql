-- fund_claims: what the net assets of a fund consist of.
-- Grain:  one row per fund × line of its file that has a value; and one for what no line accounts for, unless it is zero.
-- Reads:  funds, security_lines.
-- Why:    the rest is kept with its sign: cash and what is not disclosed make it positive, debts make it negative.
--         Lines without a value, and lines in quarantine, are in it.
WITH disclosed AS (
    SELECT fund_id, source_file, source_row, security_id, market_value
    FROM security_lines
    WHERE fund_id IS NOT NULL AND market_value IS NOT NULL
),
rest AS (
    SELECT
        f.fund_id,
        f.source_file,
        CAST(f.net_assets - coalesce(sum(d.market_value), 0) AS DECIMAL(20, 2)) AS market_value
    FROM funds AS f
    LEFT JOIN disclosed AS d ON d.fund_id = f.fund_id
    GROUP BY f.fund_id, f.source_file, f.net_assets
)
SELECT fund_id, source_file, source_row, security_id, market_value FROM disclosed
UNION ALL
SELECT fund_id, source_file, CAST(NULL AS BIGINT) AS source_row, CAST(NULL AS VARCHAR) AS security_id, market_value
FROM rest
WHERE market_value <> 0
