-- region_holdings: the fund's money in one region, issuer by issuer, with both ends.
-- Grain:  one row per measure × basis × issuer × side; an issuer that cannot be there has zeros.
-- Reads:  _by_position (with the region as home), issuers.
-- Why:    the figures are those that a run has where the region is home. Of the estimate the part that rests on the head
--         office alone (tier 5) is shown apart.
SELECT
    b.measure,
    b.basis,
    b."group" AS issuer_id,
    i.issuer_name,
    b.side,
    sum(b.low) AS low,
    sum(b.best) AS best,
    sum(b.high) AS high,
    sum(CASE WHEN b.location_tier = '5' THEN b.best ELSE 0 END) AS head_office
FROM _by_position AS b
LEFT JOIN issuers AS i ON i.issuer_id = b."group"
WHERE b.grouping = 'issuer'
GROUP BY b.measure, b.basis, b."group", i.issuer_name, b.side
