-- matches: the issuer of each security, by the strongest chain, with the chain in words.
-- Grain:  one row per security.
-- Reads:  security_facts, securities, asset_class_conventions, issuer_candidates, name_keys, countries.
-- Why:    governments follow from the asset class; a public body is its own issuer within its state. A security
--         without an issuer says why.
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
governments AS (
    SELECT
        s.security_id,
        CASE
            WHEN s.asset_class = 'treasury' THEN 'government:US'
            WHEN s.asset_class = 'sovereign_debt' THEN 'government:' || c.country
            ELSE 'government:US-' || coalesce(s.state, 'unknown') || ':' || k.name_key
        END AS issuer_id,
        CASE
            WHEN s.asset_class = 'treasury' THEN 'Treasury security: the issuer is the United States'
            WHEN s.asset_class = 'sovereign_debt' THEN 'government debt: country ' || c.country || ' as delivered'
            ELSE 'municipal debt: the issuer is the public body '
                || CASE
                    WHEN s.state IS NULL THEN '''' || k.name || ''', whose name tells no state'
                    WHEN s.state_basis = 'attested' THEN '''' || k.name || ''' in ' || s.state || ', as attested'
                    ELSE '''' || k.name || ''' in ' || s.state || ', by ' || s.state_basis || ' in its name'
                END
        END AS evidence
    FROM securities AS s
    JOIN asset_class_conventions AS a ON a.asset_class = s.asset_class AND a.identity = 'government'
    LEFT JOIN countries AS c ON c.country = s.country
    LEFT JOIN name_keys AS k ON k.name = coalesce(s.issuer_name, s.security_name)
)
SELECT
    s.security_id,
    coalesce('cik:' || r.cik, g.issuer_id) AS issuer_id,
    CASE WHEN r.cik IS NOT NULL THEN r.match_tier WHEN g.issuer_id IS NOT NULL THEN 'government' ELSE 'none' END AS match_tier,
    CASE
        WHEN r.cik IS NOT NULL THEN r.evidence
        WHEN g.issuer_id IS NOT NULL THEN g.evidence
        WHEN a.identity = 'counterparty' THEN 'derivative: the name is a counterparty'
        WHEN s.asset_class = 'sovereign_debt' THEN 'government debt: no single country is delivered'
        WHEN a.identity = 'government' THEN 'municipal debt: no name is delivered'
        WHEN b.evidence IS NOT NULL THEN 'ambiguous: ' || b.evidence
        ELSE 'no identifier or name leads to an SEC registrant'
    END AS evidence,
    CASE WHEN r.cik IS NOT NULL OR g.issuer_id IS NOT NULL THEN CAST(1 AS DOUBLE) END AS score,
    nullif(r.datasets, '') AS datasets,
    'rule' AS decided_by
FROM security_facts AS s
JOIN asset_class_conventions AS a ON a.asset_class = s.asset_class
LEFT JOIN ranked AS r ON r.security_id = s.security_id AND r.place = 1
LEFT JOIN governments AS g ON g.security_id = s.security_id
LEFT JOIN ambiguous AS b ON b.security_id = s.security_id
