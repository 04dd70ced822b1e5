-- coverage: how much of the portfolio, by gross market value, each kind of knowledge reaches.
-- Grain:  one row per figure; exactly six.
-- Reads:  holdings, holding_positions, positions, footprint, facts_holding, decisions_holding, decisions_issuer.
-- Why:    a total without its coverage is a claim about what was never looked at. Gross (absolute) values, so that a
--         short does not hide a gap. Instruments that have no place stay in the total and are covered by "identified"
--         (there is no issuer to find) and by nothing else. A fund looked through counts by what it holds. Of the criteria
--         that apply to a line or its issuer, the part that could be decided counts: with many criteria on the book, some
--         of which only the fund can answer, hardly a line has all of them decided.
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
asked AS (
    -- Of the criteria that apply to a line or to its issuer, how many there are and how many could be decided.
    SELECT
        subject_id,
        count(*) AS asked,
        count(CASE WHEN outcome <> 'insufficient_data' THEN 1 END) AS decided
    FROM decisions_holding
    WHERE outcome <> 'not_applicable' AND subject_id <> '*'
    GROUP BY subject_id
),
asked_issuer AS (
    SELECT
        subject_id AS issuer_id,
        count(*) AS asked,
        count(CASE WHEN outcome <> 'insufficient_data' THEN 1 END) AS decided
    FROM decisions_issuer
    WHERE outcome <> 'not_applicable' AND subject_id <> '*'
    GROUP BY subject_id
),
criteria AS (
    SELECT
        (SELECT count(*) FROM decisions_holding WHERE subject_id <> '*') AS holding_decisions,
        (SELECT count(DISTINCT concat(rulebook_id, '/', criterion_id)) FROM decisions_issuer WHERE subject_id <> '*')
            AS issuer_criteria,
        -- What leaves everybody undecided (a rule of which nobody knows whether it holds) is asked of every line.
        (SELECT count(*) FROM decisions_holding WHERE subject_id = '*' AND outcome = 'insufficient_data')
            + (SELECT count(*) FROM decisions_issuer WHERE subject_id = '*' AND outcome = 'insufficient_data')
            AS open_to_all
),
judged AS (
    SELECT
        l.*,
        p.has_headquarters,
        p.has_industry,
        p.has_operations,
        CASE WHEN l.issuer_id IS NOT NULL OR l.footprint_id = 'no_place' THEN 1 ELSE 0 END AS is_identified,
        CASE WHEN f.esg_datum_age IS NOT NULL THEN 1 ELSE 0 END AS has_data,
        coalesce(a.decided, 0) + coalesce(ai.decided, 0) AS decided,
        coalesce(a.asked, 0) + c.open_to_all
            -- Nobody was there to judge: no criterion on an issuer could be decided.
            + CASE
                WHEN l.issuer_id IS NULL AND l.footprint_id <> 'no_place' THEN c.issuer_criteria
                ELSE coalesce(ai.asked, 0)
            END AS asked,
        c.holding_decisions + c.issuer_criteria + c.open_to_all AS criteria
    FROM line AS l
    CROSS JOIN criteria AS c
    JOIN place AS p ON p.footprint_id = l.footprint_id
    LEFT JOIN facts_holding AS f ON f.subject_id = l.subject_id
    LEFT JOIN asked AS a ON a.subject_id = l.subject_id
    LEFT JOIN asked_issuer AS ai ON ai.issuer_id = l.issuer_id
),
sums AS (
    SELECT
        coalesce(sum(gross), 0) AS total,
        coalesce(sum(CASE WHEN is_identified = 1 THEN gross END), 0) AS identified,
        coalesce(sum(CASE WHEN has_headquarters = 1 THEN gross END), 0) AS headquarters,
        coalesce(sum(CASE WHEN has_operations = 1 THEN gross END), 0) AS operations,
        coalesce(sum(CASE WHEN has_industry = 1 THEN gross END), 0) AS industry,
        coalesce(sum(CASE WHEN has_data = 1 THEN gross END), 0) AS data,
        coalesce(sum(gross * CAST(
            CASE
                WHEN criteria = 0 THEN 0
                WHEN asked = 0 THEN 1
                ELSE round(CAST(decided AS DOUBLE) / asked, 12)
            END AS DECIMAL(13, 12)
        )), 0) AS decided
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
