-- facts_holding: what a holding criterion may name.
-- Grain:  one row per delivered line.
-- Reads:  holdings, holding_positions, positions, issuers, footprint, _known_observations, decisions_issuer,
--         decisions_place, definitions, home_places, places (states).
-- Why:    a line that became positions in several issuers (a fund looked through) has none of its own. The age of a
--         datum published by the run's date counts whole months from the end of the period it describes. Shares are best
--         estimates on the operations basis; where no evidence places any of a line they are unknown, not zero, and so is
--         the manufacturing part where the industry of what lies in the state is not known, and the part in need where
--         none is and some county could not be decided. Shares are of the gross of
--         what a line became, money is net: a fund looked through may owe. A flag is a watch or fail on
--         the issuer by a criterion that does not merely describe it, and that may decide something in the jurisdiction; with none decided, how many there are is unknown.
WITH owners AS (
    SELECT
        h.source_file,
        h.source_row,
        CASE WHEN count(*) = count(p.issuer_id) AND count(DISTINCT p.issuer_id) = 1 THEN min(p.issuer_id) END AS issuer_id,
        max(CASE WHEN p.path <> '' THEN 1 ELSE 0 END) = 0 AS is_direct
    FROM holding_positions AS h
    JOIN positions AS p ON p.position_id = h.position_id
    GROUP BY h.source_file, h.source_row
),
newest AS (
    SELECT subject_id, max(as_of) AS as_of, min(run_as_of) AS run_as_of
    FROM _known_observations
    GROUP BY subject_id
),
states AS (
    SELECT DISTINCT state, state_fips FROM places
),
standing AS (
    -- 2 meets a definition, 1 may meet one that could not be decided, 0 meets none.
    SELECT
        d.subject_id AS place,
        max(CASE d.outcome WHEN 'pass' THEN 2 WHEN 'insufficient_data' THEN 1 ELSE 0 END) AS standing
    FROM decisions_place AS d
    JOIN definitions AS f ON f.rulebook_id = d.rulebook_id AND f.criterion_id = d.criterion_id
    GROUP BY d.subject_id
),
measured AS (
    SELECT count(*) > 0 AS is_measured FROM definitions
),
parts AS (
    SELECT
        f.footprint_id,
        sum(CASE WHEN f.place <> 'unknown' THEN f.best ELSE 0 END) AS located,
        sum(CASE WHEN length(f.place) = 5 THEN f.best ELSE 0 END) AS in_counties,
        sum(CASE WHEN h.place IS NOT NULL THEN f.best ELSE 0 END) AS in_state,
        sum(CASE WHEN h.place IS NOT NULL AND f.industry = 'unknown' THEN f.best ELSE 0 END) AS in_state_unknown,
        sum(CASE WHEN h.place IS NOT NULL AND f.industry NOT IN ('other', 'unknown') THEN f.best ELSE 0 END) AS made,
        sum(CASE WHEN q.standing = 2 THEN f.best ELSE 0 END) AS in_need,
        sum(CASE WHEN length(f.place) = 5 AND coalesce(q.standing, 1) = 1 THEN f.best ELSE 0 END) AS undecided,
        max(f.mean_data_quality_score) AS score
    FROM footprint AS f
    LEFT JOIN home_places AS h ON h.place = f.place
    LEFT JOIN standing AS q ON q.place = f.place
    WHERE f.basis = 'operations'
    GROUP BY f.footprint_id
),
spread AS (
    SELECT
        h.source_file,
        h.source_row,
        sum(abs(h.market_value)) AS gross,
        sum(abs(h.market_value) * s.located) AS located,
        sum(abs(h.market_value) * s.in_counties) AS in_counties,
        sum(abs(h.market_value) * s.in_state) AS in_state,
        sum(abs(h.market_value) * s.in_state_unknown) AS in_state_unknown,
        sum(abs(h.market_value) * s.made) AS made,
        sum(abs(h.market_value) * s.in_need) AS in_need,
        sum(abs(h.market_value) * s.undecided) AS undecided,
        sum(h.market_value * s.made) AS made_net,
        sum(h.market_value * s.in_need) AS in_need_net,
        max(s.score) AS score
    FROM holding_positions AS h
    JOIN positions AS p ON p.position_id = h.position_id
    JOIN parts AS s ON s.footprint_id = p.footprint_id
    GROUP BY h.source_file, h.source_row
),
shares AS (
    SELECT
        source_file,
        source_row,
        score,
        in_counties > 0 AS has_county,
        CAST(made_net AS DOUBLE) AS made_net,
        CAST(in_need_net AS DOUBLE) AS in_need_net,
        CASE WHEN located > 0 THEN CAST(in_state AS DOUBLE) / CAST(gross AS DOUBLE) END AS in_state_share,
        CASE
            WHEN located > 0 AND (made > 0 OR in_state_unknown = 0) THEN CAST(made AS DOUBLE) / CAST(gross AS DOUBLE)
        END AS in_state_manufacturing_share,
        CASE
            WHEN in_counties > 0 AND (in_need > 0 OR undecided = 0) THEN CAST(in_need AS DOUBLE) / CAST(gross AS DOUBLE)
        END AS community_development_share
    FROM spread
),
flags AS (
    SELECT subject_id, CAST(count(CASE WHEN outcome IN ('watch', 'fail') THEN 1 END) AS DOUBLE) AS issuer_flags
    FROM decisions_issuer
    WHERE NOT describes AND "use" <> 'report_only' AND outcome IN ('pass', 'watch', 'fail')
    GROUP BY subject_id
)
SELECT
    concat(h.source_file, ':', h.source_row) AS subject_id,
    h.asset_class,
    o.issuer_id,
    CAST(h.market_value AS DOUBLE) AS market_value,
    CAST(
        (year(n.run_as_of) - year(n.as_of)) * 12 + month(n.run_as_of) - month(n.as_of)
        - CASE WHEN day(n.run_as_of) < day(n.as_of) THEN 1 ELSE 0 END AS DOUBLE
    ) AS esg_datum_age,
    s.state AS headquarters_state,
    g.issuer_flags,
    r.in_state_share,
    r.in_state_manufacturing_share,
    CASE WHEN m.is_measured THEN r.community_development_share END AS community_development_share,
    CASE WHEN r.in_state_manufacturing_share IS NOT NULL THEN r.made_net END AS in_state_manufacturing,
    CASE WHEN m.is_measured AND r.community_development_share IS NOT NULL THEN r.in_need_net END AS community_development,
    r.score AS location_score,
    o.is_direct,
    r.has_county
FROM holdings AS h
CROSS JOIN measured AS m
LEFT JOIN owners AS o ON o.source_file = h.source_file AND o.source_row = h.source_row
LEFT JOIN shares AS r ON r.source_file = h.source_file AND r.source_row = h.source_row
LEFT JOIN newest AS n ON n.subject_id = o.issuer_id
LEFT JOIN flags AS g ON g.subject_id = o.issuer_id
LEFT JOIN issuers AS i ON i.issuer_id = o.issuer_id
LEFT JOIN states AS s ON s.state_fips = substr(i.headquarters_place, 1, 2)
