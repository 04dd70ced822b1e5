-- home_places: the place cells that are in the home region.
-- Grain:  one row per county; and the state itself where all of it is home.
-- Reads:  _region_cells.
SELECT place FROM _region_cells WHERE grouping = 'home' AND is_certain
