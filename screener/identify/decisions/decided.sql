-- decided: whose a security is by a person's decision, and what re-opens the decision.
-- Grain:  one row per security that a decision in force is about; `changed` is null where the decision holds.
-- Reads:  match_subjects, _decision_issuers.
-- Why:    a decision rests on the facts that the person saw. A fact that was there and is another now re-opens it; one
--         that is not delivered this time contradicts nothing. A decision without an issuer says that there is none.
WITH compared AS (
    SELECT
        s.security_id,
        s.name AS name_now,
        d.*,
        nullif(
            concat_ws(
                '; ',
                CASE WHEN s.name_key <> d.name_key THEN 'the name was ''' || d.name || ''' and is now ''' || s.name || '''' END,
                CASE WHEN s.cusip <> d.cusip THEN 'the CUSIP was ' || d.cusip || ' and is now ' || s.cusip END,
                CASE WHEN s.isin <> d.isin THEN 'the ISIN was ' || d.isin || ' and is now ' || s.isin END,
                CASE WHEN s.lei <> d.lei THEN 'the LEI was ' || d.lei || ' and is now ' || s.lei END,
                CASE WHEN s.ticker <> d.ticker THEN 'the ticker was ' || d.ticker || ' and is now ' || s.ticker END,
                d.issuer_change
            ),
            ''
        ) AS changed
    FROM match_subjects AS s
    JOIN _decision_issuers AS d ON d.subject = s.subject
)
SELECT
    security_id,
    subject,
    coalesce(name_now, name, subject) AS name,
    issuer_id,
    issuer_name,
    choice,
    recorded_by AS decided_by,
    recorded_on AS decided_on,
    reason,
    'decided by ' || recorded_by || ' on ' || recorded_on || ': ' || reason AS evidence,
    changed
FROM compared
