-- security_keys: what a security is called in any quarter.
-- Grain:  one row per security.
-- Reads:  securities.
-- Why:    what has no identifier is numbered by its line, which says nothing in another quarter: it goes by its name and
--         kind, where only one security of the run has them.
SELECT
    security_id,
    CASE
        WHEN security_id LIKE 'line:%' AND coalesce(issuer_name, security_name) IS NOT NULL
            AND count(*) OVER (PARTITION BY issuer_name, security_name, asset_class) = 1
        THEN concat('name:', coalesce(issuer_name, ''), '/', coalesce(security_name, ''), '/', asset_class)
        ELSE security_id
    END AS security_key
FROM securities
