-- issuer_candidates: every chain of look-ups that leads from a security to an SEC registrant.
-- Grain:  one row per security × chain; cik is null where the chain ends at several registrants.
-- Reads:  held_lines, security_facts, asset_class_conventions, ticker_issuers, cusip_issuers, name_keys, register_names,
--         company_names, ref_gleif_names.
-- Why:    all chains are followed, not the first that answers, so that two that disagree are seen. A name key drops the
--         legal form; where the forms are of different kinds (an operating partnership LP and its listed parent Inc)
--         the two are affiliates at best: score 0.9. A corporation's form may be Inc, Corp, Co, Ltd or not written.
--         Many companies abroad bear the name of a US one (Merck KGaA, Target SA): an affiliate is used only where
--         nothing on the line points abroad, or the registrant is no US company; and where it is an LP or LLC, a US
--         corporation, or has a name of two words or more and no LEI of its own.
--         A name in another spelling counts only on a security with a CUSIP, and a title only where no issuer is named:
--         score 0.95. Titles such as "Clean Energy" describe a fund.
WITH sought AS (
    SELECT
        s.*,
        k.names = 'always' OR (k.names = 'with_cusip' AND s.cusip IS NOT NULL) AS has_names,
        k.names = 'always' AS has_lei,
        coalesce(s.country <> 'US', substr(s.isin, 1, 2) NOT IN ('US', 'XS'), false) AS is_abroad,
        k.may_be_subsidiary
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
        CAST(1 AS DOUBLE) AS score,
        'CIK ' || cik || ' as delivered' AS evidence,
        '' AS datasets
    FROM sought
    WHERE cik IS NOT NULL
    UNION ALL
    SELECT s.security_id, s.cusip, 2, 'ticker', t.cik, CAST(1 AS DOUBLE), t.evidence, 'sec_company_tickers'
    FROM sought AS s
    JOIN ticker_issuers AS t ON t.security_id = s.security_id
    UNION ALL
    SELECT
        s.security_id,
        s.cusip,
        3,
        'cusip',
        c.cik,
        c.score,
        'CUSIP ' || s.own_cusip || ' = ' || c.evidence,
        'sec_13f_list sec_company_tickers'
    FROM sought AS s
    JOIN cusip_issuers AS c ON c.cusip = s.own_cusip
    UNION ALL
    SELECT
        s.security_id,
        s.cusip,
        4,
        'isin',
        c.cik,
        c.score,
        'ISIN ' || s.isin || ' → CUSIP ' || s.isin_cusip || ' = ' || c.evidence,
        'sec_13f_list sec_company_tickers'
    FROM sought AS s
    JOIN cusip_issuers AS c ON c.cusip = s.isin_cusip
),
numbered AS (
    SELECT
        substr(cusip, 1, 6) AS issuer_number,
        cik,
        score,
        evidence,
        datasets,
        min(cik) OVER (PARTITION BY substr(cusip, 1, 6)) AS first_cik,
        max(cik) OVER (PARTITION BY substr(cusip, 1, 6)) AS last_cik,
        row_number() OVER (PARTITION BY substr(cusip, 1, 6) ORDER BY security_id, rank) AS place
    FROM exact
    WHERE cusip IS NOT NULL AND cik IS NOT NULL
        -- What is held does not depend on what an index lists.
        AND security_id IN (SELECT security_id FROM held_lines)
),
portfolio_numbers AS (
    -- Issuer numbers known from lines of this portfolio that a stronger chain identified.
    SELECT issuer_number, cik, score, evidence, datasets
    FROM numbered
    WHERE place = 1 AND first_cik = last_cik
),
issuer_numbers AS (
    SELECT
        s.security_id,
        coalesce(c.cik, p.cik) AS cik,
        CASE WHEN c.cik IS NULL AND p.cik IS NOT NULL THEN p.score ELSE c.score END AS score,
        'CUSIP ' || s.cusip || ' → first six ' || substr(s.cusip, 1, 6) || CASE
            WHEN c.cik IS NULL AND p.cik IS NOT NULL THEN ' as on another line: ' || p.evidence
            ELSE ' = ' || c.evidence
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
        s.country,
        s.is_abroad,
        s.lei IS NOT NULL AS has_own_lei,
        s.cusip IS NOT NULL AS may_be_spelled,
        s.may_be_subsidiary,
        6 AS rank,
        'lei' AS match_tier,
        'LEI ' || s.lei || ' = ' || g.legal_name || ' in GLEIF' AS evidence,
        g.legal_name AS name,
        g.name_key,
        g.legal_form,
        'gleif_names ' AS datasets
    FROM sought AS s
    JOIN ref_gleif_names AS g ON g.lei = s.lei
    WHERE s.has_lei
    UNION ALL
    SELECT
        s.security_id,
        s.country,
        s.is_abroad,
        s.lei IS NOT NULL,
        s.cusip IS NOT NULL,
        s.may_be_subsidiary,
        7,
        'name',
        'issuer''s name ''' || s.issuer_name || '''',
        s.issuer_name,
        k.name_key,
        -- A name cut short loses its form; the security's name, where it has the same key, still shows it.
        CASE WHEN k.legal_form = 'none' AND t.name_key = k.name_key THEN t.legal_form ELSE k.legal_form END,
        ''
    FROM sought AS s
    JOIN name_keys AS k ON k.name = s.issuer_name
    LEFT JOIN name_keys AS t ON t.name = s.security_name
    WHERE s.has_names
    UNION ALL
    SELECT
        s.security_id,
        s.country,
        s.is_abroad,
        s.lei IS NOT NULL,
        s.cusip IS NOT NULL AND s.issuer_name IS NULL,
        s.may_be_subsidiary,
        8,
        'name',
        'security''s name ''' || s.security_name || '''',
        s.security_name,
        k.name_key,
        k.legal_form,
        ''
    FROM sought AS s
    JOIN name_keys AS k ON k.name = s.security_name
    WHERE s.has_names
),
by_name AS (
    SELECT
        d.*,
        n.register_name,
        n.register_form,
        n.difference,
        n.is_spelled,
        n.cik,
        n.examples,
        d.legal_form <> n.register_form AND (
            d.legal_form NOT IN ('Inc', 'Corp', 'Co', 'Ltd', 'none')
            OR n.register_form NOT IN ('Inc', 'Corp', 'Co', 'Ltd', 'none')
            OR (d.legal_form = 'Ltd' AND d.is_abroad)
        ) AS is_affiliate
    FROM names AS d
    JOIN register_names AS n ON n.name = d.name
    WHERE NOT n.is_spelled OR d.may_be_spelled
),
believed AS (
    SELECT *
    FROM by_name
    WHERE NOT is_affiliate OR (
        NOT (is_abroad AND register_form IN ('Inc', 'Corp', 'Co', 'LP', 'LLC')) AND (
            legal_form IN ('LP', 'LLC')
            OR (legal_form IN ('Inc', 'Corp', 'Co') AND country = 'US')
            OR (name_key LIKE '% %' AND (legal_form = 'none' OR NOT has_own_lei))
        )
    )
)
SELECT security_id, rank, match_tier, cik, score, evidence, datasets FROM exact
UNION ALL
SELECT security_id, 5, 'cusip6', cik, score, evidence, datasets FROM issuer_numbers
UNION ALL
SELECT
    security_id,
    rank,
    match_tier,
    cik,
    CAST(CASE WHEN is_affiliate THEN 0.9 WHEN is_spelled THEN 0.95 ELSE 1 END AS DOUBLE),
    evidence || ' = ' || CASE
        WHEN cik IS NULL THEN 'a name of several SEC registrants, such as CIK ' || examples
        ELSE register_name || ' in the SEC ticker file' || CASE WHEN difference <> '' THEN ' (' || difference || ')' ELSE '' END
            || ' → CIK ' || cik || CASE
            WHEN is_affiliate
            THEN '; an affiliate by name: legal forms differ (' || legal_form || ' / ' || register_form || ')'
            ELSE ''
        END
    END,
    datasets || 'sec_company_tickers'
FROM believed
UNION ALL
-- After all of the above: LEI, issuer's name and security's name again, by company_names.
SELECT
    d.security_id,
    d.rank + 3,
    c.match_tier,
    c.cik,
    c.score,
    d.evidence || ' → ' || c.evidence || ' → ' || c.company_name || ', CIK ' || c.cik,
    d.datasets || c.datasets
FROM names AS d
JOIN company_names AS c ON c.name_key = d.name_key
-- The debt of a joint venture that is not a company's own is not that company's.
WHERE (c.match_tier IN ('alias', 'person') AND coalesce(c.share, 1) > 0.5)
    OR (c.match_tier = 'subsidiary' AND d.may_be_subsidiary)
