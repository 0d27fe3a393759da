-- What the formats' queries share. `given` is null for what stands for nothing.
CREATE MACRO bare(cell) AS CASE WHEN cell LIKE '"%"' AND length(cell) > 1 AND replace(substr(cell, 2, length(cell) - 2), '""', '') NOT LIKE '%"%' THEN replace(substr(cell, 2, length(cell) - 2), '""', '"') ELSE cell END;
CREATE MACRO given(cell) AS CASE WHEN trim(cell) IN ('', 'NA', 'NULL', 'None', 'nan', 'N/A') THEN NULL ELSE trim(bare(cell)) END;
CREATE MACRO filled(cell) AS nullif(trim(cell), '');
CREATE MACRO day8(cell) AS TRY_CAST(substr(cell, 1, 4) || '-' || substr(cell, 5, 2) || '-' || substr(cell, 7, 2) AS DATE);
CREATE MACRO day10(cell) AS CASE WHEN cell LIKE '____-__-__' OR cell LIKE '____-__-__T%' OR cell LIKE '____-__-__ %' THEN TRY_CAST(substr(cell, 1, 10) AS DATE) END;
CREATE MACRO anyday(cell) AS coalesce(day10(cell), CASE WHEN regexp_full_match(cell, '\d{8}.*') THEN day8(cell) END);
CREATE MACRO bracketed(cell) AS CASE WHEN cell LIKE '%)' THEN coalesce(nullif(regexp_extract(cell, '\(([^()]+)\)$', 1), ''), cell) ELSE cell END;
CREATE MACRO number(cell) AS TRY_CAST(cell AS DOUBLE);
CREATE MACRO whole(cell) AS TRY_CAST(cell AS BIGINT);
-- The state that holds a code on a day, from a list of holders with the first days of their times; the newest for no day.
CREATE MACRO holder(heirs, day) AS list_extract(list_filter(heirs, lambda heir: coalesce(day >= heir.since, true)), -1).iso3;
