-- _words: everything that the portfolio's attestations say of subjects that the run judges, as far as it was known.
-- Grain:  one row per line of the files × subject that it is about.
-- Reads:  attestations, vintages (the run's date, and the day up to which things were known), issuers, security_lines,
--         facts_place, facts_manager, eti_candidates.
-- Why:    only what describes a day up to the run's and was known by then counts. A security's word holds for each of
--         its lines, and a place that is no county, tract or state is a partnership, known by its name alone.
WITH run AS (
    SELECT max(run_as_of) AS as_of, max(known_at) AS known_at FROM vintages
),
known AS (
    SELECT a.*, r.as_of AS run_as_of
    FROM attestations AS a
    CROSS JOIN run AS r
    WHERE a.as_of <= r.as_of AND a.published <= r.known_at
),
named AS (
    SELECT k.*, i.issuer_id AS judged_id, CAST(NULL AS VARCHAR) AS level
    FROM known AS k
    JOIN issuers AS i ON k.subject_id IN (i.issuer_id, i.cik, i.lei)
    WHERE k.subject = 'issuer'
    UNION ALL
    SELECT k.*, concat(s.source_file, ':', s.source_row) AS judged_id, CAST(NULL AS VARCHAR) AS level
    FROM known AS k
    JOIN security_lines AS s
        ON s.fund_id IS NULL AND k.subject_id IN (s.security_id, concat(s.source_file, ':', s.source_row))
    WHERE k.subject = 'holding'
    UNION ALL
    SELECT k.*, m.subject_id AS judged_id, CAST(NULL AS VARCHAR) AS level
    FROM known AS k
    JOIN facts_manager AS m ON lower(m.subject_id) = lower(k.subject_id)
    WHERE k.subject = 'manager'
    UNION ALL
    SELECT k.*, p.subject_id AS judged_id, p.level
    FROM known AS k
    JOIN facts_place AS p ON p.subject_id = k.subject_id
    WHERE k.subject = 'place'
    UNION ALL
    SELECT k.*, k.subject_id AS judged_id, 'partnership' AS level
    FROM known AS k
    WHERE k.subject = 'place' AND length(k.subject_id) > 2 AND regexp_matches(k.subject_id, '[^0-9]')
    UNION ALL
    SELECT k.*, c.subject_id AS judged_id, CAST(NULL AS VARCHAR) AS level
    FROM known AS k
    JOIN eti_candidates AS c ON c.subject_id = k.subject_id
    WHERE k.subject = 'candidate'
    UNION ALL
    SELECT k.*, k.subject_id AS judged_id, CAST(NULL AS VARCHAR) AS level
    FROM known AS k
    WHERE k.subject = 'plan'
)
SELECT
    subject,
    judged_id AS subject_id,
    subject_id AS written_id,
    level,
    fact,
    as_of,
    published,
    value,
    text,
    -- whole months from the day described to the run's; what was taken back has no age
    CASE
        WHEN value IS NOT NULL OR text IS NOT NULL THEN CAST(
            (year(run_as_of) - year(as_of)) * 12 + month(run_as_of) - month(as_of)
            - CASE WHEN day(run_as_of) < day(as_of) THEN 1 ELSE 0 END AS DOUBLE
        )
    END AS age,
    source_file,
    source_row
FROM named
