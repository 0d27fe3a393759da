-- The counted rows of all parts by ordered pair of sides.
SELECT
    source,
    target,
    sum(n_events)::BIGINT AS n_events,
    sum(intensity) / nullif(sum(n_intensities), 0) AS intensity,
    sum(verbal_cooperation)::BIGINT AS verbal_cooperation,
    sum(material_cooperation)::BIGINT AS material_cooperation,
    sum(verbal_conflict)::BIGINT AS verbal_conflict,
    sum(material_conflict)::BIGINT AS material_conflict,
    strftime(min(first), '%Y-%m-%d') AS first,
    strftime(max(last), '%Y-%m-%d') AS last
FROM dyads
GROUP BY source, target
ORDER BY 1, 2
