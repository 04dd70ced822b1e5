-- _issuer_facilities: the GHGRP facilities whose listed parent company is one of the issuers.
-- Grain:  one row per issuer × facility.
-- Reads:  issuers, ref_sec_company_tickers, ref_ghgrp_facilities.
-- Why:    a parent is an issuer if the keys of their names are equal and only one registered company has that key. A
--         key of one word ("METRO", "PETROGAS") proves a company only if it is listed on an exchange: companies with
--         such names that trade over the counter were other companies. Under half owned, the owner is unknown: the
--         list names one owner a facility, and the others may hold more.
WITH names AS (
    SELECT
        name_key,
        min(cik) AS cik,
        max(CASE WHEN exchange <> 'OTC' THEN 1 ELSE 0 END) AS is_exchange_listed
    FROM ref_sec_company_tickers
    GROUP BY name_key
    HAVING count(DISTINCT cik) = 1
)
SELECT
    i.issuer_id,
    f.facility_id,
    f.name,
    f.kind,
    f.place,
    f.naics,
    f.zip_agrees,
    f.ownership_share,
    coalesce(f.ownership_share >= 0.5, FALSE) AS is_owner
FROM issuers AS i
JOIN names AS n ON n.cik = i.cik
JOIN ref_ghgrp_facilities AS f ON f.parent_key = n.name_key
WHERE n.name_key LIKE '% %' OR n.is_exchange_listed = 1
