-- _decision_issuers: people's decisions in force, with what has changed about the company that was chosen.
-- Grain:  one row per subject.
-- Reads:  decision_facts, ref_sec_company_tickers.
-- Why:    a person chose a company by its name. Where its CIK has left the SEC's file, or stands there under another
--         name, it may not be the company that was meant. Other issuers stand in no register that is whole.
WITH today AS (
    SELECT
        d.subject,
        min(t.name) AS name,
        max(CASE WHEN t.name = d.issuer_name OR t.name_key = d.issuer_name_key THEN 1 ELSE 0 END) AS keeps_name
    FROM decision_facts AS d
    JOIN ref_sec_company_tickers AS t ON 'cik:' || t.cik = d.issuer_id
    GROUP BY d.subject
)
SELECT
    d.*,
    coalesce(d.issuer_name || ' (' || d.issuer_id || ')', 'no company') AS choice,
    CASE
        WHEN substr(d.issuer_id, 1, 4) = 'cik:' AND t.subject IS NULL
        THEN d.issuer_name || ' (' || d.issuer_id || ') is not in the SEC ticker file any more'
        WHEN t.keeps_name = 0
        THEN 'the company ' || d.issuer_id || ' was ''' || d.issuer_name || ''' and is now ''' || t.name || ''''
    END AS issuer_change
FROM decision_facts AS d
LEFT JOIN today AS t ON t.subject = d.subject
