-- _instrument_statements: what the portfolio's own files say of its instruments, and of which positions it holds.
-- Grain:  one row per line of the files × delivered line × position that it is about; one without either where it is
--         about nothing held.
-- Reads:  user_instruments, holding_positions, positions, security_lines, vintages (the run's dates).
-- Why:    a fund that is looked through holds instruments too: what is said of one of them is nearer than what is said
--         of the fund. Of what is equally near the newest day by the run's counts, and of that the newest publication
--         that was known. What is sold short is not held and finances nothing. What does not count keeps its reason,
--         and becomes a finding.
WITH run AS (
    SELECT max(run_as_of) AS as_of, max(known_at) AS known_at FROM vintages
),
held AS (
    SELECT
        h.source_file AS held_file,
        h.source_row AS held_row,
        h.position_id,
        p.security_id,
        l.security_id AS line_security_id,
        lower(l.account) AS account,
        lower(l.security_name) AS security_name
    FROM holding_positions AS h
    JOIN positions AS p ON p.position_id = h.position_id AND p.side = 'long'
    JOIN security_lines AS l
        ON l.fund_id IS NULL AND l.source_file = h.source_file AND l.source_row = h.source_row
),
reached AS (
    SELECT
        u.source_file, u.source_row, h.held_file, h.held_row, h.position_id,
        CASE WHEN h.security_id = h.line_security_id THEN 1 ELSE 3 END AS distance
    FROM user_instruments AS u
    JOIN held AS h ON concat(h.held_file, ':', h.held_row) = u.holding
    UNION ALL
    SELECT u.source_file, u.source_row, h.held_file, h.held_row, h.position_id, 2 AS distance
    FROM user_instruments AS u
    JOIN held AS h ON h.security_id = u.holding
    UNION ALL
    SELECT u.source_file, u.source_row, h.held_file, h.held_row, h.position_id, 4 AS distance
    FROM user_instruments AS u
    JOIN held AS h ON h.line_security_id = u.holding AND h.security_id <> h.line_security_id
    UNION ALL
    SELECT u.source_file, u.source_row, h.held_file, h.held_row, h.position_id, 5 AS distance
    FROM user_instruments AS u
    JOIN held AS h ON h.account = lower(u.account) AND h.security_name = lower(u.security_name)
),
dated AS (
    SELECT u.*, u.as_of > n.as_of OR u.published > n.known_at AS is_later
    FROM user_instruments AS u
    CROSS JOIN run AS n
),
ranked AS (
    SELECT
        u.*,
        r.held_file,
        r.held_row,
        r.position_id,
        row_number() OVER (
            PARTITION BY r.held_file, r.held_row, r.position_id, u.is_later
            ORDER BY r.distance, u.as_of DESC, u.published DESC, u.source_file DESC, u.source_row DESC
        ) AS choice
    FROM dated AS u
    LEFT JOIN reached AS r ON r.source_file = u.source_file AND r.source_row = u.source_row
)
SELECT
    source_file,
    source_row,
    held_file,
    held_row,
    position_id,
    kind,
    use_of_proceeds,
    low,
    best,
    high,
    evidence,
    place,
    CASE
        WHEN is_later THEN 'after the date'
        WHEN position_id IS NULL THEN 'not held'
        WHEN choice > 1 THEN 'superseded'
        ELSE 'used'
    END AS standing
FROM ranked
