-- listed_figures: every figure of a run that can be followed to its lines.
-- Grain:  one row per measure × basis × grouping × group.
-- Reads:  exposures, coverage, positions, holding_positions, decisions.
-- Why:    what the contributions of the lines must sum to is read here from what the run wrote.
WITH amounts AS (
    SELECT 'coverage' AS measure, 'coverage' AS grouping, figure AS grp, covered AS amount
    FROM coverage
    WHERE figure <> 'decided'
    UNION ALL
    SELECT 'market_value', 'whole', 'whole', market_value FROM positions
    UNION ALL
    SELECT 'market_value', 'account', account, market_value FROM positions
    UNION ALL
    SELECT 'outcome', 'outcome', concat(d.rulebook_id, '/', d.criterion_id, ': ', d.outcome), abs(p.market_value)
    FROM decisions AS d
    JOIN positions AS p ON p.issuer_id = d.subject_id
    WHERE d.subject = 'issuer'
    UNION ALL
    SELECT 'outcome', 'outcome', concat(d.rulebook_id, '/', d.criterion_id, ': ', d.outcome), abs(l.market_value)
    FROM decisions AS d
    JOIN holding_positions AS l ON concat(l.source_file, ':', l.source_row) = d.subject_id
    WHERE d.subject = 'holding'
),
summed AS (
    -- Of the type of exposures: a union of cents and of fourteen places would keep cents alone.
    SELECT measure, grouping, grp, CAST(coalesce(sum(amount), 0) AS DECIMAL(38, 14)) AS amount
    FROM amounts
    GROUP BY measure, grouping, grp
)
SELECT
    measure,
    basis,
    grouping,
    "group",
    CAST(sum(low) AS DECIMAL(38, 14)) AS low,
    CAST(sum(best) AS DECIMAL(38, 14)) AS best,
    CAST(sum(high) AS DECIMAL(38, 14)) AS high
FROM exposures
GROUP BY measure, basis, grouping, "group"
UNION ALL
SELECT measure, '', grouping, grp, amount, amount, amount FROM summed
