-- The counted rows of a part by ordered pair of sides.
SELECT
    coalesce(source, source_code) AS source,
    coalesce(target, target_code) AS target,
    count(*) AS n_events,
    sum(intensity) AS intensity,
    count(intensity) AS n_intensities,
    count(*) FILTER (quad_class = 1) AS verbal_cooperation,
    count(*) FILTER (quad_class = 2) AS material_cooperation,
    count(*) FILTER (quad_class = 3) AS verbal_conflict,
    count(*) FILTER (quad_class = 4) AS material_conflict,
    min(date) AS first,
    max(date) AS last
FROM rows
WHERE coalesce(source, source_code) IS NOT NULL
    AND coalesce(target, target_code) IS NOT NULL
    AND coalesce(source, source_code) <> coalesce(target, target_code)
GROUP BY ALL
