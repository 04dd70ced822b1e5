-- _account_approaches: what the fund's own files say of how each account is invested, and which lines count.
-- Grain:  one row per line of the files.
-- Reads:  user_approaches, holdings (which accounts there are), vintages (the run's dates).
-- Why:    of each account the newest line by the run's date counts; what was said before it is history.
WITH run AS (
    SELECT least(max(run_as_of), max(known_at)) AS as_of FROM vintages
),
accounts AS (
    SELECT DISTINCT account FROM holdings
),
dated AS (
    SELECT
        u.*,
        a.account IS NOT NULL AS is_held,
        u.as_of <= r.as_of AS is_past,
        row_number() OVER (PARTITION BY u.account, u.as_of <= r.as_of ORDER BY u.as_of DESC) AS place
    FROM user_approaches AS u
    CROSS JOIN run AS r
    LEFT JOIN accounts AS a ON a.account = u.account
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
FROM dated
