-- _known_observations: of each fact about a subject, what was known on the run's date.
-- Grain:  one row per subject × fact.
-- Reads:  observations, vintages.
-- Why:    a decision cannot rest on evidence published after it: only what was published by the run's date counts, of
--         that the newest period, of that the newest publication. What came later stays in observations and is no fact.
SELECT subject_id, fact, as_of, published, value, source, run_as_of
FROM (
    SELECT
        o.subject_id,
        o.fact,
        o.as_of,
        o.published,
        o.value,
        o.source,
        v.run_as_of,
        row_number() OVER (
            PARTITION BY o.subject_id, o.fact ORDER BY o.as_of DESC, o.published DESC
        ) AS choice
    FROM observations AS o
    JOIN vintages AS v ON v.dataset = o.source
    WHERE o.value IS NOT NULL AND o.published <= v.run_as_of
) AS ranked
WHERE choice = 1
