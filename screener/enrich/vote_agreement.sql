-- vote_agreement: how far each manager's votes agree with the fund's policy, class by class.
-- Grain:  one row per manager × vote category.
-- Reads:  _policy_votes.
-- Why:    counted in matters, not in shares: a policy is kept or not on each matter, and shares would let one large line
--         speak for all. A matter of two categories counts in each.
SELECT
    manager,
    category,
    CAST(count(*) AS BIGINT) AS matched_votes,
    CAST(sum(CASE WHEN agrees THEN 1 ELSE 0 END) AS BIGINT) AS agreeing_votes
FROM _policy_votes
GROUP BY manager, category
