-- _headquarters: where each issuer sits according to each dataset that says so.
-- Grain:  one row per issuer × dataset.
-- Reads:  identified_issuers, vintages, ref_sec_company_tickers, ref_listed_headquarters, ref_large_company_headquarters,
--         ref_zip_to_county, ref_counties.
-- Why:    choice 1 is the vintage that a run of that date prefers; another is taken only where that one is silent, or
--         where it agrees on the state and names the county, which a newer list of states would otherwise take away. A
--         ticker counts only if the names begin alike, because tickers are given to other companies; a ZIP code names
--         a county only if it lies in one, in the state of the address; a planning region of Connecticut or a county
--         since divided is no place, and leaves the state. What is not known has no row. Wilmington,
--         Delaware is where registered agents sit: against another state it is an address of incorporation, no head
--         office, and the headquarters are unknown (is_certain).
WITH states AS (
    SELECT DISTINCT state, state_fips FROM ref_counties
),
zips_in_one AS (
    SELECT zip, min(county_fips) AS county_fips FROM ref_zip_to_county GROUP BY zip HAVING count(*) = 1
),
certain_zips AS (
    SELECT z.zip, z.county_fips
    FROM zips_in_one AS z
    JOIN ref_counties AS c ON c.county_fips = z.county_fips AND c.geography = 'county'
),
listed AS (
    SELECT
        i.issuer_id,
        h.city,
        h.state,
        h.zip,
        row_number() OVER (PARTITION BY i.issuer_id ORDER BY length(t.ticker), t.ticker) AS choice
    FROM identified_issuers AS i
    JOIN ref_sec_company_tickers AS t ON t.cik = i.cik
    JOIN ref_listed_headquarters AS h ON h.ticker = t.ticker
    WHERE split_part(h.name_key, ' ', 1) = split_part(t.name_key, ' ', 1)
       OR replace(h.name_key, ' ', '') = replace(t.name_key, ' ', '')
),
candidates AS (
    SELECT
        l.issuer_id,
        CASE WHEN substr(z.county_fips, 1, 2) = s.state_fips THEN z.county_fips ELSE s.state_fips END AS place,
        concat_ws(', ', l.city, l.state) AS text,
        'listed_headquarters' AS dataset
    FROM listed AS l
    JOIN states AS s ON s.state = l.state
    LEFT JOIN certain_zips AS z ON z.zip = l.zip
    WHERE l.choice = 1
    UNION ALL
    SELECT
        i.issuer_id,
        CASE WHEN h.is_foreign THEN 'foreign' ELSE s.state_fips END AS place,
        h.headquarters AS text,
        'large_company_headquarters' AS dataset
    FROM identified_issuers AS i
    JOIN ref_large_company_headquarters AS h ON h.cik = i.cik
    LEFT JOIN states AS s ON s.state = h.state
    UNION ALL
    -- A government's seat is in its own name: government:US-KY… is Kentucky, government:FR is abroad.
    SELECT
        i.issuer_id,
        CASE WHEN i.issuer_id LIKE 'government:US%' THEN s.state_fips ELSE 'foreign' END AS place,
        CAST(NULL AS VARCHAR) AS text,
        'counties' AS dataset
    FROM identified_issuers AS i
    LEFT JOIN states AS s ON i.issuer_id LIKE concat('government:US-', s.state, '%')
    WHERE i.kind = 'government'
),
preferred AS (
    SELECT
        c.issuer_id,
        c.place,
        c.text,
        c.dataset,
        CASE WHEN c.place = 'foreign' THEN c.place ELSE substr(c.place, 1, 2) END AS state_fips,
        row_number() OVER (PARTITION BY c.issuer_id ORDER BY v.preference, c.dataset) AS preference
    FROM candidates AS c
    JOIN vintages AS v ON v.dataset = c.dataset
    WHERE c.place IS NOT NULL
),
ranked AS (
    SELECT
        p.issuer_id,
        p.place,
        p.text,
        p.dataset,
        p.state_fips,
        row_number() OVER (
            PARTITION BY p.issuer_id
            ORDER BY
                CASE WHEN p.state_fips = f.state_fips THEN 0 ELSE 1 END,
                CASE WHEN length(p.place) = 5 THEN 0 ELSE 1 END,
                p.preference
        ) AS choice
    FROM preferred AS p
    JOIN preferred AS f ON f.issuer_id = p.issuer_id AND f.preference = 1
),
agreement AS (
    SELECT issuer_id, count(DISTINCT state_fips) = 1 AS agrees FROM ranked GROUP BY issuer_id
)
SELECT
    r.issuer_id,
    r.place,
    r.text,
    r.dataset,
    r.choice,
    a.agrees,
    a.agrees OR coalesce(upper(r.text) NOT IN ('WILMINGTON, DE', 'WILMINGTON, DELAWARE'), TRUE) AS is_certain
FROM ranked AS r
JOIN agreement AS a ON a.issuer_id = r.issuer_id
