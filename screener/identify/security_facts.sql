-- security_facts: what is known of each instrument, as it stands first on any of its lines.
-- Grain:  one row per distinct instrument that is held, directly or through funds, or stands in the benchmark.
-- Reads:  security_lines, held_lines.
-- Why:    what is held is known by the lines that hold it: it does not depend on how an index's file writes it.
WITH used AS (
    SELECT l.*
    FROM security_lines AS l
    LEFT JOIN held_lines AS h ON h.source_file = l.source_file AND h.source_row = l.source_row
    LEFT JOIN (SELECT DISTINCT security_id FROM held_lines) AS i ON i.security_id = l.security_id
    WHERE h.source_file IS NOT NULL OR (l.fund_id = 'benchmark' AND i.security_id IS NULL)
)
SELECT
    security_id,
    min_by(security_name, line_number) FILTER (WHERE security_name IS NOT NULL) AS security_name,
    min_by(issuer_name, line_number) FILTER (WHERE issuer_name IS NOT NULL) AS issuer_name,
    min_by(ticker, line_number) FILTER (WHERE ticker IS NOT NULL) AS ticker,
    min_by(us_ticker, line_number) FILTER (WHERE us_ticker IS NOT NULL) AS us_ticker,
    min_by(cusip, line_number) FILTER (WHERE cusip IS NOT NULL) AS cusip,
    min_by(own_cusip, line_number) FILTER (WHERE own_cusip IS NOT NULL) AS own_cusip,
    min_by(isin_cusip, line_number) FILTER (WHERE isin_cusip IS NOT NULL) AS isin_cusip,
    min_by(isin, line_number) FILTER (WHERE isin IS NOT NULL) AS isin,
    min_by(sedol, line_number) FILTER (WHERE sedol IS NOT NULL) AS sedol,
    min_by(figi, line_number) FILTER (WHERE figi IS NOT NULL) AS figi,
    min_by(lei, line_number) FILTER (WHERE lei IS NOT NULL) AS lei,
    min_by(cik, line_number) FILTER (WHERE cik IS NOT NULL) AS cik,
    coalesce(min_by(asset_class, line_number) FILTER (WHERE asset_class <> 'unknown'), 'unknown') AS asset_class,
    min_by(country, line_number) FILTER (WHERE country IS NOT NULL) AS country,
    min_by(state, line_number) FILTER (WHERE state IS NOT NULL) AS state,
    min(line_number) AS line_number
FROM used
GROUP BY security_id
