-- security_lines: what each line holds, delivered, of a fund or of the benchmark, with the identifiers that pass their check digit.
-- Grain:  one row per line; delivered lines are numbered first, so that they say first what a security is called.
-- Reads:  lines, checked_codes, asset_class_conventions.
-- Why:    characters 3 to 11 of a US or Canadian ISIN are the CUSIP. A ticker names a security of a US exchange only on
--         a line that says it is one. An option's CUSIP is its underlying's, so the option is told apart by its side.
WITH coded AS (
    SELECT
        h.*,
        row_number() OVER (
            ORDER BY CASE WHEN h.fund_id IS NULL THEN 0 ELSE 1 END, h.source_file, h.source_row
        ) AS line_number,
        k.names,
        cusips.code AS own_cusip,
        isins.code AS checked_isin,
        CASE WHEN substr(isins.code, 1, 2) IN ('US', 'CA') THEN substr(isins.code, 3, 9) END AS isin_cusip,
        sedols.code AS checked_sedol,
        figis.code AS checked_figi,
        leis.code AS checked_lei,
        ciks.code AS checked_cik,
        CASE
            WHEN k.uses_ticker
                AND (h.currency = 'USD' OR substr(isins.code, 1, 2) = 'US')
                AND (h.country IS NULL OR h.country = 'US' OR cusips.code IS NOT NULL OR substr(isins.code, 1, 2) = 'US')
            THEN tickers.code
        END AS us_ticker
    FROM lines AS h
    JOIN asset_class_conventions AS k ON k.asset_class = h.asset_class
    LEFT JOIN checked_codes AS cusips ON cusips.scheme = 'cusip' AND cusips.delivered = h.cusip
    LEFT JOIN checked_codes AS isins ON isins.scheme = 'isin' AND isins.delivered = h.isin
    LEFT JOIN checked_codes AS sedols ON sedols.scheme = 'sedol' AND sedols.delivered = h.sedol
    LEFT JOIN checked_codes AS figis ON figis.scheme = 'figi' AND figis.delivered = h.figi
    LEFT JOIN checked_codes AS leis ON leis.scheme = 'lei' AND leis.delivered = h.lei
    LEFT JOIN checked_codes AS ciks ON ciks.scheme = 'cik' AND ciks.delivered = h.cik
    LEFT JOIN checked_codes AS tickers ON tickers.scheme = 'ticker' AND tickers.delivered = h.ticker
)
SELECT
    source_file,
    source_row,
    line_number,
    fund_id,
    account,
    manager,
    market_value,
    coalesce(
        'cusip:' || own_cusip,
        'cusip:' || isin_cusip,
        'isin:' || checked_isin,
        'figi:' || checked_figi,
        'sedol:' || checked_sedol,
        'ticker:' || us_ticker,
        'line:' || source_file || ':' || CAST(source_row AS VARCHAR)
    ) || CASE WHEN asset_class = 'option' THEN ':' || coalesce(put_call, 'option') ELSE '' END AS security_id,
    security_name,
    issuer_name,
    ticker,
    us_ticker,
    coalesce(own_cusip, isin_cusip) AS cusip,
    own_cusip,
    isin_cusip,
    checked_isin AS isin,
    checked_sedol AS sedol,
    checked_figi AS figi,
    checked_lei AS lei,
    checked_cik AS cik,
    asset_class,
    country,
    state
FROM coded
