-- _listed: the issuers of the portfolio that stand on a list.
-- Grain:  one row per list × issuer.
-- Reads:  _list_matches.
-- Why:    listed since the first of the days that several entries give.
SELECT list_id, issuer_id, min(listed_on) AS listed_on, max(run_as_of) AS run_as_of
FROM _list_matches
WHERE issuer_id IS NOT NULL
GROUP BY list_id, issuer_id
