-- issuers: what the register's datasets add to each issuer that was identified: headquarters and own industry.
-- Grain:  one row per issuer.
-- Reads:  identified_issuers, _headquarters, _user_sites, ref_sec_cik_sic, ref_sic_to_naics.
-- Why:    the industry is the SEC's one code for the issuer's main business, as a NAICS prefix of two to six digits or
--         a sector such as 31-33. Total employment is what the portfolio's own files say the issuer reports. What is
--         not known stays null. Where two lists name different states the preferred one is an estimate.
WITH industries AS (
    -- The SEC assigns group codes such as 2020 that the concordance lists as 202; the longest listed code counts.
    SELECT c.cik, coalesce(n4.naics, n3.naics, n2.naics) AS naics
    FROM ref_sec_cik_sic AS c
    LEFT JOIN ref_sic_to_naics AS n4 ON n4.sic = c.sic
    LEFT JOIN ref_sic_to_naics AS n3 ON n3.sic = substr(c.sic, 1, 3)
    LEFT JOIN ref_sic_to_naics AS n2 ON n2.sic = substr(c.sic, 1, 2)
),
reported AS (
    SELECT issuer_id, max(total_employment) AS total_employment
    FROM _user_sites
    WHERE standing = 'used'
    GROUP BY issuer_id
)
SELECT
    i.issuer_id,
    i.issuer_name,
    i.kind,
    i.cik,
    i.lei,
    h.place AS headquarters_place,
    h.text AS headquarters_text,
    h.dataset AS headquarters_dataset,
    h.agrees AS headquarters_agreed,
    n.naics,
    CASE WHEN n.naics IS NOT NULL THEN 'sec_cik_sic' END AS naics_dataset,
    r.total_employment
FROM identified_issuers AS i
LEFT JOIN _headquarters AS h ON h.issuer_id = i.issuer_id AND h.choice = 1 AND h.is_certain
LEFT JOIN industries AS n ON n.cik = i.cik
LEFT JOIN reported AS r ON r.issuer_id = i.issuer_id
