-- sought_names: names that stand in what is held or in a register, and that no registrant bears alone.
-- Grain:  one row per name.
-- Reads:  name_keys, ref_sec_13f_list_history, ref_gleif_names, ref_listed_headquarters_history, sec_names.
-- Why:    only these can be another spelling of a registrant's name, or need their legal form to be told apart; looking
--         at no others keeps the look-up short.
WITH names AS (
    SELECT name, name_key FROM name_keys
    UNION
    SELECT issuer_name, name_key FROM ref_sec_13f_list_history
    UNION
    SELECT legal_name, name_key FROM ref_gleif_names
    UNION
    -- That list's names are kept as keys.
    SELECT name_key, name_key FROM ref_listed_headquarters_history
)
SELECT n.name, min(n.name_key) AS name_key
FROM names AS n
LEFT JOIN sec_names AS s ON s.name_key = n.name_key AND s.form = ''
WHERE s.cik IS NULL AND n.name_key <> ''
GROUP BY n.name
