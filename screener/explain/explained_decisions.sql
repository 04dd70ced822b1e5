-- explained_decisions: the decisions that put lines or places into the group.
-- Grain:  one row per criterion × subject.
-- Reads:  asked, decisions, definitions, contributions, explained_places.
WITH subjects AS (
    SELECT 'issuer' AS subject, issuer_id AS subject_id FROM contributions
    UNION
    SELECT 'holding', concat(source_file, ':', source_row) FROM contributions
)
SELECT d.rulebook_id, d.criterion_id, d.subject, d.subject_id, d.outcome, d.evidence
FROM decisions AS d
JOIN asked AS q ON q.rulebook_id = d.rulebook_id AND q.criterion_id = d.criterion_id
JOIN subjects AS s ON s.subject = d.subject AND s.subject_id = d.subject_id
UNION
SELECT d.rulebook_id, d.criterion_id, d.subject, d.subject_id, d.outcome, d.evidence
FROM decisions AS d
JOIN definitions AS f ON f.rulebook_id = d.rulebook_id AND f.criterion_id = d.criterion_id
JOIN asked AS q
    ON q.grouping = 'definition'
    AND (d.criterion_id = q."group" OR q."group" IN ('any definition', 'any definition or instrument'))
JOIN (SELECT DISTINCT place FROM explained_places) AS p ON p.place = d.subject_id
WHERE d.subject = 'place'
ORDER BY rulebook_id, criterion_id, subject_id
