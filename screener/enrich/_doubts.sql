-- _doubts: facilities about which two statements disagree or one is missing.
-- Grain:  one row per kind of doubt, of issuers of what is held.
-- Reads:  _issuer_facilities, positions, holding_positions.
-- Why:    each becomes one finding, with the lines and the money of the issuers that it touches.
WITH doubts AS (
    SELECT
        'county-disagreement' AS code,
        issuer_id,
        CASE WHEN length(place) = 5 AND NOT zip_agrees THEN 1 ELSE 0 END AS by_zip,
        CASE WHEN length(place) = 5 AND NOT coordinates_agree THEN 1 ELSE 0 END AS by_coordinates,
        CASE WHEN length(place) <> 5 AND NOT coordinates_agree THEN 1 ELSE 0 END AS by_zip_alone,
        CASE WHEN length(place) <> 5 AND NOT zip_agrees THEN 1 ELSE 0 END AS without_county
    FROM _issuer_facilities
    WHERE is_owner AND kind = 'site' AND (NOT zip_agrees OR NOT coordinates_agree)
    UNION ALL
    SELECT 'owner-unknown' AS code, issuer_id, 0, 0, 0, 0
    FROM _issuer_facilities
    WHERE NOT is_owner
),
held AS (
    SELECT footprint_id AS issuer_id, sum(abs(market_value)) AS market_value FROM positions GROUP BY footprint_id
),
issuers_in_doubt AS (
    SELECT
        code,
        issuer_id,
        count(*) AS places,
        sum(by_zip) AS by_zip,
        sum(by_coordinates) AS by_coordinates,
        sum(by_zip_alone) AS by_zip_alone,
        sum(without_county) AS without_county
    FROM doubts
    GROUP BY code, issuer_id
),
lines_in_doubt AS (
    -- A delivered line counts once, however many positions a look-through made of it.
    SELECT code, count(*) AS lines
    FROM (
        SELECT DISTINCT d.code, h.source_file, h.source_row
        FROM issuers_in_doubt AS d
        JOIN positions AS p ON p.footprint_id = d.issuer_id
        JOIN holding_positions AS h ON h.position_id = p.position_id
    ) AS distinct_lines
    GROUP BY code
)
SELECT
    d.code,
    CAST(sum(d.places) AS BIGINT) AS places,
    CAST(sum(d.by_zip) AS BIGINT) AS by_zip,
    CAST(sum(d.by_coordinates) AS BIGINT) AS by_coordinates,
    CAST(sum(d.by_zip_alone) AS BIGINT) AS by_zip_alone,
    CAST(sum(d.without_county) AS BIGINT) AS without_county,
    count(*) AS issuers,
    CAST(coalesce(max(l.lines), 0) AS BIGINT) AS lines,
    CAST(sum(h.market_value) AS DECIMAL(20, 2)) AS market_value
FROM issuers_in_doubt AS d
JOIN held AS h ON h.issuer_id = d.issuer_id
LEFT JOIN lines_in_doubt AS l ON l.code = d.code
GROUP BY d.code
