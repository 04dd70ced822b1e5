-- _attested: of each fact about a subject the word that counts.
-- Grain:  one row per subject × subject_id × fact.
-- Reads:  _words.
-- Why:    the newest day described counts, and of that the newest word, by whichever of its names a line calls the
--         subject (of two lines of one day the later file and line). An empty value takes back what was said before.
SELECT subject, subject_id, written_id, level, fact, as_of, published, value, text, age, source_file, source_row
FROM (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY subject, subject_id, fact
            ORDER BY as_of DESC, published DESC, source_file DESC, source_row DESC
        ) AS choice
    FROM _words
) AS ranked
WHERE choice = 1
