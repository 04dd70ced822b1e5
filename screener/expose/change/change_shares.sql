-- change_shares: how much of each footprint is in the home region, and in need, with more and more of the later run in it.
-- Grain:  one row per footprint × basis × measure × version.
-- Reads:  before_home_shares, located_home_shares, judged_home_shares, after_home_shares.
-- Why:    located: the later run's footprints, with the earlier run's judgement of places. Judged: with that judgement on the
--         later run's evidence (change_decisions). After: with the later run's own judgement and definitions.
SELECT 'before' AS version, footprint_id, basis, measure, low, best, high FROM before_home_shares
UNION ALL
SELECT 'located' AS version, footprint_id, basis, measure, low, best, high FROM located_home_shares
UNION ALL
SELECT 'judged' AS version, footprint_id, basis, measure, low, best, high FROM judged_home_shares
UNION ALL
SELECT 'after' AS version, footprint_id, basis, measure, low, best, high FROM after_home_shares
