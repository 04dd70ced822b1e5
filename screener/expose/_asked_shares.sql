-- _asked_shares: what of each delivered line is in the figure.
-- Grain:  one row per delivered line × position.
-- Reads:  asked, _asked_lines, _asked_cells, instruments, _instrument_shares, covered_footprints, facts_holding.
-- Why:    of money by place it is the share of the line's footprint; of money by use, what _instrument_shares says; of
--         coverage, all or nothing; of market value, all.
WITH located AS (
    SELECT footprint_id, sum(low) AS low, sum(best) AS best, sum(low) + sum(possible) + max(unlocated) AS high
    FROM _asked_cells
    GROUP BY footprint_id
)
SELECT
    l.source_file,
    l.source_row,
    l.position_id,
    CASE q.way
        WHEN 'instruments' THEN coalesce(i.low, 0)
        WHEN 'value' THEN 1
        WHEN 'coverage' THEN CASE WHEN v.is_covered OR o.is_covered THEN 1 ELSE 0 END
        ELSE p.low
    END AS low,
    CASE q.way
        WHEN 'instruments' THEN coalesce(i.best, 0)
        WHEN 'value' THEN 1
        WHEN 'coverage' THEN CASE WHEN v.is_covered OR o.is_covered THEN 1 ELSE 0 END
        ELSE p.best
    END AS best,
    CASE q.way
        WHEN 'instruments' THEN coalesce(i.high, 0)
        WHEN 'value' THEN 1
        WHEN 'coverage' THEN CASE WHEN v.is_covered OR o.is_covered THEN 1 ELSE 0 END
        ELSE p.high
    END AS high
FROM _asked_lines AS l
CROSS JOIN asked AS q
LEFT JOIN located AS p ON p.footprint_id = l.footprint_id
LEFT JOIN instruments AS d
    ON d.source_file = l.source_file AND d.source_row = l.source_row AND d.position_id = l.position_id
    AND l.side = 'long'
LEFT JOIN _instrument_shares AS i
    ON i.position_id = l.position_id AND l.market_value IS NOT NULL
    AND i.source_file IS NOT DISTINCT FROM d.source_file AND i.source_row IS NOT DISTINCT FROM d.source_row
    AND i.measure = q.measure AND i.basis = q.basis AND i.grp = q."group"
LEFT JOIN covered_footprints AS v ON v.figure = q."group" AND v.footprint_id = l.footprint_id
LEFT JOIN (
    SELECT 'identified' AS figure, source_file, source_row, position_id, issuer_id IS NOT NULL OR footprint_id = 'no_place' AS is_covered
    FROM _asked_lines
    UNION ALL
    SELECT 'data', a.source_file, a.source_row, a.position_id, f.esg_datum_age IS NOT NULL
    FROM _asked_lines AS a
    LEFT JOIN facts_holding AS f ON f.subject_id = concat(a.source_file, ':', a.source_row)
) AS o
    ON o.figure = q."group" AND o.source_file = l.source_file AND o.source_row = l.source_row
    AND o.position_id = l.position_id
