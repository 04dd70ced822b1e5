-- fund_securities: which instruments are units of a fund whose holdings are on file.
-- Grain:  one row per instrument × fund; more than one fund for an instrument is refused.
-- Reads:  carried_codes, fund_identifiers (as portfolio.toml declares them).
-- Why:    a fund is what the portfolio's own declaration says it is; nothing is guessed.
SELECT DISTINCT c.security_id, f.fund_id
FROM carried_codes AS c
JOIN fund_identifiers AS f ON f.scheme = c.scheme AND f.code = c.code
