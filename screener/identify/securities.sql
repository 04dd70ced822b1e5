-- securities: the instruments held, with the state of municipal issuers.
-- Grain:  one row per distinct instrument.
-- Reads:  security_facts, name_states (name → state token).
-- Why:    what is attested wins over what is read from a name.
SELECT
    s.security_id,
    s.security_name,
    s.issuer_name,
    s.ticker,
    s.cusip,
    s.isin,
    s.sedol,
    s.figi,
    s.lei,
    s.cik,
    s.asset_class,
    s.country,
    coalesce(s.state, n.state) AS state,
    CASE WHEN s.state IS NOT NULL THEN 'attested' ELSE n.state_basis END AS state_basis
FROM security_facts AS s
LEFT JOIN name_states AS n
    ON s.asset_class = 'municipal_debt' AND n.name = coalesce(s.issuer_name, s.security_name)
