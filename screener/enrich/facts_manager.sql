-- facts_manager: what a manager criterion may name.
-- Grain:  one row per manager that a position names.
-- Reads:  positions, manager_names, votes, _policy_votes, vintages (the run's dates), ref_pri_signatories.
-- Why:    votes are counted in matters; a matter of two categories with a policy is one and agrees only if it agrees
--         with both. A manager without a filing on file has an unknown number of votes, not none. An absent name is no
--         proof of not having signed (a group signs for its companies), so that signatory is true or unknown.
WITH managers AS (
    SELECT manager, CAST(sum(market_value) AS DOUBLE) AS market_value
    FROM positions
    WHERE manager IS NOT NULL
    GROUP BY manager
),
filers AS (
    SELECT DISTINCT v.manager
    FROM votes AS v
    JOIN (SELECT max(known_at) AS known_at FROM vintages) AS r ON v.filed <= r.known_at
),
matters AS (
    SELECT manager, source_file, source_row, min(CAST(agrees AS INTEGER)) AS agrees
    FROM _policy_votes
    GROUP BY manager, source_file, source_row
),
agreement AS (
    SELECT manager, CAST(count(*) AS DOUBLE) AS matched_votes, CAST(sum(agrees) AS DOUBLE) AS agreeing_votes
    FROM matters
    GROUP BY manager
),
signatories AS (
    SELECT DISTINCT n.manager
    FROM manager_names AS n
    JOIN ref_pri_signatories AS s ON s.name_key = n.name_key
    JOIN vintages AS v ON v.dataset = 'pri_signatories' AND v.published <= v.known_at
    WHERE s.signed IS NULL OR s.signed <= v.run_as_of
)
SELECT
    m.manager AS subject_id,
    m.manager,
    m.market_value,
    CASE WHEN s.manager IS NOT NULL THEN TRUE END AS is_pri_signatory,
    CASE WHEN f.manager IS NOT NULL THEN coalesce(a.matched_votes, 0) END AS matched_votes,
    a.agreeing_votes / nullif(a.matched_votes, 0) AS vote_agreement
FROM managers AS m
LEFT JOIN filers AS f ON f.manager = m.manager
LEFT JOIN agreement AS a ON a.manager = m.manager
LEFT JOIN signatories AS s ON s.manager = m.manager
