-- register_names: the SEC registrant that a name leads to, and what differs between the two names.
-- Grain:  one row per name that leads to one registrant, or is the name of several (cik is null).
-- Reads:  known_names, sec_names, spellings.
-- Why:    equal keys first; then, where several registrants share the key, the legal form; then another spelling that
--         only one registrant fits. Every chain that ends in a name ends here, so that all read names alike.
SELECT
    k.name,
    k.name_key,
    coalesce(e.cik, f.cik, r.cik) AS cik,
    coalesce(f.name, e.name, r.name) AS register_name,
    coalesce(f.legal_form, e.legal_form, r.legal_form) AS register_form,
    CASE
        WHEN e.cik IS NOT NULL THEN ''
        WHEN f.cik IS NOT NULL THEN 'of several of that name the one with this legal form'
        WHEN r.cik IS NOT NULL THEN s.spelling
        ELSE ''
    END AS difference,
    e.cik IS NULL AND f.cik IS NULL AND r.cik IS NOT NULL AS is_spelled,
    coalesce(e.examples, r.examples) AS examples
FROM known_names AS k
LEFT JOIN spellings AS s ON s.name = k.name
LEFT JOIN sec_names AS e ON e.name_key = k.name_key AND e.form = ''
LEFT JOIN sec_names AS f ON f.name_key = k.name_key AND f.form = s.legal_form
LEFT JOIN sec_names AS r ON r.name_key = s.register_key AND r.form = ''
WHERE e.name_key IS NOT NULL OR r.cik IS NOT NULL
