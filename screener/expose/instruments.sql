-- instruments: what finances by its use of proceeds, and how much of it serves community development.
-- Grain:  one row per delivered line × long position of such a kind.
-- Reads:  holding_positions, positions, securities, name_keys, instrument_words, _instrument_statements,
--         ref_nmtc_projects, ref_cdfi_list, vintages (what was published by the day that counts).
-- Why:    what the fund says of a holding is certain; what a dataset knows of its issuer, or the words of its names say,
--         is an estimate: low stays 0. A bond of a state or a pool of mortgages is no community development by itself:
--         it may serve it, and nothing says so. Equity of an issuer in the datasets is its own capital, no instrument.
--         A short position finances nothing, and takes nothing from what others finance.
WITH known AS (
    SELECT dataset FROM vintages WHERE published <= known_at
),
spelled AS (
    -- Letters and digits between spaces, so that a word is found whole.
    SELECT
        security_id,
        asset_class,
        issuer_name,
        concat(' ', translate(upper(concat_ws(' | ', issuer_name, security_name)), '-/.,;:()&''', '          '), ' ')
            AS spelled
    FROM securities
),
worded AS (
    SELECT
        s.security_id,
        w.words,
        w.kind,
        w.use_of_proceeds,
        w.best,
        row_number() OVER (PARTITION BY s.security_id ORDER BY w.rank) AS choice
    FROM spelled AS s
    JOIN instrument_words AS w ON w.asset_class = s.asset_class AND s.spelled LIKE concat('% ', w.words, ' %')
),
lenders AS (
    SELECT
        c.name_key,
        1 AS rank,
        'CDFI note' AS kind,
        concat('cdfi_list: certificate ', min(c.certificate)) AS evidence
    FROM ref_cdfi_list AS c
    JOIN known AS k ON k.dataset = 'cdfi_list'
    GROUP BY c.name_key
    UNION ALL
    SELECT
        n.cde_key AS name_key,
        2 AS rank,
        'new markets tax credit' AS kind,
        concat(
            'nmtc_projects: ', count(*), ' projects of its community development entity, ', min(n.year), ' to ',
            max(n.year), ', the first listed ', min(concat(n.project_id, ' (', coalesce(n.state, 'no state'), ')'))
        ) AS evidence
    FROM ref_nmtc_projects AS n
    JOIN known AS k ON k.dataset = 'nmtc_projects'
    GROUP BY n.cde_key
),
financed AS (
    -- A key of one word ("UA", "IFF") proves no name.
    SELECT
        s.security_id,
        l.kind,
        l.evidence,
        row_number() OVER (PARTITION BY s.security_id ORDER BY l.rank) AS choice
    FROM spelled AS s
    JOIN name_keys AS k ON k.name = s.issuer_name
    JOIN lenders AS l ON l.name_key = k.name_key
    WHERE k.name_key LIKE '% %'
      AND s.asset_class IN ('corporate_debt', 'structured_debt', 'private', 'cash', 'other', 'unknown')
),
conventional AS (
    SELECT
        security_id,
        CASE asset_class
            WHEN 'municipal_debt' THEN 'municipal bond'
            WHEN 'agency_mbs' THEN 'agency mortgage pool'
        END AS kind
    FROM securities
),
answered AS (
    SELECT
        h.source_file,
        h.source_row,
        h.position_id,
        h.market_value,
        CASE
            WHEN t.position_id IS NOT NULL THEN 'attested'
            WHEN f.security_id IS NOT NULL THEN 'dataset'
            WHEN w.security_id IS NOT NULL THEN 'name'
            ELSE 'kind'
        END AS basis,
        coalesce(t.kind, f.kind, CASE WHEN w.security_id IS NULL THEN c.kind ELSE w.kind END) AS kind,
        coalesce(t.use_of_proceeds, w.use_of_proceeds, 'unknown') AS use_of_proceeds,
        t.evidence AS statement,
        t.place,
        f.evidence AS lender,
        w.words,
        coalesce(t.low, 0) AS low,
        coalesce(t.best, CASE WHEN f.security_id IS NOT NULL THEN 1 ELSE w.best END, 0) AS best,
        coalesce(t.high, 1) AS high
    FROM holding_positions AS h
    JOIN positions AS p ON p.position_id = h.position_id AND p.side = 'long'
    JOIN conventional AS c ON c.security_id = p.security_id
    LEFT JOIN worded AS w ON w.security_id = p.security_id AND w.choice = 1
    LEFT JOIN financed AS f ON f.security_id = p.security_id AND f.choice = 1
    LEFT JOIN _instrument_statements AS t
        ON t.standing = 'used' AND t.held_file = h.source_file AND t.held_row = h.source_row
        AND t.position_id = h.position_id
)
SELECT
    source_file,
    source_row,
    position_id,
    kind,
    use_of_proceeds,
    basis,
    CASE basis
        WHEN 'attested' THEN statement
        WHEN 'dataset' THEN lender
        WHEN 'name' THEN concat('the words ', words)
        ELSE 'nothing says what it finances'
    END AS evidence,
    place,
    market_value,
    CAST(low AS DECIMAL(13, 12)) AS low,
    CAST(best AS DECIMAL(13, 12)) AS best,
    CAST(high AS DECIMAL(13, 12)) AS high
FROM answered
WHERE kind IS NOT NULL
