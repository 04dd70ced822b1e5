-- _owner_names: the names under which the issuers own facilities.
-- Grain:  one row per name key.
-- Reads:  company_names, issuers.
-- Why:    a key of one word ("METRO", "PETROGAS") proves a company only if it is the name of one that is listed on an
--         exchange: companies with such names that trade over the counter were other companies, and so were
--         subsidiaries. What a person or the list of aliases says needs no such proof.
SELECT n.name_key, i.issuer_id, n.share, n.datasets
FROM company_names AS n
JOIN issuers AS i ON i.cik = n.cik
WHERE n.name_key LIKE '% %' OR n.match_tier IN ('person', 'alias')
   OR (n.is_exchange_listed AND n.match_tier = 'name')
