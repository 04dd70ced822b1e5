-- _by_outcome: money in the home region by outcome of each criterion about issuers or holdings.
-- Grain:  one row per measure × basis × rulebook/criterion: outcome × side × location tier.
-- Reads:  positions, holding_positions, _home_shares, decisions_issuer, decisions_holding.
-- Why:    each criterion's outcomes add up to the home region; what has no issuer, or was not judged, is a part of its
--         own. A criterion that holds for nobody in particular has one outcome, and nothing to divide.
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
        h.subject, h.subject_id, s.measure, s.basis, h.side, s.location_tier,
        sum(CAST(h.market_value * CASE WHEN h.side = 'short' THEN s.high ELSE s.low END AS DECIMAL(38, 14))) AS low,
        sum(CAST(h.market_value * s.best AS DECIMAL(38, 14))) AS best,
        sum(CAST(h.market_value * CASE WHEN h.side = 'short' THEN s.low ELSE s.high END AS DECIMAL(38, 14))) AS high
    FROM held AS h
    JOIN _home_shares AS s ON s.footprint_id = h.footprint_id
    WHERE s.measure IN ('in_state', 'in_state_manufacturing') AND s.high > 0
    GROUP BY h.subject, h.subject_id, s.measure, s.basis, h.side, s.location_tier
)
SELECT
    m.measure,
    m.basis,
    'outcome' AS grouping,
    concat(c.rulebook_id, '/', c.criterion_id, ': ', coalesce(j.outcome, 'not judged')) AS "group",
    m.side,
    m.location_tier,
    sum(m.low) AS low,
    sum(m.best) AS best,
    sum(m.high) AS high
FROM money AS m
JOIN criteria AS c ON c.subject = m.subject
LEFT JOIN judged AS j
    ON j.subject = c.subject AND j.rulebook_id = c.rulebook_id AND j.criterion_id = c.criterion_id
    AND j.subject_id = m.subject_id
GROUP BY m.measure, m.basis, c.rulebook_id, c.criterion_id, j.outcome, m.side, m.location_tier
