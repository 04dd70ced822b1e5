-- recycled_tickers: tickers whose company, by name, was another one when they were seen before.
-- Grain:  one row per ticker of a held security.
-- Reads:  identifiers, ref_sec_company_tickers, ref_sec_company_tickers_history, register_names.
-- Why:    a company that changes its name keeps its ticker, and a ticker that becomes free is given to another company.
--         Two names are one company's if both lead to one registrant, if the first word of one begins the first word of
--         the other (three letters or more), or if the company took its ticker for a name.
WITH known_now AS (
    SELECT t.ticker, t.cik, min(t.name) AS name, min(t.name_key) AS name_key, min(h.published) AS published
    FROM ref_sec_company_tickers AS t
    JOIN ref_sec_company_tickers_history AS h ON h.ticker = t.ticker AND h.cik = t.cik
    GROUP BY t.ticker, t.cik
),
compared AS (
    SELECT
        n.ticker,
        n.cik,
        n.name,
        n.published,
        split_part(n.name_key, ' ', 1) AS first_word,
        i.name AS earlier_name,
        i.name_key AS earlier_key,
        i.cik AS earlier_cik,
        i.effective_from AS earlier_seen,
        split_part(i.name_key, ' ', 1) AS earlier_first_word
    FROM known_now AS n
    JOIN identifiers AS i ON i.scheme = 'ticker' AND i.code = n.ticker AND i.effective_from < n.published
    WHERE i.cik IS NULL OR i.cik <> n.cik
)
SELECT
    ticker,
    max(cik) AS cik,
    max(name) AS name,
    max(first_word) AS first_word,
    max(published) AS published,
    max_by(earlier_name, earlier_seen) AS earlier_name,
    max_by(earlier_cik, earlier_seen) AS earlier_cik,
    max_by(earlier_key, earlier_seen) AS earlier_key,
    max_by(earlier_first_word, earlier_seen) AS earlier_first_word,
    max(earlier_seen) AS earlier_seen
FROM compared
WHERE first_word <> ticker
    AND first_word <> earlier_first_word
    AND NOT (length(earlier_first_word) > 2 AND substr(first_word, 1, length(earlier_first_word)) = earlier_first_word)
    AND NOT (length(first_word) > 2 AND substr(earlier_first_word, 1, length(first_word)) = first_word)
GROUP BY ticker
