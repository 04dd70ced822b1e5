-- facts_place: what a place criterion may name.
-- Grain:  one row per county.
-- Reads:  places.
SELECT
    place AS subject_id,
    persistent_poverty,
    manufacturing_dependent,
    poverty_rate,
    unemployment_rate
FROM places
