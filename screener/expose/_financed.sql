-- _financed: the money that finances companies: shares, corporate debt and private holdings.
-- Grain:  one row per issuer; one without an issuer for what was matched to none.
-- Reads:  positions, securities, issuers.
-- Why:    what PCAF attributes is money provided. A short position provides none and is not netted; an option, a future
--         or a swap provides none to its underlying; of a fund only what it is looked through to counts. Governments have
--         no enterprise value. An unpriced line is no zero: it is in neither the parts nor the total.
SELECT
    p.issuer_id,
    CAST(sum(p.market_value) AS DECIMAL(20, 2)) AS market_value
FROM positions AS p
JOIN securities AS s ON s.security_id = p.security_id
LEFT JOIN issuers AS i ON i.issuer_id = p.issuer_id
WHERE p.side = 'long'
  AND p.market_value > 0
  AND s.asset_class IN ('equity', 'corporate_debt', 'private')
  AND coalesce(i.kind, 'unknown') <> 'government'
GROUP BY p.issuer_id
