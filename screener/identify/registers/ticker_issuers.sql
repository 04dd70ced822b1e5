-- ticker_issuers: the SEC registrant that a security's exchange ticker leads to.
-- Grain:  one row per security with a US ticker that the SEC ticker file has; cik is null where it proves nothing.
-- Reads:  security_facts, ref_sec_company_tickers, recycled_tickers, name_keys, register_names, run_date.
-- Why:    a ticker that was another company's before identifies nothing alone where the line's name is that company's,
--         nor before the day it is seen as the new company's unless the line's name is the new one's.
WITH listed AS (
    SELECT ticker, min(cik) AS cik, min(name) AS name
    FROM ref_sec_company_tickers
    GROUP BY ticker
    HAVING count(DISTINCT cik) = 1
),
named AS (
    SELECT security_id, issuer_name AS name FROM security_facts WHERE issuer_name IS NOT NULL
    UNION ALL
    SELECT security_id, security_name FROM security_facts WHERE security_name IS NOT NULL
),
told AS (
    -- What the names on the line say of the two companies that bore its ticker.
    SELECT
        s.security_id,
        max(CASE WHEN n.cik = r.cik OR split_part(k.name_key, ' ', 1) = r.first_word THEN 1 ELSE 0 END) AS is_later,
        max(CASE
            WHEN n.cik = r.earlier_cik OR split_part(k.name_key, ' ', 1) = r.earlier_first_word THEN 1 ELSE 0
        END) AS is_earlier
    FROM security_facts AS s
    JOIN recycled_tickers AS r ON r.ticker = s.us_ticker
    JOIN named AS d ON d.security_id = s.security_id
    JOIN name_keys AS k ON k.name = d.name
    LEFT JOIN register_names AS n ON n.name = d.name
    GROUP BY s.security_id
),
judged AS (
    SELECT
        s.security_id,
        s.us_ticker,
        l.cik,
        l.name,
        r.earlier_name,
        r.earlier_seen,
        r.published,
        r.ticker IS NOT NULL AND coalesce(t.is_later, 0) = 0
            AND (coalesce(t.is_earlier, 0) = 1 OR d.as_of < r.published) AS is_recycled
    FROM security_facts AS s
    JOIN listed AS l ON l.ticker = s.us_ticker
    CROSS JOIN run_date AS d
    LEFT JOIN recycled_tickers AS r ON r.ticker = s.us_ticker
    LEFT JOIN told AS t ON t.security_id = s.security_id
)
SELECT
    security_id,
    us_ticker,
    CASE WHEN NOT is_recycled THEN cik END AS cik,
    is_recycled,
    CASE
        WHEN is_recycled
        THEN 'ticker ' || us_ticker || ' = ' || name || ' in the SEC ticker file, but ' || earlier_name || ' on '
            || CAST(earlier_seen AS VARCHAR)
        ELSE 'ticker ' || us_ticker || ' = ' || name || ' in the SEC ticker file → CIK ' || cik
    END AS evidence
FROM judged
