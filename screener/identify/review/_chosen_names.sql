-- _chosen_names: the name of each issuer that a person chose.
-- Grain:  one row per issuer chosen that is known.
-- Reads:  _chosen, ref_sec_company_tickers, ref_gleif_names, identified_issuers.
-- Why:    an issuer in no register, such as a public body, is known from what is held.
WITH known AS (
    SELECT 'cik:' || cik AS issuer_id, name AS registered, NULL AS held FROM ref_sec_company_tickers
    UNION ALL
    SELECT 'lei:' || lei, legal_name, NULL FROM ref_gleif_names
    UNION ALL
    SELECT issuer_id, NULL, issuer_name FROM identified_issuers WHERE substr(issuer_id, 1, 4) <> 'cik:'
)
SELECT c.issuer_id, coalesce(min(k.registered), min(k.held)) AS name
FROM _chosen AS c
JOIN known AS k ON k.issuer_id = c.issuer_id
GROUP BY c.issuer_id
