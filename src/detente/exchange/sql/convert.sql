-- From a format's columns to the imported ones: states, PLOVER, known faults, keys of the same event.
-- What stands in braces is filled in: the format's query, the rules' conditions, the format's name.
WITH staged AS ({staged}),
resolved AS (
    SELECT
        s.*,
        CASE WHEN a.heirs IS NULL THEN nullif(a.iso3, '') ELSE holder(a.heirs, s.date) END AS source,
        CASE WHEN b.heirs IS NULL THEN nullif(b.iso3, '') ELSE holder(b.heirs, s.date) END AS target,
        CASE WHEN p.heirs IS NULL THEN nullif(p.iso3, '') ELSE holder(p.heirs, s.date) END AS place_country,
        CASE WHEN a.iso3 IS NULL THEN s.source_country END AS source_unknown,
        CASE WHEN b.iso3 IS NULL THEN s.target_country END AS target_unknown,
        CASE WHEN p.iso3 IS NULL THEN s.place_code END AS place_unknown,
        number(s.lat_text) AS lat,
        number(s.lon_text) AS lon,
        c.code AS cameo_known,
        coalesce(s.goldstein, c.goldstein) AS goldstein_known,
        coalesce(t.name, c.type) AS type,
        CASE WHEN t.type IS NULL THEN c.mode ELSE coalesce(m.mode, s.mode_given) END AS mode,
        CASE
            WHEN s.contexts_given IS NOT NULL THEN list_sort(list_distinct(regexp_split_to_array(s.contexts_given, '\s*[;,|]\s*')))
            ELSE coalesce(c.contexts, [])
        END AS contexts,
        coalesce(s.quad_given, t.quad_class, c.quad_class) AS quad_class,
        coalesce(s.intensity_given, m.intensity, t.intensity, c.intensity) AS intensity,
        coalesce(s.source_name, s.source_code) AS source_actor,
        coalesce(s.target_name, s.target_code) AS target_actor,
        coalesce(s.cameo, s.type_given || coalesce('/' || s.mode_given, '')) AS deed,
        y.kind AS symmetry
    FROM staged AS s
    LEFT JOIN {states} AS a ON a.code = lower(s.source_country)
    LEFT JOIN {states} AS b ON b.code = lower(s.target_country)
    LEFT JOIN {places} AS p ON p.code = lower(s.place_code)
    LEFT JOIN cameo AS c ON c.code = s.cameo
    LEFT JOIN types AS t ON t.type = s.type_given
    LEFT JOIN modes AS m ON m.type = t.name AND m.alias = s.mode_given
    LEFT JOIN symmetry AS y ON y.deed = coalesce(s.cameo, s.type_given)
),
marked AS (
    SELECT
        r.*,
        CASE
            WHEN r.date IS NULL AND r.date_text IN ({date_names}) THEN 'HEADER'
            WHEN r.date IS NULL THEN 'BAD_DATE'
            WHEN r.cameo IS NOT NULL AND r.cameo_known IS NULL THEN 'BAD_CODE'
            WHEN r.cameo IS NULL AND r.type_given IS NULL THEN 'BAD_CODE'
            WHEN r.cameo IS NULL AND r.type IS NULL THEN 'BAD_TYPE'
            WHEN r.source_actor IS NULL AND r.target_actor IS NULL THEN 'NO_ACTOR'
        END AS problem,
        nullif(concat_ws(';', {faults}), '') AS fault_names,
        nullif(concat_ws(';', {excluding}), '') AS excluded_by,
        -- One event a day, pair and deed; violence is told apart by its place. Without both actors or a
        -- deed's pair, only the same story tells the same event.
        CASE WHEN r.source_actor IS NULL OR r.target_actor IS NULL
            THEN coalesce(r.story, r.system_id, '') ELSE '' END
        || chr(31)
        || CASE WHEN left(r.cameo, 2) IN ('18', '19', '20') OR r.type = 'ASSAULT' THEN coalesce(r.place, '') ELSE '' END
            AS apart,
        coalesce(r.source_code, '') || chr(31) || coalesce(r.source_name, '') AS first_side,
        coalesce(r.target_code, '') || chr(31) || coalesce(r.target_name, '') AS second_side
    FROM resolved AS r
),
keyed AS (
    SELECT
        k.*,
        k.symmetry = 'host' OR (k.symmetry = 'always' AND k.first_side > k.second_side) AS flip,
        k.first_side > k.second_side AS pair_flip,
        CASE k.symmetry WHEN 'host' THEN '042' ELSE k.deed END AS same_deed,
        CASE WHEN k.symmetry = 'host' OR (k.symmetry = 'always' AND k.first_side > k.second_side)
            THEN k.second_side || chr(30) || k.first_side ELSE k.first_side || chr(30) || k.second_side END AS sides,
        CASE WHEN k.first_side > k.second_side
            THEN k.second_side || chr(30) || k.first_side ELSE k.first_side || chr(30) || k.second_side END AS pair
    FROM marked AS k
)
SELECT
    line,
    '{format}' AS format,
    system_id,
    date,
    reported,
    source,
    source_code,
    source_name,
    source_sectors,
    target,
    target_code,
    target_name,
    target_sectors,
    cameo,
    goldstein_known AS goldstein,
    type,
    mode,
    contexts,
    quad_class,
    intensity,
    coalesce(status, 'occurred') AS status,
    n_mentions,
    n_sources,
    place,
    place_country,
    lat,
    lon,
    story,
    sentence,
    publisher,
    fault_names AS faults,
    excluded_by IS NOT NULL AS excluded,
    (md5_number_lower(concat_ws(chr(29), date::VARCHAR, same_deed, coalesce(status, ''), sides, apart)) >> 1)::BIGINT AS event_key,
    CASE WHEN symmetry = 'sentence' AND story IS NOT NULL
        THEN (md5_number_lower(concat_ws(chr(29), date::VARCHAR, same_deed, pair, story, coalesce(sentence, ''))) >> 1)::BIGINT
    END AS pair_key,
    coalesce(flip, false) AS flipped,
    pair_flip,
    record,
    source_unknown,
    target_unknown,
    place_unknown,
    problem,
    CASE WHEN problem = 'BAD_CODE' THEN cameo END AS code,
    CASE problem
        WHEN 'HEADER' THEN 'a header line where none should be'
        WHEN 'BAD_DATE' THEN 'no day of the calendar: ' || coalesce(date_text, '')
        WHEN 'BAD_CODE' THEN 'no CAMEO code: ' || coalesce(cameo, '')
        WHEN 'BAD_TYPE' THEN 'no PLOVER type: ' || coalesce(type_given, '')
        WHEN 'NO_ACTOR' THEN 'neither side is given'
    END AS detail
FROM keyed
