-- _issuer_emissions: what each facility of an issuer emitted each year, times the share that the issuer owns.
-- Grain:  one row per issuer × facility × year.
-- Reads:  _issuer_facilities, ref_ghgrp_emissions.
-- Why:    direct emissions of the facilities that an issuer holds at least half of, by the equity share approach of the
--         GHG Protocol (Corporate Standard, chapter 3). Earlier years are those of the facilities it holds now, at
--         today's share. Exact decimals, so that no order of rows changes a digit. A part without a figure adds
--         nothing, and is_whole says that there is one.
SELECT
    f.issuer_id,
    f.facility_id,
    e.year,
    sum(CAST(round(e.emissions, 3) AS DECIMAL(20, 3)) * f.ownership_share) AS emissions,
    count(*) = count(e.emissions) AS is_whole
FROM _issuer_facilities AS f
JOIN ref_ghgrp_emissions AS e ON e.facility_id = f.facility_id
WHERE f.is_owner
GROUP BY f.issuer_id, f.facility_id, e.year
HAVING count(e.emissions) > 0
