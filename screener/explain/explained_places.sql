-- explained_places: the places and industries that the shares are of.
-- Grain:  one row per footprint × cell in the group, or that may be in it.
-- Reads:  _asked_cells, contributions, places, asked.
-- Why:    market value and coverage are of no place.
SELECT
    a.footprint_id,
    a.place,
    p.place_name,
    coalesce(p.state, s.state) AS state,
    a.industry,
    a.location_tier,
    CAST(sum(a.low) AS DECIMAL(13, 12)) AS low,
    CAST(sum(a.best) AS DECIMAL(13, 12)) AS best,
    CAST(sum(a.possible) AS DECIMAL(13, 12)) AS possible
FROM _asked_cells AS a
JOIN (SELECT DISTINCT footprint_id FROM contributions) AS c ON c.footprint_id = a.footprint_id
JOIN asked AS q ON q.way NOT IN ('value', 'coverage')
LEFT JOIN places AS p ON p.place = a.place
LEFT JOIN (SELECT DISTINCT state, state_fips FROM places) AS s ON s.state_fips = a.place
WHERE a.is_in_group
GROUP BY a.footprint_id, a.place, p.place_name, p.state, s.state, a.industry, a.location_tier
ORDER BY a.footprint_id, a.place, a.industry
