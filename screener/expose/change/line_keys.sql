-- line_keys: under which security each delivered line stands, in any quarter.
-- Grain:  one row per delivered line.
-- Reads:  holdings, holding_positions, positions, look_throughs, securities, security_keys.
-- Why:    two quarters are compared by the security that the custodian names: of a fund that is looked through, the class
--         of its shares that the line names, because each class has a price of its own.
WITH first_positions AS (
    SELECT source_file, source_row, min(position_id) AS position_id
    FROM holding_positions
    GROUP BY source_file, source_row
),
classes AS (
    SELECT l.path AS fund_id, s.security_id, s.cusip, s.isin, s.sedol, s.figi, s.ticker, s.issuer_name, s.security_name
    FROM look_throughs AS l
    JOIN securities AS s ON s.security_id = l.security_id
    WHERE l.path = l.fund_id
),
ranked AS (
    SELECT
        h.source_file,
        h.source_row,
        p.account,
        coalesce(c.security_id, p.security_id) AS security_id,
        row_number() OVER (
            PARTITION BY h.source_file, h.source_row
            ORDER BY
                CASE
                    WHEN h.cusip = c.cusip OR h.isin = c.isin OR h.sedol = c.sedol OR h.figi = c.figi THEN 0
                    WHEN h.ticker = c.ticker THEN 1
                    WHEN h.security_name = c.security_name THEN 2
                    WHEN h.issuer_name = c.issuer_name THEN 3
                    ELSE 4
                END,
                c.security_id
        ) AS choice
    FROM holdings AS h
    JOIN first_positions AS f ON f.source_file = h.source_file AND f.source_row = h.source_row
    JOIN positions AS p ON p.position_id = f.position_id
    LEFT JOIN classes AS c ON c.fund_id = split_part(p.path, ' > ', 1)
)
SELECT r.source_file, r.source_row, r.account, n.security_key AS delivered_id
FROM ranked AS r
JOIN security_keys AS n ON n.security_id = r.security_id
WHERE r.choice = 1
