-- facts_holding: what a holding criterion may name.
-- Grain:  one row per delivered line.
-- Reads:  holdings, holding_positions, positions, issuers, _known_observations, ref_counties.
-- Why:    a line that became positions in several issuers (a fund looked through) has none of its own. The age of a
--         datum published by the run's date counts whole months from the end of the period it describes.
WITH owners AS (
    SELECT
        h.source_file,
        h.source_row,
        CASE WHEN count(*) = count(p.issuer_id) AND count(DISTINCT p.issuer_id) = 1 THEN min(p.issuer_id) END AS issuer_id
    FROM holding_positions AS h
    JOIN positions AS p ON p.position_id = h.position_id
    GROUP BY h.source_file, h.source_row
),
newest AS (
    SELECT subject_id, max(as_of) AS as_of, min(run_as_of) AS run_as_of
    FROM _known_observations
    GROUP BY subject_id
),
states AS (
    SELECT DISTINCT state, state_fips FROM ref_counties
)
SELECT
    concat(h.source_file, ':', h.source_row) AS subject_id,
    h.asset_class,
    o.issuer_id,
    CAST(h.market_value AS DOUBLE) AS market_value,
    CAST(
        (year(n.run_as_of) - year(n.as_of)) * 12 + month(n.run_as_of) - month(n.as_of)
        - CASE WHEN day(n.run_as_of) < day(n.as_of) THEN 1 ELSE 0 END AS DOUBLE
    ) AS esg_datum_age,
    s.state AS headquarters_state
FROM holdings AS h
LEFT JOIN owners AS o ON o.source_file = h.source_file AND o.source_row = h.source_row
LEFT JOIN newest AS n ON n.subject_id = o.issuer_id
LEFT JOIN issuers AS i ON i.issuer_id = o.issuer_id
LEFT JOIN states AS s ON s.state_fips = substr(i.headquarters_place, 1, 2)
