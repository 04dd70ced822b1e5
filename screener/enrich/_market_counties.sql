-- _market_counties: the labor markets in the counties that the employment data know.
-- Grain:  one row per labor market × county of the employment data.
-- Reads:  _labor_markets, ref_qcew_counties.
-- Why:    employment of a year has the counties of that year. A former county stands for its successors in a market that
--         holds all of them, as long as the data have it. There is one: on 2 January 2019 Valdez-Cordova Census Area,
--         Alaska (02261), became Chugach (02063) and Copper River (02066), and they are exactly what it was.
WITH successions AS (
    SELECT '02261' AS former, '02063' AS place, 2 AS successors
    UNION ALL
    SELECT '02261' AS former, '02066' AS place, 2 AS successors
),
known AS (
    SELECT DISTINCT county_fips FROM ref_qcew_counties
),
replaced AS (
    SELECT m.grouping, m."group", min(m.name) AS name, s.former
    FROM _labor_markets AS m
    JOIN successions AS s ON s.place = m.place
    JOIN known AS k ON k.county_fips = s.former
    GROUP BY m.grouping, m."group", s.former
    HAVING count(*) = max(s.successors)
)
SELECT m.grouping, m."group", m.name, m.place
FROM _labor_markets AS m
LEFT JOIN successions AS s ON s.place = m.place
LEFT JOIN replaced AS r ON r.grouping = m.grouping AND r."group" = m."group" AND r.former = s.former
WHERE r.former IS NULL
UNION ALL
SELECT grouping, "group", name, former FROM replaced
