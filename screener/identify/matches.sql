-- matches: the issuer of each security, by the strongest chain, with the chain in words.
-- Grain:  one row per security.
-- Reads:  decided, security_facts, securities, asset_class_conventions, issuer_candidates, name_keys, countries,
--         national_names, agency_names, ref_gleif_names.
-- Why:    governments follow from the asset class; a public body is its own issuer within its state, and a company that
--         a filing classes with a government (a state's power company) within its country. A company with a LEI that
--         leads to no registrant is an issuer of its own. A security without an issuer says why. A person's decision goes
--         before all of it.
WITH ranked AS (
    SELECT *, row_number() OVER (PARTITION BY security_id ORDER BY rank, cik, evidence) AS place
    FROM issuer_candidates
    WHERE cik IS NOT NULL
),
ambiguous AS (
    SELECT security_id, min_by(evidence, rank) AS evidence
    FROM issuer_candidates
    WHERE cik IS NULL
    GROUP BY security_id
),
related AS (
    -- Debt classed as a government's, under no name of a country's government.
    SELECT s.security_id
    FROM securities AS s
    LEFT JOIN national_names AS i ON i.name = s.issuer_name
    LEFT JOIN national_names AS t ON t.name = s.security_name
    WHERE s.asset_class = 'sovereign_debt' AND coalesce(s.issuer_name, s.security_name) IS NOT NULL
        AND i.name IS NULL AND t.name IS NULL
),
governments AS (
    SELECT
        s.security_id,
        CASE
            WHEN s.asset_class = 'treasury' THEN 'government:US'
            WHEN y.issuer_id IS NOT NULL THEN y.issuer_id
            WHEN s.asset_class = 'sovereign_debt'
            THEN 'government:' || c.country || CASE WHEN r.security_id IS NULL THEN '' ELSE ':' || k.name_key END
            ELSE 'government:US-' || coalesce(s.state, 'unknown') || ':' || k.name_key
        END AS issuer_id,
        CASE
            WHEN s.asset_class = 'treasury' THEN 'Treasury security: the issuer is the United States'
            WHEN y.issuer_id IS NOT NULL THEN '''' || k.name || ''' is an agency of the United States government'
            WHEN r.security_id IS NOT NULL
            THEN 'government-related, as the filing classes it: ''' || k.name || ''' of country ' || c.country || ' as delivered'
            WHEN s.asset_class = 'sovereign_debt' THEN 'government debt: country ' || c.country || ' as delivered'
            ELSE 'municipal debt: the issuer is the public body '
                || CASE
                    WHEN s.state IS NULL THEN '''' || k.name || ''', whose names tell no single state'
                    WHEN s.state_basis = 'attested' THEN '''' || k.name || ''' in ' || s.state || ', as attested'
                    ELSE '''' || k.name || ''' in ' || s.state || ', by ' || s.state_basis
                END
        END AS evidence
    FROM securities AS s
    JOIN asset_class_conventions AS a ON a.asset_class = s.asset_class
    LEFT JOIN countries AS c ON c.country = s.country
    LEFT JOIN name_keys AS k ON k.name = coalesce(s.issuer_name, s.security_name)
    LEFT JOIN related AS r ON r.security_id = s.security_id
    LEFT JOIN agency_names AS y
        ON y.name_key = k.name_key AND y.issuer_id = 'government:US' AND a.identity = 'company' AND a.names = 'always'
    WHERE a.identity = 'government' OR y.issuer_id IS NOT NULL
),
unregistered AS (
    SELECT
        s.security_id,
        'lei:' || s.lei AS issuer_id,
        'LEI ' || s.lei || coalesce(' = ' || g.legal_name || ' in GLEIF', '') || '; no SEC registrant is known by it'
            AS evidence,
        CASE WHEN g.lei IS NOT NULL THEN 'gleif_names' END AS datasets
    FROM security_facts AS s
    JOIN asset_class_conventions AS a ON a.asset_class = s.asset_class
    LEFT JOIN ref_gleif_names AS g ON g.lei = s.lei
    LEFT JOIN ambiguous AS b ON b.security_id = s.security_id
    WHERE s.lei IS NOT NULL AND a.identity = 'company' AND a.names = 'always' AND b.security_id IS NULL
),
found AS (
    SELECT security_id, 0 AS rank, issuer_id, 'person' AS match_tier, evidence, CAST(1 AS DOUBLE) AS score,
        NULL AS datasets, decided_by
    FROM decided
    WHERE changed IS NULL
    UNION ALL
    SELECT security_id, 1, 'cik:' || cik, match_tier, evidence, score, nullif(datasets, ''), 'rule'
    FROM ranked
    WHERE place = 1
    UNION ALL
    SELECT security_id, 2, issuer_id, 'government', evidence, CAST(1 AS DOUBLE), NULL, 'rule'
    FROM governments
    WHERE issuer_id IS NOT NULL
    UNION ALL
    SELECT security_id, 3, issuer_id, 'lei', evidence, CAST(1 AS DOUBLE), datasets, 'rule'
    FROM unregistered
),
strongest AS (
    SELECT *, row_number() OVER (PARTITION BY security_id ORDER BY rank) AS place FROM found
)
SELECT
    s.security_id,
    f.issuer_id,
    CASE WHEN f.security_id IS NULL THEN 'none' ELSE f.match_tier END AS match_tier,
    CASE
        WHEN f.security_id IS NOT NULL THEN f.evidence
        WHEN a.identity = 'counterparty' THEN 'derivative: the name is a counterparty'
        WHEN s.asset_class = 'sovereign_debt' THEN 'government debt: no single country is delivered'
        WHEN a.identity = 'government' THEN 'municipal debt: no name is delivered'
        WHEN b.evidence IS NOT NULL THEN 'ambiguous: ' || b.evidence
        ELSE 'no identifier or name leads to an SEC registrant'
    END AS evidence,
    CASE WHEN f.issuer_id IS NOT NULL THEN f.score END AS score,
    f.datasets,
    coalesce(f.decided_by, 'rule') AS decided_by
FROM security_facts AS s
JOIN asset_class_conventions AS a ON a.asset_class = s.asset_class
LEFT JOIN strongest AS f ON f.security_id = s.security_id AND f.place = 1
LEFT JOIN ambiguous AS b ON b.security_id = s.security_id
