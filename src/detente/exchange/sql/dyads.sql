-- The counted rows by ordered pair of sides.
SELECT
    coalesce(source, source_code) AS source,
    coalesce(target, target_code) AS target,
    count(*) AS n_events,
    avg(intensity) AS intensity,
    count(*) FILTER (quad_class = 1) AS verbal_cooperation,
    count(*) FILTER (quad_class = 2) AS material_cooperation,
    count(*) FILTER (quad_class = 3) AS verbal_conflict,
    count(*) FILTER (quad_class = 4) AS material_conflict,
    strftime(min(date), '%Y-%m-%d') AS first,
    strftime(max(date), '%Y-%m-%d') AS last
FROM rows
WHERE coalesce(source, source_code) IS NOT NULL
    AND coalesce(target, target_code) IS NOT NULL
    AND coalesce(source, source_code) <> coalesce(target, target_code)
GROUP BY ALL
ORDER BY 1, 2
