-- exposures: money by measure and group, with its lower end, best estimate and upper end.
-- Grain:  one row per measure × basis × grouping × group × side × location tier; where all ends are zero there is no row,
--         unless it is of a state, of the home region or of a definition.
-- Reads:  _by_cell, _by_position, _by_outcome, _by_instrument.
-- Why:    best adds up over the groups of a grouping to the measure's whole, and so does what is certain: low of long
--         money, high of short. What may be does not add up, because the same unlocated money may be in any of the groups.
WITH every AS (
    SELECT measure, basis, grouping, "group", side, location_tier, low, best, high FROM _by_cell
    UNION ALL
    SELECT measure, basis, grouping, "group", side, location_tier, low, best, high FROM _by_position
    UNION ALL
    SELECT measure, basis, grouping, "group", side, location_tier, low, best, high FROM _by_outcome
    UNION ALL
    SELECT measure, basis, grouping, "group", side, location_tier, low, best, high FROM _by_instrument
)
SELECT
    measure,
    basis,
    grouping,
    "group",
    side,
    location_tier,
    CAST(low AS DECIMAL(38, 14)) AS low,
    CAST(best AS DECIMAL(38, 14)) AS best,
    CAST(high AS DECIMAL(38, 14)) AS high
FROM every
WHERE grouping IN ('state', 'home', 'definition') OR low <> 0 OR best <> 0 OR high <> 0
