-- security_footprints: the issuer of each instrument, and whose footprint says where its money is.
-- Grain:  one row per instrument.
-- Reads:  securities, matches, asset_class_conventions.
-- Why:    what is held and what the benchmark lists must be located alike, or their difference would mean nothing.
SELECT
    s.security_id,
    m.issuer_id,
    CASE
        -- However the line is classed, debt of the United States has no place, and it is not foreign.
        WHEN a.footprint = 'foreign' AND m.issuer_id = 'government:US' THEN 'no_place'
        WHEN a.footprint = 'issuer' THEN coalesce(m.issuer_id, 'unknown')
        WHEN a.footprint = 'state' THEN 'state:' || coalesce(s.state, 'unknown')
        ELSE a.footprint
    END AS footprint_id
FROM securities AS s
JOIN matches AS m ON m.security_id = s.security_id
JOIN asset_class_conventions AS a ON a.asset_class = s.asset_class
