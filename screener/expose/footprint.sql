-- footprint: where each issuer is and what it does there, as shares that sum to 1.
-- Grain:  one row per footprint × basis × place cell × industry cell.
-- Reads:  positions, benchmark_positions (which footprints are needed), issuers, establishments, industries (what
--         their codes say), places (state codes).
-- Why:    low is what counted employment proves; best distributes the rest by the best kind of evidence there is;
--         unlocated is the rest itself. Shares are whole numbers of 10^-12, given out by largest remainder, so that
--         an issuer's best shares sum to exactly 1 and the same rows give the same bytes on any engine.
WITH used AS (
    SELECT footprint_id FROM positions UNION SELECT footprint_id FROM benchmark_positions
),
own AS (
    SELECT
        i.issuer_id AS footprint_id,
        coalesce(i.headquarters_place, 'unknown') AS headquarters_place,
        coalesce(i.headquarters_agreed, TRUE) AS headquarters_agreed,
        i.total_employment,
        -- A regulator's facility list speaks for mining, utilities, construction and manufacturing only:
        -- a bank with one gas turbine is not its turbine.
        coalesce(substr(i.naics, 1, 2) BETWEEN '21' AND '33', FALSE) AS is_industrial,
        i.naics,
        i.naics_dataset
    FROM issuers AS i
    JOIN used AS u ON u.footprint_id = i.issuer_id
),
sites AS (
    SELECT
        o.footprint_id,
        e.place,
        -- Headquarters, and a site on a list that says nothing else, do what the issuer does.
        CASE WHEN e.kind = 'headquarters' OR (e.location_tier IN ('4', '5') AND e.naics IS NULL)
            THEN o.naics ELSE e.naics
        END AS naics,
        CASE WHEN e.kind = 'headquarters' OR (e.location_tier IN ('4', '5') AND e.naics IS NULL)
            THEN o.naics_dataset ELSE e.dataset
        END AS naics_dataset,
        e.location_tier,
        -- Tiers 1 and 2 are one kind of evidence: both are counted.
        CASE WHEN e.location_tier IN ('1', '2') THEN '1' ELSE e.location_tier END AS evidence,
        CASE WHEN e.location_tier IN ('4', '5') THEN CAST(1 AS DECIMAL(18, 6)) ELSE e.employment END AS weight,
        e.data_quality_score
    FROM establishments AS e
    JOIN own AS o ON o.footprint_id = e.issuer_id
    WHERE (e.location_tier <> '3' OR o.is_industrial)
      AND (e.location_tier IN ('4', '5') OR (e.location_tier <> 'none' AND e.employment > 0))
),
strongest AS (
    SELECT footprint_id, min(evidence) AS evidence FROM sites GROUP BY footprint_id
),
cells AS (
    SELECT
        s.footprint_id,
        s.place,
        coalesce(i.industry, 'unknown') AS industry,
        coalesce(i.naics4, 'unknown') AS naics4,
        coalesce(i.advanced, 'unknown') AS advanced,
        coalesce(i.sprint_sector, 'unknown') AS sprint_sector,
        s.evidence,
        sum(s.weight) AS weight,
        min(s.location_tier) AS location_tier,
        sum(s.data_quality_score) AS score_sum,
        count(*) AS score_count
    FROM sites AS s
    JOIN strongest AS b ON b.footprint_id = s.footprint_id AND b.evidence = s.evidence
    LEFT JOIN industries AS i ON i.naics = s.naics AND i.dataset = s.naics_dataset
    GROUP BY s.footprint_id, s.place, i.industry, i.naics4, i.advanced, i.sprint_sector, s.evidence
),
totals AS (
    SELECT
        c.footprint_id,
        sum(c.weight) AS weight,
        min(c.location_tier) AS location_tier,
        CAST(sum(c.score_sum) AS DOUBLE) / sum(c.score_count) AS mean_data_quality_score,
        -- Units of 10^-12 that counted employment locates; the reported total may exceed what is counted.
        CAST(max(CASE
            WHEN c.evidence = '1' AND o.total_employment IS NOT NULL THEN 1 ELSE 0
        END) AS BIGINT) AS is_counted,
        max(o.total_employment) AS total_employment
    FROM cells AS c
    JOIN own AS o ON o.footprint_id = c.footprint_id
    GROUP BY c.footprint_id
),
budgets AS (
    SELECT
        footprint_id,
        weight,
        location_tier,
        mean_data_quality_score,
        CASE
            WHEN is_counted = 0 THEN CAST(0 AS BIGINT)
            WHEN weight >= total_employment THEN CAST(1000000000000 AS BIGINT)
            ELSE CAST(floor(CAST(weight AS DOUBLE) / total_employment * 1e12) AS BIGINT)
        END AS low_units
    FROM totals
),
quotas AS (
    SELECT
        c.footprint_id,
        c.place,
        c.industry,
        c.naics4,
        c.advanced,
        c.sprint_sector,
        b.location_tier,
        b.mean_data_quality_score,
        b.low_units,
        1000000000000 - b.low_units AS rest_units,
        CAST(c.weight AS DOUBLE) / CAST(b.weight AS DOUBLE) * b.low_units AS low_quota,
        CAST(c.weight AS DOUBLE) / CAST(b.weight AS DOUBLE) * (1000000000000 - b.low_units) AS rest_quota
    FROM cells AS c
    JOIN budgets AS b ON b.footprint_id = c.footprint_id
),
floored AS (
    SELECT
        *,
        CAST(floor(low_quota) AS BIGINT) AS low_floor,
        CAST(floor(rest_quota) AS BIGINT) AS rest_floor,
        row_number() OVER (
            PARTITION BY footprint_id
            ORDER BY low_quota - floor(low_quota) DESC, place, industry, naics4, advanced, sprint_sector
        ) AS low_rank,
        row_number() OVER (
            PARTITION BY footprint_id
            ORDER BY rest_quota - floor(rest_quota) DESC, place, industry, naics4, advanced, sprint_sector
        ) AS rest_rank
    FROM quotas
),
leftovers AS (
    SELECT
        footprint_id,
        max(low_units) - sum(low_floor) AS low_left,
        max(rest_units) - sum(rest_floor) AS rest_left
    FROM floored
    GROUP BY footprint_id
),
located AS (
    SELECT
        f.footprint_id,
        f.place,
        f.industry,
        f.naics4,
        f.advanced,
        f.sprint_sector,
        f.low_floor + CASE WHEN f.low_rank <= l.low_left THEN 1 ELSE 0 END AS low_units,
        f.rest_floor + CASE WHEN f.rest_rank <= l.rest_left THEN 1 ELSE 0 END AS rest_units,
        f.rest_units AS unlocated_units,
        f.location_tier,
        f.mean_data_quality_score
    FROM floored AS f
    JOIN leftovers AS l ON l.footprint_id = f.footprint_id
),
operations AS (
    SELECT
        footprint_id, place, industry, naics4, advanced, sprint_sector, low_units,
        low_units + rest_units AS best_units,
        unlocated_units, location_tier, mean_data_quality_score
    FROM located
    UNION ALL
    SELECT
        o.footprint_id, 'unknown', 'unknown', 'unknown', 'unknown', 'unknown', CAST(0 AS BIGINT),
        CAST(1000000000000 AS BIGINT), CAST(1000000000000 AS BIGINT), 'none', CAST(NULL AS DOUBLE)
    FROM own AS o
    LEFT JOIN strongest AS s ON s.footprint_id = o.footprint_id
    WHERE s.footprint_id IS NULL
),
headquarters AS (
    -- As public funds report listed lines: the whole value where the head office is. Where two lists name different
    -- states, the preferred one is an estimate and nothing is proven.
    SELECT
        o.footprint_id,
        o.headquarters_place AS place,
        coalesce(i.industry, 'unknown') AS industry,
        coalesce(i.naics4, 'unknown') AS naics4,
        coalesce(i.advanced, 'unknown') AS advanced,
        coalesce(i.sprint_sector, 'unknown') AS sprint_sector,
        CASE WHEN o.headquarters_agreed THEN CAST(1000000000000 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS low_units,
        CAST(1000000000000 AS BIGINT) AS best_units,
        CASE WHEN o.headquarters_agreed THEN CAST(0 AS BIGINT) ELSE CAST(1000000000000 AS BIGINT) END AS unlocated_units,
        CASE WHEN o.headquarters_place = 'unknown' THEN 'none' ELSE '5' END AS location_tier,
        CASE WHEN o.headquarters_place <> 'unknown' THEN CAST(5 AS DOUBLE) END AS mean_data_quality_score
    FROM own AS o
    LEFT JOIN industries AS i ON i.naics = o.naics AND i.dataset = o.naics_dataset
),
conventions AS (
    -- What no issuer speaks for: the instrument itself says where it is, or that it is nowhere, or nothing.
    SELECT
        u.footprint_id,
        CASE
            WHEN u.footprint_id IN ('no_place', 'foreign') THEN u.footprint_id
            ELSE coalesce(p.state_fips, 'unknown')
        END AS place,
        CASE WHEN u.footprint_id = 'unknown' THEN 'unknown' ELSE 'other' END AS industry,
        CASE WHEN u.footprint_id = 'unknown' THEN 'unknown' ELSE 'other' END AS naics4,
        CASE WHEN u.footprint_id = 'unknown' THEN 'unknown' ELSE 'no' END AS advanced,
        CASE WHEN u.footprint_id = 'unknown' THEN 'unknown' ELSE 'none' END AS sprint_sector,
        CASE WHEN u.footprint_id = 'unknown' THEN CAST(0 AS BIGINT) ELSE CAST(1000000000000 AS BIGINT) END AS low_units,
        CAST(1000000000000 AS BIGINT) AS best_units,
        CASE WHEN u.footprint_id = 'unknown' THEN CAST(1000000000000 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS unlocated_units,
        CASE WHEN u.footprint_id IN ('unknown', 'state:unknown') THEN 'none' ELSE 'instrument' END AS location_tier,
        CAST(NULL AS DOUBLE) AS mean_data_quality_score
    FROM used AS u
    LEFT JOIN own AS o ON o.footprint_id = u.footprint_id
    LEFT JOIN (SELECT DISTINCT state, state_fips FROM places) AS p ON concat('state:', p.state) = u.footprint_id
    WHERE o.footprint_id IS NULL
),
every_basis AS (
    SELECT 'operations' AS basis, * FROM operations
    UNION ALL
    SELECT 'headquarters' AS basis, * FROM headquarters
    UNION ALL
    SELECT 'operations' AS basis, * FROM conventions
    UNION ALL
    SELECT 'headquarters' AS basis, * FROM conventions
)
SELECT
    footprint_id,
    basis,
    place,
    industry,
    naics4,
    advanced,
    sprint_sector,
    CAST(CAST(low_units AS DECIMAL(25, 12)) * CAST(0.000000000001 AS DECIMAL(13, 12)) AS DECIMAL(13, 12)) AS low,
    CAST(CAST(best_units AS DECIMAL(25, 12)) * CAST(0.000000000001 AS DECIMAL(13, 12)) AS DECIMAL(13, 12)) AS best,
    CAST(CAST(unlocated_units AS DECIMAL(25, 12)) * CAST(0.000000000001 AS DECIMAL(13, 12)) AS DECIMAL(13, 12)) AS unlocated,
    location_tier,
    mean_data_quality_score
FROM every_basis
