-- match_choices: the issuers that look-ups lead to, for the securities that a person is asked about.
-- Grain:  one row per security asked about × issuer; rank 0 is the issuer that is used now.
-- Reads:  match_questions, matches, identified_issuers, issuer_candidates, ticker_issuers, recycled_tickers,
--         ref_sec_company_tickers.
WITH choices AS (
    SELECT
        m.security_id,
        0 AS rank,
        m.issuer_id,
        i.issuer_name AS name,
        m.score,
        'used now: ' || m.evidence AS evidence
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
)
SELECT
    q.security_id AS asked,
    c.issuer_id,
    min(c.rank) AS rank,
    min_by(c.name, c.rank) AS name,
    min_by(c.score, c.rank) AS score,
    min_by(c.evidence, c.rank) AS evidence
FROM match_questions AS q
JOIN choices AS c ON c.security_id = q.security_id
GROUP BY q.security_id, c.issuer_id
