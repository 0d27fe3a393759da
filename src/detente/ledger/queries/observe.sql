-- name: events
-- What moves levels: each event once with its sides. When its best telling was published matters only where
-- the date is not a day.
SELECT id, type, mode, contexts, date,
    CASE WHEN (date IS NULL AND NOT :published) OR date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' THEN NULL ELSE (
        SELECT published FROM merged_mentions
        JOIN event_mentions ON event_mentions.id = merged_mentions.mention
        JOIN documents ON documents.id = event_mentions.document
        WHERE merged_mentions.event = merged_events.id
        ORDER BY event_mentions.confidence DESC, event_mentions.id LIMIT 1
    ) END,
    intensity, confidence, n_outlets,
    (
        SELECT group_concat(substr(role, 1, 1) || actor, char(31)) FROM merged_participants
        WHERE merged_participants.event = merged_events.id AND role <> 'person'
    )
FROM merged_events WHERE status IN ('occurred', 'ongoing') AND confidence > 0

-- name: named
AND id IN (SELECT value FROM json_each(:ids))

-- name: by_id
ORDER BY id
