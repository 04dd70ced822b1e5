-- region_unplaced: the fund's money, held long, that no count of people places: it may be in any region.
-- Grain:  one row.
-- Reads:  positions, footprint.
SELECT sum(CAST(p.market_value * f.unlocated AS DECIMAL(38, 14))) AS unplaced
FROM positions AS p
JOIN (SELECT DISTINCT footprint_id, unlocated FROM footprint WHERE basis = 'operations') AS f
    ON f.footprint_id = p.footprint_id
WHERE p.side = 'long'
