-- _listed: the issuers of the portfolio that stand on a list.
-- Grain:  one row per list × issuer.
-- Reads:  list_members (the lists in force on the date, with the keys of their names), issuers, issuer_keys.
-- Why:    an issuer is listed by its CIK or LEI, and where list and issuer have no kind of code in common by its name,
--         compared without legal form, case and punctuation. Listed since the first of the days that several entries give.
SELECT m.list_id, i.issuer_id, min(m.listed_on) AS listed_on, max(m.run_as_of) AS run_as_of
FROM list_members AS m
JOIN issuer_keys AS k
    ON (m.cik IS NOT NULL AND m.cik = k.cik)
    OR (m.lei IS NOT NULL AND m.lei = k.lei)
    OR (m.name_key = k.name_key AND (m.cik IS NULL OR k.cik IS NULL) AND (m.lei IS NULL OR k.lei IS NULL))
JOIN issuers AS i ON i.issuer_id = k.issuer_id
GROUP BY m.list_id, i.issuer_id
