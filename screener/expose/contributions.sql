-- contributions: what each delivered line adds to one figure.
-- Grain:  one row per delivered line × position.
-- Reads:  asked, _asked_lines, _asked_shares.
-- Why:    market value × share, as every exposure is made; a short position swaps the ends. Coverage and outcomes count
--         gross money. A line without a market value adds nothing that is known.
SELECT
    l.source_file,
    l.source_row,
    l.position_id,
    l.account,
    l.path,
    l.security_id,
    l.issuer_id,
    l.footprint_id,
    l.side,
    l.market_value,
    CAST(s.low AS DECIMAL(13, 12)) AS share_low,
    CAST(s.best AS DECIMAL(13, 12)) AS share_best,
    CAST(s.high AS DECIMAL(13, 12)) AS share_high,
    CAST(
        CASE WHEN q.is_gross THEN abs(l.market_value) ELSE l.market_value END
        * CAST(CASE WHEN l.side = 'short' THEN s.high ELSE s.low END AS DECIMAL(13, 12)) AS DECIMAL(38, 14)
    ) AS low,
    CAST(
        CASE WHEN q.is_gross THEN abs(l.market_value) ELSE l.market_value END
        * CAST(s.best AS DECIMAL(13, 12)) AS DECIMAL(38, 14)
    ) AS best,
    CAST(
        CASE WHEN q.is_gross THEN abs(l.market_value) ELSE l.market_value END
        * CAST(CASE WHEN l.side = 'short' THEN s.low ELSE s.high END AS DECIMAL(13, 12)) AS DECIMAL(38, 14)
    ) AS high
FROM _asked_lines AS l
CROSS JOIN asked AS q
JOIN _asked_shares AS s
    ON s.source_file = l.source_file AND s.source_row = l.source_row AND s.position_id = l.position_id
WHERE s.low <> 0 OR s.best <> 0 OR s.high <> 0
