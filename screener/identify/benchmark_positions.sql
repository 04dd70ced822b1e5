-- benchmark_positions: what the benchmark consists of, signed, and whose footprint speaks for it.
-- Grain:  one row per instrument × side; security_id is 'not listed' for what the list leaves out of its net assets.
-- Reads:  fund_claims, security_footprints.
-- Why:    identified and located as what is held is, and never a position of the portfolio. A fund in the list is not
--         looked through. What is not listed is in no known place.
SELECT
    coalesce(c.security_id, 'not listed') AS security_id,
    f.issuer_id,
    coalesce(f.footprint_id, 'unknown') AS footprint_id,
    CASE WHEN c.market_value < 0 THEN 'short' ELSE 'long' END AS side,
    CAST(sum(c.market_value) AS DECIMAL(20, 2)) AS market_value
FROM fund_claims AS c
LEFT JOIN security_footprints AS f ON f.security_id = c.security_id
WHERE c.fund_id = 'benchmark'
GROUP BY c.security_id, f.issuer_id, f.footprint_id, CASE WHEN c.market_value < 0 THEN 'short' ELSE 'long' END
