-- _emission_trends: how an issuer's emissions changed a year, up to each year that it reported.
-- Grain:  one row per issuer × year that it reported, the last of its window.
-- Reads:  _issuer_emissions.
-- Why:    the window is the five calendar years up to the last; at least three of them must be reported. Like is
--         compared with like: only facilities with a whole figure in every reported year of the window count, so that a
--         plant bought, closed or newly above the program's threshold is no change. The change is the mean yearly one,
--         compounded: (last ÷ first) to the power 1 ÷ (years between) less 1, rounded to six places. With no such
--         facility, too few years, or a first year of zero the trend of that year is unknown, so that an older one is not
--         taken for it. That three years are enough and five the most is this project's choice.
WITH years AS (
    SELECT DISTINCT issuer_id, year FROM _issuer_emissions
),
windows AS (
    SELECT l.issuer_id, l.year AS last_year, min(y.year) AS first_year, count(*) AS years
    FROM years AS l
    JOIN years AS y ON y.issuer_id = l.issuer_id AND y.year BETWEEN l.year - 4 AND l.year
    GROUP BY l.issuer_id, l.year
    HAVING count(*) >= 3
),
same_facilities AS (
    SELECT
        w.issuer_id,
        w.last_year,
        w.first_year,
        sum(CASE WHEN e.year = w.first_year THEN e.emissions END) AS first_emissions,
        sum(CASE WHEN e.year = w.last_year THEN e.emissions END) AS last_emissions
    FROM windows AS w
    JOIN _issuer_emissions AS e ON e.issuer_id = w.issuer_id AND e.year BETWEEN w.first_year AND w.last_year
    WHERE e.is_whole
    GROUP BY w.issuer_id, w.last_year, w.first_year, w.years, e.facility_id
    HAVING count(*) = w.years
),
ends AS (
    SELECT
        issuer_id,
        last_year,
        first_year,
        CAST(sum(first_emissions) AS DOUBLE) AS first_emissions,
        CAST(sum(last_emissions) AS DOUBLE) AS last_emissions
    FROM same_facilities
    GROUP BY issuer_id, last_year, first_year
)
SELECT
    y.issuer_id,
    y.year,
    CASE
        WHEN e.first_emissions > 0
            THEN round(
                power(e.last_emissions / e.first_emissions, CAST(1 AS DOUBLE) / (e.last_year - e.first_year)) - 1, 6
            )
    END AS trend
FROM years AS y
LEFT JOIN ends AS e ON e.issuer_id = y.issuer_id AND e.last_year = y.year
