-- _known_observations: of each fact about a subject, the observation a run of that date uses.
-- Grain:  one row per subject × fact.
-- Reads:  observations, vintages.
-- Why:    the newest period published by the run's date; where none was published yet, the earliest published later,
--         which the finding vintage-after-date reports.
SELECT subject_id, fact, as_of, published, value, run_as_of
FROM (
    SELECT
        o.subject_id,
        o.fact,
        o.as_of,
        o.published,
        o.value,
        v.run_as_of,
        row_number() OVER (
            PARTITION BY o.subject_id, o.fact
            ORDER BY
                CASE WHEN o.published <= v.run_as_of THEN 0 ELSE 1 END,
                CASE WHEN o.published <= v.run_as_of THEN o.as_of END DESC,
                CASE WHEN o.published <= v.run_as_of THEN o.published END DESC,
                o.published,
                o.as_of
        ) AS choice
    FROM observations AS o
    JOIN vintages AS v ON v.dataset = o.source
    WHERE o.value IS NOT NULL
) AS ranked
WHERE choice = 1
