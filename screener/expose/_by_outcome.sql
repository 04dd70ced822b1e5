-- _by_outcome: money in the home region by outcome of each criterion about issuers or holdings.
-- Grain:  one row per measure × basis × rulebook/criterion: outcome × side × location tier.
-- Reads:  positions, holding_positions, _home_shares, decisions_issuer, decisions_holding.
-- Why:    each criterion's outcomes add up to the home region; what has no issuer, or was not judged, is a part of its
--         own. A criterion that holds for nobody in particular has one outcome, and nothing to divide. Money is added up
--         before it is multiplied by shares: the products are exact, so that the order does not matter.
WITH judged AS (
    SELECT subject, rulebook_id, criterion_id, subject_id, outcome FROM decisions_issuer WHERE subject_id <> '*'
    UNION ALL
    SELECT subject, rulebook_id, criterion_id, subject_id, outcome FROM decisions_holding WHERE subject_id <> '*'
),
criteria AS (
    SELECT DISTINCT subject, rulebook_id, criterion_id FROM judged
),
held AS (
    SELECT 'issuer' AS subject, coalesce(issuer_id, '') AS subject_id, footprint_id, side, market_value FROM positions
    UNION ALL
    SELECT
        'holding', concat(l.source_file, ':', l.source_row), p.footprint_id, p.side, coalesce(l.market_value, 0)
    FROM holding_positions AS l
    JOIN positions AS p ON p.position_id = l.position_id
),
money AS (
    SELECT
        c.rulebook_id, c.criterion_id, j.outcome, h.footprint_id, h.side,
        CAST(sum(h.market_value) AS DECIMAL(20, 2)) AS market_value
    FROM held AS h
    JOIN criteria AS c ON c.subject = h.subject
    LEFT JOIN judged AS j
        ON j.subject = c.subject AND j.rulebook_id = c.rulebook_id AND j.criterion_id = c.criterion_id
        AND j.subject_id = h.subject_id
    GROUP BY c.rulebook_id, c.criterion_id, j.outcome, h.footprint_id, h.side
)
SELECT
    s.measure,
    s.basis,
    'outcome' AS grouping,
    concat(m.rulebook_id, '/', m.criterion_id, ': ', coalesce(m.outcome, 'not judged')) AS "group",
    m.side,
    s.location_tier,
    sum(CAST(m.market_value * CASE WHEN m.side = 'short' THEN s.high ELSE s.low END AS DECIMAL(38, 14))) AS low,
    sum(CAST(m.market_value * s.best AS DECIMAL(38, 14))) AS best,
    sum(CAST(m.market_value * CASE WHEN m.side = 'short' THEN s.low ELSE s.high END AS DECIMAL(38, 14))) AS high
FROM money AS m
JOIN _home_shares AS s ON s.footprint_id = m.footprint_id
WHERE s.measure IN ('in_state', 'in_state_manufacturing') AND s.high > 0
GROUP BY s.measure, s.basis, m.rulebook_id, m.criterion_id, m.outcome, m.side, s.location_tier
