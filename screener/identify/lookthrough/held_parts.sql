-- held_parts: what is held in the end: the parts that no fund's file replaces, each with its position.
-- Grain:  one row per delivered line × path × line that a part of it ends at.
-- Reads:  parts.
-- Why:    an unpriced line is counted as long; its sign is as unknown as its value.
WITH signed AS (
    SELECT *, CASE WHEN market_value < 0 THEN 'short' ELSE 'long' END AS side
    FROM parts
    WHERE fund_id IS NULL
)
SELECT *, account || '|' || path || '|' || security_id || '|' || side AS position_id
FROM signed
