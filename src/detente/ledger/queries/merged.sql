-- The first query is followed by any of the conditions, joined by AND, and by the order.

-- name: select
SELECT id, type, mode, status, date, location, object, project, intensity, quad_class, confidence, n_documents,
    n_outlets, contexts, asserted_by, amounts, outlets, versions
FROM merged_events

-- name: id
id = :id

-- name: actor
id IN (SELECT event FROM merged_participants WHERE actor = :actor AND role <> 'person')

-- name: dyad
id IN (
    SELECT one.event FROM merged_participants AS one JOIN merged_participants AS two ON two.event = one.event
    WHERE one.actor = :dyad_a AND two.actor = :dyad_b AND one.role <> 'person' AND two.role <> 'person'
    AND (one.role <> two.role OR (
        one.role = 'source' AND NOT EXISTS (
            SELECT 1 FROM merged_participants AS three WHERE three.event = one.event AND three.role = 'target'
        )
    ))
)

-- name: type
type = :type

-- name: status
status = :status

-- name: since
date_stop > :since

-- name: until
date_start < :until

-- name: document
id IN (SELECT event FROM merged_mentions JOIN event_mentions ON event_mentions.id = mention WHERE document = :document)

-- name: by_date
ORDER BY date_start IS NULL, date_start, id LIMIT :limit

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
