-- match_subjects: what a person's decision about a security is about, and the facts that the person goes by.
-- Grain:  one row per security that has an identifier or a name.
-- Reads:  security_facts, name_keys.
-- Why:    a decision holds in later quarters, so it is about an identifier. A line without one is known by its name
--         alone (what stands as its ticker is no exchange's), and a decision holds for every line of that name.
SELECT
    s.security_id,
    CASE WHEN s.has_code THEN 'security:' || s.security_id ELSE 'name:' || k.name_key END AS subject,
    k.name,
    k.name_key,
    s.cusip,
    s.isin,
    s.lei,
    CASE WHEN s.has_code THEN s.ticker END AS ticker
FROM (SELECT *, substr(security_id, 1, 5) <> 'line:' AS has_code FROM security_facts) AS s
LEFT JOIN name_keys AS k ON k.name = coalesce(s.issuer_name, s.security_name)
WHERE s.has_code OR k.name_key <> ''
