-- _known_observations: of each fact about a subject, what was known on the known-at date about the time up to the run's.
-- Grain:  one row per subject × fact.
-- Reads:  observations, vintages.
-- Why:    a decision cannot rest on evidence published after the known-at date, nor on a period that ended after the
--         run's date: of what is left the newest period counts, of that the newest publication. If that says unknown,
--         no older value is taken for it. What came later stays in observations and is no fact.
SELECT subject_id, fact, as_of, published, value, source, data_quality_score, run_as_of
FROM (
    SELECT
        o.subject_id,
        o.fact,
        o.as_of,
        o.published,
        o.value,
        o.source,
        o.data_quality_score,
        v.run_as_of,
        row_number() OVER (
            PARTITION BY o.subject_id, o.fact ORDER BY o.as_of DESC, o.published DESC
        ) AS choice
    FROM observations AS o
    JOIN vintages AS v ON v.dataset = o.source
    WHERE o.published <= v.known_at AND o.as_of <= v.run_as_of
) AS ranked
WHERE choice = 1 AND value IS NOT NULL
