-- sought_names: names that stand in what is held or in a register, and that no registrant bears alone.
-- Grain:  one row per name.
-- Reads:  known_names, sec_names.
-- Why:    only these can be another spelling of a registrant's name, or need their legal form to be told apart; looking
--         at no others keeps the look-up short.
SELECT n.name, n.name_key
FROM known_names AS n
LEFT JOIN sec_names AS s ON s.name_key = n.name_key AND s.form = ''
WHERE s.cik IS NULL
