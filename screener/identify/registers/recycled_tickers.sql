-- recycled_tickers: tickers whose company, by name, was another one when they were seen before.
-- Grain:  one row per ticker of a held security.
-- Reads:  identifiers, ref_sec_company_tickers, ref_sec_company_tickers_history.
-- Why:    a company that changes its name keeps its ticker, and a ticker that becomes free is given to another company.
--         Two names are one company's if both lead to one registrant, if the first word of one begins the first word of
--         the other (three letters or more), or if the company took its ticker for a name. Of several earlier companies
--         the last one counts.
WITH first_seen AS (
    SELECT ticker, cik, min(published) AS published FROM ref_sec_company_tickers_history GROUP BY ticker, cik
),
compared AS (
    SELECT
        t.ticker,
        t.cik,
        t.name,
        h.published,
        split_part(t.name_key, ' ', 1) AS first_word,
        i.name AS earlier_name,
        i.cik AS earlier_cik,
        i.effective_from AS earlier_seen,
        split_part(i.name_key, ' ', 1) AS earlier_first_word
    FROM ref_sec_company_tickers AS t
    JOIN first_seen AS h ON h.ticker = t.ticker AND h.cik = t.cik
    JOIN identifiers AS i ON i.scheme = 'ticker' AND i.code = t.ticker AND i.effective_from < h.published
    WHERE i.cik IS NULL OR i.cik <> t.cik
),
others AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY ticker ORDER BY earlier_seen DESC, cik, earlier_name, earlier_cik) AS place
    FROM compared
    WHERE first_word <> ticker
        AND first_word <> earlier_first_word
        AND NOT (length(earlier_first_word) > 2 AND substr(first_word, 1, length(earlier_first_word)) = earlier_first_word)
        AND NOT (length(first_word) > 2 AND substr(earlier_first_word, 1, length(first_word)) = first_word)
)
SELECT ticker, cik, name, first_word, published, earlier_name, earlier_cik, earlier_first_word, earlier_seen
FROM others
WHERE place = 1
