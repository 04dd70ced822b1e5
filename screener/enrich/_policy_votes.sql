-- _policy_votes: the votes of managers on matters for which the fund has a policy, and whether they agree with it.
-- Grain:  one row per filing × matter × vote category with a policy line.
-- Reads:  votes, vote_policy, vintages (the run's dates).
-- Why:    of each category the policy line in force on the day of the meeting counts. The filing says of each vote whether
--         it was for or against what management recommended (with_management); a policy may ask for that too. A matter
--         counts once, however the shares were split, and agrees only if all of its votes do; where one cannot be
--         compared (a number of years, no recommendation), the matter is not counted. Shares that were not voted are no
--         vote. A later filing about the same matter takes the place of an earlier one. Known are filings of the
--         known-at date, meetings of the run's.
WITH run AS (
    SELECT max(run_as_of) AS as_of, max(known_at) AS known_at FROM vintages
),
known AS (
    SELECT
        v.*,
        max(v.filed) OVER (
            PARTITION BY
                v.manager, v.series, coalesce(v.cusip, v.isin, v.issuer_name), v.meeting_date, v.description
        ) AS newest
    FROM votes AS v
    CROSS JOIN run AS r
    WHERE v.filed <= r.known_at AND v.meeting_date <= r.as_of
),
policies AS (
    SELECT category, vote, as_of, lead(as_of) OVER (PARTITION BY category ORDER BY as_of) AS until FROM vote_policy
),
compared AS (
    SELECT
        k.manager,
        k.source_file,
        k.source_row,
        k.category,
        CASE
            WHEN p.vote = 'management' THEN k.with_management
            WHEN p.vote = 'against-management' THEN NOT k.with_management
            WHEN k.vote IN ('for', 'against', 'abstain', 'withhold') THEN k.vote = p.vote
        END AS agrees
    FROM known AS k
    JOIN policies AS p
        ON p.category = k.category AND k.meeting_date >= p.as_of AND (p.until IS NULL OR k.meeting_date < p.until)
    WHERE k.filed = k.newest AND k.shares > 0
)
SELECT manager, source_file, source_row, category, min(CAST(agrees AS INTEGER)) = 1 AS agrees
FROM compared
GROUP BY manager, source_file, source_row, category
HAVING count(*) = count(agrees)
