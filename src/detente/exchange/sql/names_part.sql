-- What the sides of a part are called, and how often.
SELECT side, called, count(*) AS n FROM (
    SELECT coalesce(source, source_code) AS side, source_name AS called FROM rows
    UNION ALL
    SELECT coalesce(target, target_code), target_name FROM rows
)
WHERE side IS NOT NULL
GROUP BY side, called
