-- look_throughs: the funds that were replaced by what they hold, where they stand, and how old what is known of them is.
-- Grain:  one row per path × fund as an instrument.
-- Reads:  parts, held_parts, funds, fund_claims, securities.
-- Why:    a look-through is as old as its file and covers what the file discloses; both are printed beside the figures.
--         A fund that neither its filing nor portfolio.toml names is called as on the line that holds it.
WITH replaced AS (
    SELECT
        CASE WHEN path = '' THEN '' ELSE path || ' > ' END || fund_id AS path,
        security_id,
        fund_id,
        count(DISTINCT line_number) AS lines,
        CAST(sum(market_value) AS DECIMAL(20, 2)) AS market_value
    FROM parts
    WHERE fund_id IS NOT NULL
    GROUP BY path, security_id, fund_id
),
undisclosed AS (
    SELECT path, security_id, CAST(sum(market_value) AS DECIMAL(20, 2)) AS market_value
    FROM held_parts
    WHERE is_undisclosed
    GROUP BY path, security_id
),
disclosed AS (
    SELECT fund_id, count(source_row) AS fund_lines, sum(CASE WHEN source_row IS NOT NULL THEN market_value END) AS market_value
    FROM fund_claims
    GROUP BY fund_id
)
SELECT
    r.path,
    r.security_id,
    r.fund_id,
    coalesce(
        f.fund_name,
        s.issuer_name || ' ' || nullif(s.security_name, s.issuer_name),
        s.security_name,
        s.issuer_name,
        f.fund_id
    ) AS fund_name,
    f.source_file,
    f.sha256,
    f.as_of,
    f.age_days,
    f.max_age_days,
    f.age_days > f.max_age_days AS is_stale,
    f.net_assets,
    f.net_assets_basis,
    d.fund_lines,
    round(coalesce(CAST(d.market_value AS DOUBLE), 0) / CAST(f.net_assets AS DOUBLE), 12) AS disclosed_share,
    r.lines,
    r.market_value,
    coalesce(u.market_value, CAST(0 AS DECIMAL(20, 2))) AS undisclosed_value
FROM replaced AS r
JOIN funds AS f ON f.fund_id = r.fund_id
JOIN disclosed AS d ON d.fund_id = r.fund_id
LEFT JOIN securities AS s ON s.security_id = r.security_id
LEFT JOIN undisclosed AS u ON u.path = r.path AND u.security_id = r.security_id
