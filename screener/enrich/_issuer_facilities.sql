-- _issuer_facilities: the GHGRP facilities whose listed parent company is one of the issuers.
-- Grain:  one row per issuer × facility.
-- Reads:  _owner_names, ref_ghgrp_facilities.
-- Why:    what several subsidiaries of one issuer hold of a facility is added up, each times what the issuer holds of
--         it where that is known to be a part (a joint venture). Under half owned, the owner is unknown: the list as
--         held names one owner a facility, and the others may hold more. A share that is not stated is unknown too.
WITH owned AS (
    SELECT
        n.issuer_id,
        f.facility_id,
        min(f.name) AS name,
        min(f.kind) AS kind,
        min(f.place) AS place,
        min(f.county_basis) AS county_basis,
        min(f.naics) AS naics,
        min(CAST(f.zip_agrees AS INTEGER)) = 1 AS zip_agrees,
        min(CAST(f.coordinates_agree AS INTEGER)) = 1 AS coordinates_agree,
        CASE
            WHEN count(*) = count(f.ownership_share)
                THEN least(sum(CAST(round(f.ownership_share * coalesce(n.share, 1), 6) AS DECIMAL(13, 6))), 1)
        END AS ownership_share,
        -- Of three kinds of name (listed, in the 13(f) list, of an Exhibit 21) the first and the last have all datasets.
        concat_ws(' ', min(n.datasets), max(n.datasets)) AS datasets
    FROM _owner_names AS n
    JOIN ref_ghgrp_facilities AS f ON f.parent_key = n.name_key
    GROUP BY n.issuer_id, f.facility_id
)
SELECT *, coalesce(ownership_share >= 0.5, FALSE) AS is_owner
FROM owned
