-- company_names: the names that lead to one SEC registrant: its own, its former and other names, its subsidiaries'.
-- Grain:  one row per name key that leads to exactly one registrant; of Exhibit 21 only names that are sought here.
-- Reads:  ref_sec_company_tickers, _filed_names, ref_sec_13f_list_history, cusip_issuers, aliases, decided_parents,
--         run_date.
-- Why:    serves the names of securities and the parents of facilities alike. What a person decided about a name goes
--         before all of it, also that there is no company; then a registrant's own name, an alias (which a person wrote
--         with its dates), a former name that the 13(f) list shows, a line of an Exhibit 21. A registrant's own name is
--         another's only where a former name with dates says so: Ingersoll-Rand Co is not today's Ingersoll Rand.
--         A subsidiary has one parent, which is still registered. A filing of a year after the run's date proves less:
--         score 0.9, and it says so. No other spellings: among private companies' names they mislead.
WITH registrants AS (
    SELECT
        cik,
        min(name) AS company_name,
        -- A Boolean, as no engine has the maximum of one in common.
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
    SELECT
        name_key,
        cik,
        0 AS rank,
        'person' AS match_tier,
        evidence,
        CAST(1 AS DOUBLE) AS score,
        'sec_company_tickers' AS datasets,
        'decided' AS relation,
        CAST(NULL AS DECIMAL(13, 12)) AS share,
        CAST(NULL AS BIGINT) AS seen_in_year,
        CAST(NULL AS DATE) AS effective_from,
        CAST(NULL AS DATE) AS effective_to
    FROM decided_parents
    WHERE cik IS NOT NULL
    UNION ALL
    SELECT
        name_key, cik, 2, 'name', 'its name in the SEC ticker file', 1, 'sec_company_tickers', 'itself',
        NULL, NULL, NULL, NULL
    FROM own
    WHERE ciks = 1
    UNION ALL
    SELECT
        a.name_key,
        a.cik,
        CASE WHEN a.relation = 'former_name' AND coalesce(a.effective_from, a.effective_to) IS NOT NULL THEN 1 ELSE 3 END,
        'alias',
        'alias on file, unverified (' || replace(a.relation, '_', ' ') || '): ' || a.why,
        1,
        'sec_company_tickers',
        a.relation,
        a.share,
        NULL,
        a.effective_from,
        a.effective_to
    FROM aliases AS a
    CROSS JOIN run_date AS d
    WHERE coalesce(a.effective_from, d.as_of) <= d.as_of AND coalesce(a.effective_to, d.as_of) >= d.as_of
    UNION ALL
    SELECT
        l.name_key,
        c.cik,
        4,
        'alias',
        'a name of the same issuer number ' || c.cusip || ' in the SEC 13(f) list: ' || c.evidence,
        0.95,
        'sec_13f_list sec_company_tickers',
        'former_name',
        NULL,
        NULL,
        NULL,
        NULL
    FROM ref_sec_13f_list_history AS l
    JOIN cusip_issuers AS c ON c.cusip = substr(l.cusip, 1, 6)
    WHERE l.name_key LIKE '% %'
    UNION ALL
    SELECT
        name_key,
        parent_cik,
        5,
        'subsidiary',
        'subsidiary of ' || parent_name || CASE
            WHEN is_later
            THEN ', first seen in an Exhibit 21 of ' || CAST(source_year AS VARCHAR) || ', after the run''s date'
            ELSE ' by its Exhibit 21 of ' || CAST(source_year AS VARCHAR)
        END,
        CASE WHEN is_later THEN 0.9 ELSE 0.95 END,
        'sec_subsidiaries sec_company_tickers',
        'subsidiary',
        NULL,
        source_year,
        NULL,
        NULL
    FROM _filed_names
),
possible AS (
    SELECT
        c.*,
        r.company_name,
        r.is_exchange_listed,
        min(c.rank) OVER (PARTITION BY c.name_key) AS strongest
    FROM candidates AS c
    JOIN registrants AS r ON r.cik = c.cik
    LEFT JOIN own AS o ON o.name_key = c.name_key
    LEFT JOIN decided_parents AS d ON d.name_key = c.name_key
    WHERE c.rank = 0 OR (d.name_key IS NULL AND (c.rank <= 2 OR o.name_key IS NULL))
),
ranked AS (
    SELECT
        *,
        min(cik) OVER (PARTITION BY name_key) AS first_cik,
        max(cik) OVER (PARTITION BY name_key) AS last_cik,
        row_number() OVER (PARTITION BY name_key ORDER BY seen_in_year, evidence) AS place
    FROM possible
    WHERE rank = strongest
)
SELECT
    name_key,
    cik,
    company_name,
    match_tier,
    evidence,
    is_exchange_listed,
    score,
    datasets,
    relation,
    share,
    seen_in_year,
    effective_from,
    effective_to
FROM ranked
WHERE place = 1 AND first_cik = last_cik
