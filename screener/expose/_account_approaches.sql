-- _account_approaches: what the fund's own files say of how each account is invested, and which lines count.
-- Grain:  one row per line of the files.
-- Reads:  user_approaches, holdings (which accounts there are), vintages (the run's dates).
-- Why:    of each account the newest day by the run's date counts, and of that the newest publication that was known;
--         what was said before it is history.
WITH run AS (
    SELECT max(run_as_of) AS as_of, max(known_at) AS known_at FROM vintages
),
accounts AS (
    SELECT DISTINCT account FROM holdings
),
dated AS (
    SELECT
        u.*,
        a.account IS NOT NULL AS is_held,
        u.as_of <= r.as_of AND u.published <= r.known_at AS is_past
    FROM user_approaches AS u
    CROSS JOIN run AS r
    LEFT JOIN accounts AS a ON a.account = u.account
),
ranked AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY account, is_past ORDER BY as_of DESC, published DESC) AS place
    FROM dated
)
SELECT
    source_file,
    source_row,
    account,
    as_of,
    management,
    approach,
    screens,
    document,
    CASE
        WHEN NOT is_held THEN 'not held'
        WHEN NOT is_past THEN 'after the date'
        WHEN place > 1 THEN 'superseded'
        ELSE 'used'
    END AS standing
FROM ranked
