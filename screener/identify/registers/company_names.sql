-- company_names: the names that lead to one SEC registrant: its own, its former and other names, its subsidiaries'.
-- Grain:  one row per name key that leads to exactly one registrant.
-- Reads:  ref_sec_company_tickers, ref_sec_subsidiaries, ref_sec_13f_list_history, cusip_issuers, aliases,
--         decided_parents, run_date.
-- Why:    serves the names of securities and the parents of facilities alike. A name that is a registrant's own is never
--         another's alias or subsidiary, unless a person decided so. An alias, which a person wrote with its dates, goes before a former name that
--         the 13(f) list shows, and both before a line of an Exhibit 21. A subsidiary's name has two words or more and
--         one parent, which is still registered; its link is dated by the year of the filing. No other spellings: among
--         names of private companies they mislead. What a person decided about a name goes before all of it, also that
--         there is no company.
WITH registrants AS (
    SELECT
        cik,
        min(name) AS company_name,
        max(CASE WHEN exchange IN ('NYSE', 'Nasdaq', 'CBOE') THEN 1 ELSE 0 END) = 1 AS is_exchange_listed
    FROM ref_sec_company_tickers
    GROUP BY cik
),
own AS (
    SELECT name_key, count(DISTINCT cik) AS ciks, min(cik) AS cik
    FROM ref_sec_company_tickers
    WHERE name_key <> ''
    GROUP BY name_key
),
candidates AS (
    SELECT name_key, cik, 0 AS rank, 'person' AS match_tier, evidence, CAST(1 AS DOUBLE) AS score,
        'sec_company_tickers' AS datasets, 'subsidiary' AS relation, CAST(NULL AS DATE) AS effective_from,
        CAST(NULL AS DATE) AS effective_to
    FROM decided_parents
    WHERE cik IS NOT NULL
    UNION ALL
    SELECT name_key, cik, 1 AS rank, 'name' AS match_tier, 'its name in the SEC ticker file' AS evidence,
        CAST(1 AS DOUBLE) AS score, 'sec_company_tickers' AS datasets, 'itself' AS relation,
        CAST(NULL AS DATE) AS effective_from, CAST(NULL AS DATE) AS effective_to
    FROM own
    WHERE ciks = 1
    UNION ALL
    SELECT name_key, cik, 0, 'person', evidence, CAST(1 AS DOUBLE), 'sec_company_tickers', 'decided', NULL, NULL
    FROM decided_parents
    WHERE cik IS NOT NULL
    UNION ALL
    SELECT
        a.name_key,
        a.cik,
        2,
        'alias',
        'alias on file, unverified (' || replace(a.relation, '_', ' ') || '): ' || a.why,
        CAST(1 AS DOUBLE),
        'sec_company_tickers',
        a.relation,
        a.effective_from,
        a.effective_to
    FROM aliases AS a
    CROSS JOIN run_date AS d
    WHERE coalesce(a.effective_from, d.as_of) <= d.as_of AND coalesce(a.effective_to, d.as_of) >= d.as_of
    UNION ALL
    SELECT
        l.name_key,
        c.cik,
        3,
        'alias',
        'a name of the same issuer number ' || c.cusip || ' in the SEC 13(f) list: ' || c.evidence,
        CAST(0.95 AS DOUBLE),
        'sec_13f_list sec_company_tickers',
        'former_name',
        NULL,
        NULL
    FROM ref_sec_13f_list_history AS l
    JOIN cusip_issuers AS c ON c.cusip = substr(l.cusip, 1, 6)
    WHERE l.name_key LIKE '% %'
    UNION ALL
    SELECT
        s.name_key,
        s.parent_cik,
        4,
        'subsidiary',
        'subsidiary of ' || s.parent_name || ' by its Exhibit 21 of ' || CAST(s.source_year AS VARCHAR),
        CAST(0.95 AS DOUBLE),
        'sec_subsidiaries sec_company_tickers',
        'subsidiary',
        CAST(CAST(s.source_year AS VARCHAR) || '-01-01' AS DATE),
        NULL
    FROM ref_sec_subsidiaries AS s
    WHERE s.name_key LIKE '% %'
),
possible AS (
    SELECT c.*, r.company_name, r.is_exchange_listed
    FROM candidates AS c
    JOIN registrants AS r ON r.cik = c.cik
    LEFT JOIN own AS o ON o.name_key = c.name_key
    LEFT JOIN decided_parents AS d ON d.name_key = c.name_key
    WHERE c.rank = 0 OR (d.name_key IS NULL AND (c.rank = 1 OR o.name_key IS NULL))
),
strongest AS (
    SELECT name_key, min(rank) AS rank FROM possible GROUP BY name_key
)
SELECT
    p.name_key,
    min(p.cik) AS cik,
    min(p.company_name) AS company_name,
    min(p.match_tier) AS match_tier,
    min(p.evidence) AS evidence,
    -- A Boolean, as no engine has the maximum of one in common.
    max(CASE WHEN p.is_exchange_listed THEN 1 ELSE 0 END) = 1 AS is_exchange_listed,
    min(p.score) AS score,
    min(p.datasets) AS datasets,
    min(p.relation) AS relation,
    min(p.effective_from) AS effective_from,
    max(p.effective_to) AS effective_to
FROM possible AS p
JOIN strongest AS s ON s.name_key = p.name_key AND s.rank = p.rank
GROUP BY p.name_key
HAVING count(DISTINCT p.cik) = 1
