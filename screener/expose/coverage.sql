-- coverage: how much of the portfolio, by gross market value, each kind of knowledge reaches.
-- Grain:  one row per figure; exactly six.
-- Reads:  holdings, holding_positions, positions, footprint, facts_holding, decisions_holding, decisions_issuer.
-- Why:    a total without its coverage is a claim about what was never looked at. Gross (absolute) values, so that a
--         short does not hide a gap. Instruments that have no place stay in the total and are covered by "identified"
--         (there is no issuer to find) and by nothing else. A fund looked through counts by what it holds.
WITH line AS (
    SELECT
        concat(h.source_file, ':', CAST(h.source_row AS VARCHAR)) AS subject_id,
        abs(coalesce(hp.market_value, 0)) AS gross,
        p.issuer_id,
        p.footprint_id
    FROM holdings AS h
    JOIN holding_positions AS hp ON hp.source_file = h.source_file AND hp.source_row = h.source_row
    JOIN positions AS p ON p.position_id = hp.position_id
),
place AS (
    SELECT
        footprint_id,
        max(CASE WHEN basis = 'headquarters' AND place NOT IN ('unknown', 'no_place') THEN 1 ELSE 0 END) AS has_headquarters,
        max(CASE WHEN basis = 'headquarters' AND industry <> 'unknown' AND place <> 'no_place' THEN 1 ELSE 0 END) AS has_industry,
        max(CASE
            WHEN basis = 'operations' AND place NOT IN ('unknown', 'no_place')
                AND location_tier IN ('instrument', '1', '2', '3', '4') THEN 1 ELSE 0
        END) AS has_operations
    FROM footprint
    GROUP BY footprint_id
),
undecided AS (
    SELECT DISTINCT subject_id FROM decisions_holding WHERE outcome = 'insufficient_data'
),
undecided_issuer AS (
    SELECT DISTINCT subject_id AS issuer_id FROM decisions_issuer WHERE outcome = 'insufficient_data'
),
criteria AS (
    SELECT
        (SELECT count(*) FROM decisions_holding) AS holding_decisions,
        (SELECT count(*) FROM decisions_issuer) AS issuer_decisions
),
judged AS (
    SELECT
        l.*,
        p.has_headquarters,
        p.has_industry,
        p.has_operations,
        CASE WHEN l.issuer_id IS NOT NULL OR l.footprint_id = 'no_place' THEN 1 ELSE 0 END AS is_identified,
        CASE WHEN f.esg_datum_age IS NOT NULL THEN 1 ELSE 0 END AS has_data,
        CASE
            WHEN c.holding_decisions + c.issuer_decisions = 0 THEN 0
            WHEN u.subject_id IS NOT NULL OR ui.issuer_id IS NOT NULL THEN 0
            -- Nobody was there to judge: an issuer criterion cannot have been decided.
            WHEN c.issuer_decisions > 0 AND l.issuer_id IS NULL AND l.footprint_id <> 'no_place' THEN 0
            ELSE 1
        END AS is_decided
    FROM line AS l
    CROSS JOIN criteria AS c
    JOIN place AS p ON p.footprint_id = l.footprint_id
    LEFT JOIN facts_holding AS f ON f.subject_id = l.subject_id
    LEFT JOIN undecided AS u ON u.subject_id = l.subject_id
    LEFT JOIN undecided_issuer AS ui ON ui.issuer_id = l.issuer_id
),
sums AS (
    SELECT
        coalesce(sum(gross), 0) AS total,
        coalesce(sum(CASE WHEN is_identified = 1 THEN gross END), 0) AS identified,
        coalesce(sum(CASE WHEN has_headquarters = 1 THEN gross END), 0) AS headquarters,
        coalesce(sum(CASE WHEN has_operations = 1 THEN gross END), 0) AS operations,
        coalesce(sum(CASE WHEN has_industry = 1 THEN gross END), 0) AS industry,
        coalesce(sum(CASE WHEN has_data = 1 THEN gross END), 0) AS data,
        coalesce(sum(CASE WHEN is_decided = 1 THEN gross END), 0) AS decided
    FROM judged
),
figures AS (
    SELECT 'identified' AS figure, identified AS covered, total FROM sums
    UNION ALL SELECT 'headquarters', headquarters, total FROM sums
    UNION ALL SELECT 'operations', operations, total FROM sums
    UNION ALL SELECT 'industry', industry, total FROM sums
    UNION ALL SELECT 'data', data, total FROM sums
    UNION ALL SELECT 'decided', decided, total FROM sums
)
SELECT
    figure,
    CAST(covered AS DECIMAL(20, 2)) AS covered,
    CAST(total AS DECIMAL(20, 2)) AS total,
    CAST(round(CAST(covered AS DOUBLE) / nullif(CAST(total AS DOUBLE), 0), 12) AS DECIMAL(13, 12)) AS share
FROM figures
