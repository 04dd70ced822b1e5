-- facts_plan: what a criterion about the pension fund itself may name.
-- Grain:  one row.
-- Reads:  plan (what the fund attests), positions, exposures, footprint, definitions,
--         facts_candidate, eti_plan (what the newest decision says of the plan), decisions_place.
WITH standing AS (
    -- counties that meet a definition, or of which all are decided
    SELECT d.subject_id AS place, 1 AS standing
    FROM decisions_place AS d
    JOIN definitions AS f ON f.rulebook_id = d.rulebook_id AND f.criterion_id = d.criterion_id
    GROUP BY d.subject_id
    HAVING max(CASE d.outcome WHEN 'pass' THEN 1 ELSE 0 END) = 1
        OR max(CASE d.outcome WHEN 'insufficient_data' THEN 1 ELSE 0 END) = 0
),
placed AS (
    SELECT
        sum(abs(p.market_value) * f.best) AS gross,
        sum(CASE WHEN f.place <> 'no_place' THEN abs(p.market_value) * f.best ELSE 0 END) AS placeable,
        sum(CASE WHEN f.place = 'unknown' THEN abs(p.market_value) * f.best ELSE 0 END) AS unallocated,
        sum(CASE WHEN length(f.place) = 5 AND s.standing IS NOT NULL THEN abs(p.market_value) * f.best ELSE 0 END) AS decided
    FROM positions AS p
    JOIN footprint AS f ON f.footprint_id = p.footprint_id
    LEFT JOIN standing AS s ON s.place = f.place
    WHERE f.basis = 'operations'
),
totals AS (
    SELECT sum(market_value) AS net FROM positions
),
in_state AS (
    SELECT sum(best) AS best
    FROM exposures
    WHERE measure = 'in_state_manufacturing' AND basis = 'operations' AND grouping = 'home'
),
development AS (
    SELECT sum(best) AS best
    FROM exposures
    WHERE measure = 'community_development' AND basis = 'operations' AND grouping = 'definition' AND "group" = 'any definition'
),
computed AS (
    SELECT count(*) AS definitions FROM definitions
),
proposed AS (
    SELECT count(*) AS candidates FROM facts_candidate
)
SELECT
    p.subject_id,
    p.is_governmental_plan,
    p.adopted_dol_vintage,
    CAST(t.net AS DOUBLE) AS market_value,
    CASE WHEN t.net IS NULL THEN NULL ELSE CAST(coalesce(i.best, 0) AS DOUBLE) END AS in_state_manufacturing,
    -- With no definition adopted, or with no money placed in any county that was decided, nothing was measured: unknown, not zero.
    CASE
        WHEN c.definitions = 0 OR coalesce(l.decided, 0) = 0 THEN NULL
        ELSE CAST(coalesce(d.best, 0) AS DOUBLE)
    END AS community_development,
    e.candidates > 0 AS has_eti_candidate,
    CAST(l.unallocated AS DOUBLE) / nullif(CAST(l.placeable AS DOUBLE), 0) AS unallocated_share,
    n.days_to_cash_gap,
    n.liquid_assets_after,
    n.net_outflow,
    n.caps_hold,
    n.hhi_change,
    n.in_state_share_change,
    n.plan_volatility_change,
    n.projected_return_before,
    n.projected_return_after,
    n.assumed_return,
    n.has_independent_manager,
    n.sponsor_directs,
    n.conflicts_recorded,
    n.has_economic_analysis,
    n.analysis_lead,
    n.missing_record_fields,
    n.inputs_hashed,
    n.record_lead,
    n.has_non_pecuniary_choice,
    n.states_why_insufficient,
    n.states_comparison,
    n.states_consistency
FROM plan AS p
CROSS JOIN totals AS t
CROSS JOIN placed AS l
CROSS JOIN in_state AS i
CROSS JOIN development AS d
CROSS JOIN computed AS c
CROSS JOIN proposed AS e
LEFT JOIN eti_plan AS n ON n.subject_id = p.subject_id
