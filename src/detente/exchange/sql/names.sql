-- What the sides of the dyads are called: a state by its name, others by their commonest.
SELECT side AS id, coalesce(any_value(s.name), mode(called)) AS label FROM (
    SELECT coalesce(source, source_code) AS side, source_name AS called FROM rows
    UNION ALL
    SELECT coalesce(target, target_code), target_name FROM rows
)
LEFT JOIN states AS s ON s.iso3 = side
WHERE side IS NOT NULL
GROUP BY side
ORDER BY side
