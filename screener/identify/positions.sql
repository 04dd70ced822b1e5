-- positions: what is held where, signed, and whose footprint speaks for it.
-- Grain:  one row per account × look-through path × security × side.
-- Reads:  held_parts, security_footprints.
-- Why:    sums are exact decimals; an unpriced line adds nothing here and is counted beside. What a fund does not
--         disclose stands under the fund itself, and nobody's footprint speaks for it.
WITH held AS (
    SELECT
        position_id,
        account,
        path,
        security_id,
        side,
        is_undisclosed,
        min_by(manager, line_number) FILTER (WHERE manager IS NOT NULL) AS manager,
        CAST(coalesce(sum(market_value), 0) AS DECIMAL(20, 2)) AS market_value,
        count(DISTINCT line_number) AS lines,
        count(DISTINCT line_number) FILTER (WHERE market_value IS NULL) AS unpriced_lines
    FROM held_parts
    GROUP BY position_id, account, path, security_id, side, is_undisclosed
)
SELECT
    h.position_id,
    h.account,
    h.manager,
    h.path,
    h.security_id,
    f.issuer_id,
    CASE WHEN h.is_undisclosed THEN 'unknown' ELSE f.footprint_id END AS footprint_id,
    h.side,
    h.market_value,
    h.lines,
    h.unpriced_lines
FROM held AS h
JOIN security_footprints AS f ON f.security_id = h.security_id
