-- What the sides of the dyads are called: a state by its name, others by their commonest.
SELECT side AS id, coalesce(any_value(s.name), arg_max(called, (total, called)) FILTER (called IS NOT NULL)) AS label
FROM (SELECT side, called, sum(n) AS total FROM names GROUP BY side, called)
LEFT JOIN states AS s ON s.iso3 = side
GROUP BY side
ORDER BY side
