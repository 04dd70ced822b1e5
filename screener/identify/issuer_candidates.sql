-- issuer_candidates: every chain of look-ups that leads from a security to an SEC registrant.
-- Grain:  one row per security × chain; cik is null where the chain ends at several registrants.
-- Reads:  security_facts, asset_class_conventions, sec_names, cusip_issuers, name_keys,
--         ref_sec_company_tickers, ref_gleif_names.
-- Why:    all chains are followed, not the first that answers, so that two that disagree are seen. A name key drops the
--         legal form; where the forms are of different kinds (an operating partnership LP and its listed parent Inc)
--         the two are affiliates at best: score 0.9. A corporation's form may be Inc, Corp, Co, Ltd or not written.
WITH sought AS (
    SELECT
        s.*,
        k.names = 'always' OR (k.names = 'with_cusip' AND s.cusip IS NOT NULL) AS has_names,
        k.names = 'always' AS has_lei
    FROM security_facts AS s
    JOIN asset_class_conventions AS k ON k.asset_class = s.asset_class
    WHERE k.identity = 'company'
),
exact AS (
    SELECT
        security_id,
        cusip,
        1 AS rank,
        'cik' AS match_tier,
        cik,
        'CIK ' || cik || ' as delivered' AS evidence,
        '' AS datasets
    FROM sought
    WHERE cik IS NOT NULL
    UNION ALL
    SELECT
        s.security_id,
        s.cusip,
        2 AS rank,
        'ticker' AS match_tier,
        max(t.cik) AS cik,
        'ticker ' || s.us_ticker || ' = ' || max(t.name) || ' in the SEC ticker file → CIK ' || max(t.cik) AS evidence,
        'sec_company_tickers' AS datasets
    FROM sought AS s
    JOIN ref_sec_company_tickers AS t ON t.ticker = s.us_ticker
    GROUP BY s.security_id, s.cusip, s.us_ticker
    HAVING count(DISTINCT t.cik) = 1
    UNION ALL
    SELECT
        s.security_id,
        s.cusip,
        3 AS rank,
        'cusip' AS match_tier,
        c.cik,
        'CUSIP ' || s.own_cusip || ' = ' || c.issuer_name || ' in the SEC 13(f) list → '
            || coalesce('CIK ' || c.cik, 'several registrants, such as CIK ' || c.examples) AS evidence,
        'sec_13f_list sec_company_tickers' AS datasets
    FROM sought AS s
    JOIN cusip_issuers AS c ON c.cusip = s.own_cusip
    UNION ALL
    SELECT
        s.security_id,
        s.cusip,
        4 AS rank,
        'isin' AS match_tier,
        c.cik,
        'ISIN ' || s.isin || ' → CUSIP ' || s.isin_cusip || ' = ' || c.issuer_name || ' in the SEC 13(f) list → '
            || coalesce('CIK ' || c.cik, 'several registrants, such as CIK ' || c.examples) AS evidence,
        'sec_13f_list sec_company_tickers' AS datasets
    FROM sought AS s
    JOIN cusip_issuers AS c ON c.cusip = s.isin_cusip
),
portfolio_numbers AS (
    -- Issuer numbers known from lines of this portfolio that a stronger chain identified.
    SELECT
        substr(cusip, 1, 6) AS issuer_number,
        min(cik) AS cik,
        min_by(evidence, security_id) AS evidence,
        min_by(datasets, security_id) AS datasets
    FROM exact
    WHERE cusip IS NOT NULL AND cik IS NOT NULL
    GROUP BY substr(cusip, 1, 6)
    HAVING count(DISTINCT cik) = 1
),
issuer_numbers AS (
    SELECT
        s.security_id,
        coalesce(c.cik, p.cik) AS cik,
        'CUSIP ' || s.cusip || ' → first six ' || substr(s.cusip, 1, 6) || CASE
            WHEN c.cik IS NOT NULL THEN ' = ' || c.issuer_name || ' in the SEC 13(f) list → CIK ' || c.cik
            WHEN p.cik IS NOT NULL THEN ' as on another line: ' || p.evidence
            ELSE ' = several registrants in the SEC 13(f) list, such as CIK ' || c.examples
        END AS evidence,
        CASE WHEN c.cik IS NULL AND p.cik IS NOT NULL THEN p.datasets ELSE 'sec_13f_list sec_company_tickers' END AS datasets
    FROM sought AS s
    LEFT JOIN cusip_issuers AS c ON c.cusip = substr(s.cusip, 1, 6)
    LEFT JOIN portfolio_numbers AS p ON p.issuer_number = substr(s.cusip, 1, 6)
    WHERE c.cusip IS NOT NULL OR p.cik IS NOT NULL
),
names AS (
    SELECT
        s.security_id,
        6 AS rank,
        'lei' AS match_tier,
        'LEI ' || s.lei || ' = ' || g.legal_name || ' in GLEIF → ' AS evidence,
        g.name_key,
        g.legal_form,
        'gleif_names sec_company_tickers' AS datasets
    FROM sought AS s
    JOIN ref_gleif_names AS g ON g.lei = s.lei
    WHERE s.has_lei
    UNION ALL
    SELECT
        s.security_id,
        7 AS rank,
        'name' AS match_tier,
        'issuer''s name ''' || s.issuer_name || ''' = ' AS evidence,
        k.name_key,
        -- A name cut short loses its form; the security's name, where it has the same key, still shows it.
        CASE WHEN k.legal_form = 'none' AND t.name_key = k.name_key THEN t.legal_form ELSE k.legal_form END AS legal_form,
        'sec_company_tickers' AS datasets
    FROM sought AS s
    JOIN name_keys AS k ON k.name = s.issuer_name
    LEFT JOIN name_keys AS t ON t.name = s.security_name
    WHERE s.has_names
    UNION ALL
    SELECT
        s.security_id,
        8 AS rank,
        'name' AS match_tier,
        'security''s name ''' || s.security_name || ''' = ' AS evidence,
        k.name_key,
        k.legal_form,
        'sec_company_tickers' AS datasets
    FROM sought AS s
    JOIN name_keys AS k ON k.name = s.security_name
    WHERE s.has_names
),
by_name AS (
    SELECT
        d.*,
        n.name AS register_name,
        n.legal_form AS register_form,
        n.cik,
        n.examples,
        d.legal_form <> n.legal_form AND (
            d.legal_form NOT IN ('Inc', 'Corp', 'Co', 'Ltd', 'none')
            OR n.legal_form NOT IN ('Inc', 'Corp', 'Co', 'Ltd', 'none')
        ) AS is_affiliate
    FROM names AS d
    JOIN sec_names AS n ON n.name_key = d.name_key
)
SELECT security_id, rank, match_tier, cik, CAST(1 AS DOUBLE) AS score, evidence, datasets FROM exact
UNION ALL
SELECT security_id, 5, 'cusip6', cik, CAST(1 AS DOUBLE), evidence, datasets FROM issuer_numbers
UNION ALL
SELECT
    security_id,
    rank,
    match_tier,
    cik,
    CAST(CASE WHEN is_affiliate THEN 0.9 ELSE 1 END AS DOUBLE),
    evidence || CASE
        WHEN cik IS NULL THEN 'a name of several SEC registrants, such as CIK ' || examples
        ELSE register_name || ' in the SEC ticker file → CIK ' || cik || CASE
            WHEN is_affiliate
            THEN '; an affiliate by name: legal forms differ (' || legal_form || ' / ' || register_form || ')'
            ELSE ''
        END
    END,
    datasets
FROM by_name
