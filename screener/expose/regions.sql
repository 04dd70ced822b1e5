-- regions: the places that money is added up for, county by county.
-- Grain:  one row per region × county.
-- Reads:  places, plan (the home state), home_counties (none where the whole state is home), user_regions.
-- Why:    every state is a region, so that the states, abroad, no place and unknown add up to the portfolio. Counties,
--         statistical areas and commuting zones are those that reach into the home state; an area of two states keeps
--         its counties in both.
WITH areas AS (
    SELECT 'cbsa' AS grouping, cbsa AS code, coalesce(cbsa_name, cbsa) AS name, place, state FROM places WHERE cbsa IS NOT NULL
    UNION ALL
    SELECT 'commuting_zone' AS grouping, commuting_zone, concat('Commuting zone ', commuting_zone), place, state
    FROM places
    WHERE commuting_zone IS NOT NULL
),
near AS (
    SELECT DISTINCT a.grouping, a.code FROM areas AS a JOIN plan AS p ON p.state = a.state
),
narrowed AS (
    SELECT count(*) > 0 AS is_narrowed FROM home_counties
)
SELECT 'home' AS grouping, 'home' AS "group", h.home_name AS name, p.place
FROM places AS p
CROSS JOIN plan AS h
CROSS JOIN narrowed AS n
LEFT JOIN home_counties AS c ON c.place = p.place
WHERE CASE WHEN n.is_narrowed THEN c.place IS NOT NULL ELSE p.state = h.state END
UNION ALL
SELECT 'state', state, state, place FROM places
UNION ALL
SELECT 'county', p.place, concat(p.place_name, ', ', p.state), p.place
FROM places AS p
JOIN plan AS h ON h.state = p.state
UNION ALL
SELECT a.grouping, a.code, a.name, a.place
FROM areas AS a
JOIN near AS n ON n.grouping = a.grouping AND n.code = a.code
UNION ALL
SELECT 'region', u.region, u.region, u.place
FROM user_regions AS u
JOIN places AS p ON p.place = u.place
