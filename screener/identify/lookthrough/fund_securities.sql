-- fund_securities: which instruments are units of a fund whose holdings are on file.
-- Grain:  one row per instrument × fund; more than one fund for an instrument is refused.
-- Reads:  lines, security_lines, fund_identifiers (as portfolio.toml declares them).
-- Why:    a fund is known by the identifier as it stands on the line, right or wrong, for pooled vehicles often carry a
--         number of the custodian's own; a CUSIP inside an ISIN counts as one. A contract on a fund is not the fund. A
--         fund's name is the security's; the issuer's stands for it only where the line has no other name.
WITH carried AS (
    SELECT l.*, s.security_id, s.cusip AS checked_cusip
    FROM lines AS l
    JOIN security_lines AS s ON s.source_file = l.source_file AND s.source_row = l.source_row
    WHERE l.asset_class NOT IN ('option', 'future', 'swap', 'fx_derivative', 'rate_derivative', 'credit_derivative')
),
known_by AS (
    SELECT security_id, 'cusip' AS scheme, cusip AS code FROM carried
    UNION ALL SELECT security_id, 'cusip', checked_cusip FROM carried
    UNION ALL SELECT security_id, 'isin', isin FROM carried
    UNION ALL SELECT security_id, 'figi', figi FROM carried
    UNION ALL SELECT security_id, 'sedol', sedol FROM carried
    UNION ALL SELECT security_id, 'ticker', ticker FROM carried
    UNION ALL SELECT security_id, 'lei', lei FROM carried
    UNION ALL SELECT security_id, 'name', coalesce(security_name, issuer_name) FROM carried
)
SELECT DISTINCT k.security_id, f.fund_id
FROM known_by AS k
JOIN fund_identifiers AS f ON f.scheme = k.scheme AND f.code = upper(k.code)
