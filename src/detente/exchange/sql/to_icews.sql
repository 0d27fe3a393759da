-- Imported rows in ICEWS' 20 columns. A row without a CAMEO code has the plainest one of its type and mode.
SELECT
    r.system_id AS "Event ID",
    strftime(r.date, '%Y-%m-%d') AS "Event Date",
    coalesce(r.source_name, r.source_code) AS "Source Name",
    r.source_sectors AS "Source Sectors",
    coalesce(a.name, r.source_code) AS "Source Country",
    c.label AS "Event Text",
    c.code AS "CAMEO Code",
    coalesce(r.goldstein, c.goldstein) AS "Intensity",
    coalesce(r.target_name, r.target_code) AS "Target Name",
    r.target_sectors AS "Target Sectors",
    coalesce(b.name, r.target_code) AS "Target Country",
    r.story AS "Story ID",
    r.sentence AS "Sentence Number",
    r.publisher AS "Publisher",
    r.place AS "City",
    NULL AS "District",
    NULL AS "Province",
    p.name AS "Country",
    r.lat AS "Latitude",
    r.lon AS "Longitude"
FROM rows AS r
LEFT JOIN states AS a ON a.iso3 = r.source
LEFT JOIN states AS b ON b.iso3 = r.target
LEFT JOIN states AS p ON p.iso3 = r.place_country
LEFT JOIN plainest AS q ON q.type = r.type AND q.mode = r.mode
LEFT JOIN plainest AS o ON o.type = r.type AND o.mode IS NULL
LEFT JOIN cameo_labels AS c ON c.code = coalesce(r.cameo, q.code, o.code)
ORDER BY r.ordinal
