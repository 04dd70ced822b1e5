-- _list_matches: whom each line of a list means.
-- Grain:  one row per list × member × issuer; one without an issuer for a member that no issuer of the portfolio is.
-- Reads:  list_members (the lists in force on the date, with the keys of their names), issuer_keys.
-- Why:    an issuer is listed by its CIK or LEI, and where list and issuer have no kind of code in common by its name,
--         compared without legal form, case and punctuation. A name of nothing but those is no name.
SELECT m.list_id, m.member, m.name, m.cik, m.lei, m.listed_on, m.run_as_of, k.issuer_id
FROM list_members AS m
LEFT JOIN issuer_keys AS k
    ON (m.cik IS NOT NULL AND m.cik = k.cik)
    OR (m.lei IS NOT NULL AND m.lei = k.lei)
    OR (
        m.name_key <> '' AND m.name_key = k.name_key
        AND (m.cik IS NULL OR k.cik IS NULL) AND (m.lei IS NULL OR k.lei IS NULL)
    )
