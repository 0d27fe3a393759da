-- The first query is followed by any of the conditions, joined by AND, and by the order.

-- name: select
SELECT id, type, mode, status, date, location, object, project, intensity, quad_class, confidence, n_documents,
    n_outlets, contexts, asserted_by, amounts, outlets, versions
FROM

-- name: count
SELECT count(*) FROM (SELECT 1 FROM

-- name: all
merged_events

-- name: of_dyad
merged_dyads AS near CROSS JOIN merged_events ON merged_events.id = near.event

-- name: of_actor
merged_actors AS near CROSS JOIN merged_events ON merged_events.id = near.event

-- name: count_dyad
SELECT count(*) FROM (
    SELECT 1 FROM merged_dyads WHERE a = min(:dyad_a, :dyad_b) AND b = max(:dyad_a, :dyad_b) LIMIT :most
)

-- name: count_actor
SELECT count(*) FROM (SELECT 1 FROM merged_actors WHERE actor = :actor LIMIT :most)

-- name: quad
quad_class = CAST(:quad AS INTEGER)

-- name: text
id IN (
    SELECT merged_mentions.event FROM sentence_search
    JOIN sentences ON sentences.key = sentence_search.rowid
    JOIN event_mentions ON event_mentions.document = sentences.document
    JOIN evidence ON evidence.event = event_mentions.id
    AND evidence.start < sentences.stop AND evidence.stop > sentences.start
    JOIN merged_mentions ON merged_mentions.mention = event_mentions.id
    WHERE sentence_search MATCH :text
)

-- name: id
id = :id

-- name: actor
near.actor = :actor

-- name: actor_too
-- beside a dyad
id IN (SELECT event FROM merged_actors WHERE actor = :actor)

-- name: dyad
near.a = min(:dyad_a, :dyad_b) AND near.b = max(:dyad_a, :dyad_b)

-- name: type
type = :type

-- name: status
status = :status

-- name: since
date_stop > :since

-- name: until
date_start < :until

-- name: until_near
near.day < :until AND near.day > ''

-- name: document
id IN (SELECT event FROM merged_mentions JOIN event_mentions ON event_mentions.id = mention WHERE document = :document)

-- name: by_date
ORDER BY date_start NULLS LAST, id LIMIT :limit OFFSET :offset

-- name: newest
ORDER BY date_start DESC, id LIMIT :limit OFFSET :offset

-- name: newest_near
ORDER BY near.day DESC, near.event LIMIT :limit OFFSET :offset

-- name: named
SELECT id FROM merged_events WHERE id = :name UNION SELECT event FROM merged_mentions WHERE mention = :name LIMIT 1;

-- name: participants
SELECT event, role, actor FROM merged_participants
WHERE event IN (SELECT value FROM json_each(:ids)) ORDER BY event, role, place

-- name: mentions
SELECT event, mention FROM merged_mentions
WHERE event IN (SELECT value FROM json_each(:ids)) ORDER BY event, mention

-- name: joins
SELECT event, first, second, probability, linkage, by, reasons FROM joins
WHERE event IN (SELECT value FROM json_each(:ids)) ORDER BY event, place
