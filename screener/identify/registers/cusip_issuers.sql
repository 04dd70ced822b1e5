-- cusip_issuers: the SEC registrant that a CUSIP of the SEC's 13(f) list, or its first six characters, leads to.
-- Grain:  one row per CUSIP (nine characters) and one per issuer number (the first six).
-- Reads:  listed_cusips, ref_sec_13f_list_history, register_names.
-- Why:    the first six characters of a CUSIP are the issuer's, whatever its name was. Where the names they have borne
--         lead to several registrants the number proves nothing: cik is null. A CUSIP whose own name leads nowhere is
--         its issuer number's: the list knows the company by a later or an earlier name.
WITH borne AS (
    SELECT DISTINCT substr(l.cusip, 1, 6) AS issuer_number, l.issuer_name, n.cik, n.register_name, n.difference, n.is_spelled, n.examples
    FROM ref_sec_13f_list_history AS l
    JOIN register_names AS n ON n.name = l.issuer_name
),
ranked AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY issuer_number ORDER BY difference, issuer_name) AS place
    FROM borne
),
proven AS (
    SELECT
        issuer_number,
        CASE WHEN count(DISTINCT cik) = 1 AND count(cik) = count(*) THEN min(cik) END AS cik,
        coalesce(min(cik) || ' and ' || max(cik), min(examples)) AS examples
    FROM borne
    GROUP BY issuer_number
),
numbers AS (
    SELECT r.issuer_number, r.issuer_name, r.register_name, r.difference, r.is_spelled, p.cik, p.examples
    FROM ranked AS r
    JOIN proven AS p ON p.issuer_number = r.issuer_number
    WHERE r.place = 1
),
named AS (
    SELECT
        l.cusip,
        coalesce(l.cik, n.cik) AS cik,
        l.issuer_name
            || CASE
                WHEN l.cik IS NULL AND n.issuer_name <> l.issuer_name
                THEN ' in the SEC 13(f) list of ' || l.vintage || ', whose issuer number ' || l.issuer_number || ' is '
                    || n.issuer_name || '''s'
                ELSE ' in the SEC 13(f) list'
            END AS listed_as,
        CASE WHEN l.cik IS NULL THEN n.register_name ELSE l.register_name END AS register_name,
        CASE WHEN l.cik IS NULL THEN n.difference ELSE l.difference END AS difference,
        CASE WHEN l.cik IS NULL THEN n.is_spelled ELSE l.is_spelled END AS is_spelled,
        coalesce(l.examples, n.examples) AS examples
    FROM listed_cusips AS l
    LEFT JOIN numbers AS n ON n.issuer_number = l.issuer_number
    WHERE l.cik IS NOT NULL OR l.examples IS NOT NULL OR n.issuer_number IS NOT NULL
    UNION ALL
    SELECT issuer_number, cik, issuer_name || ' in the SEC 13(f) list', register_name, difference, is_spelled, examples
    FROM numbers
)
SELECT
    cusip,
    cik,
    CAST(CASE WHEN is_spelled THEN 0.95 ELSE 1 END AS DOUBLE) AS score,
    listed_as || CASE
        WHEN cik IS NULL THEN ' → several registrants, such as CIK ' || examples
        WHEN difference <> '' THEN ' = ' || register_name || ' in the SEC ticker file (' || difference || ') → CIK ' || cik
        ELSE ' → CIK ' || cik
    END AS evidence
FROM named
