-- _doubts: facilities about which two statements disagree or one is missing.
-- Grain:  one row per kind of doubt.
-- Reads:  _issuer_facilities, positions.
-- Why:    each becomes one finding, with the lines and the money of the issuers that it touches.
WITH doubts AS (
    SELECT 'county-disagreement' AS code, issuer_id, facility_id AS source_row
    FROM _issuer_facilities
    WHERE is_owner AND kind = 'site' AND NOT zip_agrees
    UNION ALL
    SELECT 'owner-unknown' AS code, issuer_id, facility_id AS source_row
    FROM _issuer_facilities
    WHERE NOT is_owner
),
held AS (
    SELECT footprint_id AS issuer_id, sum(lines) AS lines, sum(abs(market_value)) AS market_value
    FROM positions
    GROUP BY footprint_id
),
issuers_in_doubt AS (
    SELECT code, issuer_id, count(*) AS places FROM doubts GROUP BY code, issuer_id
)
SELECT
    d.code,
    CAST(sum(d.places) AS BIGINT) AS places,
    count(*) AS issuers,
    CAST(coalesce(sum(h.lines), 0) AS BIGINT) AS lines,
    CAST(coalesce(sum(h.market_value), 0) AS DECIMAL(20, 2)) AS market_value
FROM issuers_in_doubt AS d
LEFT JOIN held AS h ON h.issuer_id = d.issuer_id
GROUP BY d.code
