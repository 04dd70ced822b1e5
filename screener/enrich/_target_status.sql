-- _target_status: what the Science Based Targets initiative says of an issuer's near-term target.
-- Grain:  one row per issuer that the list names.
-- Reads:  issuers, matches, company_names, vintages (the known-at date), ref_sbti_companies.
-- Why:    the list is optional and names a company by LEI, by an ISIN of one of its securities, or by name alone. The
--         strongest that leads to the issuer is followed; a subsidiary's target is not its parent's, and a name of one
--         word proves only a company listed on an exchange. Where entries of equal strength differ, the status is
--         unknown, as it is of a company that is not on the list, and of a list published after the known-at date.
WITH companies AS (
    SELECT c.*
    FROM ref_sbti_companies AS c
    JOIN vintages AS v ON v.dataset = 'sbti_companies' AND v.published <= v.known_at
    WHERE c.near_term_status IS NOT NULL
),
leads AS (
    SELECT i.issuer_id, c.near_term_status, 1 AS strength
    FROM companies AS c
    JOIN issuers AS i ON i.lei = c.lei
    UNION ALL
    SELECT m.issuer_id, c.near_term_status, 2
    FROM companies AS c
    JOIN matches AS m
        ON m.security_id IN (concat('isin:', c.isin), concat('cusip:', substr(c.isin, 3, 9)))
    WHERE m.issuer_id IS NOT NULL
    UNION ALL
    SELECT i.issuer_id, c.near_term_status, 3
    FROM companies AS c
    JOIN company_names AS n ON n.name_key = c.name_key
    JOIN issuers AS i ON i.cik = n.cik
    WHERE n.match_tier IN ('person', 'name', 'alias')
      AND (n.name_key LIKE '% %' OR n.is_exchange_listed)
),
strongest AS (
    SELECT *, min(strength) OVER (PARTITION BY issuer_id) AS best FROM leads
)
SELECT
    issuer_id,
    CASE WHEN count(DISTINCT near_term_status) = 1 THEN min(near_term_status) END AS sbti_status
FROM strongest
WHERE strength = best
GROUP BY issuer_id
