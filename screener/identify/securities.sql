-- securities: the instruments held, with the state of municipal issuers.
-- Grain:  one row per distinct instrument.
-- Reads:  security_facts, name_states (name → state and the words that say so; both null where it says several).
-- Why:    what is attested wins over what is read from a name. The security's title speaks only where the issuer's name
--         says no state at all: an authority of two states stays unknown, whatever its title abbreviates.
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
    CASE WHEN s.state IS NOT NULL THEN s.state WHEN i.name IS NOT NULL THEN i.state ELSE t.state END AS state,
    CASE
        WHEN s.state IS NOT NULL THEN 'attested'
        WHEN i.name IS NOT NULL THEN i.words || ' in the issuer''s name'
        ELSE t.words || ' in the security''s title'
    END AS state_basis
FROM security_facts AS s
LEFT JOIN name_states AS i ON s.asset_class = 'municipal_debt' AND i.name = s.issuer_name
LEFT JOIN name_states AS t ON s.asset_class = 'municipal_debt' AND t.name = s.security_name
