-- The first query is followed by any of the conditions, joined by AND, and by the order.

-- name: select
SELECT id, document, type, mode, status, asserted_by, date, date_text, location, object, project, intensity,
    quad_class, confidence, coder, coder_version
FROM event_mentions

-- name: actor
id IN (SELECT event FROM participants WHERE actor = :actor AND role <> 'person')

-- name: dyad
id IN (
    SELECT one.event FROM participants AS one JOIN participants AS two ON two.event = one.event
    WHERE one.actor = :dyad_a AND two.actor = :dyad_b AND one.role <> 'person' AND two.role <> 'person'
    AND (one.role <> two.role OR (
        one.role = 'source' AND NOT EXISTS (
            SELECT 1 FROM participants AS three WHERE three.event = one.event AND three.role = 'target'
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
document = :document

-- name: ids
id IN (SELECT value FROM json_each(:ids))

-- name: by_date
ORDER BY date_start IS NULL, date_start, id LIMIT :limit

-- name: by_place
ORDER BY document, place LIMIT :limit

-- name: by_id
ORDER BY id LIMIT :limit

-- name: participants
SELECT event, role, actor FROM participants
WHERE event IN (SELECT value FROM json_each(:ids)) ORDER BY event, role, place

-- name: contexts
SELECT event, context FROM contexts
WHERE event IN (SELECT value FROM json_each(:ids)) ORDER BY event, place

-- name: amounts
SELECT event, value, unit, text FROM amounts
WHERE event IN (SELECT value FROM json_each(:ids)) ORDER BY event, place

-- name: evidence
SELECT event, start, stop, quote FROM evidence
WHERE event IN (SELECT value FROM json_each(:ids)) ORDER BY event, place

-- name: traces
SELECT event, rule FROM traces
WHERE event IN (SELECT value FROM json_each(:ids)) ORDER BY event, place
