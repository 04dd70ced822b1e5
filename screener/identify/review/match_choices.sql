-- match_choices: the issuers that look-ups lead to, for the securities that a person is asked about.
-- Grain:  one row per security asked about × issuer; rank -1 is the issuer of a decision that is open again, rank 0 the
--         one that is used now.
-- Reads:  match_questions, matches, identified_issuers, issuer_candidates, ticker_issuers, recycled_tickers,
--         ref_sec_company_tickers, decided.
-- Why:    an issuer known by its LEI alone is a company of its own: whoever knows no other behind it says so by choosing
--         it. A company that has left the SEC's file can be chosen no more.
WITH choices AS (
    SELECT
        d.security_id,
        -1 AS rank,
        d.issuer_id,
        coalesce(t.name, d.issuer_name) AS name,
        CAST(NULL AS DOUBLE) AS score,
        'as ' || d.evidence AS evidence
    FROM decided AS d
    LEFT JOIN ref_sec_company_tickers AS t ON 'cik:' || t.cik = d.issuer_id
    WHERE d.changed IS NOT NULL AND (t.cik IS NOT NULL OR substr(d.issuer_id, 1, 4) <> 'cik:')
    UNION ALL
    SELECT
        m.security_id,
        0,
        m.issuer_id,
        i.issuer_name || CASE
            WHEN substr(m.issuer_id, 1, 4) = 'lei:' THEN ': this company itself; no SEC registrant stands behind it'
            ELSE ''
        END,
        m.score,
        'used now: ' || m.evidence
    FROM matches AS m
    JOIN identified_issuers AS i ON i.issuer_id = m.issuer_id
    UNION ALL
    SELECT
        c.security_id,
        c.rank,
        'cik:' || c.cik,
        t.name,
        c.score,
        c.evidence
    FROM issuer_candidates AS c
    JOIN ref_sec_company_tickers AS t ON t.cik = c.cik
    UNION ALL
    -- Of a ticker that several companies have borne, no look-up says which is meant.
    SELECT t.security_id, 20, 'cik:' || r.cik, r.name, NULL, 'bears the ticker ' || r.ticker || ' in the SEC ticker file'
    FROM ticker_issuers AS t
    JOIN recycled_tickers AS r ON r.ticker = t.us_ticker
    UNION ALL
    SELECT
        t.security_id,
        21,
        'cik:' || r.earlier_cik,
        n.name,
        NULL,
        'bore the ticker ' || r.ticker || ' on ' || CAST(r.earlier_seen AS VARCHAR)
    FROM ticker_issuers AS t
    JOIN recycled_tickers AS r ON r.ticker = t.us_ticker
    JOIN ref_sec_company_tickers AS n ON n.cik = r.earlier_cik
),
ranked AS (
    SELECT
        q.security_id AS asked,
        c.issuer_id,
        c.rank,
        c.name,
        c.score,
        c.evidence,
        row_number() OVER (PARTITION BY q.security_id, c.issuer_id ORDER BY c.rank, c.name, c.evidence) AS place
    FROM match_questions AS q
    JOIN choices AS c ON c.security_id = q.security_id
)
SELECT asked, issuer_id, rank, name, score, evidence
FROM ranked
WHERE place = 1
