-- identifier_changes: identifiers of what is held that have meant another company, or whose company has another one now.
-- Grain:  one row per security × identifier.
-- Reads:  security_facts, ticker_issuers, identifiers, listed_cusips, run_date.
-- Why:    each is harmless where the line is new and wrong where it is old; only the dates tell. A CUSIP that left the
--         SEC's list is replaced if the issuer number has one CUSIP on the list with the same description.
WITH gone AS (
    SELECT i.code AS cusip, max(i.effective_to) AS effective_to
    FROM identifiers AS i
    WHERE i.scheme = 'cusip'
    GROUP BY i.code
    HAVING count(*) = count(i.effective_to)
),
replaced AS (
    SELECT o.cusip, min(g.effective_to) AS effective_to, min(n.cusip) AS new_cusip, min(n.issuer_name) AS issuer_name
    FROM gone AS g
    CROSS JOIN run_date AS d
    JOIN listed_cusips AS o ON o.cusip = g.cusip
    JOIN listed_cusips AS n ON n.issuer_number = o.issuer_number AND n.issuer_description = o.issuer_description AND n.is_listed
    WHERE g.effective_to <= d.as_of
    GROUP BY o.cusip
    HAVING count(DISTINCT n.cusip) = 1
),
names AS (
    SELECT code, min_by(name, effective_from) AS first_name, max_by(name, effective_from) AS last_name
    FROM identifiers
    WHERE scheme = 'cusip'
    GROUP BY code
)
SELECT security_id, 'identifier-recycled' AS code, 'ticker' AS scheme, us_ticker AS value, evidence AS detail
FROM ticker_issuers
WHERE is_recycled
UNION ALL
SELECT
    s.security_id,
    'identifier-recycled',
    'cusip',
    s.cusip,
    'CUSIP ' || s.cusip || ' was ' || n.first_name || ' and later ' || n.last_name || ' in the SEC 13(f) list'
FROM security_facts AS s
JOIN listed_cusips AS l ON l.cusip = s.cusip AND l.has_changed
JOIN names AS n ON n.code = s.cusip
UNION ALL
SELECT
    s.security_id,
    'identifier-replaced',
    'cusip',
    s.cusip,
    'CUSIP ' || s.cusip || ' had left the SEC 13(f) list by ' || CAST(r.effective_to AS VARCHAR) || '; ' || r.issuer_name
        || ' has ' || r.new_cusip || ' there'
FROM security_facts AS s
JOIN replaced AS r ON r.cusip = s.cusip
