-- carried_codes: what the instruments on all lines are known by, as their lines say it.
-- Grain:  one row per instrument × scheme × code, with the first line that says so.
-- Reads:  lines, security_lines.
-- Why:    an identifier counts as it stands on the line, right or wrong, for pooled vehicles often carry a number of the
--         custodian's own; a CUSIP inside an ISIN counts as one. A contract on a fund is not the fund. A name is the
--         security's, or the issuer's and the security's together. The issuer's alone names every series of a trust: it
--         counts only where its lines have no other name, or all have one.
WITH carried AS (
    SELECT
        l.*,
        s.security_id,
        s.line_number,
        s.cusip AS checked_cusip,
        l.source_file || ':' || CAST(l.source_row AS VARCHAR) AS line
    FROM lines AS l
    JOIN security_lines AS s ON s.source_file = l.source_file AND s.source_row = l.source_row
    WHERE l.asset_class NOT IN ('option', 'future', 'swap', 'fx_derivative', 'rate_derivative', 'credit_derivative')
),
single AS (
    SELECT upper(issuer_name) AS issuer_name
    FROM carried
    WHERE issuer_name IS NOT NULL
    GROUP BY upper(issuer_name)
    HAVING count(DISTINCT coalesce(upper(security_name), '')) = 1
),
known_by AS (
    SELECT security_id, line_number, line, 'cusip' AS scheme, cusip AS code FROM carried
    UNION ALL SELECT security_id, line_number, line, 'cusip', checked_cusip FROM carried
    UNION ALL SELECT security_id, line_number, line, 'isin', isin FROM carried
    UNION ALL SELECT security_id, line_number, line, 'figi', figi FROM carried
    UNION ALL SELECT security_id, line_number, line, 'sedol', sedol FROM carried
    UNION ALL SELECT security_id, line_number, line, 'ticker', ticker FROM carried
    UNION ALL SELECT security_id, line_number, line, 'lei', lei FROM carried
    UNION ALL SELECT security_id, line_number, line, 'name', coalesce(security_name, issuer_name) FROM carried
    UNION ALL SELECT security_id, line_number, line, 'name', issuer_name || ' ' || security_name FROM carried
    UNION ALL
    SELECT c.security_id, c.line_number, c.line, 'name', c.issuer_name
    FROM carried AS c
    JOIN single AS s ON s.issuer_name = upper(c.issuer_name)
)
SELECT security_id, scheme, upper(code) AS code, min_by(line, line_number) AS line
FROM known_by
WHERE code IS NOT NULL
GROUP BY security_id, scheme, upper(code)
