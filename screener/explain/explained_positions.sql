-- explained_positions: the positions that a figure is made of, the largest first by best estimate.
-- Grain:  one row per position.
-- Reads:  contributions, securities, issuers.
-- Why:    a position of several lines has their sum, and a share of its own only where its lines have the same.
SELECT
    c.position_id,
    c.account,
    c.path,
    c.security_id,
    c.issuer_id,
    coalesce(s.security_name, s.issuer_name, s.ticker) AS security_name,
    coalesce(i.issuer_name, s.issuer_name) AS issuer_name,
    c.footprint_id,
    c.side,
    CAST(sum(c.market_value) AS DECIMAL(20, 2)) AS market_value,
    CASE WHEN min(c.share_low) = max(c.share_low) THEN min(c.share_low) END AS share_low,
    CASE WHEN min(c.share_best) = max(c.share_best) THEN min(c.share_best) END AS share_best,
    CASE WHEN min(c.share_high) = max(c.share_high) THEN min(c.share_high) END AS share_high,
    CAST(sum(c.low) AS DECIMAL(38, 14)) AS low,
    CAST(sum(c.best) AS DECIMAL(38, 14)) AS best,
    CAST(sum(c.high) AS DECIMAL(38, 14)) AS high
FROM contributions AS c
LEFT JOIN securities AS s ON s.security_id = c.security_id
LEFT JOIN issuers AS i ON i.issuer_id = c.issuer_id
GROUP BY
    c.position_id, c.account, c.path, c.security_id, c.issuer_id, s.security_name, s.issuer_name, s.ticker,
    i.issuer_name, c.footprint_id, c.side
ORDER BY abs(sum(c.best)) DESC, abs(sum(c.high)) DESC, c.position_id
