-- measured_lines: what the matching gave each line, beside what an oracle says, and its money.
-- Grain:  one row per line that something held stands on and that was not replaced by what it holds.
-- Reads:  held_lines, securities, matches, oracle.
-- Why:    an option is measured by its underlying, whose CUSIP it carries. Matches that a person decided are not the
--         rules' work: is_automatic is false.
SELECT
    n.line,
    s.asset_class,
    m.match_tier,
    m.issuer_id,
    m.match_tier <> 'person' AND substr(m.issuer_id, 1, 4) = 'cik:' AS is_automatic,
    o.cusip IS NOT NULL AS is_known,
    'cik:' || o.cik AS true_issuer_id,
    coalesce(n.gross, 0) AS market_value
FROM held_lines AS n
JOIN securities AS s ON s.security_id = n.security_id
JOIN matches AS m ON m.security_id = n.security_id
LEFT JOIN oracle AS o ON o.cusip = n.cusip
WHERE NOT n.is_replaced
