-- _home_jobs: the people of each issuer in the home region, counted apart from modelled.
-- Grain:  one row per issuer with people there, or of which it is certain that nobody is.
-- Reads:  establishments, issuers (total employment), home_places.
-- Why:    where people of an issuer were counted anywhere, modelled ones are left out, so that the two never describe the
--         same people. No counted site in the region is zero only where the counts account for everybody the issuer
--         employs; otherwise it is unknown. Of a region of counties, people of whom the state alone is known are in none.
--         People whose industry nobody says may make something: where others do, manufacturing is at least what those
--         are; where nobody is known to, it is unknown. People modelled at a plant are there whoever owns it: a company
--         whose plants say little of where its money is has them all the same.
WITH home_states AS (
    SELECT DISTINCT substr(place, 1, 2) AS state_fips FROM home_places
),
people AS (
    SELECT
        e.issuer_id,
        e.location_tier IN ('1', '2') AS is_counted,
        h.place IS NOT NULL AS is_home,
        h.place IS NOT NULL OR (e.place <> 'unknown' AND s.state_fips IS NULL) AS is_placed,
        CASE WHEN e.naics IS NULL THEN NULL ELSE substr(e.naics, 1, 2) IN ('31', '32', '33') END AS is_made,
        e.employment,
        e.data_quality_score,
        max(CASE WHEN e.location_tier IN ('1', '2') THEN 1 ELSE 0 END) OVER (PARTITION BY e.issuer_id) AS has_counts
    FROM establishments AS e
    LEFT JOIN home_places AS h ON h.place = e.place
    LEFT JOIN home_states AS s ON s.state_fips = e.place
    WHERE e.location_tier IN ('1', '2', '3') AND e.employment IS NOT NULL
),
chosen AS (
    SELECT
        p.*,
        sum(CASE WHEN p.is_placed THEN p.employment ELSE 0 END) OVER (PARTITION BY p.issuer_id) >= i.total_employment
            AND p.is_counted AS is_whole
    FROM people AS p
    JOIN issuers AS i ON i.issuer_id = p.issuer_id
    WHERE p.is_counted OR p.has_counts = 0
),
summed AS (
    SELECT
        issuer_id,
        max(CASE WHEN is_counted THEN 1 ELSE 0 END) = 1 AS is_counted,
        CAST(sum(CASE WHEN is_home THEN employment ELSE 0 END) AS DECIMAL(24, 6)) AS jobs,
        CAST(sum(CASE WHEN is_home AND is_made THEN employment ELSE 0 END) AS DECIMAL(24, 6)) AS made,
        CAST(sum(CASE WHEN is_home AND is_made IS NULL THEN employment ELSE 0 END) AS DECIMAL(24, 6))
            AS of_unknown_industry,
        CASE
            WHEN sum(CASE WHEN is_home THEN employment ELSE 0 END) > 0
                THEN round(
                    CAST(sum(CASE WHEN is_home THEN employment * data_quality_score ELSE 0 END) AS DOUBLE)
                        / CAST(sum(CASE WHEN is_home THEN employment ELSE 0 END) AS DOUBLE),
                    9
                )
            ELSE CAST(max(data_quality_score) AS DOUBLE)
        END AS score
    FROM chosen
    GROUP BY issuer_id
    HAVING count(CASE WHEN is_home THEN 1 END) > 0 OR max(CASE WHEN is_whole THEN 1 ELSE 0 END) = 1
)
SELECT
    issuer_id,
    is_counted,
    jobs,
    CASE WHEN made > 0 OR of_unknown_industry = 0 THEN made END AS manufacturing_jobs,
    made > 0 AND of_unknown_industry > 0 AS is_manufacturing_at_least,
    score
FROM summed
