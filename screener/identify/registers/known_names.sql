-- known_names: every name that stands in what is held or in a register, other than the registrants' own.
-- Grain:  one row per name.
-- Reads:  name_keys, ref_sec_13f_list_history, ref_gleif_names, ref_listed_headquarters_history.
-- Why:    a name is read alike wherever it stands. Of the list of headquarters the keys alone are kept.
WITH names AS (
    SELECT name, name_key FROM name_keys
    UNION
    SELECT issuer_name, name_key FROM ref_sec_13f_list_history
    UNION
    SELECT legal_name, name_key FROM ref_gleif_names
    UNION
    SELECT name_key, name_key FROM ref_listed_headquarters_history
)
SELECT name, min(name_key) AS name_key
FROM names
WHERE name_key <> ''
GROUP BY name
